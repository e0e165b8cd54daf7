"""What of a form never changes within one version and language: labels, widgets, attributes, choices. Made once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.schema import Section
from app.fields import Lookups, entries_of
from app.records import widths

FEW_CHOICES = 60
"""Longer lists are fetched when somebody looks for something in them."""
_IN_CELLS = {
    "choice_radio": "choice_dropdown",
    "choice_checks": "choice_typed",
    "choice_many": "choice_typed",
    "yesno": "tick",
    "date_range": "text",
    "paragraph": "lines",
    "rich": "lines",
    "narrative": "lines",
    "figure": "number",
    "shown": "text",
}
"""What stands in a cell for a widget that needs more room."""
_SHARED = {"money": "number", "person": "reference", "department": "reference", "record": "reference"}
"""Widgets that are drawn alike."""
_MOST_KEPT = 400


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    value: str
    label: str
    retired: bool


@dataclass(frozen=True, slots=True)
class Mould:
    """One input without what stands in it. `of` says where what is offered for it comes from."""

    key: str
    type: str
    label: str
    widget: str
    attrs: Markup
    width: int
    help: str = ""
    placeholder: str = ""
    later: str = ""
    """The state before which it has to be filled in."""
    unit: str = ""
    tone: str = ""
    choices: tuple[Choice, ...] = ()
    is_many: bool = False
    is_cascading: bool = False
    """A choice whose entries depend on other values: what it offers now is given with each drawing."""
    is_required: bool = False
    """Always, whatever else is typed."""
    of: str = ""
    suggests: bool = False
    is_retired: bool = False
    is_shown: bool = False
    """Computed, taken from a register, or read only: nobody types it."""
    max_rows: int = 0
    min_rows: int = 0
    columns: Mapping[str, "Mould"] = field(default_factory=dict)
    letters: int = 0
    """Of a column: how many it has to have room for."""

    @property
    def is_wide(self) -> bool:
        """A table that wants the whole width of the page."""
        return widths.is_wide(column.letters for column in self.columns.values())


@dataclass(frozen=True, slots=True)
class PartMould:
    """A section."""

    key: str
    label: str
    help: str
    inputs: tuple[Mould, ...]
    is_wide: bool
    """One of its tables wants the whole width of the page."""


_MADE: dict[tuple[int, str], tuple[CompiledType, tuple[PartMould, ...]]] = {}


def moulds(compiled: CompiledType, lookups: Lookups, language: str) -> tuple[PartMould, ...]:
    """The sections of a type; a compiled type is made anew whenever a list changes, so its choices stay true."""
    kept = _MADE.get((id(compiled), language))
    if kept is not None and kept[0] is compiled:
        return kept[1]
    if len(_MADE) >= _MOST_KEPT:
        _MADE.clear()
    made = _Moulding(compiled, lookups, language).parts()
    _MADE[id(compiled), language] = (compiled, made)
    return made


class _Moulding:
    """One making."""

    def __init__(self, compiled: CompiledType, lookups: Lookups, language: str) -> None:
        self.compiled, self.lookups, self.language = compiled, lookups, language
        self.lists: dict[str, str] = {}

    def parts(self) -> tuple[PartMould, ...]:
        return tuple(self._part(section) for section in self.compiled.definition.sections)

    def _part(self, section: Section) -> PartMould:
        inputs = tuple(self._top(definition) for definition in section.fields)
        is_wide = any(mould.is_wide for mould in inputs)
        return PartMould(section.key, section.label.text(self.language), self._text(section.help), inputs, is_wide)

    def _top(self, definition: Any) -> Mould:
        each = self.compiled.fields.get(definition.key)
        if each is not None:
            return self._mould(each, each.key)
        label, words = definition.label.text(self.language), self._text(definition.help)
        return Mould(definition.key, "note", label, "note", Markup(), 12, help=words, tone=definition.options.tone)

    def _mould(self, each: CompiledField, path: str) -> Mould:
        definition, options, in_row = each.definition, each.options, "." in path
        widget, label = self._widget(each, in_row=in_row), definition.label.text(self.language)
        choices = self._choices(each, widget)
        letters = widths.letters(each, widget, label, [choice.label for choice in choices]) if in_row else 0
        return Mould(
            key=each.key,
            type=each.type.name,
            label=label,
            widget=widget,
            attrs=_attributes(each, widget, widths.least(each, widget) if in_row else 0),
            width=widths.of_twelve(definition),
            help=self._text(definition.help),
            placeholder=self._text(definition.placeholder),
            later=self._later(each),
            unit=each.unit(self.language),
            choices=choices,
            is_many=bool(getattr(options, "many", False)),
            is_cascading=each.where is not None,
            is_required=definition.required is True,
            of=self._of(each, path),
            suggests=bool(definition.suggest),
            is_retired=definition.retired,
            is_shown=each.compute is not None or not each.type.is_typed or definition.read_only,
            max_rows=getattr(options, "max_rows", 0),
            min_rows=getattr(options, "min_rows", 0),
            columns={key: self._mould(column, f"{path}.{key}") for key, column in each.columns.items()},
            letters=letters,
        )

    def _widget(self, each: CompiledField, *, in_row: bool) -> str:
        widget = each.type.widget_of(each.options)
        widget = _SHARED.get(widget, widget)
        if each.where is not None and (in_row or widget == "choice_dropdown"):
            return "choice_typed" if in_row else widget
        if in_row:
            widget = _IN_CELLS.get(widget, widget)
        if widget == "choice_dropdown" and len(entries_of(each.options, self.lookups)) > FEW_CHOICES:
            return "choice_typed"
        return widget

    def _choices(self, each: CompiledField, widget: str) -> tuple[Choice, ...]:
        """All of a short list; none of a long one, whose chosen entries are looked up."""
        if each.type.name != "choice" or widget == "choice_typed" or each.where is not None:
            return ()
        entries = entries_of(each.options, self.lookups)
        if len(entries) > FEW_CHOICES:
            return ()
        return tuple(Choice(entry.value, entry.text(self.language), entry.retired) for entry in entries.values())

    def _of(self, each: CompiledField, path: str) -> str:
        """A type of records; or the path of a field, the same one for all that share a list."""
        if each.type.name == "record":
            return str(each.options.of)
        shared = getattr(each.options, "list", None) if each.where is None else None
        return self.lists.setdefault(shared, path) if shared else path

    def _later(self, each: CompiledField) -> str:
        for key in each.definition.needed_for:
            if state := self.compiled.definition.state(key):
                return str(state.label.text(self.language))
        return ""

    def _text(self, label: Any) -> str:
        return label.text(self.language) if label is not None else ""


def _attributes(each: CompiledField, widget: str, size: int) -> Markup:
    given = dict(each.type.input_attrs(each.options))
    if widget == "choice_typed":
        given = {"autocomplete": "off"}
    for limit in ("min", "max", "maxlength"):  # the server judges them; a browser would cut off what is pasted
        given.pop(limit, None)
    if widget == "lines":
        given.pop("rows", None)
    if size:
        given["size"] = str(size)
    return Markup("").join(Markup(' {}="{}"').format(key, escape(text)) for key, text in given.items())
