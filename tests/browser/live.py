"""A whole demo office as people start it, served by a process of its own; furnished once for a whole run."""

import json
import os
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from app.demo.office import ACCOUNTS

ROOT = Path(__file__).parents[2]
START, PATIENCE = 300, 60
"""Seconds until an office has to be there, and until something in it; machines may be slow and busy."""

_PASTE = """([selector, text, html]) => { const data = new DataTransfer(); data.setData("text/plain", text);
if (html) data.setData("text/html", html); const target = document.querySelector(selector); target.focus();
return !target.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""


@dataclass(frozen=True)
class Demo:
    """Where it is served, and who may come in."""

    url: str
    passwords: dict[str, str] = field(repr=False)

    def enter(self, page: Page, login: str, address: str = "/") -> None:
        """Sign in on the log-in page; leads to `address`."""
        page.goto(f"{self.url}{address}")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(self.passwords[login])
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/login" not in url)


def complaints(page: Page) -> list[str]:
    """What the page complains of from now on: errors of scripts, of the console, lost requests, answers with 5xx."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda message: heard.append(message.text) if _is_complaint(message) else None)
    page.on("requestfailed", lambda lost: heard.append(f"{lost.failure} {lost.url}") if _is_lost(lost) else None)
    page.on("response", lambda answer: heard.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
    return heard


def _is_complaint(message: ConsoleMessage) -> bool:
    """htmx complains of each request without an answer; whether that is a fault, `_is_lost` knows."""
    said_by_htmx = ("htmx:afterRequest", "htmx:sendAbort", "htmx:sendError")
    return message.type == "error" and not message.text.startswith(said_by_htmx)


def _is_lost(request: Request) -> bool:
    """A request that the page gave up is not: a newer one took its place, or the page was left."""
    return request.failure != "net::ERR_ABORTED"


def seat(
    login: str, address: str, *, browsers: Sequence[str] = ("page", "old_page"), forgiven: Sequence[str] = ()
) -> Any:
    """A fixture: this person sits at this address, in today's browser and in an old one; at the end the page has
    complained of nothing but what is `forgiven`: parts of complaints that the tests provoke."""

    @pytest.fixture(params=browsers)
    def seated(request: pytest.FixtureRequest, demo: Demo) -> Iterator[Page]:
        page: Page = request.getfixturevalue(request.param)
        page.set_viewport_size({"width": 1440, "height": 900})
        heard = complaints(page)
        demo.enter(page, login, address)
        yield page
        assert [said for said in heard if not any(each in said for each in forgiven)] == []

    return seated


def until(page: Page, so: Callable[[], bool]) -> None:
    """Wait for something outside of the page, which goes on meanwhile."""
    end = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < end, f"not within {PATIENCE} seconds"
        page.wait_for_timeout(100)


def paste(page: Page, selector: str, text: str, html: str = "") -> bool:
    """Paste as a program of tables puts it on the clipboard; was it taken?"""
    return bool(page.evaluate(_PASTE, [selector, text, html]))


@pytest.fixture(scope="session")
def furnished_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo office as its first start leaves it; nobody works in it."""
    instance = tmp_path_factory.mktemp("demo")
    with _served(instance):
        return instance


@pytest.fixture(scope="module")
def demo(furnished_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo office for the tests of a file: what they leave there, no other file meets."""
    instance = shutil.copytree(furnished_demo, tmp_path_factory.mktemp("demo") / "office")
    with _served(instance) as url:
        yield Demo(url, json.loads((instance / ACCOUNTS).read_text("utf-8")))


@contextmanager
def _served(instance: Path) -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "app", "demo", "--port", str(port)]
    environment = {**os.environ, "BIAOWEN_INSTANCE": str(instance), "PYTHONUNBUFFERED": "1"}
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **said) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, server)
            yield url
        finally:
            server.terminate()


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    assert server.stdout is not None
    said = b""
    until = time.monotonic() + START
    while url.encode() not in said:
        assert time.monotonic() < until, f"no office after {START} seconds: {said.decode()}"
        assert server.poll() is None, said.decode()
        if select.select([server.stdout], [], [], 0.2)[0]:
            said += os.read(server.stdout.fileno(), 65536)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
