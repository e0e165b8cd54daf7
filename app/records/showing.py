"""A record as it is read: sections with labels and values, tables as tables, and nothing that one may not see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.definitions.carrying import LEFT
from app.definitions.compiled import CompiledField, CompiledType
from app.expressions import Formatted, FormedLine, Kind
from app.fields import FieldDef, Language, Stored
from app.fields.masks import mask
from app.records import access, related, snapshots
from app.records.access import FieldSight
from app.records.columns import shown
from app.records.desk import Desk
from app.records.models import Record
from app.records.rules import settle
from app.records.slots import SECRET
from app.records.snapshots import Since
from app.web.language import language


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file that may be fetched under this token."""

    token: str
    name: str
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A value: its text, and where it leads: to a record, to the web, to files."""

    text: str = ""
    kind: str = "text"
    """text, number, lines, rich, masked, record, url, email, files, pictures, signature, left (of earlier versions)."""
    record_id: int | None = None
    files: Sequence[FileLink] = ()
    since: Since | None = None
    """Of a record that was linked when this one was handed in: what it says otherwise now."""
    blocks: Sequence[tuple[str, Sequence[FormedLine]]] = ()
    """Of a text with a form: headings and lines, each alone, and the items of each list together."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: labels of its columns, rows of values."""

    labels: Sequence[str]
    numbers: Sequence[bool]
    rows: Sequence[Sequence[Shown]]


@dataclass(frozen=True, slots=True)
class Line:
    """A label with its value, or a table under its label; `is_empty`: nothing was filled in."""

    key: str
    label: str
    value: Shown
    grid: Grid | None = None
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A section."""

    key: str
    label: str
    lines: Sequence[Line]

    @property
    def is_empty(self) -> bool:
        """Nothing in it is filled in."""
        return all(line.is_empty for line in self.lines)


@dataclass(slots=True)
class Paper:
    """The whole record; `secrets` are the sensitive fields that are shown unmasked."""

    parts: list[Part]
    secrets: list[str] = field(default_factory=list)

    @property
    def empty_count(self) -> int:
        """How many fields are empty."""
        return sum(line.is_empty for part in self.parts for line in part.lines)


def paper(record: Record, compiled: CompiledType, desk: Desk) -> Paper:
    """The record as this person may read it."""
    return _Reading(record, compiled, desk).paper()


def sights_of(record: access.Standing, compiled: CompiledType, desk: Desk) -> Mapping[str, FieldSight]:
    """How this person sees each field."""
    return access.field_sight(compiled, desk.viewer, record)


def left_in(record: Record, compiled: CompiledType, desk: Desk) -> list[tuple[str, str]]:
    """Labels and texts of an earlier version that fit into no field of this one, as this person may read them."""
    if LEFT not in record.data:
        return []
    reading, found = _Reading(record, compiled, desk), []
    for path, text in reading.left.items():
        key, _dot, cell = path.partition(".")
        table = compiled.fields.get(key)
        each = table.columns.get(cell.partition(".")[2]) if table and cell else table
        place = f"{key}.{each.key}" if each is not None and cell else key
        if table and each and reading.sights.get(place, "see") != "hidden" != reading.sights.get(key, "see"):
            labels = [table, each] if cell else [each]
            label = " · ".join(part.definition.label.text(language()) for part in labels)
            found.append((label, reading.left_text(each, place, text).text))
    return found


def brief_of(record: Record, compiled: CompiledType, desk: Desk) -> str:
    """The summary for a message; what this person does not see stays out of it."""
    if compiled.brief is None:
        return ""
    sights = sights_of(record, compiled, desk)
    values = compiled.values(record.data, desk.lookups)
    seen = {key: value if sights[key] == "see" else None for key, value in values.items()}
    return compiled.brief.render({**desk.world(compiled, record).names(), **seen})


class _Reading:
    """One look at one record."""

    def __init__(self, record: Record, compiled: CompiledType, desk: Desk) -> None:
        self.record, self.compiled, self.desk = record, compiled, desk
        self.sights = sights_of(record, compiled, desk)
        self.hidden = settle(compiled, record.data, desk.world(compiled, record)).hidden
        self.known = related.seen(desk, related.named_in(record.data.values()))
        self.secrets: list[str] = []
        self.left: Mapping[str, str] = record.data.get(LEFT) or {}

    def paper(self) -> Paper:
        parts = [
            Part(section.key, section.label.text(language()), list(self._lines(section.fields)))
            for section in self.compiled.definition.sections
        ]
        return Paper([part for part in parts if part.lines], self.secrets)

    def _lines(self, definitions: Sequence[FieldDef]) -> Iterator[Line]:
        for definition in definitions:
            each = self.compiled.fields.get(definition.key)
            if each is None or self.sights.get(each.key) == "hidden":
                continue
            stored = self.record.data.get(each.key)
            is_out = (definition.retired or each.key in self.hidden) and each.key not in self.left
            if stored in (None, [], "") and is_out:
                continue
            yield self._line(each, stored)

    def _line(self, each: CompiledField, stored: Stored) -> Line:
        label = each.definition.label.text(language())
        if stored in (None, [], "") and each.key in self.left:
            return Line(each.key, label, self.left_text(each, each.key, self.left[each.key]))
        if stored in (None, [], ""):
            return Line(each.key, label, Shown(), is_empty=True)
        if each.columns and self.sights.get(each.key) == "see":
            return Line(each.key, label, Shown(), self._grid(each, stored))
        return Line(each.key, label, self._value(each, each.key, stored))

    def _grid(self, table: CompiledField, rows: Sequence[Mapping[str, Stored]]) -> Grid:
        filled = {key for row in rows for key, value in row.items() if value is not None}
        filled |= {path.rpartition(".")[2] for path in self.left if path.startswith(f"{table.key}.")}
        columns = {
            key: column
            for key, column in table.columns.items()
            if key in filled and self.sights.get(f"{table.key}.{key}") != "hidden"
        }
        return Grid(
            labels=[column.definition.label.text(language()) for column in columns.values()],
            numbers=[column.name.kind is Kind.NUMBER for column in columns.values()],
            rows=[[self._cell(column, table.key, row) for column in columns.values()] for row in rows],
        )

    def _cell(self, column: CompiledField, table: str, row: Mapping[str, Stored]) -> Shown:
        path, left = f"{table}.{column.key}", self.left.get(f"{table}.{row.get('_id')}.{column.key}")
        if row.get(column.key) is None and left is not None:
            return self.left_text(column, path, left)
        return self._value(column, path, row.get(column.key))

    def left_text(self, each: CompiledField, path: str, text: str) -> Shown:
        """What an earlier version had there; a secret stays one."""
        if self.sights.get(path, "see") != "see" or each.definition.sensitive >= SECRET:
            return Shown(mask(text, max(each.definition.sensitive, SECRET)), "masked")
        return Shown(text, "left")

    def _value(self, each: CompiledField, path: str, stored: Stored) -> Shown:
        if stored is None:
            return Shown()
        text = shown(each, stored, self.desk)
        if self.sights.get(path, "see") != "see":
            return Shown(mask(text, max(each.definition.sensitive, SECRET)), "masked")
        if each.definition.sensitive >= SECRET and path not in self.secrets:
            self.secrets.append(path)
        return self._open(each, stored, text)

    def _open(self, each: CompiledField, stored: Stored, text: str) -> Shown:
        """A value that is seen in full."""
        name = each.type.name
        if each.type.holds_files:
            kind = {"image": "pictures", "signature": "signature"}.get(name, "files")
            return Shown(text, kind, files=[_link(file) for file in stored])
        if name == "rich":
            return Shown(text, "rich", blocks=_blocks(Formatted(stored)))
        if name == "record":
            if stored["id"] not in self.known:
                return Shown(text, "record")
            return Shown(text, "record", stored["id"], since=snapshots.since(stored, sights_of, self.desk))
        if name == "url":
            return Shown(text, "url" if text.startswith(("http://", "https://")) else "text")
        if each.type.has_paragraphs:
            return Shown(text, "lines")
        if each.name.kind is Kind.NUMBER:
            return Shown(_with_unit(each, text, self.desk.language), "number")
        return Shown(text, "email" if name == "email" else "text")


def _with_unit(each: CompiledField, text: str, language: Language) -> str:
    """A number with its unit, unless the number says it."""
    unit = each.unit(language, text)
    return f"{text} {unit}" if unit and not text.endswith(unit) else text


def _blocks(text: Formatted) -> list[tuple[str, list[FormedLine]]]:
    """Items that follow one another are one list."""
    blocks: list[tuple[str, list[FormedLine]]] = []
    for line in text.lines:
        is_item = line.form in ("bullet", "number")
        if is_item and blocks and blocks[-1][0] == line.form and line.number != 1:
            blocks[-1][1].append(line)
        else:
            blocks.append((line.form, [line]))
    return blocks


def _link(file: Mapping[str, Any]) -> FileLink:
    return FileLink(str(file["file"]), file["name"], file["size"], file["kind"])
