"""Where the tags of a template name a field, and the same template with other names in its tags."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from lxml import etree

from app.expressions import Scope
from app.word import addresses, properties
from app.word.addresses import links_of
from app.word.controls import CONTROL, PROPERTIES
from app.word.dangers import fields
from app.word.markup import PARAGRAPH, W, ancestor, parse, serialised
from app.word.package import Envelope, Package
from app.word.parts import text_parts
from app.word.places import Place, places
from app.word.preflight import passed
from app.word.splice import Edit, splice, spliced
from app.word.supplement import relations_of
from app.word.tag_names import TagNames, edits, tags_in
from app.word.tags import text_of

_CONTROL_NAMES = (W + "alias", W + "tag")
_VALUE = W + "val"


@dataclass(frozen=True, slots=True)
class Mention:
    """A tag that names a field, and where it stands."""

    place: Place
    text: str
    character: int
    """The first of the tag, counted from 1, in its paragraph."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A text that may hold tags, of a paragraph, a property, an address; and the way to write changes into it."""

    place: Place
    text: str
    put: Callable[[list[Edit]], None]

    @classmethod
    def of(cls, place: Place, text: str, write: Callable[[str], None]) -> "_Line":
        """One that is written as a whole."""
        return cls(place, text, lambda changes: write(spliced(text, changes)))


def mentions(data: bytes, name: str, *, scope: Scope | None = None) -> tuple[Mention, ...]:
    """The tags that read a field, a table, or a column (`来访人员.中文译名`).

    With the scope of the record type the name is known by its label, its key and its former keys alike.
    """
    found = []
    for _, _, lines in _parts(passed(data)):
        names = TagNames.of([name], scope)
        for line in lines:
            tags = tags_in(line.text)
            names = names.with_loops(tags)
            if not line.place.is_copy:
                found += [Mention(line.place, tag.text, tag.start + 1) for tag in tags if any(names.spans(tag))]
    return tuple(found)


def renamed(data: bytes, new_names: Mapping[str, str], *, scope: Scope | None = None) -> tuple[bytes, int]:
    """The template with other names in its tags, and in how many tags; text outside tags is never touched.

    A column is named with its table, old and new: `{"来访人员.中文译名": "来访人员.译名"}`.
    """
    package = passed(data)
    count = 0
    for part, root, lines in _parts(package):
        names = TagNames.of(new_names, scope)
        written = {names.known(old): new for old, new in new_names.items()}
        is_changed = False
        for line in lines:
            tags = tags_in(line.text)
            names = names.with_loops(tags)
            changes = [made for tag in tags if (made := list(edits(names, tag, written)))]
            if changes:
                line.put([edit for each in changes for edit in each])
                is_changed = True
                count += 0 if line.place.is_copy else len(changes)
        if is_changed:
            package.replace(part, serialised(root))
    return (Envelope.around(package, ()).seal(()), count) if count else (data, 0)


def _parts(package: Package) -> Iterator[tuple[str, Any, list[_Line]]]:
    """Every part in which tags are filled in, with its lines."""
    texts = text_parts(package)
    for name, title in texts:
        root = parse(package.content(name), part=name)
        known = places(root, part=name, title=title)
        lines = [_Line(place, text_of(each), partial(splice, each)) for each, place in known]
        yield name, root, [*lines, *_controls(root, dict(known), Place(title, name, 0)), *_fields(root, name, title)]
    for name in properties.parts_of(package):
        root = parse(package.content(name), part=name)
        place = Place(properties.TITLE, name, 0)
        said = [each for each in root.iter(etree.Element) if not len(each) and each.text]
        yield name, root, [_Line.of(place, each.text, partial(setattr, each, "text")) for each in said]
    for part, title in texts:
        name = relations_of(part)
        if name in package and addresses.has_tags(package.content(name)):
            root = parse(package.content(name), part=name)
            yield name, root, [_link(each, number, name, title) for number, each in enumerate(links_of(root), 1)]


def _link(relation: Any, number: int, part: str, title: str) -> _Line:
    address = addresses.unquoted(str(relation.get("Target")))
    return _Line.of(Place(f"{title} 链接{number}", part, number), address, partial(relation.set, "Target"))


def _fields(root: Any, part: str, title: str) -> Iterator[_Line]:
    """Links that are fields: their code may be cut into several texts."""
    for code in fields(root):
        texts = [element for element in code.elements if (element.text or "").strip()]
        if addresses.is_link(code.code) and texts and len(texts) == len(code.parts):
            place = Place(f"{title} 链接", part, 0)
            yield _Line.of(place, addresses.unquoted(code.code), partial(_write_code, texts))


def _write_code(texts: list[Any], code: str) -> None:
    for element in texts:
        element.text = code if element is texts[0] else ""


def _controls(root: Any, known: Mapping[Any, Place], otherwise: Place) -> Iterator[_Line]:
    for control in root.iter(CONTROL):
        inside = next(control.iter(PARAGRAPH), None)
        place = known.get(ancestor(control, PARAGRAPH) if inside is None else inside, otherwise)
        for name in _CONTROL_NAMES:
            element = control.find(f"{PROPERTIES}/{name}")
            if element is not None:
                yield _Line.of(place, str(element.get(_VALUE, "")), partial(element.set, _VALUE))
