"""Makes the browser fixtures known to the tests of this folder, and a live office."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.fixtures import browser, driver, old_browser, old_page, page
from tests.browser.live import demo, furnished_demo
from tests.browser.office import DESK, At, Office, open_office

__all__ = ["browser", "demo", "driver", "furnished_demo", "old_browser", "old_page", "page"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for the tests of a file: what they leave there, no other file meets."""
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


@pytest.fixture
def person(browser: Browser, office: Office) -> At:
    """`with person("amy", "/tasks") as page:`; at the end nothing may have gone wrong in the page."""

    @contextmanager
    def at_browser(login: str, address: str, viewport: ViewportSize = DESK) -> Iterator[Page]:
        with browser.new_context(locale="zh-CN", viewport=viewport) as context:
            page, errors = office.sign_in(context, login), list[str]()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(office.url + address)
            yield page
            assert errors == []

    return at_browser
