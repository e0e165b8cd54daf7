"""Tags and ends of paragraphs as places that a preview can show: copies with markers, and a tag put in anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.errors import Fault, Invalid
from app.word.blanks.blank import marker
from app.word.blanks.write import fill, refuse, tag_faults
from app.word.markup import TEXT, parse, serialised
from app.word.package import Envelope, Package
from app.word.parts import text_parts
from app.word.places import Place, places
from app.word.preflight import passed
from app.word.splice import splice
from app.word.syntax import Flaw, scan
from app.word.tags import pieces_of, text_of


@dataclass(frozen=True, slots=True)
class Spot:
    """Something in the text of a paragraph: a tag, or its end. `id` is the same for the same bytes."""

    id: str
    place: Place
    text: str
    character: int
    """The first character, counted from 1, as in faults."""
    length: int
    is_flaw: bool = False
    """Whether it was only begun or ended."""


def tags(data: bytes) -> tuple[Spot, ...]:
    """Every tag of the text, and what was meant to be one, in order; the ids are `t1`, `t2`, …"""
    return tuple(spot for _, _, found in _parts(passed(data)) for _, spots in found for spot in spots)


def spot_of(fault: Fault, spots: tuple[Spot, ...]) -> Spot | None:
    """The tag that a fault of the check is about; the first one of its paragraph if none stands at its character."""
    part, paragraph, at = (fault.facts.get(name) for name in ("part", "paragraph", "character"))
    near = [spot for spot in spots if (spot.place.part, spot.place.paragraph) == (part, paragraph)]
    exact = (spot for spot in near if isinstance(at, int) and spot.character <= at < spot.character + spot.length)
    return next(exact, near[0] if near else None)


def tags_marked(data: bytes) -> bytes:
    """A copy in which every tag has its marker behind it, so that a preview can show where a fault is."""
    package = passed(data)
    for part, root, found in _parts(package):
        for paragraph, spots in found:
            ends = (spot.character - 1 + spot.length for spot in spots)
            splice(paragraph, [(end, end, marker(spot.id)) for spot, end in zip(spots, ends, strict=True)])
        package.replace(part, serialised(root))
    return _sealed(package)


def ends(data: bytes) -> tuple[Spot, ...]:
    """The end of every paragraph, where a tag can be put in; `text` is what stands before it."""
    return tuple(spot for _, _, found in _ends(passed(data)) for _, spot in found)


def ends_marked(data: bytes) -> bytes:
    """A copy in which every paragraph ends with its marker."""
    package = passed(data)
    for part, root, found in _ends(package):
        for paragraph, spot in found:
            _put(paragraph, len(spot.text), marker(spot.id))
        package.replace(part, serialised(root))
    return _sealed(package)


def inserted(data: bytes, spot_id: str, tag: str, *, offset: int | None = None) -> bytes:
    """The document with a tag in the paragraph of this end; at its end, or before one of its characters.

    Raises `Invalid` for an id that there is none of, a text that is no tag, and a place inside another tag.
    """
    refuse(tag_faults(spot_id, tag))
    package = passed(data)
    for part, root, found in _ends(package):
        for paragraph, spot in found:
            if spot.id == spot_id:
                at = len(spot.text) if offset is None else offset
                if not 0 <= at <= len(spot.text) or any(one.start < at < one.end for one in scan(spot.text)):
                    break
                _put(paragraph, at, tag)
                package.replace(part, serialised(root))
                return _sealed(package)
    raise Invalid.because("word.no_such_place", id=spot_id[:40])


def _put(paragraph: Any, at: int, text: str) -> None:
    if any(element.tag == TEXT and words for element, words in pieces_of(paragraph)):
        splice(paragraph, [(at, at, text)])
    else:
        fill(paragraph, text)


def _sealed(package: Package) -> bytes:
    return Envelope.around(package, ()).seal(())


def _parts(package: Package) -> Iterator[tuple[str, Any, list[tuple[Any, list[Spot]]]]]:
    """Every part with the tags of its paragraphs; those of old Word's copies of text boxes are left out."""
    number = 0
    for name, title in text_parts(package):
        root = parse(package.content(name), part=name)
        found = []
        for paragraph, place in places(root, part=name, title=title):
            text = "" if place.is_copy else text_of(paragraph)
            spots = []
            for one in scan(text):
                number += 1
                length = one.end - one.start
                spots.append(Spot(f"t{number}", place, one.text, one.start + 1, length, isinstance(one, Flaw)))
            if spots:
                found.append((paragraph, spots))
        yield name, root, found


def _ends(package: Package) -> Iterator[tuple[str, Any, list[tuple[Any, Spot]]]]:
    for number, (name, title) in enumerate(text_parts(package)):
        root = parse(package.content(name), part=name)
        found = []
        for paragraph, place in places(root, part=name, title=title):
            text = text_of(paragraph)
            if not place.is_copy:
                found.append((paragraph, Spot(f"e{number}-{place.paragraph}", place, text, len(text) + 1, 0)))
        yield name, root, found
