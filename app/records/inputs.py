"""A record's form as things to draw: sections, inputs, grids; what stands in them put into their moulds.

Names are the paths that `form.nested` reads back. Everything that decides (hidden, required, computed, at fault) comes
from the rules by way of `Marks`; nothing is decided here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Invalid
from app.fields import CHINESE, Language, Lookups, Raw, Stored, entries_of, mask, signs_of
from app.records import cascades
from app.records.access import FieldSight
from app.records.marks import Marks, id_of
from app.records.moulds import Choice, Mould, PartMould, moulds
from app.records.rules import Settled

BLANK_ROW = "__i__"
"""Stands for the number of a row that the browser is going to add."""
REFERENCES = ("person", "department", "record")
"""Stored as what stands for somebody or something else: the id goes back to the page beside what it is called."""


@dataclass(slots=True)
class Input:
    """One input. `text` is what stands in it: text, a list of texts, or a mapping, as its widget needs."""

    mould: Mould
    name: str
    text: Raw = None
    id: str = ""
    chosen: Sequence[Choice] = ()
    """Of a choice: what is chosen, with its label."""
    offered: Sequence[Choice] = ()
    """Of a choice that depends on other values: what can be chosen now."""
    said: str = ""
    """Of a reference: the label of what is chosen; of a figure: what was computed."""
    required: bool = False
    hidden: bool = False
    shown: str | None = None
    """A value that is only read: computed, taken from a register, or not to be changed by this person."""
    faults: Sequence[str] = ()
    warnings: Sequence[Mapping[str, str]] = ()
    files: Sequence[Mapping[str, Any]] = ()
    is_closed: bool = False
    """A signature that stands."""
    grid: "Grid | None" = None

    @property
    def is_untouched(self) -> bool:
        """Nothing stands in it and nothing is said of it."""
        has_rows = self.grid is not None and (self.grid.is_closed or bool(self.grid.rows))
        said = self.shown or self.said or self.faults or self.warnings or self.offered
        return self.text is None and not (said or has_rows)

    @property
    def choices(self) -> Sequence[Choice]:
        """What a dropdown shows; what is chosen stays in it, offered or not."""
        if not self.mould.is_cascading:
            return self.mould.choices
        known = {choice.value for choice in self.offered}
        return [*(choice for choice in self.chosen if choice.value not in known), *self.offered]

    @property
    def columns(self) -> tuple[str, ...]:
        """Of a table: the columns that this person sees."""
        return tuple(column.key for column in self.grid.columns) if self.grid else ()

    @property
    def base(self) -> Markup:
        """Its id and name, what describes it, and whether it is required or wrong."""
        made = Markup(' id="{0}" name="{1}" aria-describedby="{0}-fault{2}"').format(
            self.id, self.name, Markup(" {}-help").format(self.id) if self.mould.help else ""
        )
        if self.required:
            made += Markup(' aria-required="true"')
        if self.faults:
            made += Markup(' aria-invalid="true"')
        if self.mould.placeholder:
            made += Markup(' placeholder="{}"').format(self.mould.placeholder)
        return made + self.mould.attrs


@dataclass(slots=True)
class Row:
    """A row of a table: its lasting number in the record, and its cells."""

    id: str
    position: str
    cells: list[Input]
    faults: Sequence[str] = ()


@dataclass(slots=True)
class Grid:
    """A table of inputs; `blank` is the row that the browser copies to add one. A closed one is only read."""

    columns: list[Mould]
    rows: list[Row]
    blank: Row
    is_closed: bool


@dataclass(slots=True)
class Part:
    """A section of the form; hidden when all its inputs are."""

    mould: PartMould
    inputs: list[Input]
    is_done: bool = False

    @property
    def hidden(self) -> bool:
        """Nothing of it is to be seen."""
        return all(each.hidden for each in self.inputs)

    @property
    def fault_count(self) -> int:
        """How many places in it are at fault."""
        cells = (cell for each in self.inputs if each.grid for row in each.grid.rows for cell in row.cells)
        return sum(1 for each in (*self.inputs, *cells) if each.faults)


@dataclass(slots=True)
class Look:
    """How a form is to be drawn: what was typed, what the rules say of it, what this person may see, in which words."""

    raw: Mapping[str, Raw]
    settled: Settled
    marks: Marks
    sights: Mapping[str, FieldSight]
    lookups: Lookups
    language: Language = CHINESE
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Sentences by the name of the input."""
    warnings: Sequence[Mapping[str, str]] = ()
    """`check`, `at`, `say`, `reason`."""
    closed: frozenset[str] = frozenset()
    """Signatures that stand."""
    read_only: frozenset[str] = frozenset()
    """Fields that this form does not change."""


def draw(compiled: CompiledType, look: Look) -> list[Part]:
    """The form of a record type as this person sees it now."""
    return _Drawing(compiled, look).parts()


def plain_text(each: CompiledField, mould: Mould, stored: Stored, lookups: Lookups, language: Language) -> Raw:
    """A stored value as it stands in its input."""
    if mould.widget == "choice_typed":
        values = stored if isinstance(stored, list) else [stored]
        return signs_of(language).things.join(choice.label for choice in chosen(each, values, lookups, language))
    if each.type.name in REFERENCES or (each.type.name == "date_range" and mould.widget == "text"):
        return each.show(stored, lookups, language)
    return each.type.text(stored, each.options, lookups)


def echo(each: CompiledField, mould: Mould, raw: Raw, stored: Stored, look: Look) -> list[str] | None:
    """What was typed and its plain form, if that is another one; of a reference the id behind them."""
    if not isinstance(raw, str) or stored is None or not each.type.is_echoed or each.type.is_long:
        return None
    text = plain_text(each, mould, stored, look.lookups, look.language)
    if each.type.name in REFERENCES:
        return [raw, str(text), str(stored["id"])]
    is_typed = each.type.name != "choice" or mould.widget == "choice_typed"
    return [raw, text] if is_typed and isinstance(text, str) and text != raw else None


def begun(each: CompiledField, mould: Mould, stored: Stored, look: Look) -> list[str] | None:
    """What a new row begins with in a cell that is empty; of a reference the id behind it."""
    text = plain_text(each, mould, stored, look.lookups, look.language)
    if not isinstance(text, str):
        return None
    return ["", text, str(stored["id"])] if each.type.name in REFERENCES else ["", text]


def shown_text(each: CompiledField, mould: Mould, stored: Stored, lookups: Lookups, language: Language) -> str:
    """A value that is only read, as people read it; money with its thousands."""
    if stored is not None and each.type.name == "money":
        return f"{Decimal(stored):,}"
    shown = each.show(stored, lookups, language)
    return shown.removesuffix("%") if mould.unit == "%" else shown


def chosen(each: CompiledField, raw: Raw, lookups: Lookups, language: Language) -> list[Choice]:
    """The entries that were sent; a sheet or an old form may have sent labels. What is none is kept as it is."""
    texts = [str(text) for text in (raw if isinstance(raw, list) else [raw]) if text is not None]
    if not texts:
        return []
    entries = entries_of(each.options, lookups)
    by_label: dict[str, str] = {}
    if any(text not in entries for text in texts):
        by_label = {
            label: value for value, entry in entries.items() for label in (entry.label_en, entry.label) if label
        }
    found = []
    for text in texts:
        value = text if text in entries else by_label.get(text, text)
        entry = entries.get(value)
        found.append(Choice(value, entry.text(language) if entry else text, entry.retired if entry else False))
    return found


class _Drawing:
    """One drawing of one form."""

    def __init__(self, compiled: CompiledType, look: Look) -> None:
        self.compiled, self.look = compiled, look
        self.warnings: dict[str, list[Mapping[str, str]]] = {}
        for warning in look.warnings:
            self.warnings.setdefault(warning["at"], []).append(warning)

    def parts(self) -> list[Part]:
        parts = []
        for mould in moulds(self.compiled, self.look.lookups, self.look.language):
            inputs = [self._top(each) for each in mould.inputs if not self._is_gone(each)]
            if inputs:
                parts.append(Part(mould, inputs))
        return parts

    def _is_gone(self, mould: Mould) -> bool:
        """Not drawn at all: not permitted; or empty, and nobody fills it any more, or nobody but a register."""
        if self.look.sights.get(mould.key) == "hidden":
            return True
        return (mould.is_retired or mould.type == "serial") and self.look.settled.stored.get(mould.key) is None

    def _top(self, mould: Mould) -> Input:
        each = self.compiled.fields.get(mould.key)
        if each is None:  # a note: words between the fields
            return Input(mould, mould.key, id=f"f-{mould.key}")
        made = self._input(each, mould, mould.key, self.look.raw.get(mould.key))
        made.hidden = mould.key in self.look.marks.hidden
        made.warnings = self.warnings.get(mould.key, ())
        made.shown = self._shown(each, mould)
        made.is_closed = mould.key in self.look.closed
        if mould.is_cascading:
            made.offered = self._offered(each)
        if each.columns:
            made.shown, made.grid = None, self._grid(each, mould)
        return made

    def _input(self, each: CompiledField, mould: Mould, name: str, raw: Raw) -> Input:
        look = self.look
        made = Input(
            mould=mould,
            name=name,
            text=raw,
            id=id_of(name),
            required=name in look.marks.required,
            faults=look.faults.get(name, ()),
        )
        if each.type.name == "figure":
            made.said = str((look.settled.stored.get(name) or {}).get("value") or "")
        if raw is None:
            return made
        if each.type.name == "choice":
            made.chosen = chosen(each, raw, look.lookups, look.language)
            if mould.widget == "choice_typed":
                made.text = signs_of(look.language).things.join(choice.label for choice in made.chosen)
        elif each.type.name in REFERENCES:
            made.said = self._said(each, name, raw)
        elif each.type.holds_files:
            made.files = self._files(raw)
            made.said = self._signed(each, name)
        elif isinstance(raw, Mapping) and mould.widget == "text":
            made.text = signs_of(look.language).to.join(str(raw[end]) for end in ("from", "to") if raw.get(end))
        return made

    def _offered(self, each: CompiledField) -> list[Choice]:
        entries = cascades.offered(each, self.look.settled.values, self.look.lookups)
        return [Choice(entry.value, entry.text(self.look.language), entry.retired) for entry in entries]

    def _said(self, each: CompiledField, name: str, raw: Raw) -> str:
        """The name of who or what was chosen: as it was kept, else as it is now, else what was typed."""
        stored = self._stored(name)
        if stored and str(stored["id"]) == raw:
            return each.show(stored, self.look.lookups, self.look.language)
        try:
            found = each.type.parse(raw, each.options, self.look.lookups)
        except Invalid:
            return str(raw)
        return each.show(found, self.look.lookups, self.look.language)

    def _signed(self, each: CompiledField, name: str) -> str:
        """Who signed, and when; of other files nothing is said."""
        if each.type.name != "signature":
            return ""
        return each.show(self._stored(name), self.look.lookups, self.look.language)

    def _stored(self, name: str) -> Stored:
        """What the rules made of an input."""
        key, _, rest = name.partition(".")
        stored = self.look.settled.stored.get(key)
        if not rest or stored is None:
            return stored
        position, _, column = rest.partition(".")
        known = self.look.marks.rows.get(key, ())
        is_known = position.isdecimal() and int(position) in known
        return stored[known.index(int(position))].get(column) if is_known else None

    def _files(self, raw: Raw) -> list[Mapping[str, Any]]:
        found = (self.look.lookups.file(str(token)) for token in (raw if isinstance(raw, list) else [raw]))
        return [each for each in found if each is not None]

    def _shown(self, each: CompiledField, mould: Mould) -> str | None:
        sight, stored = self.look.sights.get(each.key), self.look.settled.stored.get(each.key)
        if sight == "masked":
            return mask(each.show(stored, self.look.lookups, self.look.language), max(each.definition.sensitive, 1))
        if mould.is_shown or mould.is_retired or mould.key in self.look.read_only:
            return shown_text(each, mould, stored, self.look.lookups, self.look.language)
        return None

    def _grid(self, each: CompiledField, mould: Mould) -> Grid:
        sights = {key: self.look.sights.get(f"{each.key}.{key}", "see") for key in each.columns}
        seen = {key: column for key, column in mould.columns.items() if sights[key] != "hidden"}
        is_closed = any(sight != "see" for sight in sights.values()) or mould.is_shown or mould.is_retired
        is_closed = is_closed or mould.key in self.look.read_only
        blank = self._row(each, seen, BLANK_ROW, {})
        rows = self._closed(each, seen, sights) if is_closed else self._rows(each, seen)
        return Grid(list(seen.values()), rows, blank, is_closed)

    def _rows(self, each: CompiledField, seen: Mapping[str, Mould]) -> list[Row]:
        raw = self.look.raw.get(each.key)
        given = [row for row in raw if isinstance(row, Mapping)] if isinstance(raw, list) else []
        return [self._row(each, seen, str(position), row) for position, row in enumerate(given)]

    def _row(self, table: CompiledField, seen: Mapping[str, Mould], position: str, raw: Mapping[str, Raw]) -> Row:
        cells = []
        for key, mould in seen.items():
            name = f"{table.key}.{position}.{key}"
            cell = self._input(table.columns[key], mould, name, raw.get(key))
            cell.hidden = name in self.look.marks.hidden
            if mould.is_shown:
                stored = self._stored(name)
                cell.shown = shown_text(table.columns[key], mould, stored, self.look.lookups, self.look.language)
            cells.append(cell)
        return Row(str(raw.get("_id") or ""), position, cells, self.look.faults.get(f"{table.key}.{position}", ()))

    def _closed(self, each: CompiledField, seen: Mapping[str, Mould], sights: Mapping[str, FieldSight]) -> list[Row]:
        """Rows that are only read, as they are kept; masked columns show enough to tell two apart."""
        rows = []
        for position, row in enumerate(self.look.settled.stored.get(each.key) or ()):
            cells = []
            for key, mould in seen.items():
                column = each.columns[key]
                shown = shown_text(column, mould, row.get(key), self.look.lookups, self.look.language)
                if sights[key] == "masked":
                    shown = mask(shown, max(column.definition.sensitive, 1))
                cells.append(Input(mould, f"{each.key}.{position}.{key}", shown=shown))
            rows.append(Row("", str(position), cells))
        return rows
