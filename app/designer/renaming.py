"""Another key for a field that records hold: what names it is shown before and changed with it, after a yes."""

from dataclasses import dataclass

from app.definitions import codec, lookups
from app.definitions.checks import looked
from app.definitions.uses import rename, uses
from app.designer import mentions, outline
from app.designer.mentions import Place
from app.designer.service import Standing
from app.errors import Invalid, NotFound
from app.web.language import language


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
    sight = looked(definition, world=lookups.site_world())
    found = uses(sight, codec.plain_data(definition), at)
    here = mentions.merged(mentions.here(use, standing, sight) for use in found)
    return Renaming(at, field.label.text(language()), here, mentions.elsewhere(standing, at))


def renamed(standing: Standing, at: str, key: str) -> str:
    """The text of the draft with another key; raises `Invalid` with what would not make sense any more."""
    definition = standing.definition
    sight = looked(definition, world=lookups.site_world())
    data = codec.plain_data(definition)
    spot = outline.field(data, at)
    if key in outline.keys_in_use(data):
        raise Invalid.because("designer.key_taken", place="key", key=key)
    before = spot.own_place
    rename(sight, data, at, key)
    data.setdefault("changes", []).append({"from": definition.version - 1, "rename": at, "to": key})
    reading = codec.judged(data)
    if reading.value is None:
        raise Invalid(reading.faults)
    mentions.refuse_new_faults(sight.faults, reading.value)
    return codec.dump(reading.value, previous_text=standing.source, moves=((before, spot.own_place),))
