"""The days that a record says for a reminder, in itself or in the rows of a table, and what people call such a row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.schema import Remind
from app.expressions import Kind, Value
from app.fields import Stored
from app.fields.table import ROW_ID
from app.records import access
from app.records.access import Standing
from app.records.columns import shown
from app.records.desk import Desk
from app.records.listing import Line
from app.records.models import Record
from app.records.slots import SECRET
from app.web.language import language


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and of a table in which row it stands: its `_id`."""

    on: date
    row: int = 0


def days_of(compiled: CompiledType, at: int, line: Line, desk: Desk) -> Iterator[Day]:
    """The days of one record for one rule, as far as its condition holds."""
    rule, when = compiled.definition.remind[at], compiled.reminders.get(at)
    known = _values(compiled, line, desk) if when else {}
    found = _in_rows(compiled, rule, line, desk) if rule.table else _in_record(compiled, rule, line, desk)
    kept = [day for day, row in found if when is None or when.holds({**known, **row})]
    yield from kept if rule.rows == "each" or not kept else [max(kept, key=lambda day: day.on)]


def row_name(compiled: CompiledType, rule: Remind, row_id: int, record: Line | Record, desk: Desk) -> str:
    """What people call a row: the first that it says in words and this person may see, else where it stands."""
    rows = record.data.get(rule.table) or []
    at = next((at for at, row in enumerate(rows) if row.get(ROW_ID) == row_id), None)
    if at is None:
        return ""
    table = compiled.fields[rule.table]
    said = next(_said(compiled, table, rows[at], record, desk), None)
    return f"{table.definition.label.text(language())} · {said or gettext('第%(row)s行', row=at + 1)}"


def _values(compiled: CompiledType, line: Line, desk: Desk) -> dict[str, Value]:
    names = desk.world(compiled, state=line.state).names()
    return {**names, **compiled.values(line.data, desk.lookups)}


def _in_record(
    compiled: CompiledType, rule: Remind, line: Line, desk: Desk
) -> Iterator[tuple[Day, Mapping[str, Value]]]:
    day = _day(compiled.fields[rule.at].value(line.data.get(rule.at), desk.lookups))
    if day is not None:
        yield Day(day), {}


def _in_rows(compiled: CompiledType, rule: Remind, line: Line, desk: Desk) -> Iterator[tuple[Day, Mapping[str, Value]]]:
    columns, key = compiled.fields[rule.table].columns, rule.at.partition(".")[2]
    for row in line.data.get(rule.table) or ():
        if day := _day(columns[key].value(row.get(key), desk.lookups)):
            yield (
                Day(day, row.get(ROW_ID, 0)),
                {name: each.value(row.get(name), desk.lookups) for name, each in columns.items()},
            )


def _said(
    compiled: CompiledType, table: CompiledField, row: Mapping[str, Stored], record: Standing, desk: Desk
) -> Iterator[str]:
    sights = access.field_sight(compiled, desk.viewer, record)
    for key, each in table.columns.items():
        is_word = each.name.kind is Kind.TEXT and not each.type.is_long and each.definition.sensitive < SECRET
        if is_word and row.get(key) and sights[f"{table.key}.{key}"] == "see":
            yield shown(each, row[key], desk)


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
