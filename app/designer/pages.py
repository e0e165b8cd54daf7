"""The designer's main page as facts for its templates: palette, canvas, properties, bar."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.accounts import queries as accounts
from app.definitions import codec, lookups
from app.definitions.lookups import SiteLists
from app.definitions.schema import RecordType
from app.designer import canvas, outline, properties, queries, service, troubles, words
from app.designer.outline import Data
from app.designer.properties import Property
from app.designer.rules import HERE, Speech
from app.designer.service import Standing
from app.designer.troubles import Trouble
from app.errors import Fault, Invalid
from app.fields import FIELD_TYPES
from app.web.language import language
from app.web.words import say

Choices = list[tuple[str, str]]


@dataclass(slots=True)
class Entry:
    """A property with what is set: `text`, for labels `texts` by language, for rows their cells."""

    of: Property
    label: str
    help: str = ""
    text: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    choices: Choices = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Chosen:
    """What the properties are of: a field, a section (`#key`) or the type itself."""

    what: str
    at: str
    name: str
    entries: list[Entry]
    type_label: str = ""
    key: str = ""
    retired: bool = False
    used: bool = False
    """Records hold it: it is retired, not removed, and its key stays."""
    is_column: bool = False
    more: list[str] = field(default_factory=list)
    """Faults that no input is about."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A type of field in the palette."""

    name: str
    label: str
    icon: str
    in_table: bool


def palette() -> list[Offer]:
    """Every type of field."""
    return [
        Offer(
            kind.name,
            words.type_name(kind.name),
            canvas.icon_of(kind.widget),
            kind.holds_value and kind.name != "table",
        )
        for kind in FIELD_TYPES
    ]


def facts(standing: Standing, at: str) -> dict[str, Any]:
    """Everything that the page shows of a draft."""
    found = troubles.of(standing.definition)
    return {
        "standing": standing,
        "definition": standing.definition,
        "boards": canvas.boards(standing.definition, language(), troubles.counted(found)),
        "chosen": chosen(standing, at, found),
        "blocking": sum(each.blocks for each in found),
        **bar(standing),
    }


def bar(standing: Standing) -> dict[str, Any]:
    """What stands above the tabs."""
    step = standing.step
    return {
        "standing": standing,
        "definition": standing.definition,
        "lock": standing.lock,
        "can_undo": bool(step and step.undo_to and standing.draft and queries.step(standing.draft.id, step.undo_to)),
        "can_redo": bool(step and step.redo_to),
        "saved_at": step.at if step else None,
        "saved_by": accounts.names([step.by]).get(step.by, "") if step else "",
    }


def chosen(standing: Standing, at: str, found: Iterable[Trouble]) -> Chosen:
    """The properties of what was chosen; of the type, if that is gone or nothing was."""
    data = codec.plain_data(standing.definition)
    about = [each for each in found if each.path == at]
    try:
        made = _section(data, at) if at.startswith("#") else _field(standing, data, at) if at else _type(standing, data)
    except Invalid:
        made, about = _type(standing, data), [each for each in found if not each.path]
    _say_rules(made, standing.definition)
    place_faults(made, ((each.name, each.fault) for each in about))
    return made


def _say_rules(made: Chosen, definition: RecordType) -> None:
    """Rules are read with labels."""
    rules = [entry for entry in made.entries if entry.of.name in HERE and entry.text not in ("", "true")]
    if rules:
        speech = Speech(definition, lookups.site_world(), made.at if made.is_column else "")
        for entry in rules:
            entry.text = speech.shown(entry.text)


def place_faults(made: Chosen, faults: Iterable[tuple[str, Fault]]) -> None:
    """Put each fault beside the input of its property; the others on top."""
    by_name = {entry.of.name: entry for entry in made.entries}
    for name, fault in faults:
        entry = by_name.get(name)
        (entry.faults if entry else made.more).append(say(fault))


def _field(standing: Standing, data: Data, at: str) -> Chosen:
    spot = outline.field(data, at)
    kind = FIELD_TYPES.get(str(spot.data["type"]))
    names = _names(standing, data)
    return Chosen(
        "field",
        at,
        outline.text_of(spot.data["label"]),
        [_entry(each, kind.name, spot.data, names) for each in properties.of_field(kind.name)],
        type_label=words.type_name(kind.name),
        key=str(spot.data["key"]),
        retired=bool(spot.data.get("retired")),
        used=at in service.uses(standing.key).paths,
        is_column="." in at,
    )


def _section(data: Data, at: str) -> Chosen:
    spot = outline.section(data, at[1:])
    entries = [_entry(each, "section", spot.data, {}) for each in properties.of_section()]
    return Chosen("section", at[1:], outline.text_of(spot.data["label"]), entries, key=str(spot.data["key"]))


def _type(standing: Standing, data: Data) -> Chosen:
    names = {"year_of": _of_types(standing, ("date", "date_range", "month", "year", "datetime"))}
    names["department_of"] = _of_types(standing, ("department",))
    entries = [_entry(each, "type", data, names) for each in properties.of_type()]
    return Chosen("type", "", outline.text_of(data["label"]), entries, key=str(data["key"]))


def _entry(each: Property, kind: str, data: Data, names: Mapping[str, Choices]) -> Entry:
    value = data.get(each.name)
    made = Entry(each, words.name_of(kind, each.name), words.help_of(kind, each.name), choices=words.values_of(each))
    match each.widget:
        case "label" | "unit":
            made.texts = value if isinstance(value, dict) else {"zh": properties.written(value)}
        case "rows":
            made.rows = [_row(each, row) for row in value or ()]
        case "pick":
            made.text = properties.written(value) if value is not None else each.default
        case "key":
            made.text, made.choices = properties.written(value), names.get(each.name, [])
        case _:
            made.text = properties.written(value)
    return made


def _row(each: Property, row: Data) -> dict[str, str]:
    cells: dict[str, str] = {}
    for part in each.parts:
        value = row.get(part.name)
        if part.widget == "label":
            texts = value if isinstance(value, dict) else {"zh": properties.written(value)}
            cells |= {f"{part.name}-{key}": str(text) for key, text in texts.items()}
        else:
            cells[part.name] = properties.written(value)
    return cells


def _names(standing: Standing, data: Data) -> Mapping[str, Choices]:
    """What may be named: choice lists, types, registers of numbers."""
    spoken = language()
    known = [each for key, each in lookups.current().items() if key != standing.key]
    return {
        "list": [(key, key) for key in sorted(SiteLists().keys())],
        "of": [(each.key, each.label.text(spoken)) for each in (standing.definition, *known)],
        "series": [(key, key) for key in data.get("series", {})],
    }


def _of_types(standing: Standing, types: Iterable[str]) -> Choices:
    """The fields of these types."""
    wanted, spoken = set(types), language()
    return [(each.key, each.label.text(spoken)) for each in standing.definition.fields() if each.type in wanted]
