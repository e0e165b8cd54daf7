"""A record's form as things to draw: sections, inputs, grids. Made from the compiled type, once for each page shown.

Names are the paths that `form.nested` reads back. Everything that decides (hidden, required, computed, at fault) comes
from `Settled`; nothing is decided here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Fault
from app.fields import Entry, Lookups, Raw
from app.fields.choice import entries_of
from app.records.access import FieldSight
from app.records.rules import Settled

FEW_CHOICES = 60
"""Longer lists are not written into every input: one list stands on the page, and the input is typed into."""

BLANK_ROW = "__i__"
"""Stands for the number of a row that the browser is going to add."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(slots=True)
class Input:
    """One input. `text` is what stands in it: text, a list of texts, or a mapping, as its widget needs."""

    name: str
    label: str
    widget: str
    text: Raw
    attrs: Mapping[str, str]
    width: int
    help: str = ""
    placeholder: str = ""
    required: bool = False
    hidden: bool = False
    shown: str | None = None
    """A value that is only read: computed, taken from a register, or not to be changed by this person."""
    faults: Sequence[Fault] = ()
    options: Sequence[Option] = ()
    list_key: str = ""
    """The page's list of choices that belongs to a typed choice."""
    suggest: str = ""
    """Where what was entered before is offered from: `type.field`."""
    grid: "Grid | None" = None

    @property
    def id(self) -> str:
        """The id of its element, and the anchor that a fault links to."""
        return "f-" + self.name.replace(".", "-")


@dataclass(slots=True)
class Row:
    """A row of a table: its lasting number in the record, and its cells."""

    id: str
    cells: list[Input]
    faults: Sequence[Fault] = ()


@dataclass(slots=True)
class Grid:
    """A table of inputs; `blank` is the row that the browser copies to add one."""

    columns: list[Input]
    rows: list[Row]
    blank: Row
    max_rows: int


@dataclass(slots=True)
class Part:
    """A section of the form; hidden when all its inputs are."""

    key: str
    label: str
    help: str
    inputs: list[Input]

    @property
    def hidden(self) -> bool:
        """Nothing of it is to be seen."""
        return all(each.hidden for each in self.inputs)

    @property
    def fault_count(self) -> int:
        """How many of its inputs are at fault."""
        return sum(1 for each in self.inputs if each.faults)


@dataclass(slots=True)
class FormPage:
    """The whole form, and the long lists that its inputs share."""

    parts: list[Part]
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Look:
    """How a form is to be drawn: what was typed, what the rules say of it, what this person may see, in which words."""

    raw: Mapping[str, Raw]
    settled: Settled
    faults: Iterable[Fault]
    sights: Mapping[str, FieldSight]
    lookups: Lookups
    language: str = "zh"


def draw(compiled: CompiledType, look: Look) -> FormPage:
    """The form of a record type as this person sees it now."""
    return _Drawing(compiled, look).page()


class _Drawing:
    """One drawing of one form."""

    def __init__(self, compiled: CompiledType, look: Look) -> None:
        self.compiled, self.look = compiled, look
        self.lists: dict[str, Sequence[str]] = {}
        self.faults: dict[str, list[Fault]] = {}
        for fault in look.faults:
            self.faults.setdefault(fault.place, []).append(fault)

    def page(self) -> FormPage:
        parts = [self._part(section) for section in self.compiled.definition.sections]
        return FormPage([part for part in parts if part.inputs], self.lists)

    def _part(self, section: Any) -> Part:
        language = self.look.language
        inputs = [self._top(definition) for definition in section.fields if not self._is_gone(definition)]
        return Part(section.key, section.label.text(language), _text(section.help, language), inputs)

    def _is_gone(self, definition: Any) -> bool:
        """Not drawn at all: not permitted, or retired and empty."""
        if self.look.sights.get(definition.key) == "hidden":
            return True
        return bool(definition.retired) and self.look.settled.stored.get(definition.key) is None

    def _top(self, definition: Any) -> Input:
        each = self.compiled.fields.get(definition.key)
        if each is None:  # a note: words between the fields
            return Input(
                definition.key,
                definition.label.text(self.look.language),
                "note",
                None,
                {},
                12,
                help=_text(definition.help, self.look.language),
            )
        made = self._input(each, each.key, each.key, self.look.raw.get(each.key))
        made.hidden = each.key in self.look.settled.hidden
        made.shown = self._shown(each)
        if each.columns and made.shown is None:
            made.grid = self._grid(each)
        return made

    def _input(self, each: CompiledField, name: str, path: str, raw: Raw) -> Input:
        definition, language = each.definition, self.look.language
        made = Input(
            name=name,
            label=definition.label.text(language),
            widget=each.type.widget_of(each.options),
            text=raw,
            attrs=each.type.input_attrs(each.options),
            width=definition.width or _usual_width(each),
            help=_text(definition.help, language),
            placeholder=_text(definition.placeholder, language),
            required=path in self.look.settled.required or definition.required is True,
            faults=self.faults.get(path, ()),
            suggest=f"{self.compiled.key}.{path.partition('[')[0]}" if definition.suggest else "",
        )
        if each.type.name == "choice":
            self._choices(made, each, raw)
        return made

    def _choices(self, made: Input, each: CompiledField, raw: Raw) -> None:
        entries = entries_of(each.options, self.look.lookups)
        chosen = _chosen(raw, entries)
        if len(entries) > FEW_CHOICES and not each.options.many:
            made.list_key = each.options.list or f"{self.compiled.key}-{each.key}"
            made.widget, made.text = "choice_typed", _label(entries, raw, self.look.language)
            self.lists.setdefault(made.list_key, self._labels(entries))
            return
        made.options = [
            Option(entry.value, _entry_label(entry, self.look.language), entry.value in chosen)
            for entry in entries.values()
            if not entry.retired or entry.value in chosen
        ]

    def _labels(self, entries: Mapping[str, Entry]) -> list[str]:
        return [_entry_label(entry, self.look.language) for entry in entries.values() if not entry.retired]

    def _shown(self, each: CompiledField) -> str | None:
        definition = each.definition
        if each.compute is None and each.type.is_typed and not definition.read_only:
            if self.look.sights.get(each.key) != "masked":
                return None
            return "***"
        return each.show(self.look.settled.stored.get(each.key), self.look.lookups)

    def _grid(self, each: CompiledField) -> Grid:
        raw = self.look.raw.get(each.key)
        rows = [row for row in raw if isinstance(row, Mapping)] if isinstance(raw, list) else []
        seen = {
            key: column for key, column in each.columns.items() if self.look.sights.get(f"{each.key}.{key}") != "hidden"
        }
        blank = self._row(each, seen, BLANK_ROW, {})
        return Grid(
            columns=blank.cells,
            rows=[self._row(each, seen, str(position), row) for position, row in enumerate(rows)],
            blank=blank,
            max_rows=each.options.max_rows,
        )

    def _row(
        self, table: CompiledField, columns: Mapping[str, CompiledField], position: str, raw: Mapping[str, Raw]
    ) -> Row:
        path = f"{table.key}[{position}]"
        cells = []
        for key, column in columns.items():
            cell = self._input(column, f"{table.key}.{position}.{key}", f"{path}.{key}", raw.get(key))
            cell.hidden = f"{path}.{key}" in self.look.settled.hidden
            if column.compute is not None:
                cell.shown = self._computed(table.key, position, column)
            cells.append(cell)
        return Row(str(raw.get("_id") or ""), cells, self.faults.get(path, ()))

    def _computed(self, table: str, position: str, column: CompiledField) -> str:
        rows = self.look.settled.stored.get(table) or ()
        if not position.isdecimal() or int(position) >= len(rows):
            return ""
        return column.show(rows[int(position)].get(column.key), self.look.lookups)


def _usual_width(each: CompiledField) -> int:
    if each.columns or each.type.widget in ("paragraph", "narrative", "file", "figure"):
        return 12
    return 12 if getattr(each.options, "many", False) else 6


def _chosen(raw: Raw, entries: Mapping[str, Entry]) -> set[str]:
    """The values that were sent; a sheet or an old form may have sent labels."""
    texts = raw if isinstance(raw, list) else [raw]
    by_label = {entry.label: value for value, entry in entries.items()}
    return {by_label.get(str(text), str(text)) for text in texts if text is not None}


def _label(entries: Mapping[str, Entry], raw: Raw, language: str) -> Raw:
    entry = entries.get(raw) if isinstance(raw, str) else None
    return _entry_label(entry, language) if entry else raw


def _entry_label(entry: Entry, language: str) -> str:
    return (entry.label_en or entry.label) if language.startswith("en") else entry.label


def _text(label: Any, language: str) -> str:
    return label.text(language) if label is not None else ""
