"""Tags that nobody will fill in: where the engine does not look, and what only looks like a tag. All of it warnings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.errors import Fault, Level
from app.expressions import Kind, Scope, fold
from app.expressions.nearest import nearest
from app.word.addresses import is_link
from app.word.faults import WordInvalid
from app.word.marks import characters
from app.word.markup import PARAGRAPH, REMOVED, TEXT, W, parse
from app.word.package import Package
from app.word.places import Place, places
from app.word.syntax import scan
from app.word.tags import text_of

_TAG = re.compile(r"[{｛]{2}.{1,200}?[}｝]{2}|[{｛][%％].{1,200}?[%％][}｝]", re.DOTALL)
_MERGE = re.compile(r"\s*MERGEFIELD\s+(?:\"([^\"]+)\"|(\S+))", re.IGNORECASE)
_APART = re.compile(r"[{｛][ \t　]+[{｛]([^{}｛｝]{1,60})[}｝][ \t　]*[}｝]")
_OTHER = re.compile(
    r"\$?(?<![{｛])[{｛]([^{}｛｝%％#]{1,60})[}｝](?![}｝])|\[\[([^\[\]]{1,60})\]\]|«([^«»]{1,60})»"
    r"|<<([^<>]{1,60})>>|《《([^《》]{1,60})》》|【【([^【】]{1,60})】】|（（([^（）]{1,60})））|\(\(([^()]{1,60})\)\)"
)
LONGEST = 20_000
"""Characters of one text that are looked through."""
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_CHART_TEXTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}t",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}v",
)
_NOT_FILLED = {
    W + "delInstrText": "word.tag_in_deleted",
    W + "instrText": "word.tag_in_field",
    W + "fldSimple": "word.tag_in_field",
    _MATH_TEXT: "word.tag_in_drawing",
}
_SIGNS = re.compile(r"[{｛«]|\[\[|<<|《《|【【|（（|\(\(")
_TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
_ALT_TEXTS = ("descr", "title", "alt", "string")
_OUTSIDE = (
    ("word/comments", "批注", "word.tag_in_comment"),
    ("word/charts/", "图表", "word.tag_in_drawing"),
    ("word/diagrams/", "SmartArt 图形", "word.tag_in_drawing"),
    ("word/glossary/", "文档部件", "word.tag_in_drawing"),
)
"""Parts in which nothing is filled in, by how their names begin."""


def unfilled(package: Package, parts: Iterable[tuple[str, str]], scope: Scope | None) -> Iterator[Fault]:
    """Everything in a document that reads like a tag and is none; `parts` are those that are filled in."""
    labels = _labels(scope)
    for name, title in parts:
        root = parse(package.content(name), part=name)
        known = {paragraph: place for paragraph, place in places(root, part=name, title=title) if not place.is_copy}
        for paragraph, place in known.items():
            if _SIGNS.search("".join(paragraph.itertext(TEXT))):
                yield from _look_alikes(text_of(paragraph), place, labels)
        yield from _elsewhere(root, known, labels)
    for name in package.parts:
        for start, title, code in _OUTSIDE:
            if name.startswith(start) and name.endswith(".xml"):
                yield from _in_part(package, name, title, code)


def _labels(scope: Scope | None) -> dict[str, str]:
    """What people may write, folded, with how it is written."""
    found: dict[str, str] = {}
    for name in scope or ():
        own = name.label or name.key
        found |= {fold(own): own, fold(name.key): own}
        if name.kind is Kind.ROWS:
            for column in name.members:
                said = f"{own}.{column.label or column.key}"
                found[fold(said)] = said
    return found


def _elsewhere(root: Any, known: Mapping[Any, Place], labels: dict[str, str]) -> Iterator[Fault]:
    """Tags that stand in a paragraph, but not in its text."""
    codes: dict[Any, str] = {}
    for element in root.iter(*_NOT_FILLED, *REMOVED, _TEXT_PATH, "{*}docPr", "{*}cNvPr", "{*}shape"):
        paragraph = next(element.iterancestors(PARAGRAPH), None)
        if (place := known.get(paragraph)) is None:
            continue
        if element.tag == W + "instrText":
            codes[paragraph] = codes.get(paragraph, "") + (element.text or "")
        elif element.tag == W + "fldSimple":
            yield from _in_field(str(element.get(W + "instr", "")), place, labels)
        elif element.tag in REMOVED:
            yield from _tags("word.tag_in_deleted", "".join(element.itertext(TEXT, W + "delText")), place)
        elif code := _NOT_FILLED.get(element.tag):
            yield from _tags(code, element.text or "", place)
        else:
            for name in _ALT_TEXTS:
                yield from _tags("word.tag_in_drawing", element.get(name, ""), place)
    for paragraph, code in codes.items():
        yield from _in_field(code, known[paragraph], labels)


def _in_field(code: str, place: Place, labels: dict[str, str]) -> Iterator[Fault]:
    if merge := _MERGE.match(code):
        name = merge[1] or merge[2]
        meant = labels.get(fold(name))
        near = (meant,) if meant else nearest(name, labels.values(), most=1)
        facts = {"text": f"«{name}»", **place.facts(), **characters(0, 0)}
        yield _warning("word.merge_field", place.text, facts, tuple(f"{{{{ {label} }}}}" for label in near))
    elif not is_link(code):
        yield from _tags("word.tag_in_field", code, place)


def _tags(code: str, text: str, place: Place) -> Iterator[Fault]:
    for found in _TAG.finditer(text, 0, LONGEST):
        yield _warning(code, place.text, {"tag": found[0][:60], **place.facts(), **characters(0, 0)})


def _look_alikes(text: str, place: Place, labels: dict[str, str]) -> Iterator[Fault]:
    """Braces apart, one brace, or other brackets round the name of a field."""
    text = text[:LONGEST]
    masked = list(text)
    for tag in scan(text):
        masked[tag.start : tag.end] = "\0" * (tag.end - tag.start)
    rest = "".join(masked)
    for found in _APART.finditer(rest):
        yield _look_alike(found, place, labels.get(fold(found[1]), found[1].strip()))
    for found in _OTHER.finditer(_APART.sub(lambda apart: "\0" * len(apart[0]), rest)):
        inner = next(filter(None, found.groups()), "")
        if meant := labels.get(fold(inner)):
            yield _look_alike(found, place, meant)


def _look_alike(found: re.Match[str], place: Place, meant: str) -> Fault:
    facts = {"text": found[0], **place.facts(), **characters(found.start(), len(found[0]))}
    return _warning("word.looks_like_tag", place.text, facts, (f"{{{{ {meant} }}}}",))


def _in_part(package: Package, name: str, title: str, code: str) -> Iterator[Fault]:
    try:
        root = parse(package.content(name), part=name)
    except WordInvalid:
        return
    for number, text in enumerate(_texts(root), 1):
        for found in _TAG.finditer(text, 0, LONGEST):
            facts = {
                "tag": found[0][:60],
                "part": name,
                "paragraph": number,
                **characters(found.start(), len(found[0])),
            }
            yield _warning(code, title, facts)


def _texts(root: Any) -> Iterator[str]:
    """The texts of paragraphs, joined over their runs; where there are none, every text by itself."""
    paragraphs = list(root.iter(PARAGRAPH))
    if paragraphs:
        yield from (text_of(paragraph) for paragraph in paragraphs)
        return
    wanted = list(root.iter(*_CHART_TEXTS)) or list(root.iter("*"))
    yield from (element.text or "" for element in wanted)


def _warning(code: str, place: str, facts: dict[str, object], meant: tuple[str, ...] = ()) -> Fault:
    return Fault(code, place=place, facts=facts, suggestions=meant, level=Level.WARN)
