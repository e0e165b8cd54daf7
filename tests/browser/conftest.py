"""Makes the browser fixtures known to the tests of this folder, and a live office."""

from collections.abc import Iterator

import pytest

from tests.browser.fixtures import browser, driver, old_browser, old_page, page
from tests.browser.live import demo, furnished_demo
from tests.browser.office import Office, open_office

__all__ = ["browser", "demo", "driver", "furnished_demo", "old_browser", "old_page", "page"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for the tests of a file: what they leave there, no other file meets."""
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened
