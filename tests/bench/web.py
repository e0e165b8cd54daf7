"""How much pages cost, beside the least possible: `python -m tests.bench.web [turns]`.

The floor is bare Flask with sqlite3: no log-in, no rights, no history, no search, no layout. Both are started as
servers and asked a few requests each in turn, one request after the other. What counts is the processor time of the
server: the ratio is taken within each turn, for both sides stood under the same load then, and its median is what is
held to the goal. On a busy machine the milliseconds themselves say little.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count, product
from pathlib import Path

from tests.bench import cases, office
from tests.bench.cases import Case
from tests.bench.servers import Answer, Browser, Server, Timing, token_in
from tests.bench.visits import COUNTRY, FIELDS, filled

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "bench" / "web" / "floor.py"
REQUESTS = 10
"""In one turn of one server."""
TURNS = 40
WARM = 40
SHOWN = 20
"""Cards of an inbox at least."""
COLD_STARTS = 3
"""And one before them that is not counted: it compiles what it loads."""
GOALS = {"list": 4.0, "form": 8.0, "submit": 8.0, "inbox": 4.0, "perform": 10.0}
"""How many times the floor our page may cost."""
FLOORS = {"inbox": "list", "perform": "submit"}
"""What of the floor these are held against, where it has nothing of their name."""
COLD_GOAL, IDLE_GOAL = 2.5, 120.0
Ask = Callable[[], Answer]


@dataclass
class Subject:
    """A server with what it is asked and how its answers are known to be right."""

    name: str
    server: Server
    asks: dict[str, Ask]
    rights: dict[str, Callable[[Answer], bool]]
    timings: dict[str, Timing] = field(default_factory=dict)

    def measure(self, operation: str, *, times: int) -> None:
        """One turn, of what this server has."""
        if operation not in self.asks:
            return
        timing = self.timings.setdefault(operation, Timing())
        timing.run(self.server, self.asks[operation], self.rights[operation], times=times)

    def warm(self) -> None:
        """Once round everything, without counting."""
        for operation in GOALS:
            self.measure(operation, times=WARM)
        self.timings.clear()


def main(turns: int) -> None:
    """Measure and print."""
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_servers:
        place = Path(folder)
        sys.stdout.write("Making an office with 10,000 records, and 10,000 that wait …\n")
        office.furnish(place / "instance")
        waiting = cases.furnish(place / "instance")
        floors = [open_servers.enter_context(each) for each in _floors(place)]
        subjects = [_floor(name, server) for name, server in zip(("floor", "floor (shared)"), floors, strict=False)]
        cold = [_cold(place) for _ in range(COLD_STARTS + 1)][1:]
        ours = _ours(open_servers.enter_context(_served(place)), waiting)
        idle = ours.server.memory()
        for each in (*subjects, ours):
            each.warm()
        for turn in range(turns):
            in_order = (*subjects, ours) if turn % 2 else (ours, *subjects)
            for operation, each in product(GOALS, in_order):
                each.measure(operation, times=REQUESTS)
        _print(subjects, ours)
        _print_start(cold, idle, ours.server.memory())
        sys.stdout.write(f"load of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after\n")


def _floors(place: Path) -> Iterator[Server]:
    port = _free_port()
    command = [sys.executable, "-m", "tests.bench.floor", str(place / "floor.db"), str(port)]
    yield Server(command, port, "/form", env={})
    if SHARED.exists():
        env = {"FLOOR_DB": str(place / "shared.db")}
        subprocess.run([sys.executable, SHARED, "init"], env={**os.environ, **env}, check=True)
        port = _free_port()
        yield Server([sys.executable, SHARED, "serve", str(port)], port, "/form", env=env)


def _floor(name: str, server: Server) -> Subject:
    browser, sent = Browser(server.port), filled()
    page = f"/list?country={urllib.parse.quote(COUNTRY)}&sort=start_date"
    return Subject(
        name,
        server,
        {
            "list": lambda: browser.get(page),
            "form": lambda: browser.get("/form"),
            "submit": lambda: browser.post("/submit", sent),
        },
        {
            "list": lambda answer: answer.body.count("<tr>") == 51,
            "form": lambda answer: answer.body.count("<label") == len(FIELDS),
            "submit": lambda answer: answer.status in (302, 303),
        },
    )


def _served(place: Path) -> Server:
    port = _free_port()
    env = {"BIAOWEN_INSTANCE": str(place / "instance")}
    return Server([sys.executable, "-m", "app", "serve", "--port", str(port)], port, "/login", env=env)


def _cold(place: Path) -> tuple[float, float]:
    with _served(place) as server:
        return server.cold, server.cold_cpu


def _ours(server: Server, waiting: list[Case]) -> Subject:
    """Our server, with somebody signed in who fills in forms, and somebody who decides."""
    browser = Browser(server.port)
    browser.sign_in(office.LOGIN, office.PASSWORD)
    form, page = "/types/bench_visit/new", f"/types/bench_visit?f=country.is.{urllib.parse.quote(COUNTRY)}"
    sent, number = {**filled(), "csrf_token": token_in(browser.get(form)), "_press": ""}, count()
    decider, cases_left = Browser(server.port), iter(waiting)
    decider.sign_in(cases.LOGIN, cases.PASSWORD)
    token = token_in(decider.get("/tasks"))
    browser.takes_cookies = decider.takes_cookies = False
    return Subject(
        "biaowen",
        server,
        {
            "list": lambda: browser.get(page),
            "form": lambda: browser.get(form),
            "submit": lambda: browser.post(form, {**sent, "_token": f"measured-{next(number)}"}),
            "inbox": lambda: decider.get("/tasks"),
            "perform": lambda: _decided(decider, next(cases_left), token),
        },
        {
            "list": lambda answer: answer.body.count('class="row-link"') == 50,
            "form": lambda answer: all(f'name="{name}"' in answer.body for name in FIELDS),
            "submit": lambda answer: answer.status in (302, 303) and "/records/" in answer.to,
            "inbox": lambda answer: answer.body.count("data-task>") + answer.body.count("data-task ") >= SHOWN,
            "perform": lambda answer: answer.status in (302, 303),
        },
    )


def _decided(browser: Browser, case: Case, token: str) -> Answer:
    sent = {"csrf_token": token, "_lock": "1", "_task": str(case.task_id), "_once": f"decided-{case.task_id}"}
    return browser.post(f"/records/{case.record_id}/press/approve", {**sent, "comment": "同意"})


def _print(floors: list[Subject], ours: Subject) -> None:
    heads = "".join(f"{each.name + ' ms':>20}{'ratio':>7}" for each in floors)
    sys.stdout.write(f"\n{'request':<10}{'ours ms':>9}{'p50':>8}{'p95':>8}{heads}   goal\n")
    for operation, goal in GOALS.items():
        own = ours.timings[operation]
        line = f"{operation:<10}{own.cost:9.2f}{own.waited(0.5):8.2f}{own.waited(0.95):8.2f}"
        beside = [each.timings[FLOORS.get(operation, operation)] for each in floors]
        ratios = [own.times(each) for each in beside]
        for each, ratio in zip(beside, ratios, strict=True):
            line += f"{each.cost:20.2f}{ratio:6.1f}x"
        sys.stdout.write(f"{line}   ≤ {goal:.0f}x {_met(ratios[0], goal)}\n")
    sys.stdout.write("ours, floors: processor time of the server per request; p50, p95: what the browser waited\n\n")


def _print_start(starts: list[tuple[float, float]], idle: float, after: float) -> None:
    cold, cpu = (statistics.median(each) for each in zip(*starts, strict=True))
    sys.stdout.write(f"start to first answer   {cold:6.2f} s    ≤ {COLD_GOAL} s {_met(cold, COLD_GOAL)}\n")
    sys.stdout.write(f"  of it the processor's {cpu:6.2f} s\n")
    sys.stdout.write(f"idle, signed in         {idle:6.0f} MB   ≤ {IDLE_GOAL:.0f} MB {_met(idle, IDLE_GOAL)}\n")
    sys.stdout.write(f"after the requests      {after:6.0f} MB\n")


def _met(value: float, goal: float) -> str:
    return "✓" if value <= goal else "✗"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS)
