"""Makes the browser fixtures known to the tests of this folder."""

from tests.browser.fixtures import browser, driver, old_browser, old_page, page

__all__ = ["browser", "driver", "old_browser", "old_page", "page"]
