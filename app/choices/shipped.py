"""The lists that come with the product: a site's own is never overwritten by them, a newer one is offered."""

from functools import lru_cache
from pathlib import Path

from app.choices.merging import Proposal, merged, missing
from app.config import ROOT
from app.definitions import codec, queries, service
from app.definitions.files import ENDINGS
from app.definitions.lists import changes, problems
from app.definitions.schema import ChoiceList, ListEntry

FOLDER = ROOT / "forms" / "lists"


def offered(book: ChoiceList) -> Proposal | None:
    """What the list that comes with the product would change, if the site never had that one."""
    came = shipped(book.key)
    if came is None or service.list_sha256(came) in {each.sha256 for each in queries.list_history(book.key)}:
        return None
    found = taken_over(book, came)
    return found if found.changes else None


def taken_over(book: ChoiceList, came: ChoiceList) -> Proposal:
    """The list with what came: entries and columns of both, what only the site has stays."""
    columns = {each.key: each for each in (*came.columns, *book.columns)}
    wide = book.model_copy(update={"columns": tuple(columns.values()), "source": came.source or book.source})
    known = {each.value: each for each in book.entries}
    made = merged(wide, [_ours(each, known.get(each.value)) for each in came.entries], retire_on=None)
    return Proposal(made, changes(book, made), missing(book, came.entries), problems(made))


def _ours(entry: ListEntry, ours: ListEntry | None) -> ListEntry:
    """What came, with what the site alone knows of it: further columns, and that it is no longer offered."""
    if ours is None:
        return entry
    gone = {"retired": ours.retired, "retired_on": ours.retired_on} if ours.is_leaving else {}
    return entry.model_copy(update={"columns": {**ours.columns, **entry.columns}, **gone})


def shipped(key: str) -> ChoiceList | None:
    """The list with this key; None if none comes with the product."""
    for ending in sorted(ENDINGS):
        path = FOLDER / f"{key}{ending}"
        if path.is_file():
            return _read(path, path.stat().st_mtime_ns)
    return None


@lru_cache(maxsize=100)
def _read(path: Path, changed_at: int) -> ChoiceList | None:
    del changed_at
    found = codec.load_any(path.read_text(encoding="utf-8-sig"), name=path.name)
    return found if isinstance(found, ChoiceList) else None
