"""Choices whose entries depend on what else is filled in: what they offer now, decided here and told to the browser."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.definitions.compiled import CompiledField, CompiledType
from app.expressions import Value
from app.fields import Entry, Language, Lookups, Raw, entries_of
from app.records.marks import Marks
from app.records.moulds import Mould
from app.records.offers import offer_of
from app.records.rules import Settled


def offered(each: CompiledField, values: Mapping[str, Value], lookups: Lookups) -> list[Entry]:
    """The entries that a choice offers beside these values."""
    entries = entries_of(each.options, lookups).values()
    return [entry for entry in entries if not entry.retired and each.offers(entry, values)]


def told(  # noqa: PLR0913 - a form as it is, and who reads it
    compiled: CompiledType,
    moulds: Iterable[Mould],
    raw: Mapping[str, Raw],
    settled: Settled,
    marks: Marks,
    *,
    lookups: Lookups,
    language: Language,
) -> dict[str, Any]:
    """What each such input offers: `of` says which of the `sets`, for rows that are alike offer the same."""
    sets: dict[tuple[str, tuple[str, ...]], int] = {}
    lines: list[list[dict[str, str]]] = []
    of: dict[str, int] = {}
    for name, each, values in _inputs(compiled, moulds, raw, settled, marks):
        entries = offered(each, values, lookups)
        key = (str(each.options.list), tuple(entry.value for entry in entries))
        if key not in sets:
            sets[key] = len(lines)
            lines.append([offer_of(entry, language).plain() for entry in entries])
        of[name] = sets[key]
    return {"sets": lines, "of": of}


def _inputs(
    compiled: CompiledType, moulds: Iterable[Mould], raw: Mapping[str, Raw], settled: Settled, marks: Marks
) -> Iterator[tuple[str, CompiledField, Mapping[str, Value]]]:
    """The name of each such input, its field, and the values beside it."""
    for mould in moulds:
        each = compiled.fields[mould.key]
        if mould.is_cascading:
            yield mould.key, each, settled.values
        cells = [key for key, column in mould.columns.items() if column.is_cascading]
        rows = raw.get(mould.key) if cells else None
        for position in range(len(rows) if isinstance(rows, list) else 0):
            beside = {**settled.values, **_row(mould.key, position, settled, marks)}
            yield from ((f"{mould.key}.{position}.{key}", each.columns[key], beside) for key in cells)


def _row(table: str, position: int, settled: Settled, marks: Marks) -> Mapping[str, Value]:
    """The values of a row of the browser; none of one that says nothing yet."""
    known, rows = marks.rows.get(table, ()), settled.values.get(table)
    if position not in known or not isinstance(rows, list | tuple):
        return {}
    at = list(known).index(position)
    row = rows[at] if at < len(rows) else None
    return row if isinstance(row, Mapping) else {}
