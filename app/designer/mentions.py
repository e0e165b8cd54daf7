"""Where definitions name a field, as people call these places: here, with the page to change them on, and elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.definitions import codec, lookups, queries
from app.definitions.checks import Sight, looked, problems
from app.definitions.schema import RecordType
from app.definitions.uses import Use, uses_elsewhere
from app.designer import pages, troubles, words
from app.designer.service import Standing
from app.errors import Fault, Invalid, Level
from app.web.language import language


@dataclass(frozen=True, slots=True)
class Place:
    """A place that names the field, as people call it, with the rule that stands there in their words."""

    area: str
    name: str
    rule: str
    url: str = ""


def here(use: Use, standing: Standing, sight: Sight) -> Place:
    """A place of this type, with the page on which it is changed."""
    (trouble,) = troubles.placed([Fault("", use.path)], standing.definition)
    rule = use.rule.shown(sight.scope) if use.rule else ""
    return _place(use, standing.definition, rule, url=pages.address(standing, trouble))


def merged(places: Iterable[Place]) -> list[Place]:
    """Each place once, with all that is written there: a text may name the field in several tags."""
    known: dict[Place, list[str]] = {}
    for each in places:
        known.setdefault(replace(each, rule=""), []).append(each.rule)
    return [replace(place, rule="；".join(filter(None, dict.fromkeys(rules)))) for place, rules in known.items()]


def elsewhere(standing: Standing, at: str) -> list[Place]:
    """The places of other types that draw on the field."""
    world = lookups.site_world()
    others = (lookups.definition(each) for each in queries.current_versions() if each.key != standing.key)
    return [
        _place(use, other, use.rule.source if use.rule else "", whose=other.label.text(language()))
        for other in others
        if any(getattr(each.options, "of", None) == standing.key for each in other.fields())
        for use in uses_elsewhere(looked(other, world=world), standing.key, at)
    ]


def refuse_new_faults(before: list[Fault], now: RecordType) -> None:
    """Raise `Invalid` with what makes no sense any more: a place that was not followed, or cannot be without it."""
    known = {(fault.code, fault.place) for fault in before}
    found = problems(now, world=lookups.site_world())
    new = [fault for fault in found if fault.level is Level.BLOCK and (fault.code, fault.place) not in known]
    if new:
        raise Invalid(new)


def _place(use: Use, definition: RecordType, rule: str, *, whose: str = "", url: str = "") -> Place:
    (trouble,) = troubles.placed([Fault("", use.path)], definition)
    kind, slash, _at = trouble.path.partition("/")
    area = "fields" if use.path.startswith("sections") else use.path.partition("[")[0].partition(".")[0]
    name = words.name_of(kind if slash else "type", trouble.name) if trouble.name and trouble.name != area else ""
    called = filter(None, (_label(use.path, definition), name))
    return Place(" · ".join(filter(None, (whose, words.name_of("type", area)))), " · ".join(called), rule, url)


def _label(path: str, definition: RecordType) -> str:
    """What the innermost thing on the way to the place is called."""
    thing: Any = definition
    called = ""
    for step in codec.path_steps(path)[:-1]:
        thing = getattr(thing, step) if isinstance(step, str) and not isinstance(thing, dict) else thing[step]
        label = getattr(thing, "label", None) or getattr(thing, "say", None)
        called = label.text(language()) if label is not None else called
    return called
