"""A field that a place of a blank form wants and its type lacks: made in the draft of the type, and the tag for it."""

from dataclasses import replace
from datetime import datetime

from app.accounts.actor import Actor
from app.definitions import lookups
from app.definitions.checks.sight import Sight
from app.designer import service
from app.designer.deeds import Given
from app.designer.service import Turn
from app.designer.starting import proposed_key
from app.errors import Invalid
from app.expressions import fold
from app.shelf import places
from app.shelf.places import Spot
from app.word.blanks import NewField


def make(type_key: str, spot: Spot, *, actor: Actor, now: datetime) -> str:
    """The tag for the field that a place wants; it is put at the end of the draft, unless one is called so already.

    Raises `Invalid` where nothing near the place says what it could be called.
    """
    wanted = spot.new_field
    if not wanted.label:
        raise Invalid.because("designer.nothing_wanted")
    standing = service.standing(type_key)
    if fold(wanted.label) not in {fold(each.label.zh) for each in standing.definition.fields() if not each.retired}:
        given = _given(wanted, to=standing.definition.sections[-1].key)
        service.change(type_key, "add-field", given, Turn(standing.lock, actor, now))
        standing = service.standing(type_key)
    scope = Sight(standing.definition, lookups.site_world()).scope
    return places.chosen([replace(spot, chosen="", typed=wanted.label)], scope)[spot.blank.id]


def _given(wanted: NewField, *, to: str) -> Given:
    """What the designer's own page would post."""
    labels = {f"choices-{at}-label-zh": label for at, label in enumerate(wanted.choices)}
    many = {"many": "true"} if wanted.many else {}
    key = proposed_key(wanted.label)
    return {"to": to, "type": wanted.type, "key": key, "label-zh": wanted.label, **labels, **many}
