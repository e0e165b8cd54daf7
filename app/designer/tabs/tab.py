"""What a tab of the designer is, and what every tab shows: its parts in lists, the properties of the chosen one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from flask_babel import LazyString

from app.definitions import codec, lookups
from app.definitions.world import World
from app.designer import parts, service, words
from app.designer.deeds import Uses
from app.designer.entries import Chosen, entry
from app.designer.naming import names
from app.designer.outline import Data
from app.designer.parts import Part, Spot
from app.designer.rules import Speech
from app.designer.service import Standing
from app.designer.troubles import Trouble
from app.web.language import language


@dataclass(frozen=True)
class Look:
    """A draft as a tab looks at it: its plain data, what is chosen (`kind/at`), what is wrong."""

    standing: Standing
    data: Data
    at: str
    found: tuple[Trouble, ...]

    @cached_property
    def world(self) -> World:
        """What the draft may refer to."""
        return lookups.site_world()

    @cached_property
    def uses(self) -> Uses:
        """What rows hold of the type."""
        return service.uses(self.standing.key)

    @cached_property
    def _offers(self) -> dict[str, Mapping[str, str]]:
        return {}

    def offers(self, source: str) -> Mapping[str, str]:
        """What a source of names offers, by key."""
        if source not in self._offers:
            self._offers[source] = dict(names(self.standing.definition, (source,)).get(source, ()))
        return self._offers[source]

    def called(self, source: str, key: object) -> str:
        """A name of a source as people call it; as it is, where nobody knows it."""
        return self.offers(source).get(str(key), str(key or ""))

    def speech(self, kind: Part) -> Speech:
        """The rules and texts of parts of a kind with labels."""
        return Speech(self.standing.definition, self.world, more=kind.reads)


@dataclass(frozen=True, slots=True)
class Note:
    """A line above the properties of the chosen part, with where it leads."""

    said: str
    quoted: str = ""
    """What follows as it stands in the definition, in Chinese."""
    url: str = ""
    link: str = ""


Facts: TypeAlias = Callable[[Look], Mapping[str, Any]]
Besides: TypeAlias = Callable[[Spot, Look], Iterable[Note]]
Saying: TypeAlias = Callable[[Data, Look], tuple[str, str]]
"""A part as its line says it: its name, and what there is to say of it in short."""


def nothing(look: Look) -> Mapping[str, Any]:
    """No facts of its own."""
    del look
    return {}


def nobody(spot: Spot, look: Look) -> Iterable[Note]:
    """Nothing above the properties."""
    del spot, look
    return ()


def by_label(data: Data, look: Look) -> tuple[str, str]:
    """By its own words."""
    del look
    return label_of(data.get("label") or data.get("say")), ""


def label_of(label: Any) -> str:
    """A label of plain data in the language of the reader."""
    if not isinstance(label, dict):
        return str(label or "")
    return str((label.get("en") if language() == "en" else "") or label.get("zh", ""))


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: `kinds` are the parts whose faults it counts and whose lists it shows; `template` draws its middle."""

    name: str
    label: LazyString
    kinds: tuple[str, ...]
    template: str = "designer/tabs/lists.html"
    facts: Facts = nothing
    say: Saying = by_label
    hint: LazyString | str = ""
    beside: Besides = nobody
    has_rules: bool = False
    """Are its lines called by rules, which stand in Chinese in every language?"""
    has_side: bool = True
    """Are the properties of what is chosen beside it?"""


@dataclass(frozen=True, slots=True)
class Line:
    """A part in a list."""

    address: str
    at: str
    name: str
    brief: str
    faults: int


@dataclass(frozen=True, slots=True)
class Listed:
    """All parts of a kind."""

    kind: Part
    title: str
    add: str
    lines: tuple[Line, ...]


def shown(tab: Tab, look: Look) -> dict[str, Any]:
    """Everything that the page of a tab shows beside its bar."""
    spot = spot_of(tab, look) if tab.has_side else None
    return {
        "lists": [_listed(tab, kind, look) for kind in map(parts.kind_of, tab.kinds)],
        "chosen": chosen(tab, spot, look) if spot else None,
        "beside": list(tab.beside(spot, look)) if spot else [],
        "has_side": tab.has_side,
        "hint": tab.hint,
        "has_rules": tab.has_rules,
        **tab.facts(look),
    }


def look(standing: Standing, at: str, found: Iterable[Trouble]) -> Look:
    """One look at a draft."""
    return Look(standing, codec.plain_data(standing.definition), at, tuple(found))


def chosen(tab: Tab, spot: Spot, look: Look) -> Chosen:
    """The properties of a part."""
    kind = spot.kind
    offered = {source: list(look.offers(source).items()) for each in kind.properties if (source := each.source)}
    entries = [entry(each, kind.name, spot.data, offered) for each in kind.properties]
    speech = look.speech(kind)
    for each in entries:
        each.text = speech.shown_of(each.of, each.text)
    made = Chosen(
        "part",
        spot.at,
        tab.say(spot.data, look)[0],
        entries,
        type_label=words.part(kind.name),
        key=spot.at if kind.has_key else "",
        used=spot.at in look.uses.parts.get(kind.name, ()),
        may_go=kind.may_go,
        part=kind.name,
    )
    made.place_faults((each.name, each.fault) for each in look.found if each.path == made.address)
    return made


def spot_of(tab: Tab, look: Look) -> Spot | None:
    """What is chosen; the first part of the first kind that has one, if that is gone or nothing was."""
    every = [spot for name in tab.kinds for spot in parts.every(look.data, parts.kind_of(name))]
    return next((spot for spot in every if spot.address == look.at), every[0] if every else None)


def _listed(tab: Tab, kind: Part, look: Look) -> Listed:
    counted = [each.path for each in look.found if each.blocks]
    lines = (
        Line(spot.address, spot.at, *tab.say(spot.data, look), counted.count(spot.address))
        for spot in parts.every(look.data, kind)
    )
    return Listed(kind, words.part(kind.name), words.adding(kind.name), tuple(lines))
