"""Retiring a field that something names: what becomes of every place is shown before, and done after a yes."""

from dataclasses import dataclass

from app.definitions import codec, lookups
from app.definitions.checks import looked
from app.definitions.retiring import Fate, fates, retire
from app.definitions.uses import uses
from app.designer import mentions
from app.designer.mentions import Place
from app.designer.service import Standing
from app.errors import Invalid, NotFound
from app.web.language import language


@dataclass(frozen=True, slots=True)
class Retiring:
    """A field, and every place that names it by what becomes of it."""

    at: str
    label: str
    taken: list[Place]
    stays: list[Place]
    open: list[Place]
    elsewhere: list[Place]


def is_named(standing: Standing, at: str) -> bool:
    """Does anything in the type name the field?"""
    definition = standing.definition
    if definition.field(at) is None:
        return False
    return bool(uses(looked(definition, world=lookups.site_world()), codec.plain_data(definition), at))


def preview(standing: Standing, at: str) -> Retiring:
    """What becomes of what names it; raises `NotFound` if there is no such field; columns are retired by themselves."""
    definition = standing.definition
    field = definition.field(at)
    if field is None:
        raise NotFound(f"field {at}")
    sight = looked(definition, world=lookups.site_world())
    places: dict[Fate, list[Place]] = {fate: [] for fate in Fate}
    for each in fates(sight, codec.plain_data(definition), at):
        places[each.fate].append(mentions.here(each.use, standing, sight))
    taken, stays, left = (mentions.merged(places[fate]) for fate in Fate)
    return Retiring(at, field.label.text(language()), taken, stays, left, mentions.elsewhere(standing, at))


def retired(standing: Standing, at: str) -> str:
    """The text of the draft without it in use; raises `Invalid` with what would not make sense any more."""
    definition = standing.definition
    sight, data = looked(definition, world=lookups.site_world()), codec.plain_data(definition)
    retire(sight, data, at)
    reading = codec.judged(data)
    if reading.value is None:
        raise Invalid(reading.faults)
    mentions.refuse_new_faults(sight.faults, reading.value)
    return codec.dump(reading.value, previous_text=standing.source)
