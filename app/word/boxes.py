"""勾选 where a form already has its boxes: they are ticked in place, whatever they are made of.

A box is a character (□ ☐ ☑), a symbol of a Wingdings font, or a check box of Word; it belongs to the words behind it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from app.expressions import ExpressionInvalid, fold
from app.expressions.coerce import truth
from app.expressions.evaluate import compiled
from app.expressions.tree import Call, Literal, Node
from app.word.box_signs import TICKED, Sign, check_box_sign, in_symbols, states, symbol_font
from app.word.box_text import Item, items_of, put_in_text
from app.word.controls import CHECK_BOX, CONTENT, CONTROL, PROPERTIES, check_box_of, text_of
from app.word.inks import ink_of
from app.word.marks import Mark, MarkedPart
from app.word.markup import PARAGRAPH, TEXT, W14, ancestor
from app.word.naming import Bound, Names
from app.word.plan import Either, Frame, Print
from app.word.plan import Literal as Xml
from app.word.sheet import Sheet

_TICKS = re.compile(r"[|｜]\s*(?:勾选|tick)\s*([(（].*[)）])?\s*\Z", re.DOTALL)
_END_OF_WORDS = re.compile(r"[\s、，,；;。（(：:／/]")
_LIKE = {"有": "是", "无": "否"}
"""What forms write for yes and no."""

Choices: TypeAlias = Sequence[tuple[str, str]]
Asks: TypeAlias = Callable[[Bound], Callable[[Frame], bool]]
"""Makes of a tag what a box asks of it."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box that a tag ticks, and when."""

    item: Item
    asks: Asks


@dataclass(frozen=True, slots=True)
class Symbols:
    """A printed list of choices whose boxes are symbols of the font around."""

    inner: Print
    font: str

    def write(self, frame: Frame, out: Sheet) -> None:
        """The list."""
        start = len(out)
        self.inner.write(frame, out)
        out[start:] = [in_symbols(b"".join(out[start:]), self.font)]


def prepare_boxes(part: MarkedPart, names: Names) -> None:
    """Tie the tags of choices to the boxes that are meant by them."""
    for mark in [mark for mark in part.present() if mark.kind == "print" and mark.make is None]:
        found = _TICKS.search(mark.source)
        if (check_box := check_box_of(mark.element)) is not None:
            _set_state(part, mark, check_box, _whole)
            mark.make = _maker(check_box_sign(check_box), _whole)
        elif found is not None:
            items = _items_behind(part, mark)
            _beside(part, mark, [*(_nearest(items) if found[1] else _behind(mark, items, _choices(mark, names)))])


def _beside(part: MarkedPart, mark: Mark, boxes: list[Box]) -> None:
    """The tag ticks the boxes; if there are none, it prints what it says."""
    texts: dict[Any, list[tuple[Item, Mark]]] = {}
    for box in boxes:
        new = _derived(mark, box.item.sign, box.asks)
        if box.item.element.tag == TEXT:
            texts.setdefault(box.item.element, []).append((box.item, new))
        elif box.item.element.tag == CONTROL:
            check_box = box.item.element.find(f"{PROPERTIES}/{CHECK_BOX}")
            _set_state(part, mark, check_box, box.asks)
            text_of(box.item.element.find(CONTENT)).append(part.number(new))
        else:
            box.item.element.getparent().replace(box.item.element, part.number(new))
    for text, cuts in texts.items():
        put_in_text(text, [(item, part.number(new)) for item, new in cuts])
    if boxes:
        mark.make = lambda _: Xml(b"")
    elif font := symbol_font(mark.element):
        mark.make = lambda bound: Symbols(_print(mark, bound), font)


def _print(mark: Mark, bound: Bound | None) -> Print:
    return Print(bound.reader() if bound else lambda _: None, ink_of(mark))


def _set_state(part: MarkedPart, mark: Mark, check_box: Any, asks: Asks) -> None:
    """What the check box says of itself, beside what it shows."""
    new = part.number(_derived(mark, states(check_box), asks))
    old = check_box.find(W14 + "checked")
    if old is None:
        check_box.insert(0, new)
    else:
        check_box.replace(old, new)


def _derived(mark: Mark, sign: Sign, asks: Asks) -> Mark:
    return Mark("single", mark.place, mark.tag, known=mark.known, make=_maker(sign, asks), is_derived=True)


def _maker(sign: Sign, asks: Asks) -> Callable[[Bound | None], Either]:
    return lambda bound: Either(asks(bound) if bound else lambda _: False, sign.yes, sign.no)


# -- which boxes


def _nearest(items: list[Item]) -> Iterator[Box]:
    """The box directly behind a tag that names one choice: `{{ 级别 | 勾选('部级') }}□`."""
    item = next((item for item in items if not item.char.isspace()), None)
    if item is not None and item.is_box:
        yield Box(item, _whole)


def _behind(mark: Mark, items: list[Item], choices: Choices) -> Iterator[Box]:
    """The boxes in the rest of the paragraph, and in the paragraphs after it that begin with one."""
    yield from _chosen(items, choices)
    if any(item.is_tag for item in items):
        return
    paragraph = ancestor(mark.element, PARAGRAPH)
    for following in paragraph.itersiblings():
        items = [*items_of(following)] if following.tag == PARAGRAPH else []
        first = next((item for item in items if not item.char.isspace()), None)
        if first is None or not first.is_box:
            return
        yield from _chosen(items, choices)


def _items_behind(part: MarkedPart, mark: Mark) -> list[Item]:
    """What stands behind a tag in its paragraph, up to the next tag of choices."""
    items = [*items_of(ancestor(mark.element, PARAGRAPH))]
    start = 1 + next(at for at, item in enumerate(items) if item.element is mark.element)
    ends = (at for at, item in enumerate(items) if at >= start and item.is_tag and _ticks(part.at(item.element)))
    return items[start : next(ends, len(items))]


def _ticks(mark: Mark) -> bool:
    return mark.kind == "print" and _TICKS.search(mark.source) is not None


def _chosen(items: list[Item], choices: Choices) -> Iterator[Box]:
    """The boxes whose words are a choice; where nobody knows the choices, all that have words."""
    for at, item in enumerate(items):
        if item.is_box:
            words = ""
            for following in items[at + 1 :]:
                if following.is_box or following.is_tag:
                    break
                words += following.char
            if choice := _choice(words, choices):
                yield Box(item, _one(choice))


def _choice(words: str, choices: Choices) -> str:
    if not choices:
        return _END_OF_WORDS.split(words.strip(), maxsplit=1)[0]
    written = fold(words)
    near = [label for label in {label for _, label in choices} if written.startswith(fold(label))]
    if not near and {label for _, label in choices} == {*_LIKE.values()}:
        return next((meant for word, meant in _LIKE.items() if written.startswith(word)), "")
    return max(near, key=len, default="")


def _choices(mark: Mark, names: Names) -> Choices:
    try:
        tree = names.bound(mark.source).expression.tree
    except ExpressionInvalid:
        return ()
    return tree.choices if isinstance(tree, Call) else ()


# -- what a box asks


def _whole(bound: Bound) -> Callable[[Frame], bool]:
    """Whether the tag's value is yes; of `x | 勾选` whether there is x, of `x | 勾选('部级')` whether it is that."""
    tree = bound.expression.tree
    if not isinstance(tree, Call) or tree.name != "tick":
        read = bound.reader()
        return lambda frame: truth(read(frame))
    if len(tree.args) > 1:
        read = bound.reader()
        return lambda frame: read(frame) == TICKED
    read = _with(bound, tree.args[0]).reader()
    return lambda frame: truth(read(frame))


def _one(choice: str) -> Asks:
    """Whether a choice is among the chosen."""

    def asks(bound: Bound) -> Callable[[Frame], bool]:
        tree = bound.expression.tree
        if not isinstance(tree, Call):
            return lambda _: False
        read = _with(bound, Call("tick", (tree.args[0], Literal(choice)), tree.choices)).reader()
        return lambda frame: read(frame) == TICKED

    return asks


def _with(bound: Bound, tree: Node) -> Bound:
    expression = replace(bound.expression, tree=tree, value=compiled(tree), key=None)
    return replace(bound, expression=expression, path=None)
