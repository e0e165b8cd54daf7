"""Servers that are measured from outside: their processor time and memory, and a browser that waits for each answer."""

import http.client
import os
import re
import signal
import statistics
import subprocess
import time
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

START_LIMIT = 60.0
ANSWER_LIMIT = 60.0
_CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: str
    to: str = ""


class Server(AbstractContextManager["Server"]):
    """A process that answers on a port of this machine; `cold` is how long the first answer took, `cold_cpu` what of it
    was the processor's: on a busy machine the rest is waiting for it."""

    def __init__(self, command: Sequence[str | Path], port: int, path: str, *, env: Mapping[str, str]) -> None:
        self.port, began = port, time.perf_counter()
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.process = subprocess.Popen(
            [str(part) for part in command],
            env={**inherited, **env},  # compiled modules are kept, as where a server is installed
            stdout=subprocess.DEVNULL,
        )
        while not self._answers(path):
            if time.perf_counter() - began > START_LIMIT or self.process.poll() is not None:
                self.stop()
                raise RuntimeError(f"did not start: {command}")
            time.sleep(0.02)
        self.cold, self.cold_cpu = time.perf_counter() - began, self.cpu()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it, gently first."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def cpu(self) -> float:
        """Seconds of processor time so far, of all threads. The kernel's clock of a process: /proc counts in 10 ms."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def memory(self) -> float:
        """Megabytes that it holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def _answers(self, path: str) -> bool:
        try:
            return Browser(self.port).get(path).status < 500
        except OSError:
            return False


class Browser:
    """One connection, with cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_LIMIT)
        self._cookies: SimpleCookie = SimpleCookie()
        self.takes_cookies = True
        """Off while forms are measured: nobody sees the messages that each leaves for the next page."""

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask("GET", path, None)

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """A form, sent as browsers do."""
        return self._ask("POST", path, urllib.parse.urlencode(form))

    def sign_in(self, login: str, password: str) -> None:
        """By the page for it."""
        page = self.get("/login")
        answer = self.post("/login", {"csrf_token": token_in(page), "login": login, "password": password})
        if answer.status != 302:
            raise RuntimeError(f"not signed in: {answer.status} {answer.body[:500]}")

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": self._cookies.output(attrs=[], header="", sep=";").strip()} if self._cookies else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        came = self._connection.getresponse()
        text = came.read().decode()
        for cookie in came.headers.get_all("Set-Cookie") or ():
            if self.takes_cookies:
                self._cookies.load(cookie)
        return Answer(came.status, text, came.headers.get("Location", ""))


@dataclass
class Timing:
    """What one kind of request cost on one server, over all turns."""

    cpu: list[float] = field(default_factory=list)
    """Milliseconds of the server's processor time for one request, a number per turn."""
    wall: list[float] = field(default_factory=list)
    """Milliseconds that the browser waited, a number per request."""

    def run(self, server: Server, ask: Callable[[], Answer], is_right: Callable[[Answer], Any], *, times: int) -> None:
        """Ask so many times, one after the other; a wrong answer ends the measurement."""
        before = server.cpu()
        for _ in range(times):
            began = time.perf_counter()
            answer = ask()
            self.wall.append((time.perf_counter() - began) * 1000)
            if not is_right(answer):
                raise RuntimeError(f"wrong answer {answer.status} to {answer.to}: {answer.body[:2000]}")
        self.cpu.append((server.cpu() - before) * 1000 / times)

    @property
    def cost(self) -> float:
        """The median over turns."""
        return statistics.median(self.cpu)

    def times(self, other: "Timing") -> float:
        """How many times the cost of another, turn by turn: in one turn both stood under the same load."""
        return statistics.median(own / floor for own, floor in zip(self.cpu, other.cpu, strict=True))

    def waited(self, share: float) -> float:
        """How long the slowest but a share of the requests took."""
        return sorted(self.wall)[int(len(self.wall) * share)]


def token_in(page: Answer) -> str:
    """The token against forged requests that stands in a page."""
    found = _CSRF.search(page.body)
    if found is None:
        raise RuntimeError(f"no token in the page: {page.status}")
    return found[1]
