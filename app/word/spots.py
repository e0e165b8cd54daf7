"""Ends of paragraphs as places that a preview can show: a copy with markers, and a tag put in anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.errors import Invalid
from app.word.blanks.blank import marker
from app.word.blanks.write import fill, refuse, tag_faults
from app.word.markup import TEXT, parse, serialised
from app.word.package import Envelope, Package
from app.word.parts import text_parts
from app.word.places import Place, places
from app.word.preflight import passed
from app.word.splice import splice
from app.word.syntax import scan
from app.word.tags import pieces_of, text_of


@dataclass(frozen=True, slots=True)
class Spot:
    """The end of a paragraph. `id` is the same for the same bytes; `text` is what stands before it."""

    id: str
    place: Place
    text: str


def ends(data: bytes) -> tuple[Spot, ...]:
    """The end of every paragraph, where a tag can be put in."""
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


def _ends(package: Package) -> Iterator[tuple[str, Any, list[tuple[Any, Spot]]]]:
    for number, (name, title) in enumerate(text_parts(package)):
        root = parse(package.content(name), part=name)
        found = []
        for paragraph, place in places(root, part=name, title=title):
            text = text_of(paragraph)
            if not place.is_copy:
                found.append((paragraph, Spot(f"e{number}-{place.paragraph}", place, text)))
        yield name, root, found
