"""Another key for a field that records hold: what names it is shown before and changed with it, after a yes."""

from dataclasses import dataclass

from app.definitions import codec, lookups, queries
from app.definitions.checks import looked, problems
from app.definitions.schema import RecordType
from app.definitions.uses import Use, rename, uses, uses_elsewhere
from app.designer import outline, words
from app.designer.service import Standing
from app.errors import Fault, Invalid, Level, NotFound
from app.web.language import language


@dataclass(frozen=True, slots=True)
class Place:
    """A place that names the field, as people call it, with the rule that stands there in their words."""

    area: str
    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class Renaming:
    """A field, and everything that names it here and in other types."""

    at: str
    label: str
    here: list[Place]
    elsewhere: list[Place]


def preview(standing: Standing, at: str) -> Renaming:
    """What changes with the key; raises `NotFound` if there is no such field; columns keep theirs."""
    definition = standing.definition
    field = definition.field(at)
    if field is None:
        raise NotFound(f"field {at}")
    world = lookups.site_world()
    sight = looked(definition, world=world)
    found = uses(sight, codec.plain_data(definition), at)
    here = [_place(use, definition, use.rule.shown(sight.scope) if use.rule else "") for use in found]
    others = (lookups.definition(each) for each in queries.current_versions() if each.key != standing.key)
    elsewhere = [
        _place(use, other, use.rule.source if use.rule else "", whose=other.label.text(language()))
        for other in others
        if any(getattr(each.options, "of", None) == standing.key for each in other.fields())
        for use in uses_elsewhere(looked(other, world=world), standing.key, at)
    ]
    return Renaming(at, field.label.text(language()), here, elsewhere)


def renamed(standing: Standing, at: str, key: str) -> str:
    """The text of the draft with another key; raises `Invalid` with what would not make sense any more."""
    world, definition = lookups.site_world(), standing.definition
    sight = looked(definition, world=world)
    data = codec.plain_data(definition)
    spot = outline.field(data, at)
    if key in outline.keys_in_use(data):
        raise Invalid.because("designer.key_taken", place="key", key=key)
    before = spot.own_place
    rename(sight, data, at, key)
    data.setdefault("changes", []).append({"from": queries.last_number(standing.key), "rename": at, "to": key})
    reading = codec.judged(data)
    if reading.value is None:
        raise Invalid(reading.faults)
    _refuse_new_faults(sight.faults, reading.value)
    return codec.dump(reading.value, previous_text=standing.source, moves=((before, spot.own_place),))


def _refuse_new_faults(before: list[Fault], now: RecordType) -> None:
    """A place that was not followed would be a fault that was not there."""
    known = {(fault.code, fault.place) for fault in before}
    found = problems(now, world=lookups.site_world())
    new = [fault for fault in found if fault.level is Level.BLOCK and (fault.code, fault.place) not in known]
    if new:
        raise Invalid(new)


def _place(use: Use, definition: RecordType, rule: str, *, whose: str = "") -> Place:
    area, name = use.path.partition("[")[0].partition(".")[0], ""
    number = use.path.partition("[")[2].partition("]")[0]
    if area == "sections":
        area, name = "fields", _field_name(use.path, definition)
    elif number.isdecimal():
        name = _named(getattr(definition, area)[int(number)])
    return Place(" · ".join(filter(None, (whose, words.name_of("type", area)))), name, rule)


def _field_name(path: str, definition: RecordType) -> str:
    section, _bracket, rest = path.removeprefix("sections[").partition("]")
    part = definition.sections[int(section)]
    if not rest.startswith(".fields["):
        return part.label.text(language())
    position = rest.removeprefix(".fields[").partition("]")[0]
    field, name = part.fields[int(position)], path.rpartition(".")[2].partition("[")[0]
    return f"{field.label.text(language())} · {words.name_of(field.type, name)}"


def _named(part: object) -> str:
    label = getattr(part, "label", None) or getattr(part, "say", None)
    return label.text(language()) if label is not None else ""
