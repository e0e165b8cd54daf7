"""Tags in the addresses of links: `https://example.cn/{{ 编号 }}`, as Word and WPS keep them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from app.word.dangers import RELATION, FieldCode, fields, is_external, kind_of
from app.word.marks import MarkedPart
from app.word.naming import Bound
from app.word.places import Place
from app.word.plan import Frame, Reader
from app.word.sheet import Sheet, escaped
from app.word.syntax import Tag, scan
from app.word.tags import mark_of
from app.word.text import allowed, words

_OPEN, _CLOSE = r"(?:\{|%7B|｛|%EF%BD%9B){2}", r"(?:\}|%7D|｝|%EF%BD%9D){2}"
_TAG = re.compile(f"{_OPEN}(?:(?!{_OPEN}).)*?{_CLOSE}", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z]+:(?://)?\Z", re.IGNORECASE)
_LINK = re.compile(r"\s*HYPERLINK\s+\"[^\"]*\"", re.IGNORECASE)
_WHOLE = "/:@?=&#+,;%"
"""What may stand in an address that is a value as a whole."""


@dataclass(frozen=True, slots=True)
class AddressPrint:
    """A value as a piece of an address: nothing in it can end the address or begin another one."""

    read: Reader
    keeps: str

    def write(self, frame: Frame, out: Sheet) -> None:
        """The value, with what means something in addresses encoded."""
        text = allowed(words(self.read(frame)), out).strip()
        out.append(escaped(quote(text, safe=self.keeps)).encode())


def has_tags(relations: bytes) -> bool:
    """Whether an address in these relationships may hold a tag."""
    return _TAG.search(relations.decode("utf-8", "replace")) is not None


def mark(found: MarkedPart, *, is_strict: bool) -> None:
    """Find the tags in the addresses of links, among the relationships of a part."""
    for number, relation in enumerate(links_of(found.root), 1):
        address, place = str(relation.get("Target")), Place(f"{found.title} 链接{number}", found.name, number)
        pieces, at = [], 0
        for start, end, tag in _tags(address):
            mark = mark_of(found, tag, place, is_strict=is_strict)
            mark.make = _maker(address[:start])
            pieces += [address[at:start], found.token(mark)]
            at, found.is_changed = end, True
        relation.set("Target", "".join((*pieces, address[at:])))


def links_of(root: Any) -> Iterator[Any]:
    """The links among the relationships of a part."""
    yield from (each for each in root.iter(RELATION) if is_external(each) and kind_of(each) == "hyperlink")


def is_link(code: str) -> bool:
    """Whether a field is a link, in whose address tags are filled in."""
    return _LINK.match(code) is not None


def mark_fields(found: MarkedPart, *, is_strict: bool) -> None:
    """The same for links that are fields: `HYPERLINK "https://example.cn/{{ 编号 }}"`."""
    for code in fields(found.root):
        texts = [element for element in code.elements if (element.text or "").strip()]
        if is_link(code.code) and len(texts) == len(code.parts) and any(True for _ in _tags(code.code)):
            _mark_field(found, code, texts, is_strict=is_strict)


def unquoted(address: str) -> str:
    """An address with the tags in it as people wrote them."""
    pieces, at = [], 0
    for start, end, tag in _tags(address):
        pieces += [address[at:start], tag.text]
        at = end
    return "".join((*pieces, address[at:]))


def _mark_field(found: MarkedPart, code: FieldCode, texts: list[Any], *, is_strict: bool) -> None:
    """The whole code moves to the first of its elements, so that a tag may be cut into any of them."""
    first, *others = texts
    place = Place(f"{found.title} 链接", found.name, 0)
    text, at, before = code.code, 0, None
    for start, end, tag in _tags(text):
        mark = mark_of(found, tag, place, is_strict=is_strict)
        mark.make = _maker(text[:start].rpartition('"')[2])
        new = found.number(mark)
        _append(first, before, text[at:start])
        first.append(new)
        before, at = new, end
    _append(first, before, text[at:])
    for other in others:
        other.text = ""
    found.is_changed = True


def _append(element: Any, before: Any, text: str) -> None:
    if before is None:
        element.text = text
    else:
        before.tail = text


def _tags(address: str) -> Iterator[tuple[int, int, Tag]]:
    for written in _TAG.finditer(address):
        tag = next(scan(unquote(written[0])), None)
        if isinstance(tag, Tag) and tag.mark == "{":
            yield written.start(), written.end(), tag


def _maker(before: str) -> Any:
    keeps = _WHOLE if _SCHEME.fullmatch(before) else ""

    def made(bound: Bound | None) -> AddressPrint:
        return AddressPrint(bound.reader() if bound else lambda _: None, keeps)

    return made
