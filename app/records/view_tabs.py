"""The views above a list: those of the definition, own ones, shared ones; and what may be done with the one open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.records import view_service
from app.records.lists import Asked, RecordList
from app.records.view_queries import Saved
from app.web.signs import listed, signs

MOST = 7
"""Tabs in a row; the others stand in a menu behind them."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A view: the address of its list as arguments; `by` is who shares it."""

    label: str
    args: Mapping[str, Any]
    is_here: bool
    by: str = ""


@dataclass(frozen=True, slots=True)
class Tabs:
    """The views in their order, and those that found no room."""

    row: Sequence[Tab]
    menu: Sequence[Tab]


def tabs(shown: RecordList) -> Tabs:
    """All views of this list that this person has; the one that is open always stands in the row."""
    every = [*_defined(shown), *_saved(shown)]
    row = every[:MOST] if len(every) > MOST + 1 else every
    menu = every[len(row) :]
    here = next((tab for tab in menu if tab.is_here), None)
    if here is not None:
        menu = [row[-1], *(tab for tab in menu if tab is not here)]
        row = [*row[:-1], here]
    return Tabs(row, menu)


def asked_of(saved: Saved) -> Asked:
    """The list as it was saved."""
    return Asked.read(MultiDict({**saved.asked, "view": str(saved.id)}))


def args_of(asked: Asked) -> dict[str, Any]:
    """What a saved view holds of a list: conditions, words, order."""
    return {key: value for key, value in asked.args().items() if key != "view"}


def is_changed(shown: RecordList) -> bool:
    """Does the list stand otherwise than its saved view?"""
    saved = shown.saved
    if saved is None:
        return False
    keys = [column.key for column in shown.columns_of(shown.own_columns)]
    return args_of(shown.asked) != args_of(asked_of(saved)) or [each.key for each in shown.columns] != keys


@dataclass(frozen=True, slots=True)
class Tools:
    """What may be done with the list as it stands: kept under a name, put into the view that is open."""

    may_keep: bool
    may_update: bool


def tools(shown: RecordList) -> Tools:
    """A name is for what differs from its view: conditions, an order, columns."""
    if shown.saved is not None:
        changed = is_changed(shown)
        return Tools(changed, changed and shown.saved.user_id == shown.desk.actor.id)
    return Tools(bool(args_of(shown.asked)) or shown.place in shown.kept.columns, may_update=False)


def may_share(shown: RecordList) -> bool:
    """May this person give views of this list to others?"""
    return view_service.may_share(shown.compiled, shown.desk.actor)


def _defined(shown: RecordList) -> Iterator[Tab]:
    """Views of the definition; what was asked beside a saved view stays with it."""
    for view in shown.views:
        key = "" if view is shown.views[0] else view.key
        asked = Asked(view=key) if shown.saved else shown.asked.viewed(key)
        yield Tab(view.label.text(shown.desk.language), asked.args(), view is shown.view and shown.saved is None)


def _saved(shown: RecordList) -> Iterator[Tab]:
    for saved in shown.kept.views:
        by = "" if saved.user_id == shown.desk.actor.id else saved.by
        is_here = shown.saved is not None and saved.id == shown.saved.id
        yield Tab(saved.name, asked_of(saved).args(), is_here, by)


@dataclass(frozen=True, slots=True)
class What:
    """A list in words: its view, what narrows it, how it is sorted, its columns."""

    base: str
    conditions: Sequence[str]
    order: str
    columns: Sequence[str]


@dataclass(frozen=True, slots=True)
class Line(What):
    """A saved view as its owner looks after it."""

    saved: Saved
    args: Mapping[str, Any]
    may_change: bool


def what(shown: RecordList) -> What:
    """The list as it stands."""
    base = shown.view.label.text(shown.desk.language)
    return What(base, _conditions(shown), _order(shown), [column.label for column in shown.columns])


def line(shown: RecordList, saved: Saved) -> Line:
    """A saved view, for its owner and for those to whom it is shared."""
    there = RecordList(shown.compiled, asked_of(saved), shown.desk, kept=shown.kept)
    said, mine = what(there), saved.user_id == shown.desk.actor.id
    may_change = mine or may_share(shown)
    return Line(said.base, said.conditions, said.order, said.columns, saved, there.asked.args(), may_change)


def _conditions(shown: RecordList) -> list[str]:
    words = [" ".join((chip.label, chip.operator.strip(), listed(chip.values))).strip() for chip in shown.chips]
    return [*words, *([f"{gettext('查找')}{signs().colon}{shown.asked.words}"] if shown.asked.words else [])]


def _order(shown: RecordList) -> str:
    """Empty if it is that of the view."""
    asked = {key.removeprefix("-"): "↓" if key.startswith("-") else "↑" for key in shown.asked.sort}
    return listed(f"{column.label}{asked[column.key]}" for column in shown.columns_of(asked))
