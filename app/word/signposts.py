"""A copy of a template for looking at: at every fault stands a bookmark, to which a page can lead."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.errors import Fault
from app.word.markup import PARAGRAPH, W, parse, serialised
from app.word.package import Envelope
from app.word.preflight import opened

MARK = "fault-"
"""The bookmarks are called by this and the number of the fault."""
_FIRST_NUMBER = 900_000
"""Bookmarks of a document are numbered by Word from 0."""


def signposted(data: bytes, faults: Iterable[Fault]) -> bytes:
    """The document with a bookmark before the paragraph of each fault that has one, numbered as the faults are.

    Raises `WordInvalid` where the file cannot be opened.
    """
    package = opened(data)
    for part, found in _by_part(faults).items():
        if part in package:
            root = parse(package.content(part), part=part)
            paragraphs = list(root.iter(PARAGRAPH))
            for number, at in found.items():
                if 0 < at <= len(paragraphs):
                    _mark(paragraphs[at - 1], number)
            package.replace(part, serialised(root))
    return Envelope.around(package, ()).seal(())


def _by_part(faults: Iterable[Fault]) -> Mapping[str, dict[int, int]]:
    """For each part the paragraphs by the number of the fault."""
    found: dict[str, dict[int, int]] = {}
    for number, fault in enumerate(faults):
        part, paragraph = fault.facts.get("part"), fault.facts.get("paragraph")
        if isinstance(part, str) and isinstance(paragraph, int):
            found.setdefault(part, {})[number] = paragraph
    return found


def _mark(paragraph: Any, number: int) -> None:
    name = {W + "id": str(_FIRST_NUMBER + number), W + "name": f"{MARK}{number}"}
    begin = paragraph.makeelement(W + "bookmarkStart", name)
    end = paragraph.makeelement(W + "bookmarkEnd", {W + "id": name[W + "id"]})
    at = 1 if len(paragraph) and paragraph[0].tag == W + "pPr" else 0
    paragraph.insert(at, begin)
    begin.addnext(end)
