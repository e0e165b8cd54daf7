"""What the pages of lists show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import pinyin
from app.choices import uses
from app.definitions.lists import columns_of
from app.definitions.models import ListVersion
from app.definitions.relabelling import KIND
from app.definitions.schema import ChoiceList, ListColumn, ListEntry
from app.expressions.scope import fold
from app.fields.model import Label
from app.jobs import queries as jobs
from app.jobs.models import Job

IN_USE, LEAVING, ALL = "", "off", "all"


@dataclass(frozen=True, slots=True)
class Card:
    """A list on the page of all of them."""

    key: str
    label: Label
    source: str
    entries: int
    version: ListVersion
    uses: int


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with its place, counted from 1; `is_out`: no longer offered today."""

    place: int
    entry: ListEntry
    is_out: bool


def cards(versions: Iterable[ListVersion], uses: dict[str, int], words: str) -> list[Card]:
    """The lists whose name, source or key has these words."""
    found = (_card(version, uses.get(version.key, 0)) for version in versions)
    wanted = fold(words)
    hits = [each for each in found if wanted in fold(f"{each.label.zh} {each.label.en} {each.source} {each.key}")]
    return sorted(hits, key=lambda each: pinyin.sort_key(each.label.zh))


def lines(book: ChoiceList, words: str, state: str, today: date) -> list[Line]:
    """The entries in whose value, names or columns these words stand, or whose pinyin begins with them."""
    wanted = fold(words)
    numbered = (Line(at, each, each.is_retired(today)) for at, each in enumerate(book.entries, start=1))
    return [each for each in numbered if _is_asked(each, state) and _has(each.entry, wanted)]


def columns(book: ChoiceList) -> Sequence[ListColumn]:
    """The columns that are shown."""
    return [each for each in columns_of(book) if not each.retired]


def head(version: ListVersion, book: ChoiceList, tab: str) -> dict[str, Any]:
    """What stands above the tabs."""
    return {"version": version, "book": book, "tab": tab, "use_count": uses.counts()[book.key]}


def following(key: str, user_id: int) -> Job | None:
    """The work that follows new names of the list, while this person waits for it."""
    mine = (each for each in jobs.of_user(user_id) if each.kind == KIND and not each.is_over)
    return next((each for each in mine if key in each.args["of"]), None)


def _card(version: ListVersion, uses: int) -> Card:
    """Read from what is kept: a long list is not looked through for it."""
    content = version.content
    label, entries = Label.model_validate(content["label"]), len(content.get("entries", ()))
    return Card(version.key, label, content.get("source", ""), entries, version, uses)


def _is_asked(line: Line, state: str) -> bool:
    return state == ALL or (line.entry.is_leaving if state == LEAVING else not line.is_out)


def _has(entry: ListEntry, wanted: str) -> bool:
    if not wanted:
        return True
    texts = (entry.value, entry.label.zh, entry.label.en, *entry.columns.values())
    return any(wanted in fold(text) for text in texts) or pinyin.initials(entry.label.zh).startswith(wanted)
