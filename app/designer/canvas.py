"""The middle of the designer: the form as it will look, as lean things to draw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.definitions.schema import RecordType
from app.fields import FieldDef
from app.records import widths

FEW = 4
"""So many choices are shown as they will stand in the form."""
ICONS = {
    "text": "text-size", "paragraph": "align-left", "number": "number-123", "money": "currency-yuan",
    "yesno": "toggle-left", "choice_dropdown": "list-check", "date": "calendar", "date_range": "calendar-stats",
    "month": "calendar-month", "year": "calendar-event", "person": "user", "department": "building",
    "record": "link", "table": "table", "file": "paperclip", "shown": "hash", "figure": "sum",
    "narrative": "article", "note": "info-circle", "rich": "typography", "image": "photo", "signature": "signature",
    "time": "clock", "datetime": "calendar-time",
}  # fmt: skip
"""By widget; a new one is drawn with the sign of all."""
ANY_ICON = "forms"


@dataclass(frozen=True, slots=True)
class Tile:
    """A field on the canvas."""

    path: str
    label: str
    kind: str
    widget: str
    icon: str
    width: int
    help: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    is_required: bool = False
    is_conditional: bool = False
    """It is shown, or asked for, by a rule."""
    is_computed: bool = False
    is_retired: bool = False
    columns: tuple["Tile", ...] = ()
    faults: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """A section on the canvas."""

    key: str
    label: str
    help: str
    is_conditional: bool
    tiles: tuple[Tile, ...]


def icon_of(widget: str) -> str:
    """The sign of a type in the palette."""
    return ICONS.get(widget, ANY_ICON)


def boards(definition: RecordType, language: str, faults: Mapping[str, int] | None = None) -> list[Board]:
    """The sections with their fields; `faults` counts those of each path."""
    drawing = _Drawing(language, faults or {})
    return [
        Board(
            part.key,
            part.label.text(language),
            part.help.text(language) if part.help else "",
            part.visible is not None,
            tuple(drawing.tiles(part.fields, "")),
        )
        for part in definition.sections
    ]


@dataclass(frozen=True, slots=True)
class _Drawing:
    language: str
    faults: Mapping[str, int]

    def tiles(self, fields: Iterable[FieldDef], table: str) -> Iterable[Tile]:
        return (self.tile(each, table) for each in fields)

    def tile(self, each: FieldDef, table: str) -> Tile:
        path = f"{table}{each.key}"
        widget = each.kind.widget_of(each.options)
        return Tile(
            path=path,
            label=each.label.text(self.language),
            kind=each.kind.label,
            widget=widget,
            icon=icon_of(each.kind.widget),
            width=widths.of_twelve(each),
            help=each.help.text(self.language) if each.help else "",
            hint=each.placeholder.text(self.language) if each.placeholder else "",
            choices=self._choices(each),
            is_required=each.required is True,
            is_conditional=each.visible is not None or isinstance(each.required, str),
            is_computed=each.compute is not None,
            is_retired=each.retired,
            columns=tuple(self.tiles(each.columns, f"{path}.")),
            faults=self.faults.get(path, 0),
        )

    def _choices(self, each: FieldDef) -> tuple[str, ...]:
        known = [choice.label.text(self.language) for choice in getattr(each.options, "choices", ())]
        return tuple(known) if len(known) <= FEW else ()
