"""对照填报: our values in the order of somebody else's site, with what was carried over already."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.definitions.compiled import CompiledType
from app.definitions.schema import TranscribeRow
from app.errors import NotFound
from app.expressions import Value, bind_text
from app.fields.model import Label
from app.records import access
from app.records.desk import Desk
from app.records.models import Record
from app.reports import queries
from app.reports.models import TranscribedRow


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the other site. `ticked_at` is when this user carried over just this value; `is_changed` says that it
    was another value then. `withheld`: this user may not see all that stands in it."""

    key: str
    label: Label
    help: Label | None
    text: str
    limit: int | None
    value_hash: str
    ticked_at: datetime | None = None
    is_changed: bool = False
    withheld: bool = False

    @property
    def length(self) -> int:
        """Characters as such sites count them: line breaks too."""
        return len(self.text)

    @property
    def is_long(self) -> bool:
        """More than the site takes."""
        return self.limit is not None and self.length > self.limit


def rows(report: Record, *, desk: Desk) -> list[Row]:
    """The rows of the report's type; raises `NotFound` if it has none."""
    compiled = desk.compiled(report)
    definition = compiled.definition.transcribe
    if definition is None:
        raise NotFound(f"transcribe of {compiled.key}")
    ticked = queries.ticked(desk.session, report.id, desk.actor.id)
    sight = access.field_sight(compiled, desk.viewer, report)
    values = compiled.values(report.data, desk.lookups)
    made = (_made(each, compiled, values, sight) for each in definition.rows)
    return [_with_tick(row, ticked.get(row.key)) for row in made]


def row(report: Record, key: str, *, desk: Desk) -> Row:
    """One row; raises `NotFound`."""
    for each in rows(report, desk=desk):
        if each.key == key:
            return each
    raise NotFound(f"row {key}")


def progress(found: list[Row]) -> tuple[int, int]:
    """How many are carried over, of how many."""
    return sum(each.ticked_at is not None and not each.is_changed for each in found), len(found)


def _made(row: TranscribeRow, compiled: CompiledType, values: Mapping[str, Value], sight: Mapping[str, str]) -> Row:
    pattern = bind_text(row.value, compiled.scope)
    withheld = any(sight.get(name, "see") != "see" for name in pattern.names)
    text = "" if withheld else pattern.render(values).strip()
    return Row(
        key=_digest(f"{row.label.zh}\n{row.value}")[:32],
        label=row.label,
        help=row.help,
        text=text,
        limit=row.limit,
        value_hash=_digest(text),
        withheld=withheld,
    )


def _with_tick(row: Row, tick: TranscribedRow | None) -> Row:
    if tick is None:
        return row
    return replace(row, ticked_at=tick.at, is_changed=tick.value_hash != row.value_hash)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
