"""Records in the frame: types in the sidebar, the menu 新建, and the cards of the home page."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from flask import request, url_for
from flask_babel import gettext

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.definitions.schema import Capability
from app.records import access, overview
from app.records.columns import state_of
from app.records.current import desk
from app.records.desk import Desk
from app.web import navigation
from app.web.filters import has_endpoint
from app.web.language import language
from app.web.navigation import Group, Item, Panel

NEWEST = 8
TILES = 8
KEPT = 200
"""Menus that are remembered: people whose roles and language are the same share most of them."""


@navigation.sidebar(order=20)
def types() -> list[Group]:
    """The types that concern this person, in the groups of their definitions."""
    return list(_groups(types_of(desk()), language(), request.script_root))


@lru_cache(maxsize=KEPT)
def _groups(types: tuple[CompiledType, ...], spoken: str, root: str) -> tuple[Group, ...]:
    del spoken, root  # parts of labels and addresses
    groups: dict[str, list[Item]] = {}
    for compiled in types:
        definition = compiled.definition
        group = definition.group.text(language()) if definition.group else str(gettext("其他事项"))
        groups.setdefault(group, []).append(_item(compiled))
    return tuple(Group(label, tuple(items)) for label, items in groups.items())


@navigation.creatable(order=20)
def creatable() -> list[Item]:
    """What this person may begin, what was used most first."""
    if not has_endpoint("records_form.new"):
        return []
    may_begin = _to_begin(tuple(desk().types.all().values()), desk().actor)
    return list(_beginnings(tuple(_often_first(may_begin)), language(), request.script_root))


@lru_cache(maxsize=KEPT)
def _to_begin(types: tuple[CompiledType, ...], actor: Actor) -> tuple[CompiledType, ...]:
    return tuple(each for each in _concerning(types, actor) if access.may_create(each, actor))


@lru_cache(maxsize=KEPT)
def _beginnings(types: tuple[CompiledType, ...], spoken: str, root: str) -> tuple[Item, ...]:
    del spoken, root  # parts of labels and addresses
    return tuple(
        Item(_label(each), url_for("records_form.new", type_key=each.key), each.definition.icon) for each in types
    )


@navigation.home(order=10)
def drafts() -> list[Panel]:
    """What this person began and did not finish."""
    found = overview.unfinished(desk())
    return [Panel("records/_home_drafts.html", {"drafts": found})] if found else []


@navigation.home(order=30)
def tiles() -> list[Panel]:
    """The types, to begin or to look at."""
    chosen = _often_first(types_of(desk()))[:TILES]
    shown = [(each, _label(each), access.may_create(each, desk().actor)) for each in chosen]
    return [Panel("records/_home_tiles.html", {"types": shown})] if shown else []


@navigation.home(order=40)
def newest() -> list[Panel]:
    """The records of all types that this person may see, what was last entered or changed first."""
    lines = overview.newest(desk(), size=NEWEST)
    rows = [(line, compiled, state_of(compiled, line.state)) for line, compiled in lines]
    return [Panel("records/_home_newest.html", {"rows": rows})] if rows else []


def types_of(at: Desk) -> tuple[CompiledType, ...]:
    """The types that concern somebody, those of one group together."""
    return _concerning(tuple(at.types.all().values()), at.actor)


@lru_cache(maxsize=KEPT)
def _concerning(types: tuple[CompiledType, ...], actor: Actor) -> tuple[CompiledType, ...]:
    mine = [each for each in types if concerns(each, actor)]
    order: dict[str, int] = {}
    for each in mine:
        order.setdefault(_group(each), len(order))
    return tuple(sorted(mine, key=lambda each: order[_group(each)]))


def concerns(compiled: CompiledType, actor: Actor) -> bool:
    """Does a role of theirs let them see, begin, change or bring in anything of this type?"""
    return actor.can(Capability.IMPORT_PAST) or takes_part(compiled, actor)


def takes_part(compiled: CompiledType, actor: Actor) -> bool:
    """Does a role of theirs let them see, begin or change anything of it? To bring in the past is not that."""
    return any(
        right.role is not None and (right.see != "none" or right.create or right.change) and actor.has(right.role)
        for right in compiled.definition.rights
    )


def _often_first(compiled: Sequence[CompiledType]) -> list[CompiledType]:
    used: Counter[str] = overview.used_lately(desk())
    return sorted(compiled, key=lambda each: -used[each.key])


def _item(compiled: CompiledType) -> Item:
    url = url_for("records.index", type_key=compiled.key)
    return Item(_label(compiled), url, compiled.definition.icon)


def _label(compiled: CompiledType) -> str:
    return compiled.definition.label.text(language())


def _group(compiled: CompiledType) -> str:
    return compiled.definition.group.zh if compiled.definition.group else ""
