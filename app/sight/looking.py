"""A list or a record as somebody sees it. What the one who looks may not see as well is withheld: None.

Withheld is also what a value, its absence or its place in an order would tell: no condition, no order by fields, and of
what is closed to who looks the page says that it is there for the other, filled or not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.definitions.compiled import CompiledType
from app.fields import FieldDef
from app.records import access, queries, showing
from app.records.access import FieldSight
from app.records.columns import Cell, Column
from app.records.desk import Desk
from app.records.lists import Asked, RecordList
from app.records.models import Record
from app.records.showing import Grid, Shown
from app.records.showing import Line as ShownLine
from app.records.view_queries import Kept
from app.sight import cases
from app.web.language import language

_RANK: dict[FieldSight, int] = {"see": 0, "masked": 1, "hidden": 2}


@dataclass(frozen=True, slots=True)
class Row:
    """A record in the list; a cell is None where it is withheld."""

    record_id: int
    cells: Sequence[Cell | None]

    @property
    def is_withheld(self) -> bool:
        """Is all of it out of sight for who looks?"""
        return all(cell is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    count: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A field; without `shown` it is withheld."""

    label: str
    shown: ShownLine | None


@dataclass(frozen=True, slots=True)
class Part:
    """A section."""

    label: str
    lines: Sequence[Line]


def listed(compiled: CompiledType, theirs: Desk, mine: Desk, *, page: int) -> Listed:
    """A page of what somebody sees of a type, the newest first."""
    offset = (page - 1) * queries.PAGE
    found = queries.page(theirs.session, theirs.viewer, compiled, offset=offset)
    shown = RecordList(compiled, Asked(), theirs, kept=Kept())
    reader = shown.reader(found.lines)
    seen = queries.many(mine.session, [line.id for line in found.lines], viewer=mine.viewer)
    rows = []
    for line in found.lines:
        sights = access.field_sight(compiled, mine.viewer, line)
        is_open = [line.id in seen and sights.get(column.key, "see") == "see" for column in shown.columns]
        cells = zip(reader.cells(line), is_open, strict=True)
        rows.append(Row(line.id, [cell if may else None for cell, may in cells]))
    count = queries.count(theirs.session, theirs.viewer, compiled)
    return Listed(shown.columns, rows, count, bool(found.after))


def record(found: Record, theirs: Desk, mine: Desk) -> list[Part]:
    """The fields of a record as somebody reads them."""
    reading = _Looking(found, theirs, mine)
    sections = theirs.compiled(found).definition.sections
    parts = (Part(each.label.text(language()), list(reading.lines(each.fields))) for each in sections)
    return [part for part in parts if part.lines]


class _Looking:
    """One look at one record with the eyes of two."""

    def __init__(self, found: Record, theirs: Desk, mine: Desk) -> None:
        compiled = theirs.compiled(found)
        self.sights = access.field_sight(compiled, theirs.viewer, found)
        own = access.field_sight(compiled, mine.viewer, found)
        self.own: Mapping[str, FieldSight] = own if cases.sees(found, mine) else dict.fromkeys(own, "hidden")
        paper = showing.paper(found, compiled, theirs)
        self.shown = {line.key: line for part in paper.parts for line in part.lines}

    def lines(self, fields: Sequence[FieldDef]) -> Iterator[Line]:
        """What is hidden from the other is not there; what is empty and not asked for is not there either."""
        for each in fields:
            label = each.label.text(language())
            if self.sights.get(each.key) == "hidden":
                continue
            if not self._sees_as_much(each):
                yield Line(label, None)
            elif each.key in self.shown:
                yield Line(label, _alone(self.shown[each.key]))

    def _sees_as_much(self, each: FieldDef) -> bool:
        paths = [each.key, *(f"{each.key}.{column.key}" for column in each.columns)]
        return all(_RANK[self.own[path]] <= _RANK[self.sights[path]] for path in paths)


def _alone(line: ShownLine) -> ShownLine:
    """Without what leads further: other records and files are asked for by who looks."""
    grid = line.grid
    cut = Grid(grid.labels, grid.numbers, [[_plain(cell) for cell in row] for row in grid.rows]) if grid else None
    return replace(line, value=_plain(line.value), grid=cut)


def _plain(shown: Shown) -> Shown:
    kind = shown.kind if shown.kind in ("masked", "number", "lines") else "text"
    text = shown.text or "\n".join(
        piece.text for _form, lines in shown.blocks for one in lines for piece in one.stretches
    )
    return Shown(text, "lines" if shown.kind == "rich" else kind)
