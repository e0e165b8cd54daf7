"""Old and new side by side, as a reader may see it: hidden fields are not named, of masked ones little is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.definitions.compiled import CompiledField, CompiledType
from app.fields import Language, Lookups, Stored, signs_of
from app.fields.masks import mask
from app.records.access import FieldSight
from app.records.slots import SECRET
from app.web.language import N_
from app.workflow.amending.core import Change, FieldChange, Row, RowChange

HOWS = {"changed": N_("修改"), "added": N_("增加"), "removed": N_("减少")}
"""What becomes of a field or a row."""


@dataclass(frozen=True, slots=True)
class Line:
    """A value, or a row of a table, before and after. `secrets` are the closed fields that it shows in full."""

    what: str
    how: str
    before: str
    after: str
    path: str
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads it: what may be seen, and in which language."""

    sights: Mapping[str, FieldSight]
    lookups: Lookups
    language: Language
    briefly: bool = False
    """In passing, where no reading is taken down: secrets stay masked."""

    def sees(self, path: str) -> bool:
        """Is it seen at all?"""
        table = path.partition(".")[0]
        return "hidden" not in {self.sights.get(path, "see"), self.sights.get(table, "see")}

    def text(self, each: CompiledField, path: str, stored: Stored) -> str:
        """A value as this person may see it."""
        shown = each.show(stored, self.lookups, self.language)
        is_secret = each.definition.sensitive >= SECRET
        if self.in_full(path) and not (is_secret and self.briefly):
            return shown
        return mask(shown, max(each.definition.sensitive, SECRET))

    def in_full(self, path: str) -> bool:
        """Is it seen as it is? A table's own sight holds for its columns."""
        return {self.sights.get(path, "see"), self.sights.get(path.partition(".")[0], "see")} == {"see"}


def lines(compiled: CompiledType, made: Sequence[Change], reader: Reader) -> list[Line]:
    """What this person may know of the changes: each field a line, each changed cell one, added rows in one line."""
    return [
        line
        for change in made
        if change.key in compiled.fields and reader.sees(change.key)
        for line in _Told(compiled.fields[change.key], reader).lines(change)
    ]


def now(compiled: CompiledType, change: Change, current: Mapping[str, Stored], line: Line, reader: Reader) -> str:
    """What the record says at this moment where a line would change it."""
    each = compiled.fields[change.key]
    if isinstance(change, FieldChange):
        return reader.text(each, change.key, current.get(change.key))
    row = next((row for row in current.get(change.key) or () if row["_id"] == change.row_id), None)
    column = each.columns.get(line.path.partition(".")[2])
    if row is None:
        return ""
    if column is not None:
        return reader.text(column, line.path, row.get(column.key))
    return _Told(each, reader).row(row)


@dataclass(frozen=True, slots=True)
class _Told:
    field: CompiledField
    reader: Reader

    def lines(self, change: Change) -> Iterator[Line]:
        label = self.field.definition.label.text(self.reader.language)
        if isinstance(change, FieldChange):
            before, after = (self.reader.text(self.field, change.key, each) for each in (change.before, change.after))
            yield Line(label, "changed", before, after, change.key, self._secrets([(self.field, change.key)]))
        elif change.before is None or change.after is None:
            yield self._row(change, label)
        else:
            yield from self._cells(change, label, change.before, change.after)

    def _row(self, change: RowChange, label: str) -> Line:
        row = change.after if change.before is None else change.before
        assert row is not None
        shown = [(column, path) for column, path in self._columns() if row.get(column.key) is not None]
        text = self.row(row)
        how = "added" if change.before is None else "removed"
        what = f"{label} · {self._name(row)}"
        before, after = ("", text) if how == "added" else (text, "")
        return Line(what, how, before, after, change.key, self._secrets(shown))

    def row(self, row: Row) -> str:
        """A whole row in one line."""
        language = self.reader.language
        told = ((column, self.reader.text(column, path, row.get(column.key))) for column, path in self._columns())
        cells = (f"{column.definition.label.text(language)} {value}" for column, value in told if value)
        return signs_of(language).rows.join(cells)

    def _cells(self, change: RowChange, label: str, before: Row, after: Row) -> Iterator[Line]:
        for column, path in self._columns():
            if column.key in change.cells:
                own = column.definition.label.text(self.reader.language)
                old, new = (self.reader.text(column, path, row.get(column.key)) for row in (before, after))
                what = f"{label} · {self._name(before)} · {own}"
                yield Line(what, "changed", old, new, path, self._secrets([(column, path)]))

    def _columns(self) -> list[tuple[CompiledField, str]]:
        named = ((column, f"{self.field.key}.{key}") for key, column in self.field.columns.items())
        return [(column, path) for column, path in named if column.compute is None and self.reader.sees(path)]

    def _name(self, row: Row) -> str:
        """By its first cell that says something, else by its number."""
        said = (self.reader.text(column, path, row.get(column.key)) for column, path in self._columns())
        return next(filter(None, said), "") or gettext("第%(row)s行", row=row["_id"])

    def _secrets(self, shown: Sequence[tuple[CompiledField, str]]) -> tuple[str, ...]:
        return tuple(path for each, path in shown if each.definition.sensitive >= SECRET and self.reader.in_full(path))


def secrets_in(told: Iterable[Line]) -> list[str]:
    """The secrets that these lines show in full."""
    return sorted({path for line in told for path in line.secrets})
