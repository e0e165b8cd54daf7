"""Opens the two test browsers: today's Chromium, and Chromium 86, the oldest that offices still use.

CHROME and OLD_CHROME name other programs to take instead.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TypedDict

import playwright
from playwright.sync_api import Page, Playwright, sync_playwright

from setup import node
from setup.browsers import BROWSERS

ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--font-render-hinting=none",
    "--no-first-run",
    "--no-sandbox",
)
"""As root, in a container, without a graphics card, and with no word to the outside."""

_INSTALLED = ("chromium", "chromium-headless-shell", "google-chrome", "chrome", "msedge")

_MISSING_IN_86 = """\
if (!Element.prototype.checkVisibility)
  Element.prototype.checkVisibility = function () { return this.isConnected && this.getClientRects().length > 0; };
"""
"""Playwright asks elements whether they are visible; Chromium could not answer before 105."""


class LaunchOptions(TypedDict):
    """What `Playwright.chromium.launch` takes of us."""

    executable_path: Path
    args: list[str]
    env: dict[str, str | float | bool]


@cache
def browser_path() -> Path:
    """Find a Chromium that starts: the one named by CHROME, ours, or one that is installed."""
    if named := os.environ.get("CHROME"):
        return Path(named)
    installed = (Path(found) for name in _INSTALLED if (found := shutil.which(name)))
    for program in (BROWSERS / "chromium" / "chromium", *installed):
        if _starts(program):
            return program
    raise FileNotFoundError("no Chromium that starts: run `python3 run.py test`, or name one in CHROME")


@cache
def old_browser_path() -> Path:
    """Find Chromium 86."""
    program = Path(os.environ.get("OLD_CHROME", BROWSERS / "chromium-86" / "chromium"))
    if not program.exists():
        raise FileNotFoundError(f"no old Chromium at {program}: run `python3 run.py test`, or name one in OLD_CHROME")
    return program


def launch_options() -> LaunchOptions:
    """Say how to launch today's Chromium."""
    return _options(browser_path())


def old_launch_options() -> LaunchOptions:
    """Say how to launch Chromium 86."""
    return _options(old_browser_path())


@contextmanager
def driver() -> Iterator[Playwright]:
    """Start Playwright, with another node where its own does not start (a minimal Debian has no libatomic)."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", os.fspath(_node()))
    with sync_playwright() as started:
        yield started


def prepare_old_page(page: Page) -> None:
    """Teach a fresh page of Chromium 86 the one thing that Playwright asks of it in vain.

    Playwright acts from a script world of its own, which the page's scripts cannot see; so the page under test
    stays as old as it is, and only Playwright's world gets the missing method.
    """
    session = page.context.new_cdp_session(page)
    worlds: list[str] = []
    session.on("Runtime.executionContextCreated", lambda event: worlds.append(event["context"]["name"]))
    session.send("Runtime.enable")
    session.send("Page.enable")
    for world in filter(None, worlds):
        session.send("Page.addScriptToEvaluateOnNewDocument", {"source": _MISSING_IN_86, "worldName": world})


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], *, steps: int = 8) -> None:
    """Drag with the mouse in either browser; Playwright's own dragging asks Chromium 86 for what it lacks."""
    session = page.context.new_cdp_session(page)
    send = partial(session.send, "Input.dispatchMouseEvent")
    held = {"button": "left", "buttons": 1, "clickCount": 1}
    send({"type": "mousePressed", "x": start[0], "y": start[1], **held})
    for step in range(1, steps + 1):
        x, y = (here + (there - here) * step / steps for here, there in zip(start, end, strict=True))
        send({"type": "mouseMoved", "x": x, "y": y, **held})
        # each move is seen before the next: a busy machine drops what comes at once
        page.evaluate("new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)))")
    send({"type": "mouseReleased", "x": end[0], "y": end[1], **held})
    session.detach()


def _options(program: Path) -> LaunchOptions:
    return LaunchOptions(executable_path=program, args=list(ARGUMENTS), env={**os.environ, **_own_environment(program)})


def _own_environment(program: Path) -> dict[str, str]:
    """Give our browsers the libraries and the fonts that came with them."""
    if not program.is_relative_to(BROWSERS):
        return {}
    return {"LD_LIBRARY_PATH": os.fspath(program.parent / "lib"), "FONTCONFIG_FILE": os.fspath(BROWSERS / "fonts.conf")}


def _starts(program: Path) -> bool:
    environment = {**os.environ, **_own_environment(program)}
    try:
        return subprocess.run([program, "--version"], env=environment, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _node() -> Path:
    own = Path(playwright.__file__).parent / "driver" / ("node.exe" if os.name == "nt" else "node")
    other = node.program()
    return other if other and not _starts(own) else own
