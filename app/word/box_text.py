"""A paragraph as one run of characters, boxes and tags, so that boxes can be found with the words behind them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from lxml import etree

from app.word.box_signs import Sign, character_sign, check_box_sign, symbol_sign
from app.word.controls import CHECK_BOX, CONTROL, PROPERTIES
from app.word.markup import BREAK, PARAGRAPH, PARAGRAPH_FORMAT, REMOVED, RUN_FORMAT, TAB, TEXT, W

_SPACES = {TAB, BREAK, W + "cr"}
_SYMBOL = W + "sym"
_NO_SIGN = Sign(b"", b"")


@dataclass(frozen=True, slots=True)
class Item:
    """A character, a box, or a mark; `piece` and `at` are its place in a text that marks have cut into pieces."""

    char: str
    element: Any
    piece: int = 0
    at: int = 0
    sign: Sign = _NO_SIGN
    is_tag: bool = False

    @property
    def is_box(self) -> bool:
        """Whether it is a box."""
        return self.sign is not _NO_SIGN


def items_of(element: Any) -> Iterator[Item]:
    """Everything that stands in a paragraph, in order; text boxes have paragraphs of their own."""
    for child in element:
        if child.tag is etree.ProcessingInstruction:
            yield Item("", child, is_tag=True)
        elif child.tag == TEXT:
            yield from _text(child)
        elif child.tag == _SYMBOL:
            yield Item("", child, sign=symbol_sign(child) or _NO_SIGN)
        elif child.tag in _SPACES:
            yield Item(" ", child)
        elif child.tag == CONTROL and (check_box := child.find(f"{PROPERTIES}/{CHECK_BOX}")) is not None:
            yield Item("", child, sign=check_box_sign(check_box))
        elif child.tag not in REMOVED and child.tag not in {PARAGRAPH, PARAGRAPH_FORMAT, RUN_FORMAT}:
            yield from items_of(child)


def put_in_text(text: Any, cuts: Sequence[tuple[Item, Any]]) -> None:
    """Marks in the places of characters of one text."""
    pieces = [text.text or "", *((child, child.tail or "") for child in text)]
    by_piece = {piece: list(each) for piece, each in groupby(cuts, key=lambda cut: cut[0].piece)}
    last = None
    for child in list(text):
        text.remove(child)
    text.text = ""
    for number, piece in enumerate(pieces):
        words = piece if isinstance(piece, str) else piece[1]
        if not isinstance(piece, str):
            last = _append(text, piece[0])
        start = 0
        for item, mark in by_piece.get(number, ()):
            _say(text, last, words[start : item.at])
            last, start = _append(text, mark), item.at + 1
        _say(text, last, words[start:])


def _append(text: Any, mark: Any) -> Any:
    mark.tail = ""
    text.append(mark)
    return mark


def _say(text: Any, last: Any, words: str) -> None:
    if last is None:
        text.text += words
    else:
        last.tail += words


def _text(text: Any) -> Iterator[Item]:
    for piece, words in enumerate([text.text or "", *(child.tail or "" for child in text)]):
        if piece:
            yield Item("", text[piece - 1], is_tag=True)
        for at, char in enumerate(words):
            yield Item(char, text, piece, at, character_sign(char, text) or _NO_SIGN)
