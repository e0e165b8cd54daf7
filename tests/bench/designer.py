"""What a type of 200 fields costs, processor time: `python -m tests.bench.designer [deed]`.

Three tables, thirty rules and computed fields, one record under it. Each deed of the designer is done to a draft as a
browser would, a few times; then the form is shown and saved. Processor time, for machines are shared. With the name of
a deed: where its time goes.
"""

import cProfile
import gc
import pstats
import re
import sys
import tempfile
import time
from collections.abc import Callable
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.accounts import queries as accounts
from app.accounts.models import User
from app.definitions import service as definitions
from app.definitions.schema import RecordType
from app.extensions import db
from app.web import clock, database
from tests.bench import office

KEY = "bench_wide"
SECTIONS, TABLES, COLUMNS = 10, 3, 8
KINDS = ("text", "integer", "date", "choice", "yesno", "money", "paragraph", "email", "phone", "person")
TURNS = 7
DEED_GOAL = 150.0
GOALS = {"form shown": 500.0, "form saved": 1000.0}
PART = {"HX-Request": "true"}
Ask = Callable[[], TestResponse]


def main(arguments: list[str]) -> None:
    """Measure all, or say where the time of one deed goes."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        office.furnish(instance, count=0)
        app = create_app({"instance": instance, "WTF_CSRF_ENABLED": False})
        _publish(app)
        gc.freeze()  # as the server does once all is loaded
        browser = _Browser(_signed_in(app))
        if arguments:
            _profile(browser, " ".join(arguments))
        else:
            _measure(browser)
        with app.app_context():
            db.engine.dispose()


def definition(*, roles: list[str]) -> dict[str, Any]:
    """200 fields in ten sections: three tables, fifteen conditions, fifteen computed numbers."""
    fields = [_field(at) for at in range(200 - TABLES * COLUMNS)]
    size = -(-len(fields) // SECTIONS)
    parts = [fields[at : at + size] for at in range(0, len(fields), size)]
    for at in range(TABLES):
        parts[at][0] = _table(at)
    sections = [{"key": f"part_{at}", "label": f"部分{at}", "fields": part} for at, part in enumerate(parts)]
    return {
        "key": KEY,
        "label": "很长的事项",
        "title": "{{ f_10 }}",
        "sections": sections,
        "rights": [{"role": role, "see": "all", "create": True, "change": True} for role in roles],
    }


def _field(at: int) -> dict[str, Any]:
    kind = KINDS[at % len(KINDS)]
    made: dict[str, Any] = {"key": f"f_{at}", "type": kind, "label": f"第{at}项", "help": f"第{at}项怎么填"}
    if kind == "choice":
        made["choices"] = [{"value": f"c{one}", "label": f"选项{one}"} for one in range(4)]
    if kind == "integer" and at > len(KINDS):
        made["compute"] = f"f_{at - len(KINDS)} + 1" if at > 2 * len(KINDS) else "f_1 + 1"
    if kind == "paragraph":
        made["visible"] = f"f_{at - 2}"
    return made


def _table(at: int) -> dict[str, Any]:
    columns = [{**_field(one), "label": f"列{one}"} for one in range(COLUMNS)]
    columns[6].pop("visible")
    return {"key": f"table_{at}", "type": "table", "label": f"表格{at}", "columns": columns}


def _publish(app: Flask) -> None:
    with app.app_context():
        database.begin_write()
        user = db.session.scalars(db.select(User).where(User.login == office.LOGIN)).one()
        roles = sorted(accounts.actor_of(user.id, today=clock.now().date()).roles)
        made = RecordType.model_validate(definition(roles=roles))
        definitions.publish(made, actor=None, now=clock.now())
        db.session.commit()


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.post("/login", data={"login": office.LOGIN, "password": office.PASSWORD})
    client.post(f"/types/{KEY}/new", data={"f_10": "第一份", "_token": "first", "_press": ""})
    return client


class _Browser:
    """Somebody at the designer: knows the draft that was shown last."""

    def __init__(self, client: FlaskClient) -> None:
        self._client, self._lock, self._number, self._key = client, "0", count(1000), "text"
        self.began = 0.0
        """When what is measured began: behind what had to be prepared for it."""

    def best(self, name: str) -> float:
        """The fewest milliseconds of the processor of a few turns; a wrong answer ends the measurement."""
        ask, times = self.asks()[name], []
        for _ in range(TURNS):
            self.began = time.process_time()
            answer = ask()
            times.append((time.process_time() - self.began) * 1000)
            if answer.status_code >= 400:
                raise RuntimeError(f"{answer.status_code}: {answer.text[:3000]}")
        return min(times)

    def asks(self) -> dict[str, Ask]:
        """By name: after each turn the next one can be asked."""
        field = {"at": "f_20", "label-zh": "改过的名称", "visible": "f_21 > 3", "max": "80"}
        row = {"at": "f_23", "label-zh": "几选一"}
        row |= {f"choices-{at}-{key}": f"c{at}" for at in range(4) for key in ("value", "label-zh")}
        return {
            "open": lambda: self._get("/fields"),
            "select a field": lambda: self._get("/fields?at=f_20", part=True),
            "select a column": lambda: self._get("/fields?at=table_1.f_3", part=True),
            "add-field": lambda: self._do("add-field", type="text", to="part_3", before="f_70"),
            "add-field in a table": lambda: self._do("add-field", type="date", to=".table_1"),
            "set-field": lambda: self._do("set-field", **{**field, "help-zh": f"第{next(self._number)}次"}),
            "set-field choices": lambda: self._do("set-field", **{**row, "help-zh": f"第{next(self._number)}次"}),
            "move-field": lambda: self._do("move-field", at="f_35", by="down"),
            "place-field": lambda: self._do("place-field", at="f_46", to=f"part_{next(self._number) % 2 + 6}"),
            "rename-key": self._rename,
            "undo": lambda: self._post("/step/undo"),
            "redo": lambda: self._post("/step/redo"),
            "yaml": lambda: self._get("/yaml"),
            "yaml with a fault": self._yaml_with_a_fault,
            "yaml written": self._yaml_written,
            "preview": lambda: self._get("/preview/form"),
            "check": lambda: self._get("/publish"),
            "form shown": lambda: self._client.get(f"/types/{KEY}/new"),
            "form saved": self._save,
        }

    def _get(self, path: str, *, part: bool = False) -> TestResponse:
        return self._seen(self._client.get(f"/designer/{KEY}{path}", headers=PART if part else {}))

    def _post(self, path: str, **given: str) -> TestResponse:
        sent = {"lock": self._lock, **given}
        return self._seen(self._client.post(f"/designer/{KEY}{path}", data=sent, headers=PART))

    def _do(self, deed: str, **given: str) -> TestResponse:
        return self._post(f"/do/{deed}", **given)

    def _rename(self) -> TestResponse:
        """A field that was added here takes another key each time."""
        before, self._key = self._key, f"text_{next(self._number)}"
        return self._do("rename-key", at=before, key=self._key)

    def _yaml_with_a_fault(self) -> TestResponse:
        """A rule that names nothing: the page says at which line."""
        self._do("set-field", **{"at": "f_30", "label-zh": f"第{next(self._number)}次", "visible": "没有这一项 > 3"})
        self.began = time.process_time()
        return self._get("/yaml")

    def _yaml_written(self) -> TestResponse:
        """The text with a name that somebody changed in it."""
        page = self._get("/yaml").text
        shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
        typed = re.sub("label: 第50项.*?,", f"label: 第50项 {next(self._number)},", unescape(shown[1] if shown else ""))
        self.began = time.process_time()
        return self._post("/yaml", text=typed)

    def _seen(self, answer: TestResponse) -> TestResponse:
        found = re.search(r'name="lock" value="(\d+)"', answer.text)
        self._lock = found[1] if found else self._lock
        return answer

    def _save(self) -> TestResponse:
        """A new record with every field filled in that can be."""
        return self._client.post(f"/types/{KEY}/new", data={**_filled(), "_token": f"t{next(self._number)}"})


def _filled() -> dict[str, str]:
    typed = {"text": "文字", "date": "2024-03-05", "choice": "c1", "yesno": "true", "money": "12.50"}
    sent = {f"f_{at}": typed[kind] for at in range(176) if (kind := KINDS[at % len(KINDS)]) in typed}
    cells = {f"f_{at}": typed[kind] for at, kind in enumerate(KINDS[:COLUMNS]) if kind in typed}
    rows = {f"table_{at}-{row}-{key}": each for at in range(TABLES) for row in range(5) for key, each in cells.items()}
    return {**sent, **rows, "_press": ""}


def _measure(browser: _Browser) -> None:
    for name in browser.asks():
        took, goal = browser.best(name), GOALS.get(name, DEED_GOAL)
        sys.stdout.write(f"{name:<24}{took:9.1f} ms   ≤ {goal:.0f} ms {'✓' if took <= goal else '✗'}\n")
        sys.stdout.flush()


def _profile(browser: _Browser, name: str) -> None:
    browser.best(name)
    watch = cProfile.Profile()
    watch.runcall(browser.best, name)
    pstats.Stats(watch).sort_stats("cumulative").print_stats(70)


if __name__ == "__main__":
    main(sys.argv[1:])
