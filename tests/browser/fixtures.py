"""Fixtures that give tests a page in today's Chromium or in Chromium 86; one browser of each serves a whole run."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser import launch
from tests.browser.slow import slowed

PATIENCE = 20_000
"""Milliseconds that a page may take to look as expected, however busy the machine; actions and pages have 30,000 of
their own. Nothing waits longer than it has to, so no test asks for other numbers."""


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with launch.driver() as started:
        yield started


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    with driver.chromium.launch(**launch.launch_options()) as started:
        yield slowed(started)


@pytest.fixture(scope="session")
def old_browser(driver: Playwright) -> Iterator[Browser]:
    with driver.chromium.launch(**launch.old_launch_options()) as started:
        yield slowed(started)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(locale="zh-CN") as context:
        yield context.new_page()


@pytest.fixture
def old_page(old_browser: Browser) -> Iterator[Page]:
    with old_browser.new_context(locale="zh-CN") as context:
        fresh = context.new_page()
        launch.prepare_old_page(fresh)
        yield fresh
