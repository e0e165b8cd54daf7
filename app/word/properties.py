"""Tags in the properties of a document: its title, subject, author, keywords, and what an office added."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.word.marks import MarkedPart
from app.word.naming import Bound
from app.word.package import Package
from app.word.places import Place
from app.word.plan import Frame, Reader
from app.word.preflight import content_types
from app.word.sheet import Sheet, escaped
from app.word.syntax import Flaw, scan
from app.word.tags import mark_of, note_flaw
from app.word.text import allowed, words

TITLE = "文档属性"
_KINDS = (
    "application/vnd.openxmlformats-package.core-properties+xml",
    "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "application/vnd.openxmlformats-officedocument.custom-properties+xml",
)
_NAMES = {
    "title": "标题",
    "subject": "主题",
    "creator": "作者",
    "keywords": "关键词",
    "description": "备注",
    "category": "类别",
    "Company": "单位",
    "Manager": "经理",
}


@dataclass(frozen=True, slots=True)
class PlainPrint:
    """A value where nothing but text can stand."""

    read: Reader

    def write(self, frame: Frame, out: Sheet) -> None:
        """The value as text."""
        out.append(escaped(allowed(words(self.read(frame)), out)).encode())


def parts_of(package: Package) -> Iterator[str]:
    """The parts with the properties of the document, if there is a tag in them."""
    for name, kind in content_types(package).items():
        if kind in _KINDS and name in package:
            content = package.content(name)
            if b"{{" in content or b"{%" in content or "｛".encode() in content:
                yield name


def mark(found: MarkedPart, *, is_strict: bool) -> None:
    """Find the tags in each property."""
    for number, element in enumerate(found.root.iter(etree.Element), 1):
        if not len(element) and element.text:
            name = etree.QName(element).localname
            if name.startswith("lp") and (owner := element.getparent()) is not None:
                name = str(owner.get("name", name))
            _mark(
                found,
                element,
                Place(f"{found.title} {_NAMES.get(name, name)}", found.name, number),
                is_strict=is_strict,
            )


def _mark(found: MarkedPart, element: Any, place: Place, *, is_strict: bool) -> None:
    text, at, before = element.text, 0, None
    for one in list(scan(text)):
        if isinstance(one, Flaw):
            note_flaw(found, one, place, is_strict=is_strict)
            continue
        mark = mark_of(found, one, place, is_strict=is_strict)
        if mark.kind in {"print", "lines"}:
            mark.kind, mark.make = "print", _made
        new = found.number(mark)
        if before is None:
            element.text = text[at : one.start]
        else:
            before.tail = text[at : one.start]
        element.append(new)
        before, at, found.is_changed = new, one.end, True
    if before is not None:
        before.tail = text[at:]


def _made(bound: Bound | None) -> PlainPrint:
    return PlainPrint(bound.reader() if bound else lambda _: None)
