"""What is asked of a value is asked of its field type: one class each, stateless, registered in `types.py`.

A value has three forms. *Raw* is what comes from outside (a form, a spreadsheet cell, a JSON line, a computed value):
text, or lists and mappings of text. *Stored* is JSON, what `record.data` keeps. The *value* is what expressions and
Word tags read (`app.expressions.Value`). `clean` is the only road from raw to stored.
"""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol, TypeAlias

from pydantic import BaseModel, ConfigDict

from app.expressions import Coded, Kind, Value, plain_text
from app.fields.comparisons import COMPARISONS, GIVEN
from app.fields.language import CHINESE, Language
from app.fields.model import Unit

Raw: TypeAlias = Any
"""None, str, a list of raws (many values, files) or of mappings (table rows); from spreadsheets and computed fields
also bool, int, float, Decimal, date and datetime."""

Stored: TypeAlias = Any
"""JSON: None, bool, int, str, list, dict."""

Cell: TypeAlias = Any
"""What an exported sheet's cell holds: None, bool, Decimal, date or str."""


class FieldOptions(BaseModel):
    """What the definition may set for a field of this type, beside what every field has."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


@dataclass(frozen=True, slots=True)
class Example:
    """A sample for contract tests, previews and help: as typed, as kept, as shown (in English, if that differs)."""

    raw: Raw
    stored: Stored
    shown: str
    options: Mapping[str, Any] | None = None
    shown_en: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a choice list: `columns` are its further columns (code, region, rate …) as text."""

    value: str
    label: str
    label_en: str = ""
    retired: bool = False
    columns: Mapping[str, str] | None = None

    def text(self, language: Language) -> str:
        """Its label in this language; Chinese stands in for a missing English."""
        return (self.label_en or self.label) if language.startswith("en") else self.label


class Lookups(Protocol):
    """What the world outside knows; given to the types that look things up, faked in tests."""

    @property
    def today(self) -> date:
        """The office's day: gives the year to a date that was typed without one."""

    def entries(self, list_key: str) -> Mapping[str, Entry]:
        """A shared choice list by value, in its order; empty if there is none. What was given is never changed."""

    def person(self, raw: str) -> Coded | None:
        """The active user with this id (`"7"`), log-in name or unique full name."""

    def department(self, raw: str) -> Coded | None:
        """The department with this id, full path (`学院/外事办`) or unique name."""

    def department_name(self, department_id: int, language: Language) -> str:
        """What the department is called in this language today; empty if it has no name there."""

    def record(self, type_key: str, raw: str) -> Coded | None:
        """The visible record with this id, number or unique title; its members are its values by key."""

    def file(self, token: str) -> Mapping[str, Any] | None:
        """An upload by its token: `{"file", "name", "size", "kind"}`, if this actor uploaded it or may see it.

        While no record has it, `waits_for` is the actor (`{"id", "label"}`) and `at` when it came, at the office.
        """


class FieldType:
    """A kind of field. Subclasses override what differs; every output defaults to one friendly form."""

    name: ClassVar[str]
    """The word in YAML: `type: date`."""
    label: ClassVar[str]
    """The name people see (Chinese, translated by gettext)."""
    kind: ClassVar[Kind] = Kind.TEXT
    slot: ClassVar[str | None] = "t"
    """Which kind of index slot holds it: `t` text, `d` date, `n` number, None if it is not sorted or filtered by."""
    widget: ClassVar[str] = "text"
    """The macro in `templates/fields/` that draws its input."""
    holds_value: ClassVar[bool] = True
    """False for a note: nothing is stored."""
    has_clock: ClassVar[bool] = False
    """Its dates have a time of day, in its slot too."""
    holds_files: ClassVar[bool] = False
    """It names files that were sent before, by their tokens."""
    is_long: ClassVar[bool] = False
    """A value is more than a line: paragraphs, rows, files. It stands in no cell of a list and in no summary."""
    has_paragraphs: ClassVar[bool] = False
    """Its value is text that is read with its lines and over the whole width."""
    is_echoed: ClassVar[bool] = True
    """Beside what was typed stands how it was understood."""
    fits_rows: ClassVar[bool] = True
    """It can be a column of a table."""
    is_typed: ClassVar[bool] = True
    """False where people type nothing (serial, note): `clean` gives back `before`, whatever was sent."""
    says_all: ClassVar[bool] = True
    """The way it is shown says all of it, so that a field of another type may take it over (`convert`)."""
    takes_over: ClassVar[bool] = True
    """What a field of another type shows may become one of its values (`convert`)."""
    examples: ClassVar[tuple[Example, ...]] = ()
    Options: ClassVar[type[FieldOptions]] = FieldOptions

    def blank(self, raw: Raw) -> bool:
        """Does it say nothing? A table row of such cells is no row."""
        return is_blank(raw)

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        """Raw to stored, None for nothing; raises `Invalid`, its places relative to this value (`""`, `[2].name`)."""
        raise NotImplementedError

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        """Is it within the options? Raises `Invalid`."""

    def clean(self, raw: Raw, options: Any, lookups: Lookups, *, before: Stored = None) -> Stored:
        """The only road into the store: parse, then check.

        `before` is what the record holds now. It may stay, although its choice was retired, its person has left
        or its limits were narrowed since; only what changes is checked.
        """
        stored = self.parse(raw, options, lookups)
        if stored is not None and stored != before:
            self.check(stored, options, lookups)
        return stored

    def keep(self, value: Value, options: Any, lookups: Lookups) -> Stored:
        """A computed value, or a default, in stored form; raises `Invalid` if it does not fit.

        A coded value gives its code to choices and references, its label to text; numbers are rounded.
        """
        return self.clean(value, options, lookups)

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        """What expressions and Word tags read."""
        return stored  # type: ignore[no-any-return]

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        """On screens and in history, for somebody who reads this language."""
        return plain_text(self.value(stored, options, lookups))

    def text(self, stored: Stored, options: Any, lookups: Lookups) -> Raw:
        """Back into the input: `clean(text(x))` is x."""
        return self.show(stored, options, lookups, CHINESE)

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> str | int | None:
        """What its slot holds: text (the code of what has one), ISO date, or a scaled integer."""
        return self.show(stored, options, lookups, CHINESE) or None

    def cell(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> Cell:
        """In a sheet that is exported for somebody who reads this language."""
        return self.show(stored, options, lookups, language) or None

    def words(self, stored: Stored, options: Any, lookups: Lookups) -> Sequence[str]:
        """What full-text search finds it by."""
        shown = self.show(stored, options, lookups, CHINESE)
        return (shown,) if shown else ()

    def convert(self, shown: str, options: Any, lookups: Lookups) -> Stored:
        """A value of another type, by the way it was shown; raises `Invalid` if it cannot become one of ours."""
        return self.clean(shown, options, lookups)

    def drops(self, shown: str, stored: Stored, lookups: Lookups) -> bool:
        """Did a part of what another field showed get lost when `convert` made this of it?"""
        return False

    def carry(self, stored: Stored, before: Any, options: Any, lookups: Lookups) -> Stored:
        """A value of this type that was kept under the options `before`; raises `Invalid` if it cannot stay.

        Limits that were narrowed since stop nothing: only the form in which values are kept counts.
        """
        return stored

    def item(self, options: Any) -> Kind:
        """The kind of the items, if its kind is LIST."""
        return Kind.ANY

    def kind_of(self, options: Any) -> Kind:
        """The kind with these options (a choice of many is a LIST)."""
        return self.kind

    def comparisons(self, options: Any) -> tuple[str, ...]:
        """How rules may compare it, the usual way first."""
        return GIVEN if self.holds_files else COMPARISONS[self.kind_of(options)]

    def slot_of(self, options: Any) -> str | None:
        """The kind of slot with these options; None if it cannot be sorted or filtered by (a choice of many)."""
        return self.slot

    def places_of(self, options: Any) -> int:
        """The decimal places of the scaled integer in an `n` slot."""
        return 0

    def takes_line(self, options: Any) -> bool:
        """Does it have a line of the form to itself, where nobody says how wide it is?"""
        return self.is_long

    def widget_of(self, options: Any) -> str:
        """The macro that draws the input with these options."""
        return self.widget

    def unit(self, options: Any) -> Unit | None:
        """What is counted; it stands behind the value: 人, 元, %."""
        return None

    def input_attrs(self, options: Any) -> dict[str, str]:
        """HTML attributes of the input, for the renderer to write out."""
        return {"autocomplete": "off"}


def is_blank(raw: Raw) -> bool:
    """Nothing, white space, or a list or mapping of nothing else."""
    if raw is None:
        return True
    if isinstance(raw, str):
        return not raw or raw.isspace()
    if isinstance(raw, Mapping):
        return all(map(is_blank, raw.values()))
    if isinstance(raw, list | tuple):
        return all(map(is_blank, raw))
    return False
