"""Tags in the XML of a part: found over split runs, and replaced by marks that survive serialisation."""

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from lxml import etree

from app.errors import Fault
from app.word import hints
from app.word.marks import Mark, MarkedPart, characters, detach
from app.word.markup import (
    BREAK,
    CELL,
    PARAGRAPH,
    PARAGRAPH_FORMAT,
    PROOF,
    REMOVED,
    ROW,
    RUN,
    RUN_FORMAT,
    SPACE,
    TAB,
    TEXT,
    W,
    ancestor,
)
from app.word.places import Place, places
from app.word.single import BY_WORD
from app.word.statements import statement
from app.word.syntax import OPEN, STRAY, Flaw, Tag, scan

MAX_TAGS = 2_000
UNITS = {"p": PARAGRAPH, "tr": ROW, "tc": CELL}
_OUTSIDE = {"tr": "word.tag_outside_row", "tc": "word.tag_outside_cell"}
_LIKE_TEXT = {TAB: " ", BREAK: " ", W + "cr": " ", W + "noBreakHyphen": "-", W + "softHyphen": ""}
_SIGNS = ("{", "｛", "_}")
"""Without any of them there is nothing to do in a paragraph."""
_OPENERS = {"if": "endif", "for": "endfor"}


class Finder(Protocol):
    """What finds the tags of a part and puts marks in their places."""

    def __call__(self, found: MarkedPart, *, is_strict: bool) -> None: ...


def mark_text(found: MarkedPart, *, is_strict: bool) -> None:
    """Find the tags in the text of a part, and lift them to what they stand for: run, paragraph, cell or row."""
    for paragraph, place in places(found.root, part=found.name, title=found.title):
        _mark_paragraph(found, paragraph, place, is_strict=is_strict)
        if len(found.marks) + len(found.faults) > MAX_TAGS:
            facts = {"part": found.name, "limit": MAX_TAGS}
            found.faults = [Fault("word.too_many_tags", place=found.title, facts=facts)]
            return
    found.faults = list(_over_paragraphs(found.faults))
    _split_runs(found)
    for unit in ("p", "tc", "tr"):
        _lift(found, unit, is_strict=is_strict)


def _mark_paragraph(found: MarkedPart, paragraph: Any, place: Place, *, is_strict: bool) -> None:
    words = "".join(paragraph.itertext(TEXT))
    if not any(sign in words for sign in _SIGNS) and not (is_strict and STRAY.search(words)):
        return
    atoms = list(pieces_of(paragraph))
    text = "".join(part for _, part in atoms)
    if any(sum(1 for _ in sign.finditer(text)) > MAX_TAGS for sign in ((OPEN, STRAY) if is_strict else (OPEN,))):
        found.marks.extend(Mark("comment", place) for _ in range(MAX_TAGS + 1))
        return
    spans: list[tuple[int, int, Any]] = []
    for one in scan(text):
        if isinstance(one, Flaw):
            note_flaw(found, one, place, is_strict=is_strict)
        else:
            spans.append((one.start, one.end, found.number(mark_of(found, one, place, is_strict=is_strict))))
    if spans or "{_" in text or "_}" in text:
        _rewrite(found, atoms, text, spans)
        found.is_changed = True


def pieces_of(element: Any) -> Iterator[tuple[Any, str]]:
    """The texts of a paragraph with their elements; text boxes have paragraphs of their own."""
    for child in element:
        if child.tag == TEXT:
            yield child, child.text or ""
        elif child.tag in _LIKE_TEXT and element.tag == RUN:
            yield child, _LIKE_TEXT[child.tag]
        elif child.tag == PROOF:
            yield child, ""
        elif child.tag not in REMOVED and child.tag not in {PARAGRAPH, PARAGRAPH_FORMAT, RUN_FORMAT}:
            yield from pieces_of(child)


def text_of(paragraph: Any) -> str:
    """A paragraph's text as tags are looked for in it."""
    return "".join(text for _, text in pieces_of(paragraph))


def note_flaw(found: MarkedPart, flaw: Flaw, place: Place, *, is_strict: bool) -> None:
    if place.is_copy or (flaw.code == "word.tag_not_opened" and not is_strict):
        return
    facts = {"text": flaw.text, **place.facts(), **characters(flaw.start, flaw.end - flaw.start)}
    meant = (hints.opened if flaw.code == "word.tag_not_opened" else hints.closed)(flaw.text)
    found.faults.append(Fault(flaw.code, place.text, (flaw.start, flaw.end), facts, meant))


def _over_paragraphs(faults: Iterable[Fault]) -> Iterator[Fault]:
    """A tag that begins in one paragraph and ends in the next is one fault, not two."""
    before: Fault | None = None
    for fault in faults:
        if before is not None and _is_its_end(before, fault):
            text = f"{before.facts['text']}{fault.facts['text']}"
            facts = {**before.facts, "text": text}
            yield Fault("word.tag_over_paragraphs", before.place, before.span, facts, hints.closed(text))
            before = None
            continue
        if before is not None:
            yield before
        before = fault
    if before is not None:
        yield before


def _is_its_end(begin: Fault, end: Fault) -> bool:
    if (begin.code, end.code) != ("word.tag_not_closed", "word.tag_not_opened"):
        return False
    numbers = begin.facts["paragraph"], end.facts["paragraph"]
    is_next = isinstance(numbers[0], int) and numbers[1] == numbers[0] + 1
    return is_next and begin.place.rpartition(" ")[0] == end.place.rpartition(" ")[0]


def mark_of(found: MarkedPart, tag: Tag, place: Place, *, is_strict: bool) -> Mark:
    if tag.mark == "#":
        return Mark("comment", place, tag)
    if tag.mark == "{":
        mark = Mark("lines" if tag.unit == "p" else "print", place, tag)
        if not tag.source:
            found.faults.append(mark.fault("word.tag_empty"))
        elif is_strict and (meant := hints.foreign(tag.source)):
            found.faults.append(mark.fault("word.foreign_tag", *meant))
            mark.kind = "comment"
        return mark
    says = statement(tag.source)
    mark = Mark("single" if says and says.word in BY_WORD else "block", place, tag, says)
    if mark.says is None and not place.is_copy:
        found.faults.append(mark.fault("word.unknown_block", *hints.block(tag.source, tag.unit)))
    return mark


def _rewrite(
    found: MarkedPart, atoms: Sequence[tuple[Any, str]], text: str, spans: Sequence[tuple[int, int, Any]]
) -> None:
    """Take the tags out of the texts and put each one's mark where it began."""
    start = first = 0
    for element, part in atoms:
        end = start + len(part)
        while first < len(spans) and spans[first][1] <= start:
            first += 1
        if first < len(spans) and spans[first][1] <= end:
            found.at(spans[first][2]).end = element
        if element.tag == TEXT:
            _fill(element, list(_pieces(text, start, end, spans[first:])))
        elif first < len(spans) and spans[first][0] < start and end <= spans[first][1]:
            take_out(element)  # proofing marks go with the words that they are about
        start = end


def _pieces(text: str, start: int, end: int, spans: Iterable[tuple[int, int, Any]]) -> Iterator[Any]:
    at = start
    for begin, stop, mark in spans:
        if begin >= end:
            break
        if begin >= start:
            yield _unescaped(text[at:begin])
            yield mark
        at = max(at, min(stop, end))
    yield _unescaped(text[at:end])


def _unescaped(text: str) -> str:
    """Braces that are meant to be printed are written `{_{`, as in docxtpl."""
    if "_" not in text:
        return text
    return text.replace("{_{", "{{").replace("}_}", "}}").replace("{_%", "{%").replace("%_}", "%}")


def _fill(element: Any, pieces: Sequence[Any]) -> None:
    if pieces == [element.text or ""]:
        return
    if pieces == [""]:
        take_out(element)
        return
    element.text = pieces[0]
    for mark, text in zip(pieces[1::2], pieces[2::2], strict=True):
        mark.tail = text
        element.append(mark)
    element.set(SPACE, "preserve")


def take_out(element: Any) -> None:
    """Take an element out, and its run if nothing else is in it."""
    run = element.getparent()
    run.remove(element)
    if run.tag == RUN and all(child.tag == RUN_FORMAT for child in run):
        run.getparent().remove(run)


def _split_runs(found: MarkedPart) -> None:
    """`{%r … %}` stands between runs: the run it was written in becomes two."""
    for mark in list(found.marks):
        if mark.unit == "r" and mark.kind in {"block", "comment"}:
            _split_run(mark.element)


def _split_run(mark: Any) -> None:
    text, run = mark.getparent(), ancestor(mark, RUN)
    later = run.makeelement(RUN, dict(run.attrib))
    if (form := run.find(RUN_FORMAT)) is not None:
        later.append(copy.deepcopy(form))
    rest = etree.SubElement(later, TEXT, {SPACE: "preserve"})
    rest.text, mark.tail = mark.tail, None
    for following in list(mark.itersiblings()):
        rest.append(following)
    for following in list(text.itersiblings()):
        later.append(following)
    run.addnext(later)
    run.addnext(mark)
    for half in (rest, text):
        if not half.text and not len(half):
            take_out(half)


def _lift(found: MarkedPart, unit: str, *, is_strict: bool) -> None:
    """Put the `{%p … %}` of a paragraph (`tr`: row, `tc`: cell) in the place of the whole paragraph."""
    groups: dict[Any, list[Mark]] = {}
    for mark in found.present():
        if mark.unit == unit and mark.kind in {"block", "comment"}:
            element = ancestor(mark.element, UNITS[unit])
            if element is None:
                found.faults.append(
                    mark.fault(_OUTSIDE[unit], hints.with_unit(mark.tag.source if mark.tag else "", "p"))
                )
                mark.kind = "comment"
            else:
                groups.setdefault(element, []).append(mark)
    for element, marks in groups.items():
        if _is_own_loop(marks):
            _surround(element, marks)
        else:
            _replace(found, element, marks, is_strict=is_strict)


def _is_own_loop(marks: Sequence[Mark]) -> bool:
    """Whether the tags open and close in the very element they stand in: then it is the element that they mean."""
    words = [mark.says.word if mark.says else "" for mark in marks]
    half = len(words) // 2
    return words[half:] == [_OPENERS.get(word, "") for word in reversed(words[:half])]


def _surround(element: Any, marks: Sequence[Mark]) -> None:
    half = len(marks) // 2
    for mark in marks:
        detach(mark.element)
    for mark in marks[:half]:
        element.addprevious(mark.element)
    for mark in reversed(marks[half:]):
        element.addnext(mark.element)


def _replace(found: MarkedPart, element: Any, marks: Sequence[Mark], *, is_strict: bool) -> None:
    for mark in marks:
        detach(mark.element)
        element.addprevious(mark.element)
    if is_strict:
        note_lost(found, element, marks[0])
    element.getparent().remove(element)


def note_lost(found: MarkedPart, element: Any, mark: Mark) -> None:
    """A fault if an element that gives way to a tag holds anything else."""
    tags = [found.at(other).text for other in element.iter(etree.ProcessingInstruction)]
    lost = " ".join(filter(None, ["".join(_texts(element)).strip(), *tags]))
    if lost and not mark.place.is_copy:
        found.faults.append(mark.fault("word.text_beside_tag", text=lost[:60]))


def _texts(element: Any) -> Iterator[str]:
    """The words that stand in an element beside its tags."""
    for text in element.iter(TEXT):
        yield text.text or ""
        yield from (mark.tail or "" for mark in text)
