"""Choice lists as field types read them, and as they grow: entries never vanish, they retire."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.definitions.schema import ChoiceList, ListColumn, ListEntry
from app.errors import Fault
from app.expressions.scope import fold
from app.fields import Entry
from app.fields.model import Label

MOST_ENTRIES = 20_000
MOST_COLUMNS = 40
CELL_LIMIT = 1_000
"""Characters that an entry may have in a column."""

OWN_COLUMNS = ("值", "value", "名称", "name", "英文名称", "English", "停用", "retired", "停用日期", "retired on")
"""What every list has anyway: a further column is called otherwise, or a file that comes back could not be read."""


def entries_by_value(book: ChoiceList, day: date = date.min) -> Mapping[str, Entry]:
    """The entries by value, in their order, as they are on this day of the office."""
    made = (
        Entry(each.value, each.label.zh, each.label.en, each.is_retired(day), each.columns) for each in book.entries
    )
    return {entry.value: entry for entry in made}


def with_lost_entries(now: ChoiceList, before: ChoiceList) -> ChoiceList:
    """The new list, and behind it, retired, what only the old one had."""
    kept = {each.value for each in now.entries}
    lost = [_retired(each) for each in before.entries if each.value not in kept]
    return now.model_copy(update={"entries": (*now.entries, *lost)})


def columns_of(book: ChoiceList) -> tuple[ListColumn, ...]:
    """The further columns: those that have names, and behind them those that entries use without one."""
    named = {each.key for each in book.columns}
    found = dict.fromkeys(key for each in book.entries for key in each.columns if key not in named)
    return (*book.columns, *(ListColumn(key=key, label=Label(zh=key)) for key in found))


def problems(book: ChoiceList) -> list[Fault]:
    """What is wrong with a list as a whole, each fault at its path (`entries[3].label`)."""
    return [*_size(book), *_columns(book), *_twins(book), *_texts(book)]


@dataclass(frozen=True, slots=True)
class Changes:
    """From one list to another, by value; `gone` is what the other one lacks."""

    added: tuple[ListEntry, ...] = ()
    changed: tuple[tuple[ListEntry, ListEntry], ...] = ()
    gone: tuple[ListEntry, ...] = ()
    is_moved: bool = False
    """Those that stay stand in another order."""
    is_renamed: bool = False
    """The list itself, its source or its columns are called otherwise."""

    @property
    def is_relabelled(self) -> bool:
        """Entries are called otherwise, in the language in which what is kept is written."""
        return any(was.label.zh != now.label.zh for was, now in self.changed)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone or self.is_moved or self.is_renamed)


def changes(before: ChoiceList, now: ChoiceList) -> Changes:
    """What is different in the second one."""
    old, new = ({each.value: each for each in book.entries} for book in (before, now))
    stay = [value for value in new if value in old]
    return Changes(
        added=tuple(each for value, each in new.items() if value not in old),
        changed=tuple((old[value], new[value]) for value in stay if old[value] != new[value]),
        gone=tuple(each for value, each in old.items() if value not in new),
        is_moved=stay != [value for value in old if value in new],
        is_renamed=(before.label, before.source, before.columns) != (now.label, now.source, now.columns),
    )


def _retired(entry: ListEntry) -> ListEntry:
    return entry.model_copy(update={"retired": True})


def _size(book: ChoiceList) -> Iterator[Fault]:
    if len(book.entries) > MOST_ENTRIES:
        facts = {"count": len(book.entries), "most": MOST_ENTRIES}
        yield Fault("list.too_many_entries", f"entries[{MOST_ENTRIES}]", facts=facts)


def _columns(book: ChoiceList) -> Iterator[Fault]:
    found = columns_of(book)
    if len(found) > MOST_COLUMNS:
        yield Fault("list.too_many_columns", "columns", facts={"count": len(found), "most": MOST_COLUMNS})
    labels = dict.fromkeys(map(fold, OWN_COLUMNS), "")
    for at, each in enumerate(book.columns):
        if each.key in ListEntry.model_fields:
            yield Fault("list.reserved_column", f"columns[{at}].key", facts={"key": each.key})
        for word in filter(None, (each.label.zh, each.label.en)):
            if labels.setdefault(fold(word), each.key) != each.key:
                yield Fault("list.column_twice", f"columns[{at}].label", facts={"label": word})


def _twins(book: ChoiceList) -> Iterator[Fault]:
    """Entries in use that read alike; another column may tell them apart (朝阳区 of 北京市 and of 长春市)."""
    first: dict[tuple[object, ...], str] = {}
    for at, each in enumerate(book.entries):
        if each.is_leaving:
            continue
        alike = (fold(each.label.zh), *sorted(each.columns.items()))
        if (other := first.setdefault(alike, each.value)) != each.value:
            facts = {"label": each.label, "value": each.value, "other": other}
            yield Fault("list.label_twice", f"entries[{at}].label", facts=facts)


def _texts(book: ChoiceList) -> Iterator[Fault]:
    for at, each in enumerate(book.entries):
        if each.value != each.value.strip() or not each.value.isprintable():
            yield Fault("list.untidy_value", f"entries[{at}].value", facts={"value": each.value})
        for key, text in each.columns.items():
            if len(text) > CELL_LIMIT:
                yield Fault("definition.too_long", f"entries[{at}].{key}", facts={"limit": CELL_LIMIT})
