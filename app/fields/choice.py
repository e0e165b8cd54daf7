"""One or several out of a list: its entries stand in the definition or in a shared list."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.errors import Fault, Invalid
from app.expressions import Coded, Kind, Row, Value
from app.expressions.scope import fold
from app.fields.base import Entry, Example, FieldOptions, FieldType, Lookups, Raw, Stored
from app.fields.comparisons import CODED
from app.fields.language import Language, signs_of
from app.fields.model import Expr, Key, Label, Model
from app.fields.raw import one_line, quoted

_PART = re.compile(r"[^、,，;；\r\n]+")
_MOST_PARTS = 4
"""A label may have commas in it: Hong Kong, China."""
_folded = lru_cache(maxsize=8192)(fold)


class ChoiceDef(Model):
    """An entry written in the definition. Values never change; what is no longer offered is `retired`."""

    value: str = Field(min_length=1, max_length=80)
    label: Label
    retired: bool = False


class ChoiceOptions(FieldOptions):
    """Either `choices` here or a shared `list`; `many` keeps a list of values, between `min` and `max` of them.

    `where` leaves the entries of the list for which it holds beside the other values: `entry.province == province`.
    """

    choices: tuple[ChoiceDef, ...] = ()
    list: Key | None = None
    where: Expr | None = None
    many: bool = False
    style: Literal["dropdown", "radio", "checkboxes"] | None = None
    """How it is drawn; none leaves it to the number of entries."""
    min: int = Field(default=0, ge=0)
    max: int = Field(default=0, ge=0)
    """0: as many as there are."""

    @field_validator("choices")
    @classmethod
    def _no_twins(cls, choices: tuple[ChoiceDef, ...]) -> tuple[ChoiceDef, ...]:
        _refuse_doubles(choice.value for choice in choices)
        _refuse_doubles(fold(choice.label.zh) for choice in choices if not choice.retired)
        return choices

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if bool(self.choices) == bool(self.list):
            raise PydanticCustomError("field.choices_or_list", "either choices or a list, not both")
        if self.where and not self.list:
            raise PydanticCustomError("field.where_without_list", "where needs a list")
        if self.where and self.style in ("radio", "checkboxes"):
            raise PydanticCustomError("field.where_style", "what depends on other values is a dropdown")
        return self

    @cached_property
    def here(self) -> Mapping[str, Entry]:
        """The entries written in the definition, by value."""
        entries = (Entry(each.value, each.label.zh, each.label.en, each.retired) for each in self.choices)
        return {entry.value: entry for entry in entries}


class Choice(FieldType):
    """One value, or several."""

    name, label, widget = "choice", "选择", "choice_dropdown"
    Options = ChoiceOptions
    examples = (
        Example(
            raw="我方",
            stored="us",
            shown="我方",
            options={
                "choices": [{"value": "us", "label": {"zh": "我方", "en": "Us"}}, {"value": "them", "label": "外方"}]
            },
            shown_en="Us",
        ),
        Example(
            raw="英语；FR",
            stored=["en", "fr"],
            shown="英语、法语",
            options={
                "many": True,
                "choices": [
                    {"value": "en", "label": {"zh": "英语", "en": "English"}},
                    {"value": "fr", "label": "法语"},
                ],
            },
            shown_en="English, 法语",
        ),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        entries = entries_of(options, lookups)
        found: list[str] = []
        faults: list[Fault] = []
        for text in _texts(raw):
            try:
                found += (value for value in _values(text, entries) if value not in found)
            except Invalid as invalid:
                faults += invalid.faults
        if len(found) > 1 and not options.many:
            faults.append(Fault("field.choice_one", facts={"labels": tuple(entries[value] for value in found)}))
        if faults:
            raise Invalid(faults)
        if not found:
            return None
        return found if options.many else found[0]

    def clean(self, raw: Raw, options: Any, lookups: Lookups, *, before: Stored = None) -> Stored:
        """A retired entry may stay, but may not come."""
        stored = self.parse(raw, options, lookups)
        if stored is None or stored == before:
            return stored
        entries = entries_of(options, lookups)
        kept = _listed(before)
        gone = [entries[value] for value in _listed(stored) if entries[value].retired and value not in kept]
        if gone:
            raise Invalid(Fault("field.choice_retired", facts={"label": entry}) for entry in gone)
        self.check(stored, options, lookups)
        return stored

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        if not options.many:
            return
        given = len(stored)
        if given < options.min:
            raise Invalid.because("field.choice_few", given=given, min=options.min)
        if options.max and given > options.max:
            raise Invalid.because("field.choice_many", given=given, max=options.max)

    def carry(self, stored: Stored, before: Any, options: Any, lookups: Lookups) -> Stored:
        """By value, never by label: retired entries stay, what the list does not know any more does not."""
        unknown = [value for value in _listed(stored) if value not in entries_of(options, lookups)]
        if unknown:
            raise Invalid.because("field.choice_unknown", raw=quoted(unknown[0]), suggestions=())
        return self.parse(stored, options, lookups)

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        if stored is None:
            return None
        entries = entries_of(options, lookups)
        if isinstance(stored, list):
            return [_coded(value, entries) for value in stored]
        return _coded(stored, entries)

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        entries = entries_of(options, lookups)
        if isinstance(stored, list):
            return signs_of(language).things.join(_label(value, entries, language) for value in stored)
        return "" if stored is None else _label(stored, entries, language)

    def text(self, stored: Stored, options: Any, lookups: Lookups) -> Raw:
        return stored

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> str | None:
        """The value, which expressions compare; a choice of many has no slot."""
        return stored if isinstance(stored, str) else None

    def item(self, options: Any) -> Kind:
        return Kind.TEXT if options.many else Kind.ANY

    def kind_of(self, options: Any) -> Kind:
        return Kind.LIST if options.many else Kind.TEXT

    def comparisons(self, options: Any) -> tuple[str, ...]:
        return super().comparisons(options) if options.many else CODED

    def slot_of(self, options: Any) -> str | None:
        return None if options.many else "t"

    def takes_line(self, options: Any) -> bool:
        return bool(options.many)

    def widget_of(self, options: Any) -> str:
        """Few choices are seen at once, many are looked for."""
        if options.many:
            return "choice_checks" if self._is_open(options) else "choice_many"
        return "choice_radio" if self._is_open(options) else "choice_dropdown"

    def _is_open(self, options: Any) -> bool:
        if options.where is not None:
            return False
        if options.style is None:
            return 0 < len(options.choices) <= 4
        return bool(options.style != "dropdown")


def entries_of(options: ChoiceOptions, lookups: Lookups) -> Mapping[str, Entry]:
    """All entries by value, retired ones too."""
    return lookups.entries(options.list) if options.list else options.here


def offered(options: ChoiceOptions, lookups: Lookups, *, stored: Stored = None) -> tuple[Entry, ...]:
    """The entries that an input offers: those not retired, and those it holds already."""
    held = _listed(stored)
    return tuple(entry for entry in entries_of(options, lookups).values() if not entry.retired or entry.value in held)


def entries_in(stored: Stored, options: ChoiceOptions, lookups: Lookups) -> tuple[Entry, ...]:
    """The entries that are chosen."""
    entries = entries_of(options, lookups)
    return tuple(entries[value] for value in _listed(stored) if value in entries)


def as_row(entry: Entry) -> Row:
    """An entry as `where` reads it."""
    return {**(entry.columns or {}), "value": entry.value, "label": entry.label}


def _texts(raw: Raw) -> Iterator[str]:
    for each in raw if isinstance(raw, list | tuple | set) else (raw,):
        if isinstance(each, float) and each.is_integer():
            each = int(each)  # noqa: PLW2901 - a spreadsheet gives the code 1 as 1.0
        text = str(each) if type(each) is Coded else each
        if text is not None and (text := text.strip() if isinstance(text, str) else one_line(text)):
            yield text


def _values(text: str, entries: Mapping[str, Entry]) -> list[str]:
    """The entries that the text names: as a whole, else as many of its parts at once as make a label."""
    if (whole := _value(text, entries)) is not None:
        return [whole]
    parts = [each.span() for each in _PART.finditer(text) if each[0].strip()]
    found: list[str] = []
    while parts:
        values, count = _first(text, parts[:_MOST_PARTS], entries)
        found += values
        parts = parts[count:]
    return found


def _first(text: str, parts: list[tuple[int, int]], entries: Mapping[str, Entry]) -> tuple[list[str], int]:
    """What the first of the parts name, and how many they are."""
    start, end = parts[0]
    for count in range(len(parts), 0, -1):
        if (value := _value(text[start : parts[count - 1][1]].strip(), entries)) is not None:
            return [value], count
    part = text[start:end].strip()
    pieces = [_value(piece.strip(), entries) for piece in part.split("/")]  # a `/` may belong to a label
    if len(pieces) < 2 or None in pieces:
        raise Invalid.because("field.choice_unknown", raw=quoted(part), suggestions=_nearest(part, entries))
    return [piece for piece in pieces if piece is not None], 1


def _value(text: str, entries: Mapping[str, Entry]) -> str | None:
    """By value, by label as written, by label or value folded; an entry in use goes before a retired one."""
    if text in entries:
        return text
    finder = _finder(_Same(entries))
    return finder.get(text) or finder.get(_folded(text))


class _Same:
    """A mapping that is equal to itself only, so that what is worked out of it can be kept."""

    __slots__ = ("entries",)

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.entries = entries

    def __hash__(self) -> int:
        return id(self.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.entries is self.entries


@lru_cache(maxsize=64)
def _finder(same: _Same) -> Mapping[str, str]:
    """The value by every way to write it; of two alike the entry in use, else the first one, is meant."""
    found: dict[str, str] = {}
    for entry in sorted(same.entries.values(), key=lambda entry: entry.retired):
        found.setdefault(entry.label, entry.value)
    for entry in sorted(same.entries.values(), key=lambda entry: entry.retired):
        for written in (entry.label, entry.label_en, entry.value):
            found.setdefault(_folded(written), entry.value)
    found.pop("", None)
    return found


def _nearest(text: str, entries: Mapping[str, Entry]) -> tuple[Entry, ...]:
    """Up to three entries whose labels, in either language, share most with the text."""
    wanted = _pieces(text)

    def likeness(entry: Entry) -> float:
        return max(_likeness(wanted, _pieces(label)) for label in (entry.label, entry.label_en))

    alike = sorted((entry for entry in entries.values() if not entry.retired), key=likeness, reverse=True)[:3]
    return tuple(entry for entry in alike if likeness(entry) > 0.3)


def _pieces(label: str) -> set[str]:
    """Its characters; of letters, of which all labels have the same few, each two that are neighbours."""
    folded = _folded(label)
    return {folded[at : at + 2] for at in range(len(folded) - 1)} if folded.isascii() else set(folded)


def _likeness(wanted: set[str], found: set[str]) -> float:
    return len(wanted & found) / (len(wanted | found) or 1)


def _coded(value: str, entries: Mapping[str, Entry]) -> Coded:
    entry = entries.get(value)
    return Coded(value, entry.label if entry else value)


def _label(value: str, entries: Mapping[str, Entry], language: Language) -> str:
    entry = entries.get(value)
    return entry.text(language) if entry else value


def _listed(stored: Stored) -> list[str]:
    if stored is None:
        return []
    return stored if isinstance(stored, list) else [stored]


def _refuse_doubles(given: Iterable[str]) -> None:
    seen: set[str] = set()
    for each in given:
        if each in seen:
            raise PydanticCustomError("field.choice_twice", "{value} is listed twice", {"value": each})
        seen.add(each)
