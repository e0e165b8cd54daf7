"""How a tag prints, read from the XML around its mark."""

import copy
import re
from decimal import Decimal
from functools import partial
from typing import Any

from lxml import etree

from app.errors import Fault
from app.expressions import Expression, Kind
from app.word.marks import Mark
from app.word.markup import CELL, RUN, RUN_FORMAT, W, ancestor
from app.word.places import Place
from app.word.sheet import Ink
from app.word.syntax import Tag

LINK = W + "hyperlink"
_NAMESPACES = re.compile(rb' xmlns(?::[\w.-]+)?="[^"]*"')
_TWIPS = Decimal(1440) / Decimal("25.4")
"""In a millimetre."""
_MARGINS = 216
"""Twips that a cell keeps free at both sides together."""
_AFTER_COLOUR = tuple(
    W + name
    for name in (
        "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText",
        "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath",
    )
)  # fmt: skip
_AFTER_LINE = _AFTER_COLOUR[_AFTER_COLOUR.index(W + "u") + 1 :]


def ink_of(mark: Mark, expression: Expression | None = None) -> Ink:
    """The ink of a mark that stands in the text of a run; the expression tells what else has to be known."""
    run = ancestor(mark.element, RUN)
    form = None if run is None else run.find(RUN_FORMAT)
    source = "" if expression is None else expression.source
    may_draw = expression is not None and expression.kind in {Kind.ANY, Kind.LIST}
    return Ink(
        form=b"" if form is None else fragment(form),
        linked=_linked(form, mark.element) if "link" in source else b"",
        label=mark.tag.source if mark.tag else "",
        says=partial(_fault, mark.place, mark.tag),
        room=_room(mark.element) if may_draw else None,
        is_in_link=may_draw and ancestor(mark.element, LINK) is not None,
    )


def _fault(place: Place, tag: Tag | None, code: str) -> Fault:
    return Mark("print", place, tag).fault(code)


def fragment(element: Any) -> bytes:
    """An element as XML to be written somewhere in the same part: its root names the namespaces."""
    return _NAMESPACES.sub(b"", etree.tostring(element, encoding="UTF-8", with_tail=False))


def _linked(form: Any, near: Any) -> bytes:
    """The same format, blue and underlined."""
    form = etree.Element(RUN_FORMAT, nsmap=near.getparent().nsmap) if form is None else copy.deepcopy(form)
    for name, value, after in (("color", "0563C1", _AFTER_COLOUR), ("u", "single", _AFTER_LINE)):
        for old in form.findall(W + name):
            form.remove(old)
        new = form.makeelement(W + name)
        new.set(W + "val", value)
        following = next((child for child in form if child.tag in after), None)
        if following is None:
            form.append(new)
        else:
            following.addprevious(new)
    return fragment(form)


def _room(element: Any) -> Decimal | None:
    """The width of the cell around, if it says one."""
    cell = ancestor(element, CELL)
    width = None if cell is None else cell.find(f"{W}tcPr/{W}tcW")
    twips = "" if width is None or width.get(W + "type") != "dxa" else str(width.get(W + "w"))
    if not twips.isdecimal() or int(twips) <= 2 * _MARGINS:
        return None
    return (int(twips) - _MARGINS) / _TWIPS
