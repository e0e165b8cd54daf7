"""The parts of a document that are filled in: how people call them, and how tags are found in each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.word import addresses, properties
from app.word.controls import tags_of_controls
from app.word.marks import MarkedPart
from app.word.package import Package
from app.word.preflight import DOCX, content_types, main_part
from app.word.supplement import relations_of
from app.word.tags import Finder, mark_text

_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_TITLES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}
_ORDER = {DOCX: 0} | {f"{_WML}{kind}+xml": order for order, kind in enumerate(_TITLES, 1)}


@dataclass(frozen=True, slots=True)
class FilledPart:
    """A part by its name, what people call it, and what finds its tags."""

    name: str
    title: str
    find: Finder


def filled_parts(package: Package) -> Iterator[FilledPart]:
    """Texts first, then the properties, then the addresses of links."""
    texts = text_parts(package)
    yield from (FilledPart(name, title, _in_text) for name, title in texts)
    yield from (FilledPart(name, properties.TITLE, properties.mark) for name in properties.parts_of(package))
    for part, title in texts:
        name = relations_of(part)
        if name in package and addresses.has_tags(package.content(name)):
            yield FilledPart(name, title, addresses.mark)


def text_parts(package: Package) -> list[tuple[str, str]]:
    """The parts that people write in, with what they call them: 正文, 页眉1, 页脚1, 脚注, 尾注."""
    types = {name: kind for name, kind in content_types(package).items() if name in package and kind in _ORDER}
    types[main_part(package)] = DOCX
    counts: dict[str, int] = {}
    found = []
    for name in sorted(types, key=lambda name: (_ORDER[types[name]], _natural(name))):
        word = next((title for kind, title in _TITLES.items() if types[name] == f"{_WML}{kind}+xml"), "正文")
        counts[word] = counts.get(word, 0) + 1
        found.append((name, f"{word}{counts[word]}" if word in {"页眉", "页脚"} else word))
    return found


def _natural(name: str) -> tuple[int, str]:
    digits = re.sub(r"\D", "", name)
    return int(digits or 0), name


def _in_text(found: MarkedPart, *, is_strict: bool) -> None:
    tags_of_controls(found.root)
    mark_text(found, is_strict=is_strict)
    addresses.mark_fields(found, is_strict=is_strict)
