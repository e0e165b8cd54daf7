"""A paragraph as one line of characters in which blanks are looked for, and the way back to the XML."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.word.box_text import Item, items_of
from app.word.controls import CONTROL, PROPERTIES
from app.word.markup import BREAK, RUN, RUN_FORMAT, TAB, TEXT, W, ancestor
from app.word.syntax import Tag, scan

NARROW, WIDE = "_", "＿"
"""An underlined space, and one as wide as a Chinese character: they read like the underscores that people type."""
BOX_SIGN, TAG_SIGN, OTHER_SIGN = "□", "\0", "\ufffc"
LONGEST = 20_000
"""Characters of a paragraph that are looked through."""
MOST_PIECES = 20
"""Texts of what a content control shows while it is empty; one with more holds a text of its own."""

_ROUND = "○●"
"""Boxes of the engine that are more often the zero of a year or the point of a list."""
_FIELDS = (W + "fldChar", W + "fldSimple")
_DRAWN = (W + "drawing", W + "pict", W + "object", "{*}oMath")
_PLACEHOLDER = f"{PROPERTIES}/{W}showingPlcHdr"
_NAMES = f"{PROPERTIES}/*"
_UNDERLINE = f"{RUN_FORMAT}/{W}u"


@dataclass(frozen=True, slots=True)
class Line:
    """`text` has one character for every item: `□` for boxes, NUL for what belongs to a tag."""

    items: tuple[Item, ...]
    text: str
    ticks: tuple[int, ...] = ()
    """Where tags stand that tick boxes: those behind them have their tag."""

    @classmethod
    def of(cls, paragraph: Any) -> "Line":
        """The line of a paragraph; one with fields of Word, which Word writes over, or without end is left alone."""
        items = tuple(items_of(paragraph))
        if len(items) > LONGEST or next(paragraph.iter(*_FIELDS), None) is not None:
            return cls(items, OTHER_SIGN * len(items))
        text = "".join(_characters(items))
        if not text.strip(NOTHING) and next(paragraph.iter(*_DRAWN), None) is not None:
            return cls(items, OTHER_SIGN * max(1, len(items)))
        tags = [one for one in scan(text) if isinstance(one, Tag)] if "{" in text or "｛" in text else []
        pieces, at = [], 0
        for tag in tags:
            pieces += [text[at : tag.start], TAG_SIGN * (tag.end - tag.start)]
            at = tag.end
        ticks = tuple(tag.start for tag in tags if "勾选" in tag.source or "tick" in tag.source)
        return cls(items, "".join((*pieces, text[at:])), ticks)

    @property
    def words(self) -> str:
        """Only what is said on it: without blanks, boxes and tags."""
        return "".join(" " if char in NOTHING or char == BOX_SIGN else char for char in self.text).strip()

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands on it."""
        return not self.text.strip(NOTHING)


SPACES = " \t\u3000\u00a0\u2002\u2003\n"
NOTHING = SPACES + NARROW + WIDE


def width(text: str) -> int:
    """How wide blanks are: a Chinese character is 2, a tab 4."""
    return sum(4 if char == "\t" else 2 if char in {WIDE, "\u3000", "\u2003"} else 1 for char in text)


def placeholder_of(element: Any) -> Any:
    """The content control around an element that shows only what is to be typed into it; None if there is none."""
    return next((each for each in element.iterancestors(CONTROL) if each.find(_PLACEHOLDER) is not None), None)


def _characters(items: tuple[Item, ...]) -> Iterator[str]:
    """What each item reads like."""
    known: dict[Any, str] = {}
    for item in items:
        if item.element not in known:
            known[item.element] = _drawn_as(item.element)
        drawn = known[item.element]
        if item.is_box and item.char not in _ROUND:
            yield BOX_SIGN
        elif drawn == OTHER_SIGN or (drawn == WIDE and item.char):
            yield drawn
        else:
            yield _character(item, is_underlined=drawn == NARROW)


def _character(item: Item, *, is_underlined: bool) -> str:
    if item.element.tag == TAB:
        return WIDE if is_underlined else "\t"
    if item.element.tag == BREAK or item.element.tag == W + "cr":
        return "\n"
    if not item.char:
        return OTHER_SIGN
    if item.char in SPACES and is_underlined:
        return WIDE if item.char in "\u3000\u2003\t" else NARROW
    return " " if item.char == "\n" else item.char


def _drawn_as(element: Any) -> str:
    """NARROW for what is underlined, WIDE for what a control only shows; OTHER_SIGN if the control has its tag."""
    control = placeholder_of(element)
    texts = [] if control is None else [*islice(control.itertext(TEXT), MOST_PIECES + 1)]
    if control is not None and len(texts) <= MOST_PIECES:
        names = (str(each.get(W + "val")) for each in islice(control.iterfind(_NAMES), MOST_PIECES))
        return OTHER_SIGN if any("{" in said or "｛" in said for said in (*texts, *names)) else WIDE
    run = ancestor(element, RUN)
    line = None if run is None else run.find(_UNDERLINE)
    return NARROW if line is not None and line.get(W + "val") != "none" else ""
