"""Writing into the places of a document, in the format that each place has; everything else stays as it is."""

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from app.errors import Fault, Invalid
from app.expressions import ExpressionInvalid
from app.word.blanks.blank import marker
from app.word.blanks.find import Found, FoundPart, found_in
from app.word.blanks.line import Line, placeholder_of
from app.word.box_signs import symbol_font
from app.word.box_text import Item
from app.word.controls import PROPERTIES
from app.word.markup import PARAGRAPH_FORMAT, RUN, RUN_FORMAT, SPACE, TEXT, W, ancestor, serialised
from app.word.naming import Names
from app.word.package import Envelope, Package
from app.word.preflight import passed
from app.word.syntax import MAX_TAG, Tag, scan
from app.word.tags import take_out

_TRACKED = {W + name for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange")}
_TICK = re.compile(r"[|｜]\s*(?:勾选|tick)\s*(?=[}｝]{2}\Z)")
_NAMES = Names(None)
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def tagged(data: bytes, tags: Mapping[str, str]) -> bytes:
    """The document with these tags written into the places with these ids.

    Raises `Invalid` with every id that there is none of and every text that is no tag.
    """
    faults = [fault for known, tag in tags.items() for fault in tag_faults(known, tag)]
    package = passed(data)
    parts = found_in(package)
    refuse([*faults, *_unknown(parts, tags)])
    return _written(package, parts, lambda found: tags.get(found.blank.id))


def marked(data: bytes, ids: Iterable[str]) -> bytes:
    """A copy in which each of these places holds its marker, so that a preview can show where it is."""
    wanted = set(ids)
    package = passed(data)
    parts = found_in(package)
    refuse(_unknown(parts, wanted))
    return _written(package, parts, lambda found: marker(found.blank.id) if found.blank.id in wanted else None)


def refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise Invalid(faults)


def _unknown(parts: Sequence[FoundPart], ids: Iterable[str]) -> list[Fault]:
    known = {found.blank.id for part in parts for found in part.found}
    return [Fault("word.no_such_place", facts={"id": wanted[:40]}) for wanted in ids if wanted not in known]


def tag_faults(known: str, tag: str) -> list[Fault]:
    """What is wrong with a text that is to be a tag: nothing may be in it that the check would find later."""
    found = list(scan(tag)) if len(tag) <= MAX_TAG and not _FORBIDDEN.search(tag) else []
    if found and all(isinstance(one, Tag) and one.mark == "{" and one.source for one in found):
        return []
    return [Fault("word.not_a_tag", facts={"text": tag[:60], "id": known[:40]})]


# -- writing


def _written(package: Package, parts: Sequence[FoundPart], text_of: Callable[[Found], str | None]) -> bytes:
    for part in parts:
        chosen = [(found, text) for found in part.found if (text := text_of(found)) is not None]
        for found, text in reversed(chosen):
            _write(found.paragraph, found.line.items, found, text)
            for other in found.copies:
                _write(other, Line.of(other).items, found, text)
        _drop_rows(chosen)
        if chosen:
            package.replace(part.name, serialised(part.root))
    return Envelope.around(package, ()).seal(())


def _write(paragraph: Any, items: Sequence[Item], found: Found, text: str) -> None:
    if not items:
        fill(paragraph, text)
    elif found.start < found.end:
        _replace(items[found.start : found.end], text)
    elif found.boxes and _TICK.search(text):
        for box in reversed(found.boxes):
            insert(paragraph, items, box.at, _TICK.sub(f"| 勾选('{_quoted(box.words)}') ", text))
    else:
        insert(paragraph, items, found.start, text)


def _quoted(words: str) -> str:
    return words.replace("\\", "").replace("'", "\\'")


def _drop_rows(chosen: Sequence[tuple[Found, str]]) -> None:
    """The empty rows under one that will repeat for the rows of a table."""
    for found, text in chosen:
        if found.spare and _means_row(text):
            for row in found.spare:
                if (parent := row.getparent()) is not None:
                    parent.remove(row)


def _means_row(text: str) -> bool:
    try:
        return any(_NAMES.tables_of(one.source) for one in scan(text) if isinstance(one, Tag))
    except ExpressionInvalid:
        return False


def fill(paragraph: Any, text: str) -> None:
    """The only words of a paragraph, in the format of its end."""
    runs = (run for run in paragraph.iterchildren(RUN) if all(child.tag == RUN_FORMAT for child in run))
    run = next(runs, None)
    if run is None:
        run = _new_run(paragraph, paragraph.find(f"{PARAGRAPH_FORMAT}/{RUN_FORMAT}"))
        paragraph.append(run)
    run.append(_new_text(run, text))


def _replace(items: Sequence[Item], text: str) -> None:
    """Characters by others, in the format of the first."""
    first = items[0].element
    _free(first)
    for element, each in groupby(items, key=lambda item: item.element):
        said = text if element is first else ""
        if element.tag == TEXT:
            at = [item.at for item in each]
            words = element.text or ""
            element.text = words[: at[0]] + said + words[at[-1] + 1 :]
            element.set(SPACE, "preserve")
        elif said:
            element.getparent().replace(element, _new_text(element, said))
        if not said and (element.tag != TEXT or not element.text):
            take_out(element)


def _free(element: Any) -> None:
    """What a control shows while it is empty is grey, and goes at the first click; a tag in it is neither."""
    control, run = placeholder_of(element), ancestor(element, RUN)
    if control is not None:
        for shows in control.findall(f"{PROPERTIES}/{W}showingPlcHdr"):
            shows.getparent().remove(shows)
        for style in [] if run is None else run.findall(f"{RUN_FORMAT}/{W}rStyle"):
            style.getparent().remove(style)


def insert(paragraph: Any, items: Sequence[Item], at: int, text: str) -> None:
    """Words before the character at a place, in the format of the one before it if it has words too."""
    before = items[at - 1] if at else None
    behind = items[at] if at < len(items) else None
    if before is not None and _is_writing(before):
        _say(before.element, before.at + 1, text)
    elif behind is not None and _is_writing(behind):
        _say(behind.element, behind.at, text)
    else:
        _insert_run(paragraph, before, behind, text)


def _is_writing(item: Item) -> bool:
    return item.element.tag == TEXT and not symbol_font(item.element)


def _say(element: Any, at: int, text: str) -> None:
    words = element.text or ""
    element.text = words[:at] + text + words[at:]
    element.set(SPACE, "preserve")


def _insert_run(paragraph: Any, before: Item | None, behind: Item | None, text: str) -> None:
    """A run of its own between two that are no writing: symbols, tabs, boxes of Word."""
    beside = behind or before
    if beside is None:
        fill(paragraph, text)
        return
    around = next((run for run in (ancestor(beside.element, RUN),) if run is not None), beside.element)
    run = _new_run(paragraph, around.find(RUN_FORMAT))
    for fonts in run.iterfind(f"{RUN_FORMAT}/{W}rFonts"):
        fonts.getparent().remove(fonts)
    run.append(_new_text(run, text))
    if behind is not None:
        around.addprevious(run)
    else:
        around.addnext(run)


def _new_run(paragraph: Any, form: Any) -> Any:
    run = paragraph.makeelement(RUN)
    if form is not None:
        form = copy.deepcopy(form)
        form.tag = RUN_FORMAT
        for child in [child for child in form if child.tag in _TRACKED]:
            form.remove(child)
        run.append(form)
    return run


def _new_text(beside: Any, text: str) -> Any:
    element = beside.makeelement(TEXT, {SPACE: "preserve"})
    element.text = text
    return element
