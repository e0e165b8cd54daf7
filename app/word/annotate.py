"""A copy of a template in which every fault is a comment of Word, beside the words that it is about."""

import posixpath
from collections.abc import Iterable
from typing import Any

from app.errors import Fault
from app.word.dangers import RELATION, relations, target_of
from app.word.markup import BOX, PARAGRAPH, RUN, SPACE, TEXT, W, parse, serialised
from app.word.package import Envelope, Package
from app.word.preflight import TYPES, main_part, opened
from app.word.tags import pieces_of

AUTHOR = "表文"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_EMPTY = f'<w:comments xmlns:w="{W[1:-1]}"/>'.encode()
_NO_RELATIONS = f'<Relationships xmlns="{RELATION[1:].partition("}")[0]}"/>'.encode()


def annotated(data: bytes, remarks: Iterable[tuple[Fault, str]]) -> bytes:
    """The document with a comment for each fault; what is said of headers, notes and boxes stands beside the text.

    Word takes no comments there; the sentence names the place. Raises `WordInvalid` where the file cannot be opened.
    """
    package = opened(data)
    main = main_part(package)
    root = parse(package.content(main), part=main)
    part = _comments_part(package, main)
    comments = parse(package.content(part), part=part)
    paragraphs = list(root.iter(PARAGRAPH))
    for fault, sentence in remarks:
        number = _next_number(comments)
        comments.append(_comment(comments, number, sentence))
        paragraph, span = _anchor(paragraphs, fault, main)
        if paragraph is not None:
            _mark(paragraph, span, number)
    package.replace(main, serialised(root))
    package.replace(part, serialised(comments))
    return Envelope.around(package, ()).seal(())


def _comments_part(package: Package, main: str) -> str:
    """The part that holds the comments, made if there is none."""
    folder, file = posixpath.split(main)
    rels = posixpath.join(folder, "_rels", f"{file}.rels")
    known = relations(package, rels)
    for relation in known:
        if relation.get("Type") == _KIND and (target := target_of(rels, relation)) in package:
            return target
    name = posixpath.join(folder, "comments.xml")
    while name in package:
        name = posixpath.join(folder, f"_{posixpath.basename(name)}")
    root = parse(package.content(rels) if rels in package else _NO_RELATIONS, part=rels)
    facts = {"Id": "biaowenRemarks", "Type": _KIND, "Target": posixpath.basename(name)}
    root.append(root.makeelement(RELATION, facts))
    types = parse(package.content(TYPES), part=TYPES)
    override = types.tag.replace("Types", "Override")
    types.append(types.makeelement(override, {"PartName": f"/{name}", "ContentType": _TYPE}))
    package.replace(rels, serialised(root))
    package.replace(TYPES, serialised(types))
    package.replace(name, _EMPTY)
    return name


def _next_number(comments: Any) -> int:
    numbers = [str(comment.get(W + "id", "")) for comment in comments.iter(W + "comment")]
    return max((int(number) for number in numbers if number.isdigit()), default=-1) + 1


def _comment(comments: Any, number: int, sentence: str) -> Any:
    facts = {W + "id": str(number), W + "author": AUTHOR, W + "initials": AUTHOR}
    comment = comments.makeelement(W + "comment", facts)
    paragraph = _add(comment, PARAGRAPH)
    text = _add(_add(paragraph, RUN), TEXT)
    text.set(SPACE, "preserve")
    text.text = sentence
    return comment


def _anchor(paragraphs: list[Any], fault: Fault, main: str) -> tuple[Any, tuple[int, int]]:
    """The paragraph beside which a comment stands, and the characters that it is about; all of them are (0, 0)."""
    number, start, length = (_number(fault, name) for name in ("paragraph", "character", "length"))
    if fault.facts.get("part") != main or not 0 < number <= len(paragraphs):
        return (paragraphs[0] if paragraphs else None), (0, 0)
    paragraph, span = paragraphs[number - 1], (max(start - 1, 0), max(start - 1, 0) + length)
    boxes = [outer for outer in paragraph.iterancestors() if outer.tag == BOX]
    if not boxes:
        return paragraph, span
    return next(boxes[-1].iterancestors(PARAGRAPH), paragraphs[0]), (0, 0)


def _number(fault: Fault, name: str) -> int:
    value = fault.facts.get(name)
    return value if isinstance(value, int) else 0


def _mark(paragraph: Any, span: tuple[int, int], number: int) -> None:
    """Beginning, end and sign of a comment round the runs of these characters."""
    facts = {W + "id": str(number)}
    begin, end = (paragraph.makeelement(W + f"commentRange{name}", facts) for name in ("Start", "End"))
    sign = paragraph.makeelement(RUN)
    sign.append(sign.makeelement(W + "commentReference", facts))
    runs = _runs(paragraph, *span) or paragraph.findall(RUN)
    if runs:
        runs[0].addprevious(begin)
        runs[-1].addnext(end)
    else:
        paragraph.append(begin)
        paragraph.append(end)
    end.addnext(sign)


def _runs(paragraph: Any, start: int, stop: int) -> list[Any]:
    """The runs that hold these characters of a paragraph's text; all of its own if there are none to say."""
    found, at = [], 0
    for element, text in pieces_of(paragraph):
        if stop <= start or (at < stop and at + len(text) > start):
            found.append(next(element.iterancestors(RUN), None))
        at += len(text)
    return [run for run in dict.fromkeys(found) if run is not None]


def _add(parent: Any, name: str) -> Any:
    child = parent.makeelement(name)
    parent.append(child)
    return child
