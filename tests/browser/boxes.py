"""Measures a page as it is laid out: what lies over something else, what is cut off, what makes the page scroll."""

from pathlib import Path

from playwright.sync_api import Page

MEASURE = Path(__file__).with_suffix(".js").read_text("utf-8")


def faults_of_layout(page: Page) -> list[str]:
    """What is wrong with the page as it stands now; bars that stay while it scrolls may lie over it."""
    found: list[str] = page.evaluate(MEASURE)
    return found
