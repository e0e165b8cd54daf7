"""A slow machine on purpose, so that a test which looks before the page is ready fails here and not one day elsewhere.

SLOW_BROWSER=6 makes every page six times as slow as this machine is, and every answer a quarter of a second late:

    SLOW_BROWSER=6 .venv/bin/python -m pytest -q tests/browser
"""

import os
from functools import partial
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

LATENCY, SPEED = 40, 10_000_000
"""Milliseconds by which an answer comes later, for each time that the machine is slower; bytes in a second, for
Chromium 86 takes no delay without a speed."""


def slowed(browser: Browser) -> Browser:
    """The browser, as slow as SLOW_BROWSER asks for; without it, as it is."""
    if rate := float(os.environ.get("SLOW_BROWSER", "0")):
        browser.new_context = partial(_context, browser.new_context, rate)  # type: ignore[method-assign]
    return browser


def _context(new_context: Any, rate: float, **options: Any) -> BrowserContext:
    context: BrowserContext = new_context(**options)
    context.new_page = partial(_page, context.new_page, rate)  # type: ignore[method-assign]
    return context


def _page(new_page: Any, rate: float) -> Page:
    page: Page = new_page()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    delay = {"offline": False, "latency": rate * LATENCY, "downloadThroughput": SPEED, "uploadThroughput": SPEED}
    session.send("Network.emulateNetworkConditions", delay)
    return page
