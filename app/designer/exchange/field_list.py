"""The fields of a type as a table, a row for each field and column: out, edited in Excel, and in again. Pure.

What comes in is put over the definition as it is: rows change fields, new rows add some, a field without a row stays.
Keys are what rows are known by, so a key is never changed here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from app.definitions import codec
from app.definitions.schema import RecordType
from app.designer import outline, starting
from app.designer.outline import Data
from app.errors import Fault, Invalid
from app.exports import Column, Sheet
from app.exports.sheet import Cell
from app.expressions import fold
from app.fields import FIELD_TYPES
from app.fields.raw import lines, one_line
from app.fields.yesno import answer
from app.imports import RawCell, Table

COLUMNS = {
    "section": "部分键", "section_label": "部分名称", "table": "表格键", "key": "键", "label": "名称",
    "label_en": "英文名称", "type": "类型", "required": "必填", "help": "说明", "help_en": "英文说明",
    "choices": "选项", "retired": "停用", "more": "其他设置",
}  # fmt: skip
"""What the columns hold and how they are headed. The file is the same whoever reads it."""
NEEDED = ("key", "label", "type")
MOST = 1_000
RETIRED = "停用"
_OWN = {"key", "type", "label", "required", "help", "choices", "retired", "columns"}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PATH = re.compile(r"(sections\[\d+\]\.fields\[\d+\](?:\.columns\[\d+\])?)\.?(\w*)(?:\.(en))?")


@dataclass(slots=True)
class Taken:
    """The definition with the table put over it, and what that did: paths of fields and columns."""

    definition: RecordType
    source: str
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    untouched: list[str] = field(default_factory=list)
    """Fields that no row is about: they stay."""
    ignored: list[str] = field(default_factory=list)
    """Columns that say nothing here."""


def sheet_of(definition: RecordType, title: str) -> Sheet:
    """The table of a definition."""
    columns = tuple(Column(key, label) for key, label in COLUMNS.items())
    return Sheet(title, columns, _rows(codec.plain_data(definition)))


def taken(table: Table, definition: RecordType, source: str) -> Taken:
    """Put a table over a definition; raises `Invalid` with every fault, each at its cell."""
    return _Reading(table, definition, source).taken()


def _rows(data: Data) -> Iterator[list[Cell]]:
    for section in data["sections"]:
        for each in section["fields"]:
            yield _row(section, "", each)
            for column in each.get("columns", ()):
                yield _row(section, each["key"], column)


def _row(section: Data, table: str, each: Data) -> list[Cell]:
    more = {key: value for key, value in each.items() if key not in _OWN}
    said = {
        "section": section["key"],
        "section_label": outline.text_of(section["label"]),
        "table": table,
        "key": each["key"],
        "label": outline.text_of(each["label"]),
        "label_en": _english(each["label"]),
        "type": FIELD_TYPES.get(each["type"]).label,
        "required": _truth(each.get("required")),
        "help": outline.text_of(each.get("help", "")),
        "help_en": _english(each.get("help", "")),
        "choices": "\n".join(map(_choice, each.get("choices", ()))),
        "retired": "是" if each.get("retired") else "",
        "more": orjson.dumps(more, default=str).decode() if more else "",
    }
    return [said[key] for key in COLUMNS]


def _english(label: Any) -> str:
    return str(label.get("en", "")) if isinstance(label, Mapping) else ""


def _truth(value: Any) -> str:
    return "是" if value in (True, "true") else "" if value in (None, False, "false") else str(value)


def _choice(choice: Data) -> str:
    """`cn=中国|China|停用`."""
    parts = [outline.text_of(choice["label"]), _english(choice["label"]), RETIRED if choice.get("retired") else ""]
    return f"{choice['value']}={'|'.join(parts).rstrip('|')}"


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as it was read; `at` counts the rows."""

    at: int
    cells: Mapping[str, str]

    @property
    def path(self) -> str:
        table = self.cells.get("table", "")
        return f"{table}.{self.cells['key']}" if table else self.cells["key"]


class _Reading:
    """One table over one definition; `places` leads from paths of the new definition back to rows."""

    def __init__(self, table: Table, definition: RecordType, source: str) -> None:
        self.table, self.source = table, source
        self.before = codec.plain_data(definition)
        self.data = codec.plain_data(definition)
        self.faults: list[Fault] = []
        self.known = {fold(label): key for key, label in COLUMNS.items()} | {key: key for key in COLUMNS}
        self.columns = {self.known[fold(head)]: at for at, head in enumerate(table.header) if fold(head) in self.known}
        self.rows_by_path: dict[str, int] = {}

    def taken(self) -> Taken:
        self._refuse_shape()
        old = dict(_paths(self.before))
        found = list(self._lines(old))
        for line in found:
            self._put(line)
        if self.faults:
            raise Invalid(self.faults)
        definition = self._judged()
        new = dict(_paths(codec.plain_data(definition)))
        return Taken(
            definition,
            codec.dump(definition, previous_text=self.source),
            added=[path for path in new if path not in old],
            changed=[path for path in new if path in old and _bare(new[path]) != _bare(old[path])],
            untouched=[path for path in old if path not in {line.path for line in found}],
            ignored=[head for head in self.table.header if head and fold(head) not in self.known],
        )

    def _refuse_shape(self) -> None:
        missing = tuple(COLUMNS[key] for key in NEEDED if key not in self.columns)
        if missing:
            raise Invalid.because("field_list.missing", columns=missing)
        if len(self.table.rows) > MOST:
            raise Invalid.because("field_list.too_many", count=len(self.table.rows), most=MOST)

    def _lines(self, old: Mapping[str, Data]) -> Iterator[_Line]:
        """The rows that are about something; each key once, a new one made of the name where none was written."""
        first: dict[str, int] = {}
        for at, row in enumerate(self.table.rows):
            cells = {key: _text(key, row[column]) for key, column in self.columns.items()}
            if not any(cells.values()):
                continue
            if not cells["key"]:
                stem = starting.proposed_key(cells["label"]) or "field"
                table = cells.get("table", "")
                cells["key"] = outline.free_key(
                    stem, {path.rpartition(".")[2] for path in (*old, *first) if _in(path, table)}
                )
            line = _Line(at, cells)
            if not _KEY.fullmatch(cells["key"]):
                self._fault(at, "key", "field_list.key", key=cells["key"])
            elif first.setdefault(line.path, at) != at:
                self._fault(
                    at, "key", "field_list.twice", key=line.path, row=self.table.places.of_row(first[line.path])
                )
            else:
                yield line

    def _put(self, line: _Line) -> None:
        """A row over the field that it is about, or a new field behind the one of the row before."""
        siblings = self._home(line)
        if siblings is None:
            return
        at = next((at for at, each in enumerate(siblings) if each["key"] == line.cells["key"]), None)
        made = self._made(line, siblings[at] if at is not None else {})
        if at is not None:
            siblings[at] = made
        else:
            siblings.append(made)
        self.rows_by_path[line.path] = line.at

    def _home(self, line: _Line) -> list[Data] | None:
        """The list in which the field stands, or is to stand: no field is moved here."""
        table = line.cells.get("table", "")
        if table:
            owner = next((each for each in outline.all_fields(self.data) if each["key"] == table), None)
            if owner is None or (owner["type"] != "table" and "columns" not in owner):
                self._fault(line.at, "table", "field_list.no_table", key=table)
                return None
            return owner.setdefault("columns", [])  # type: ignore[no-any-return]
        for section in self.data["sections"]:
            if any(each["key"] == line.cells["key"] for each in section["fields"]):
                return section["fields"]  # type: ignore[no-any-return]
        wanted = line.cells.get("section", "")
        section = next((each for each in self.data["sections"] if each["key"] == wanted), None)
        if section is None and wanted:
            section = {"key": wanted, "label": line.cells.get("section_label") or wanted, "fields": []}
            self.data["sections"].append(section)
        return (section or self.data["sections"][-1])["fields"]  # type: ignore[no-any-return]

    def _made(self, line: _Line, before: Data) -> Data:
        """The field of a row; what the file has no column for stays as it was."""
        cells = line.cells
        made: Data = {"key": cells["key"], "type": self._type(line), "label": _label(cells, "label", before)}
        for name, read in (("required", self._required), ("help", self._help), ("retired", self._retired)):
            value = read(line) if name in self.columns else before.get(name)
            if value:
                made[name] = value
        choices = self._choices(line, before) if "choices" in self.columns else before.get("choices")
        if choices:
            made["choices"] = choices
        more = self._more(line) if "more" in self.columns else {k: v for k, v in before.items() if k not in _OWN}
        made |= {key: value for key, value in more.items() if key not in _OWN}
        if "columns" in before:
            made["columns"] = before["columns"]
        return made

    def _type(self, line: _Line) -> str:
        said = line.cells["type"]
        known = {fold(FIELD_TYPES.get(name).label): name for name in FIELD_TYPES.names()}
        if said in FIELD_TYPES:
            return said
        if fold(said) not in known:
            self._fault(line.at, "type", "field_list.type", type=said)
        return known.get(fold(said), "text")

    def _required(self, line: _Line) -> str:
        said = line.cells["required"]
        word = answer(said)
        return said if word is None else "true" if word else ""

    def _help(self, line: _Line) -> Any:
        return _label(line.cells, "help", {}) if line.cells["help"] else None

    def _retired(self, line: _Line) -> bool:
        said = line.cells["retired"]
        word = answer(said)
        if said and word is None:
            self._fault(line.at, "retired", "field_list.yes", said=said)
        return bool(word)

    def _choices(self, line: _Line, before: Data) -> list[Data]:
        old = {outline.text_of(each["label"]): str(each["value"]) for each in before.get("choices", ())}
        made: list[Data] = []
        taken = {*old.values()}
        for text in filter(None, map(str.strip, line.cells["choices"].split("\n"))):
            value, sign, words = text.partition("=")
            zh, en, retired = (part.strip() for part in f"{words if sign else text}||".split("|")[:3])
            code = value.strip() if sign else old.get(zh) or outline.free_key("c", taken)
            taken.add(code)
            if not zh or retired not in ("", RETIRED):
                self._fault(line.at, "choices", "field_list.choice", text=text[:40])
            made.append(
                {"value": code, "label": {"zh": zh, "en": en} if en else zh, **({"retired": True} if retired else {})}
            )
        return made

    def _more(self, line: _Line) -> Data:
        text = line.cells["more"]
        try:
            found = orjson.loads(text) if text else {}
        except orjson.JSONDecodeError:
            found = None
        if not isinstance(found, dict):
            self._fault(line.at, "more", "field_list.more")
            return {}
        for key in found.keys() & _OWN:
            self._fault(line.at, "more", "field_list.own_column", key=key, named=COLUMNS.get(key, key))
        return found

    def _judged(self) -> RecordType:
        reading = codec.judged(self.data)
        if reading.value is None:
            raise Invalid(map(self._placed, reading.faults))
        return reading.value

    def _placed(self, fault: Fault) -> Fault:
        """A fault of the definition at the cell that says it; one of what the file does not say keeps its path."""
        path = fault.place.lstrip(":").partition(" ")[2] or fault.place
        found = _PATH.match(path)
        where = {path: key for key, path in _spots(self.data)}.get(found[1]) if found else None
        if found is None or where not in self.rows_by_path:
            return replace(fault, place=path)
        column = {"label": f"label{'_en' if found[3] else ''}", "columns": "type"}.get(found[2], found[2] or "type")
        return replace(fault, place=self._cell(self.rows_by_path[where], column if column in self.columns else "more"))

    def _fault(self, at: int, column: str, code: str, **facts: object) -> None:
        self.faults.append(Fault(code, self._cell(at, column), facts=facts))

    def _cell(self, at: int, column: str) -> str:
        if column not in self.columns:
            return self.table.places.of_row(at)
        return self.table.places.of(at, self.columns[column])


def _text(key: str, cell: RawCell) -> str:
    return lines(cell) if key in ("choices", "help", "help_en", "more") else one_line(cell)


def _label(cells: Mapping[str, str], name: str, before: Data) -> Any:
    """Chinese alone is said short; without a column for English that stays as it was."""
    english = cells[f"{name}_en"] if f"{name}_en" in cells else _english(before.get(name, ""))
    return {"zh": cells[name], "en": english} if english else cells[name]


def _paths(data: Data) -> Iterator[tuple[str, Data]]:
    for each in outline.all_fields(data):
        yield each["key"], each
        yield from ((f"{each['key']}.{column['key']}", column) for column in each.get("columns", ()))


def _spots(data: Data) -> Iterator[tuple[str, str]]:
    """Paths of fields and where they stand in the definition."""
    for at, section in enumerate(data["sections"]):
        for position, each in enumerate(section["fields"]):
            spot = f"sections[{at}].fields[{position}]"
            yield each["key"], spot
            for number, column in enumerate(each.get("columns", ())):
                yield f"{each['key']}.{column['key']}", f"{spot}.columns[{number}]"


def _bare(each: Data) -> Data:
    return {key: value for key, value in each.items() if key != "columns"}


def _in(path: str, table: str) -> bool:
    return path.rpartition(".")[0] == table


def words_of(paths: Iterable[str], definition: RecordType, language: str) -> Sequence[str]:
    """Fields and columns as people call them."""
    return [definition.called(path, language) or path for path in paths]
