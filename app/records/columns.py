"""The columns of a list: what each says of a record to this person, on the page and in an exported sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import gettext

from app.accounts import queries as people
from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.schema import View
from app.exports import Cell as ExportCell
from app.exports import Kind as ExportKind
from app.expressions import Kind
from app.fields import Stored
from app.fields.masks import mask
from app.records import access
from app.records.access import FieldSight
from app.records.desk import Desk
from app.records.listing import Line
from app.records.paging import sortable
from app.records.slots import SECRET
from app.web.language import N_, language

SYSTEM = {
    "title": N_("名称"),
    "number": N_("编号"),
    "state": N_("状态"),
    "owner": N_("经办人"),
    "department": N_("部门"),
    "year": N_("年度"),
    "created_on": N_("登记日期"),
    "updated_on": N_("最近修改"),
}
"""What every record has beside its fields."""
FIELDS_AT_FIRST = 5
"""Columns of the list 全部 where the definition has no view."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `sort` is what its header sorts by (empty: nothing), `each` its field (None: every record has it)."""

    key: str
    label: str
    sort: str = ""
    is_number: bool = False
    falls_first: bool = False
    """A first click sorts it from the top: days and numbers."""
    each: CompiledField | None = None


class Cell(NamedTuple):
    """What stands in one cell; `colour` makes it a badge."""

    text: str
    colour: str = ""
    masked: bool = False


_EMPTY = Cell("")


def columns_of(
    compiled: CompiledType, keys: Iterable[str], desk: Desk, *, opened: frozenset[str]
) -> tuple[Column, ...]:
    """Columns by their keys, as far as this person may see them; `opened` are the fields seen in every record."""
    here = access.field_sight(compiled, desk.viewer, None)
    made = []
    for key in keys:
        each = compiled.fields.get(key)
        if each is None and key in SYSTEM:
            sort = key if sortable(compiled, key) else ""
            made.append(Column(key, str(gettext(SYSTEM[key])), sort, is_number=False, falls_first=key == "year"))
        elif each is not None and here.get(key) != "hidden":
            sort = key if key in opened and sortable(compiled, key) else ""
            is_number = each.name.kind is Kind.NUMBER and each.type.name != "year"
            falls = is_number or each.name.kind is Kind.DATE
            made.append(Column(key, each.definition.label.text(language()), sort, is_number, falls, each))
    return tuple(made)


def first_columns(compiled: CompiledType) -> tuple[str, ...]:
    """The columns of the list 全部 of a type that has no views: its name, what is indexed, where it stands."""
    fields = [each for each in compiled.fields.values() if _may_stand_in_a_list(each)]
    chosen = sorted(fields, key=lambda each: not each.definition.index)[:FIELDS_AT_FIRST]
    number = ("number",) if compiled.number_field else ()
    state = ("state",) if compiled.definition.workflow else ("updated_on",)
    return (*number, "title", *(each.key for each in compiled.fields.values() if each in chosen), *state)


def offered(compiled: CompiledType, view: View) -> tuple[str, ...]:
    """All that may be chosen as columns: those of the view, what every record has, and fields that are no secrets."""
    serials = {key for key, each in compiled.fields.items() if each.type.name == "serial"}
    has_number = bool(serials) and not serials & set(view.columns)
    left_out = {"number": not has_number, "state": compiled.definition.workflow is None}
    system = [key for key in SYSTEM if not left_out.get(key) and key not in compiled.fields]
    fields = [key for key, each in compiled.fields.items() if _may_stand_in_a_list(each)]
    return tuple(dict.fromkeys((*view.columns, *system, *fields)))


def shown(each: CompiledField, stored: Stored, desk: Desk) -> str:
    """A value as screens show it: amounts with their thousands apart."""
    if each.type.name == "money" and stored is not None:
        return f"{Decimal(stored):,}"
    return each.show(stored, desk.lookups, desk.language)


class _Way(NamedTuple):
    """How a column is read in the records of one version; `key` is what its field was called there."""

    column: Column
    each: CompiledField | None
    key: str
    sight: FieldSight
    said: dict[Stored, Cell]
    """Values repeat from line to line: what one reads like is worked out once."""


class Reader:
    """Reads the cells of some lines; what was asked once is remembered."""

    def __init__(self, compiled: CompiledType, columns: Sequence[Column], desk: Desk, lines: Iterable[Line]) -> None:
        self.compiled, self.columns, self.desk = compiled, columns, desk
        self._ways: dict[tuple[int, int | None], Sequence[_Way]] = {}
        self._fields: dict[tuple[int, str], CompiledField | None] = {}
        asks_owner = any(column.key == "owner" for column in columns)
        keys = {column.key for column in columns}
        closed = {path.partition(".")[0] for right in compiled.definition.rights for path in right.fields}
        self._asks_where = bool(keys & closed)  # else all departments see these columns alike
        self._owners = people.names(line.owner_id for line in lines if line.owner_id) if asks_owner else {}
        self._departments: dict[int, str] | None = None
        self._states: dict[tuple[int, str], Cell] = {}

    def cells(self, line: Line) -> list[Cell]:
        """The line as the page shows it."""
        return [self._cell(line, way) for way in self._seen(line)]

    def exported(self, line: Line) -> list[ExportCell]:
        """The line as a sheet holds it."""
        return [self._exported(line, way) for way in self._seen(line)]

    def stored(self, line: Line, key: str) -> Stored:
        """What the line holds of a field, whatever the field was called then."""
        each = self._field(line.version_id, key)
        return line.data.get(each.key) if each else None

    def state(self, line: Line) -> Cell:
        """Where the record stands, by the version under which it was filled."""
        key = (line.version_id, line.state)
        if key not in self._states:
            self._states[key] = _state_cell(self._version(line.version_id), line.state)
        return self._states[key]

    def _cell(self, line: Line, way: _Way) -> Cell:
        column, each, key, sight, said = way
        if each is None:
            if column.each is not None:
                return _EMPTY
            return self.state(line) if column.key == "state" else Cell(_text(self._system(line, column.key)))
        stored = line.data.get(key)
        if stored is None or sight == "hidden":
            return _EMPTY
        if sight == "masked":
            return Cell(mask(shown(each, stored, self.desk), _secrecy(each)), masked=True)
        if type(stored) is dict or (type(stored) is list and not _is_texts(stored)):  # rows, files, references
            return Cell(shown(each, stored, self.desk))
        value = tuple(stored) if type(stored) is list else stored
        found = said.get(value)
        if found is None:
            found = said[value] = Cell(shown(each, stored, self.desk))
        return found

    def _exported(self, line: Line, way: _Way) -> ExportCell:
        column, each, key, sight, _said = way
        if column.each is None:
            return self.state(line).text if column.key == "state" else self._system(line, column.key)
        stored = line.data.get(key)
        if each is None or stored is None or sight == "hidden":
            return None
        if sight == "masked":
            return mask(shown(each, stored, self.desk), _secrecy(each))
        cell: ExportCell = each.type.cell(stored, each.options, self.desk.lookups, self.desk.language)
        return cell / 100 if each.type.name == "percent" and isinstance(cell, Decimal) else cell

    def _seen(self, line: Line) -> Sequence[_Way]:
        """The columns, as records of the line's version and department have them for this person."""
        place = (line.version_id, line.department_id if self._asks_where else None)
        if place not in self._ways:
            sights = access.field_sight(self.compiled, self.desk.viewer, line)
            fields = [self._field(line.version_id, column.key) if column.each else None for column in self.columns]
            self._ways[place] = [
                _Way(column, each, each.key if each else "", sights.get(column.key, "see"), {})
                for column, each in zip(self.columns, fields, strict=True)
            ]
        return self._ways[place]

    def _field(self, version_id: int, key: str) -> CompiledField | None:
        place = (version_id, key)
        if place not in self._fields:
            self._fields[place] = _field_in(self._version(version_id), self.compiled, key)
        return self._fields[place]

    def _version(self, version_id: int) -> CompiledType:
        return self.compiled if version_id == self.compiled.version_id else self.desk.types.version(version_id)

    def _system(self, line: Line, key: str) -> Any:
        match key:
            case "title" | "number" | "year":
                return getattr(line, key)
            case "owner":
                return self._owner(line.owner_id)
            case "department":
                return self._department(line.department_id)
            case "created_on" | "updated_on":
                at: datetime = line.created_at if key == "created_on" else line.updated_at
                return at.astimezone(self.desk.now.tzinfo).date()
        return None

    def _owner(self, user_id: int | None) -> str:
        """Those of a page were asked for together; in an export new ones turn up."""
        if user_id is None:
            return ""
        if user_id not in self._owners:
            self._owners[user_id] = people.names((user_id,)).get(user_id, "")
        return self._owners[user_id]

    def _department(self, department_id: int | None) -> str:
        if self._departments is None:
            self._departments = {each.id: each.label(self.desk.language) for each in people.departments()}
        return self._departments.get(department_id or 0, "")


def export_kind(column: Column) -> ExportKind:
    """The kind of an exported column."""
    each = column.each
    if each is None:
        return "date" if column.key in ("created_on", "updated_on") else "text"
    named: dict[str, ExportKind] = {"money": "money", "percent": "percent", "yesno": "yesno"}
    if each.type.name in named:
        return named[each.type.name]
    return {Kind.NUMBER: "number", Kind.DATE: "date"}.get(each.name.kind, "text")  # type: ignore[return-value]


def state_of(compiled: CompiledType, state: str) -> Cell:
    """The name and colour of a state."""
    return _state_cell(compiled, state)


def _state_cell(compiled: CompiledType, state: str) -> Cell:
    known = compiled.definition.state(state)
    if known is None:
        return Cell("" if compiled.definition.workflow is None else state)
    return Cell(known.label.text(language()), known.colour or "grey")


def _field_in(version: CompiledType, current: CompiledType, key: str) -> CompiledField | None:
    """A field of today in the version of a record: under its key, or under the key it had then."""
    field = current.fields.get(key)
    known = (key, *(field.name.aliases if field else ()))
    return next((version.fields[each] for each in known if each in version.fields), None)


def _may_stand_in_a_list(each: CompiledField) -> bool:
    definition = each.definition
    return not (
        each.type.is_long
        or each.type.name == "serial"
        or definition.retired
        or definition.sensitive >= SECRET
        or each.key == "title"
    )


def _is_texts(stored: list[Any]) -> bool:
    return bool(stored) and type(stored[0]) is str


def _secrecy(each: CompiledField) -> int:
    return max(each.definition.sensitive, SECRET)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
