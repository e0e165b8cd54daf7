"""Measures a page as it is shown: what lies over something else, what is cut, what scrolls it, what is hard to read."""

from pathlib import Path

from playwright.sync_api import Page

LAYOUT, CONTRAST = (Path(__file__).with_name(name).read_text("utf-8") for name in ("boxes.js", "contrast.js"))


def faults_of_layout(page: Page) -> list[str]:
    """What is wrong with the page as it stands now; bars that stay while it scrolls may lie over it."""
    found: list[str] = page.evaluate(LAYOUT)
    return found


def faint_words(page: Page) -> list[str]:
    """Where words stand out too little from what is behind them."""
    found: list[str] = page.evaluate(CONTRAST)
    return found
