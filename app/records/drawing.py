"""Fields as HTML: the macros of `templates/fields/`, one for each widget, fetched without a template's detours.

What nobody has typed into looks the same for everybody who sees it, so it is drawn once.
"""

from collections.abc import Callable, Hashable
from typing import Any, cast

from flask import current_app
from markupsafe import Markup

from app.records.inputs import BLANK_ROW, Input
from app.records.moulds import Mould

_MOST_KEPT = 20_000
_KEPT: dict[tuple[int, Hashable], tuple[Mould, Markup]] = {}


def field(made: Input, heading: str) -> Markup:
    """A field with its label, help and faults; `heading` is what its section is called."""
    if made.mould.widget == "note":
        return box(made)
    if made.is_untouched:
        which = (heading, made.required, made.hidden, made.shown is None, made.columns)
        return _kept(made.mould, which, lambda: _field(made, heading))
    return _field(made, heading)


def box(made: Input, widget: str = "") -> Markup:
    """What the widget draws; a value that is only read is drawn by `shown`."""
    widget = widget or made.mould.widget
    if widget == "table":
        return _widget(widget, "box")(made, _rows(made))
    return _widget(widget, "box")(made)


def _field(made: Input, heading: str) -> Markup:
    return _macro("records/_form_field.html", "field")(made, heading, box)


def _rows(made: Input) -> tuple[Markup, Markup]:
    """The rows of a table and the row that the browser copies; where there is none, one to type or to paste into."""
    grid = made.grid
    assert grid is not None
    line = _widget("table", "line")
    drawn = Markup("").join(line(made, row, grid.is_closed, box) for row in grid.rows)
    if grid.is_closed:
        return drawn, Markup("")
    blank = _kept(made.mould, ("row", *made.columns), lambda: line(made, grid.blank, False, box))  # noqa: FBT003 - a macro's argument
    first = str(blank).replace(BLANK_ROW, "0").replace("data-row-number></span>", "data-row-number>1</span>")
    return drawn or Markup(first), blank  # noqa: S704 - our own row, with another number


def _kept(mould: Mould, which: Hashable, draw: Callable[[], Markup]) -> Markup:
    """What was drawn of this mould before; moulds are made for one version and one language."""
    kept = _KEPT.get((id(mould), which))
    if kept is None or kept[0] is not mould:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(mould), which] = (mould, draw())
    return kept[1]


def _widget(widget: str, name: str) -> Callable[..., Markup]:
    return _macro(f"fields/{widget}.html", name)


def _macro(template: str, name: str) -> Callable[..., Markup]:
    module: Any = current_app.jinja_env.get_template(template).module
    return cast("Callable[..., Markup]", getattr(module, name))
