"""What a record holds as one person sees it, ready to be read under a definition: for trials, plans and examples.

Stricter than the record's own page, which masks, unmasks and audits: here everything is empty that this person does not
see under the record's version or under the newest one, that is a secret under either or under the definition it is read
by, or that was copied from a record in which it is so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.definitions.carrying import LEFT, Carrier
from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.renames import heirs, today
from app.errors import NotFound
from app.expressions import Value
from app.fields import Stored
from app.fields.reference import RecordOptions
from app.records import queries
from app.records.desk import Desk
from app.records.models import Record
from app.records.sights import closed, secret


@dataclass(frozen=True, slots=True)
class Seen:
    """Values under a definition; `withheld` are the paths there of what is kept back, all of it or copies in it."""

    stored: dict[str, Stored]
    withheld: frozenset[str]


def seen(record: Record, now: CompiledType, desk: Desk) -> Seen:
    """What this person may read of a record, as it would be under this definition."""
    before = desk.compiled(record)
    newest = _newest(before, desk)
    gone = closed(before, newest, desk.actor, record) | secret(before, newest) | secret(before, now)
    open_, withheld = without(before, record.data, gone, desk)
    carried = Carrier(before, now, desk.lookups).carry(open_).stored
    carried.pop(LEFT, None)
    moved = heirs(now.definition)
    return Seen(carried, frozenset(today(path, moved) for path in withheld))


def emptied(values: Mapping[str, Value], withheld: frozenset[str]) -> dict[str, Value]:
    """Values that rules settled, without what is kept back: a rule made it anew of what may be read."""
    tables = {path.partition(".")[0] for path in withheld if "." in path}
    cut = {key: _without_cells(key, value, withheld) if key in tables else value for key, value in values.items()}
    return {key: value for key, value in cut.items() if key not in withheld}


def _without_cells(table: str, rows: Any, withheld: frozenset[str]) -> Value:
    return [{name: cell for name, cell in row.items() if f"{table}.{name}" not in withheld} for row in rows or ()]


def without(
    compiled: CompiledType, stored: Mapping[str, Stored], gone: frozenset[str], desk: Desk
) -> tuple[dict[str, Stored], frozenset[str]]:
    """The values without what stands at these paths and what was copied out of others' sight; and where that was."""
    withholding = _Withholding(gone, desk)
    kept = withholding.values(compiled, stored)
    return {key: value for key, value in kept.items() if value is not None}, frozenset(withholding.withheld)


def copies(compiled: CompiledType, stored: Mapping[str, Stored], desk: Desk) -> frozenset[str]:
    """What was copied from linked records and this person does not see there, in rows too: `agreement.budget`."""
    withholding = _Withholding(frozenset(), desk)
    withholding.values(compiled, stored)
    return frozenset(withholding.copies)


class _Withholding:
    """One look at one record; `withheld` is found on the way, and what of it are `copies`."""

    def __init__(self, gone: frozenset[str], desk: Desk) -> None:
        self.gone, self.desk = gone, desk
        self.withheld: set[str] = set()
        self.copies: set[str] = set()

    def values(self, compiled: CompiledType, stored: Mapping[str, Stored]) -> dict[str, Stored]:
        """What is filled in, as far as it may be read; None for what may not."""
        there = ((key, each) for key, each in compiled.fields.items() if stored.get(key) not in (None, "", []))
        return {key: self.field(each, stored[key]) for key, each in there}

    def field(self, each: CompiledField, value: Stored) -> Stored:
        """The value of a field as far as it may be read; of a table row by row."""
        if each.key in self.gone or not each.columns:
            return self._value(each, each.key, value)
        return [{name: cell for name, cell in self._cells(each, row) if cell is not None} for row in value]

    def _cells(self, table: CompiledField, row: Mapping[str, Stored]) -> Iterator[tuple[str, Stored]]:
        for name, cell in row.items():
            column = table.columns.get(name)
            yield name, self._value(column, f"{table.key}.{name}", cell) if column and cell is not None else cell

    def _value(self, each: CompiledField, path: str, value: Stored) -> Stored:
        if path in self.gone:
            self.withheld.add(path)
            return None
        if isinstance(each.options, RecordOptions) and value.get("copy"):
            return self._copied(path, value)
        return value

    def _copied(self, path: str, value: Mapping[str, Any]) -> Stored:
        """A linked record with what this person sees there; with nothing of one that is out of sight."""
        gone = self._gone_in(value["id"])
        kept = {key: copy for key, copy in value["copy"].items() if gone is not None and key not in gone}
        if len(kept) < len(value["copy"]):
            self.withheld.add(path)
            self.copies.update(f"{path}.{key}" for key in value["copy"] if key not in kept)
        alone = {name: part for name, part in value.items() if name != "copy"}
        return {**alone, "copy": kept} if kept else alone

    def _gone_in(self, record_id: int) -> frozenset[str] | None:
        """Fields of a linked record that stay closed, a table with all its columns; None for all of them."""
        try:
            other = queries.get(self.desk.session, record_id, viewer=self.desk.viewer)
        except NotFound:
            return None
        before = self.desk.compiled(other)
        newest = _newest(before, self.desk)
        paths = closed(before, newest, self.desk.actor, other) | secret(before, newest)
        return frozenset(path.partition(".")[0] for path in paths)


def _newest(compiled: CompiledType, desk: Desk) -> CompiledType:
    return desk.types.all().get(compiled.key, compiled)
