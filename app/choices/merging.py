"""What would become of a list if it took in a sent table, or the one that came with the product. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.choices.editing import LIMITS, fresh_value, new_column, with_entries
from app.choices.sent import COLUMN, LABEL, LABEL_EN, NEW, RETIRED, RETIRED_ON, VALUE, Mapped, Sent
from app.definitions.lists import CELL_LIMIT, Changes, changes, problems
from app.definitions.schema import ChoiceList, ListColumn, ListEntry
from app.errors import Fault
from app.expressions.scope import fold
from app.fields.model import Label
from app.fields.yesno import answer

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_OWN = {"": False, "x": True, "停用": True, "已停用": True, "retired": True, "在用": False}
"""Words of the column for retired entries beside yes and no; a cross there is a mark."""


@dataclass(slots=True)
class Proposal:
    """The list as it would be, what that changes, and what is in the way (places are cells of the sheet)."""

    book: ChoiceList
    changes: Changes
    missing: tuple[ListEntry, ...]
    """Entries in use that the table does not have."""
    faults: list[Fault] = field(default_factory=list)


def taken_in(book: ChoiceList, sent: Sent, mapped: Mapped, *, retire_on: date | None) -> Proposal:
    """The table taken in. `retire_on`: from then on what it lacks is retired; without, that stays as it is."""
    reading = _Reading(book, sent, mapped)
    entries = reading.entries()
    made = merged(reading.book, entries, retire_on=retire_on)
    faults = reading.faults or reading.at_cells(problems(made))
    return Proposal(made, changes(book, made), missing(book, entries), faults)


def merged(book: ChoiceList, entries: Iterable[ListEntry], *, retire_on: date | None) -> ChoiceList:
    """These entries over those of the list: in their own order if none is left over, else new ones at the end."""
    new = {each.value: each for each in entries}
    left = missing(book, new.values())
    gone = {each.value for each in left}
    old = {each.value: each for each in book.entries}
    if not old.keys() - new.keys():
        return with_entries(book, tuple(new.values()))
    if retire_on is not None:
        old |= {each.value: each.model_copy(update={"retired_on": retire_on}) for each in left}
    kept = [old[value] if value in gone else new.get(value, old[value]) for value in old]
    return with_entries(book, (*kept, *(each for value, each in new.items() if value not in old)))


def missing(book: ChoiceList, entries: Iterable[ListEntry]) -> tuple[ListEntry, ...]:
    """The entries in use that are not among these."""
    there = {each.value for each in entries}
    return tuple(each for each in book.entries if each.value not in there and not each.is_leaving)


class _Reading:
    """The rows of one table."""

    def __init__(self, book: ChoiceList, sent: Sent, mapped: Mapped) -> None:
        self.sent = sent
        self.old = {each.value: each for each in book.entries}
        self.by_label = _by_label(book)
        self.taken = {*self.old, *(row[at] for row in sent.rows for at, key in mapped.items() if key == VALUE)}
        self.book, self.mapped = _with_new_columns(book, sent, mapped)
        self.positions = {key: at for at, key in self.mapped.items()}
        self.rows: dict[str, int] = {}
        self.faults: list[Fault] = []

    def entries(self) -> list[ListEntry]:
        found = (self._entry(row) for row in range(len(self.sent.rows)))
        return [each for each in found if each is not None]

    def at_cells(self, faults: Iterable[Fault]) -> list[Fault]:
        """Faults of the list where they stand in the sheet."""
        places = {value: self.sent.place(row, self.positions.get(LABEL)) for value, row in self.rows.items()}
        return [replace(each, place=places.get(str(each.facts.get("value", "")), "")) for each in faults]

    def _entry(self, row: int) -> ListEntry | None:
        given = {key: self.sent.rows[row][at] for at, key in self.mapped.items()}
        if not any(given.values()):
            return None
        value = self._value(given)
        before = self.old.get(value)
        known = len(self.faults)
        self.faults += [*self._texts(row, given, value), *self._twins(row, value)]
        day = self._read(row, given, RETIRED_ON, _day) if RETIRED_ON in given else before and before.retired_on
        is_out = self._read(row, given, RETIRED, _said) if RETIRED in given else bool(before and before.retired)
        if len(self.faults) > known:
            return None
        english = given.get(LABEL_EN, before.label.en if before else "")
        label = Label(zh=given[LABEL], en=english)
        cells = _cells(given, before)
        return ListEntry(value=value, label=label, retired=is_out, retired_on=day, columns=cells)

    def _value(self, given: Mapping[str, str]) -> str:
        """As written; else of the entry with this name; else a new one."""
        if written := given.get(VALUE, ""):
            return written
        named = self.by_label.get(fold(given[LABEL]))
        if named is not None and named not in self.rows:
            return named
        made = fresh_value(given[LABEL], self.taken)
        self.taken.add(made)
        return made

    def _texts(self, row: int, given: Mapping[str, str], value: str) -> Iterator[Fault]:
        if not given[LABEL]:
            yield self._fault("list.no_name", row, LABEL)
        limits = {VALUE: LIMITS["value"], LABEL: LIMITS["label"], LABEL_EN: LIMITS["label_en"]}
        for key, text in {**given, VALUE: value}.items():
            if len(text) > limits.get(key, CELL_LIMIT):
                yield self._fault("definition.too_long", row, key, limit=limits.get(key, CELL_LIMIT))

    def _twins(self, row: int, value: str) -> Iterator[Fault]:
        first = self.rows.setdefault(value, row)
        if first != row:
            yield self._fault("list.value_twice", row, VALUE, value=value, line=self.sent.lines[first])

    def _read(self, row: int, given: Mapping[str, str], key: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(given[key])
        except ValueError:
            self.faults.append(self._fault(f"list.bad_{key}", row, key, text=given[key][:40]))
            return None

    def _fault(self, code: str, row: int, key: str, **facts: object) -> Fault:
        position = self.positions.get(key, self.positions.get(LABEL))
        return Fault(code, self.sent.place(row, position), facts=facts)


def _with_new_columns(book: ChoiceList, sent: Sent, mapped: Mapped) -> tuple[ChoiceList, Mapped]:
    """The list with the columns that the table brings along, and the table's columns as those of the list."""
    columns: list[ListColumn] = list(book.columns)
    taken = {each.key for each in columns} | {key for each in book.entries for key in each.columns}
    found = dict(mapped)
    for at, key in mapped.items():
        if key == NEW:
            column = new_column(sent.name(at), taken)
            taken.add(column.key)
            columns.append(column)
            found[at] = f"{COLUMN}{column.key}"
    return book.model_copy(update={"columns": tuple(columns)}), found


def _cells(given: Mapping[str, str], before: ListEntry | None) -> dict[str, str]:
    cells = dict(before.columns) if before else {}
    cells |= {key.removeprefix(COLUMN): text for key, text in given.items() if key.startswith(COLUMN)}
    return {key: text for key, text in cells.items() if text}


def _by_label(book: ChoiceList) -> dict[str, str]:
    """The value by name, of those in use first."""
    found: dict[str, str] = {}
    for each in sorted(book.entries, key=lambda each: each.is_leaving):
        found.setdefault(fold(each.label.zh), each.value)
    return found


def _said(text: str) -> bool:
    said = _OWN.get(fold(text), answer(text))
    if said is None:
        raise ValueError(text)
    return said


def _day(text: str) -> date | None:
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date(*map(int, found.groups()))
