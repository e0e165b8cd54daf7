"""A sent ledger between its steps: the file as it came, what was decided about it, what was found wrong.

It lies in the instance's folder under a token that only who sent it can use, and goes after some days.
"""

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import orjson

from app.definitions.compiled import CompiledType
from app.errors import Invalid, NotFound
from app.imports import Table, read, read_paste
from app.records import ledger, past
from app.records.ledger import Plan
from app.web import clock

FOLDER = "imports"
KEPT = timedelta(days=14)
_META, _SOURCE, _REPORT = "meta.json", "source", "report.json"


@dataclass
class Staged:
    """One sent ledger."""

    place: Path
    meta: dict[str, Any]

    @property
    def token(self) -> str:
        """Its name in addresses."""
        return self.place.name

    @property
    def type_key(self) -> str:
        """The type that its rows are to become."""
        return str(self.meta["type"])

    @property
    def name(self) -> str:
        """What the file is called; empty for what was pasted."""
        return str(self.meta["name"])

    def table(self, compiled: CompiledType) -> Table:
        """The table in it; raises `Invalid`."""
        data = (self.place / _SOURCE).read_bytes()
        known = [target.label for target in ledger.targets(compiled)]
        if not self.name:
            text, html = orjson.loads(data)
            return read_paste(text, html or None, known=known)
        return read(data, name=self.name, sheet=self.meta.get("sheet") or None, known=known)

    def plan(self, table: Table, compiled: CompiledType) -> Plan:
        """What was decided, or else is proposed."""
        kept = self.meta.get("columns")
        if kept is None:
            return Plan(ledger.proposed(table, compiled), past.usual_state(compiled))
        return Plan({int(column): str(key) for column, key in kept.items()}, str(self.meta["state"]))

    def decide(self, plan: Plan) -> None:
        """Keep what was decided; what was found before counts no more."""
        self.meta |= {"columns": {str(column): key for column, key in plan.columns.items()}, "state": plan.state}
        self.write_meta()
        (self.place / _REPORT).unlink(missing_ok=True)

    def choose_sheet(self, sheet: str) -> None:
        """Read another sheet of the workbook: decide anew."""
        self.meta |= {"sheet": sheet, "columns": None}
        self.write_meta()

    def report(self) -> dict[str, Any] | None:
        """What was found in the rows, if they were looked through."""
        path = self.place / _REPORT
        return cast("dict[str, Any]", orjson.loads(path.read_bytes())) if path.exists() else None

    def keep_report(self, report: Mapping[str, Any]) -> None:
        """Keep what was found."""
        (self.place / _REPORT).write_bytes(orjson.dumps(report))

    def write_meta(self) -> None:
        """Keep what is known of it."""
        fresh = self.place / "meta.new"
        fresh.write_bytes(orjson.dumps(self.meta))
        fresh.replace(self.place / _META)


def stage_file(data: bytes, name: str, *, type_key: str, user_id: int) -> Staged:
    """Keep a sent file."""
    return _stage(data, {"type": type_key, "user": user_id, "name": name[:200]})


def stage_paste(text: str, html: str, *, type_key: str, user_id: int) -> Staged:
    """Keep what was pasted."""
    if not text.strip() and not html.strip():
        raise Invalid.because("past.nothing_pasted", place="text")
    return _stage(orjson.dumps([text, html]), {"type": type_key, "user": user_id, "name": ""})


def get(token: str, *, user_id: int | None) -> Staged:
    """What this person sent; raises `NotFound`."""
    place = _root() / token
    if not (token.isalnum() and (place / _META).is_file()):
        raise NotFound("ledger")
    meta = orjson.loads((place / _META).read_bytes())
    if meta["user"] != user_id:
        raise NotFound("ledger")
    return Staged(place, meta)


def drop(staged: Staged) -> None:
    """Forget it."""
    shutil.rmtree(staged.place, ignore_errors=True)


def _stage(data: bytes, meta: dict[str, Any]) -> Staged:
    _sweep()
    place = _root() / secrets.token_hex(16)
    place.mkdir(parents=True, mode=0o700)
    (place / _SOURCE).write_bytes(data)
    staged = Staged(place, meta)
    staged.write_meta()
    return staged


def _root() -> Path:
    made: Path = clock.settings().instance / FOLDER
    return made


def _sweep() -> None:
    oldest = (clock.now() - KEPT).timestamp()
    for place in _root().iterdir() if _root().exists() else ():
        if place.stat().st_mtime < oldest:
            shutil.rmtree(place, ignore_errors=True)
