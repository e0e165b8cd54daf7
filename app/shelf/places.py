"""A form on its way to a template: its places, what each may want, and the version in which tags stand there.

The places are blanks that were found, or, where somebody wants to put a tag elsewhere, the ends of all paragraphs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.errors import Fault, Invalid
from app.expressions import Name, Scope, fold
from app.records.desk import Desk
from app.shelf import fields, service
from app.shelf.arriving import Arrived
from app.shelf.fields import Line
from app.shelf.pages import Shown
from app.shelf.service import Added
from app.word.blanks import (
    Blank,
    BlankKind,
    NewField,
    Proposal,
    marked,
    places,
    proposed,
    proposed_field,
    tag_for,
    tagged,
)
from app.word.spots import Spot as TextSpot
from app.word.spots import ends, ends_marked, inserted

MOST_ENDS = 1_000
"""Paragraphs whose ends a page can offer."""
_SAID = 24
"""Characters of a paragraph that say which one it is."""
OTHER = "other"
"""What the form sends where none of the proposals was chosen."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with what it may want, what was chosen for it, and what was typed beside."""

    blank: Blank
    proposal: Proposal
    chosen: str = ""
    typed: str = ""

    @property
    def new_field(self) -> NewField:
        """A field that would fit, where none is near."""
        return proposed_field(self.blank)


@dataclass(frozen=True, slots=True)
class Blanks:
    """Places that were found in a file; `mark` puts a marker into each for the preview, `write` puts tags there."""

    found: tuple[Blank, ...]
    mark: Callable[[bytes], bytes]
    write: Callable[[bytes, Mapping[str, str]], bytes]


def blanks_of(data: bytes) -> Blanks:
    """The places where somebody would write."""
    found = places(data)
    return Blanks(found, lambda given: marked(given, [each.id for each in found]), tagged)


def ends_of(data: bytes) -> Blanks:
    """The ends of all paragraphs; raises `Invalid` where there are more than a page can offer."""
    found = ends(data)
    if len(found) > MOST_ENDS:
        raise Invalid.because("template.too_many_ends", count=len(found), most=MOST_ENDS)
    return Blanks(tuple(map(_end, found)), ends_marked, _with_ends)


def spots(blanks: Blanks, scope: Scope, given: Mapping[str, str]) -> list[Spot]:
    """What each place may want; `given` is what a form sent, so that nothing chosen is lost."""
    found = proposed(blanks.found, scope)
    return [
        Spot(each, found[each.id], given.get(f"p.{each.id}", ""), given.get(f"o.{each.id}", "")[:200])
        for each in blanks.found
    ]


def chosen(found: Sequence[Spot], scope: Scope) -> dict[str, str]:
    """The tags by the ids of their places; raises `Invalid` with everything typed that names no field."""
    known = {fold(said): line for line in fields.flat(fields.lines(scope)) for said in (line.source, line.tag)}
    tags: dict[str, str] = {}
    faults: list[Fault] = []
    for spot in found:
        try:
            if tag := _tag(spot, scope, known):
                tags[spot.blank.id] = tag
        except Invalid as refused:
            faults += refused.faults
    if faults:
        raise Invalid(faults)
    return tags


def fill_in(shown: Shown, blanks: Blanks, tags: Mapping[str, str], *, desk: Desk) -> Added:
    """Write the tags into a new draft; raises `Invalid` where nothing was chosen or a tag is none.

    The note is kept, so it is Chinese whoever chose.
    """
    if not tags:
        raise Invalid.because("template.nothing_chosen")
    arrived = Arrived(shown.name, blanks.write(shown.read(), tags))
    type_key = shown.version.type_key if shown.version else ""
    return service.add(arrived, desk=desk, note=f"点选填写处，填入 {len(tags)} 处", type_key=type_key)


def _tag(spot: Spot, scope: Scope, known: Mapping[str, Line]) -> str:
    """What is to stand there; empty for nothing. What was typed counts, even where its box was not ticked."""
    typed = spot.typed.strip()
    if spot.chosen and spot.chosen != OTHER:
        return spot.chosen
    if not typed:
        return ""
    line = known.get(fold(typed))
    if line is not None:
        return tag_for(spot.blank, line.name, scope, table=_table_of(line, scope))
    if typed.startswith(("{{", "｛｛")):
        return typed
    place = f"o.{spot.blank.id}"
    raise Invalid([Fault("template.no_field", place=place, facts={"text": typed[:40], "place": spot.blank.place.text})])


def _table_of(line: Line, scope: Scope) -> Name | None:
    return next((name for name in scope if line.name in name.members), None)


def options(scope: Scope) -> Iterator[Line]:
    """Every field and column, for the list beside the input."""
    return fields.flat(fields.lines(scope))


def _end(spot: TextSpot) -> Blank:
    said = spot.text.strip()
    return Blank(spot.id, BlankKind.AFTER_COLON, spot.place, said[-_SAID:].rstrip("：:"), said[-_SAID:], "")


def _with_ends(data: bytes, tags: Mapping[str, str]) -> bytes:
    """One after another: the ends of other paragraphs keep their ids."""
    for known, tag in tags.items():
        data = inserted(data, known, tag)
    return data
