"""Choice lists as field types read them, and as they grow: entries never vanish, they retire."""

from collections.abc import Mapping

from app.definitions.schema import ChoiceList, ListEntry
from app.fields import Entry


def entries_by_value(book: ChoiceList) -> Mapping[str, Entry]:
    """The entries by value, in their order."""
    made = (Entry(each.value, each.label.zh, each.label.en, each.retired, each.columns) for each in book.entries)
    return {entry.value: entry for entry in made}


def with_lost_entries(now: ChoiceList, before: ChoiceList) -> ChoiceList:
    """The new list, and behind it, retired, what only the old one had."""
    kept = {each.value for each in now.entries}
    lost = [_retired(each) for each in before.entries if each.value not in kept]
    return now.model_copy(update={"entries": (*now.entries, *lost)})


def _retired(entry: ListEntry) -> ListEntry:
    return entry.model_copy(update={"retired": True})
