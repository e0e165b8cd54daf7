"""What can be done to a list, each deed a function from one list to another; pure. Faults name the input."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from app import pinyin
from app.definitions.lists import columns_of
from app.definitions.schema import ChoiceList, ListColumn, ListEntry
from app.errors import Fault, Invalid, NotFound
from app.expressions.scope import fold
from app.fields.model import Label

Edit: TypeAlias = Callable[[ChoiceList], ChoiceList]
LIMITS = {"value": 80, "label": 400, "label_en": 800, "source": 400, "name": 400, "name_en": 800}
"""Characters."""


def begun(given: Mapping[str, str], taken: set[str]) -> ChoiceList:
    """A list without entries; without a key it gets one made of its name."""
    key = given.get("key", "").strip()
    faults = [*_named(given, "name"), *_long(given, "name_en"), *_long(given, "source")]
    if key and not pinyin.is_key(key):
        faults.append(Fault("list.bad_key", "key"))
    if key in taken:
        faults.append(Fault("list.key_taken", "key", facts={"key": key}))
    if faults:
        raise Invalid(faults)
    label = Label(zh=given["name"].strip(), en=given.get("name_en", "").strip())
    key = key or _free(pinyin.proposed_key(label.zh) or "list", taken)
    return ChoiceList(key=key, label=label, source=given.get("source", "").strip(), entries=())


def added(given: Mapping[str, str]) -> Edit:
    """A new entry at the end; without a value it gets one made of its name."""

    def edit(book: ChoiceList) -> ChoiceList:
        taken = {each.value for each in book.entries}
        value = given.get("value", "").strip() or fresh_value(given.get("label", ""), taken)
        faults = [*_faults(given), *_value_faults(value, taken)]
        if faults:
            raise Invalid(faults)
        return with_entries(book, (*book.entries, _entry(book, {"value": value}, given)))

    return edit


def changed(value: str, given: Mapping[str, str]) -> Edit:
    """Another name and other columns; the value stays."""

    def edit(book: ChoiceList) -> ChoiceList:
        if faults := _faults(given):
            raise Invalid(faults)
        return _replaced(book, value, lambda entry: _entry(book, entry.model_dump(exclude={"columns"}), given, entry))

    return edit


def retired(value: str, day: date | None) -> Edit:
    """Not offered from this day on; None brings it back."""
    return lambda book: _replaced(
        book, value, lambda entry: entry.model_copy(update={"retired": False, "retired_on": day})
    )


def moved(value: str, to: str) -> Edit:
    """One place `up` or `down`, or to a place that is counted from 1."""

    def edit(book: ChoiceList) -> ChoiceList:
        at = _place(book, value)
        rest = [each for each in book.entries if each.value != value]
        if to in ("up", "down"):
            place = at + (-1 if to == "up" else 1)
        elif to.isdecimal() and len(to) < 9:
            place = int(to) - 1
        else:
            raise Invalid.because("list.bad_place", place="to", count=len(book.entries))
        place = min(max(place, 0), len(rest))
        return with_entries(book, (*rest[:place], book.entries[at], *rest[place:]))

    return edit


def sorted_by_name(book: ChoiceList) -> ChoiceList:
    """By the pinyin of the names."""
    return with_entries(book, tuple(sorted(book.entries, key=lambda each: pinyin.sort_key(each.label.zh))))


def called(given: Mapping[str, str]) -> Edit:
    """The list's own name, its source, and what its columns are called; `column` begins a new one."""

    def edit(book: ChoiceList) -> ChoiceList:
        if faults := [*_named(given, "name"), *_long(given, "name_en"), *_long(given, "source")]:
            raise Invalid(faults)
        columns = [_column(each, given) for each in columns_of(book)]
        if name := given.get("column", "").strip():
            columns.append(new_column(name, {each.key for each in columns}))
        label = Label(zh=given["name"].strip(), en=given.get("name_en", "").strip())
        source = given.get("source", "").strip()
        return book.model_copy(update={"label": label, "source": source, "columns": tuple(columns)})

    return edit


def new_column(name: str, taken: set[str]) -> ListColumn:
    """A column with a key of its own."""
    reserved = taken | set(ListEntry.model_fields)
    return ListColumn(key=_free(pinyin.proposed_key(name) or "column", reserved), label=Label(zh=name[:400]))


def fresh_value(label: str, taken: set[str]) -> str:
    """A value for an entry of this name, which no other entry has."""
    return _free(pinyin.proposed_key(label) or "item", taken)


def entry_of(book: ChoiceList, value: str) -> ListEntry:
    """The entry with this value; raises `NotFound`."""
    return book.entries[_place(book, value)]


def with_entries(book: ChoiceList, entries: tuple[ListEntry, ...]) -> ChoiceList:
    """The list with these entries."""
    return book.model_copy(update={"entries": entries})


def _place(book: ChoiceList, value: str) -> int:
    for at, each in enumerate(book.entries):
        if each.value == value:
            return at
    raise NotFound(f"entry {value}")


def _replaced(book: ChoiceList, value: str, make: Callable[[ListEntry], ListEntry]) -> ChoiceList:
    at = _place(book, value)
    return with_entries(book, (*book.entries[:at], make(book.entries[at]), *book.entries[at + 1 :]))


def _entry(
    book: ChoiceList, known: Mapping[str, Any], given: Mapping[str, str], before: ListEntry | None = None
) -> ListEntry:
    cells = dict(before.columns) if before else {}
    for each in columns_of(book):
        if f"c-{each.key}" in given:
            cells[each.key] = given[f"c-{each.key}"].strip()
    label = Label(zh=given["label"].strip(), en=given.get("label_en", "").strip())
    return ListEntry(**{**known, "label": label, "columns": {key: text for key, text in cells.items() if text}})


def _column(each: ListColumn, given: Mapping[str, str]) -> ListColumn:
    """What was sent for a column; one of which nothing was sent stays."""
    name = given.get(f"n-{each.key}", "").strip()
    if not name:
        return each
    label = Label(zh=name[:400], en=given.get(f"e-{each.key}", "").strip()[:800])
    return ListColumn(key=each.key, label=label, retired=f"r-{each.key}" in given)


def _faults(given: Mapping[str, str]) -> list[Fault]:
    return [*_named(given, "label"), *_long(given, "label_en")]


def _named(given: Mapping[str, str], name: str) -> list[Fault]:
    return _long(given, name) if given.get(name, "").strip() else [Fault("list.no_name", name)]


def _long(given: Mapping[str, str], name: str) -> list[Fault]:
    is_long = len(given.get(name, "").strip()) > LIMITS[name]
    return [Fault("definition.too_long", name, facts={"limit": LIMITS[name]})] if is_long else []


def _value_faults(value: str, taken: set[str]) -> list[Fault]:
    if value in taken:
        return [Fault("list.value_taken", "value", facts={"value": value})]
    is_long = len(value) > LIMITS["value"]
    return [Fault("definition.too_long", "value", facts={"limit": LIMITS["value"]})] if is_long else []


def _free(wanted: str, taken: set[str]) -> str:
    used = {fold(each) for each in taken}
    if wanted not in used:
        return wanted
    number = 2
    while f"{wanted}_{number}" in used:
        number += 1
    return f"{wanted}_{number}"
