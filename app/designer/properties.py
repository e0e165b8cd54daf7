"""What may be set of a field, a section, a type: inputs made from the schema of their own models, and read back.

Posted texts go into plain data as they are: the models type and judge them, as they do with files.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from app.definitions.schema import RecordType, Section
from app.designer.outline import Data
from app.fields import FIELD_TYPES, FieldDef

OF_FIELD = (
    "label", "help", "required", "placeholder", "width", "default", "visible", "compute", "read_only", "needed_for",
    "index", "suggest", "sensitive",
)  # fmt: skip
"""What every field has, in the order of the form; its key, type and retirement are changed by deeds of their own."""
OF_SECTION = ("label", "help", "visible")
OF_TYPE = ("label", "help", "group", "icon", "position", "title", "brief", "year_of", "department_of")
_HOLD_NOTHING = ("required", "placeholder", "default", "compute", "read_only", "needed_for", "index", "suggest")
"""What makes no sense where nothing is typed."""
_NAMED: Mapping[str, tuple[str, str]] = {"needed_for": ("many", "states"), "suggest": ("truths", "fields")}
"""What names something: how it is set, and where the names come from."""
_SORTED = ("order",)
"""What of a block names what its records are sorted by."""
_FEW = 12
"""So many numbers are picked, more are typed."""
_RULE = 1000
"""The length by which an expression is known."""
_SPLIT = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class Property:
    """One thing to set. `widget` says how: text, long, pattern, rule, number, tick, truth, truths, pick, key, label,
    unit, words, rows, blocks, span, many, order, sorts or totals; `elsewhere` is only set in the file. A truth may also
    be a rule, truths may also be names; many, order, sorts and totals are names from a source; rows stand on a line
    each, blocks have a form each."""

    name: str
    widget: str
    choices: tuple[str, ...] = ()
    parts: tuple["Property", ...] = ()
    """Of rows and blocks: what each has."""
    default: str = ""
    needed: bool = False
    source: str = ""
    """Where the names that may be picked come from (`naming`)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A property of a part: its name in the file; how it is set, and the source of its names, where the model alone
    does not say it."""

    name: str
    widget: str = ""
    source: str = ""


def of_model(model: type[BaseModel], shown: Iterable[Shown]) -> tuple[Property, ...]:
    """The properties of a part, in this order."""
    known = _properties(model)
    return tuple(
        replace(known[each.name], widget=each.widget or known[each.name].widget, source=each.source) for each in shown
    )


def read(known: Iterable[Property], given: Mapping[str, str]) -> Data:
    """The plain data of what was posted."""
    made: Data = {}
    for each in known:
        value = _value(each, given, each.name)
        if value is not None:
            made[each.name] = value
    return made


def of_field(kind: str) -> tuple[Property, ...]:
    """The properties of a field of this type."""
    own = _properties(FIELD_TYPES.get(kind).Options)
    left_out = () if FIELD_TYPES.get(kind).holds_value else _HOLD_NOTHING
    common = _named(FieldDef, (name for name in OF_FIELD if name not in left_out))
    common = tuple(_with_names(each) for each in common)
    return (*common[:3], *(each for name, each in own.items() if name != "columns"), *common[3:])


def _with_names(each: Property) -> Property:
    widget, source = _NAMED.get(each.name, (each.widget, each.source))
    return replace(each, widget=widget, source=source)


def of_section() -> tuple[Property, ...]:
    """The properties of a section."""
    return _named(Section, OF_SECTION)


def of_type() -> tuple[Property, ...]:
    """The properties of a whole type."""
    return _named(RecordType, OF_TYPE)


def posted(kind: str, given: Mapping[str, str], before: Data) -> Data:
    """The plain data of a field as it was posted; what no input shows stays as it was."""
    known = of_field(kind)
    shown = {each.name for each in known if each.widget != "elsewhere"}
    kept = {key: each for key, each in before.items() if key not in {*shown, "key", "type", "columns"}}
    return {**read(known, given), **kept}


def posted_section(given: Mapping[str, str], before: Data) -> Data:
    """The same of a section."""
    del before  # everything of a section is shown
    return read(of_section(), given)


def posted_type(given: Mapping[str, str], before: Data) -> Data:
    """The same of a type."""
    del before  # what is not shown is not asked for here
    return read(of_type(), given)


def written(value: Any) -> str:
    """A value of plain data as it stands in an input."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(map(written, value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _named(model: type[BaseModel], names: Iterable[str]) -> tuple[Property, ...]:
    known = _properties(model)
    return tuple(known[name] for name in names)


@cache
def _properties(model: type[BaseModel]) -> Mapping[str, Property]:
    """By name, in the order of the model."""
    schema = model.model_json_schema()
    needed = schema.get("required", ())
    return {
        name: _property(name, each, schema.get("$defs", {}), needed=name in needed)
        for name, each in schema.get("properties", {}).items()
    }


def _property(name: str, schema: Data, defs: Data, *, needed: bool) -> Property:
    forms = [_resolved(each, defs) for each in schema.get("anyOf", (schema,))]
    forms = [each for each in forms if each.get("type") != "null"]
    kinds = {str(each.get("type")) for each in forms}
    default = written(schema.get("default")) if not isinstance(schema.get("default"), dict) else ""
    form = forms[0]
    if "boolean" in kinds:
        return Property(name, "tick" if len(kinds) == 1 else "truths" if "array" in kinds else "truth", needed=needed)
    if choices := _choices(form):
        return Property(name, "pick", choices=choices, default=default, needed=needed)
    if kinds & {"integer", "number"}:
        return Property(name, "number", default=default, needed=needed)
    if form.get("type") == "array":
        return _several(name, form, defs, default=default, needed=needed)
    if form.get("type") == "object":
        widget = {"Label": "label", "Unit": "unit"}.get(str(form.get("title")), "elsewhere")
        return Property(name, widget, needed=needed)
    return Property(name, _text_widget(form), default=default, needed=needed)


def _resolved(schema: Data, defs: Data) -> Data:
    reference = schema.get("$ref")
    found: Data = defs[str(reference).rpartition("/")[2]] if reference else schema
    return found


def _choices(schema: Data) -> tuple[str, ...]:
    if "enum" in schema:
        return tuple(str(each) for each in schema["enum"])
    if schema.get("type") == "integer" and {"minimum", "maximum"} <= schema.keys():
        low, high = schema["minimum"], schema["maximum"]
        return tuple(str(number) for number in range(low, high + 1)) if high - low <= _FEW else ()
    return ()


def _several(name: str, schema: Data, defs: Data, *, default: str, needed: bool) -> Property:
    inner = _resolved(schema.get("items", {}), defs)
    if inner.get("type") != "object":
        return Property(name, "words", default=default, needed=needed)
    parts = tuple(_property(key, each, defs, needed=False) for key, each in inner.get("properties", {}).items())
    if all(part.widget in ("text", "label", "tick") for part in parts):
        return Property(name, "rows", parts=parts, needed=needed)
    if any(part.widget in ("elsewhere", "rows", "blocks") for part in parts):
        return Property(name, "elsewhere", parts=parts, needed=needed)
    wanted = inner.get("required", ())
    return Property(name, "blocks", parts=tuple(_in_block(each, wanted) for each in parts), needed=needed)


def _in_block(each: Property, wanted: Iterable[str]) -> Property:
    return replace(each, needed=each.name in wanted, widget="sorts" if each.name in _SORTED else each.widget)


def _text_widget(schema: Data) -> str:
    if "pattern" in schema and "a-z][a-z" in schema["pattern"]:
        return "key"
    most = schema.get("maxLength", 0)
    return "rule" if most == _RULE else "long" if most > _RULE else "text"


def _value(each: Property, given: Mapping[str, str], name: str) -> Any:
    """What was posted under a name; None for nothing."""
    text = _lines(given.get(name, "").strip())
    if each.widget in ("label", "unit"):
        return _label(given, name, ("zh", "en", "one") if each.widget == "unit" else ("zh", "en"))
    if each.widget == "words":
        return _words(text) or None
    if each.widget in ("truth", "truths"):
        when = given.get(f"{name}-when", "").strip()
        said = _many(replace(each, name=f"{name}-when"), given) if each.widget == "truths" else when
        return (said or None) if text == "when" else text or None
    if each.widget in _SEVERAL:
        return _SEVERAL[each.widget](replace(each, name=name), given)
    return text or None


def _words(text: str) -> list[str]:
    return [word for word in _SPLIT.split(text) if word]


def _label(given: Mapping[str, str], name: str, languages: Iterable[str]) -> Any:
    """Chinese alone is said short."""
    texts = {language: given.get(f"{name}-{language}", "").strip() for language in languages}
    said = {language: text for language, text in texts.items() if text}
    return said["zh"] if said.keys() == {"zh"} else {"zh": "", **said} if said else None


def _many(each: Property, given: Mapping[str, str]) -> list[str] | None:
    """The names that were ticked, or written one behind the other."""
    ticked = [name[len(each.name) + 1 :] for name in given if name.startswith(f"{each.name}-") and given[name]]
    return [*_words(given.get(each.name, "")), *ticked] or None


def _order(each: Property, given: Mapping[str, str]) -> list[str] | None:
    """The names that were picked, in the order in which they were sent, each once."""
    picked = [given[f"{each.name}-{number}-of"].strip() for number in _numbers(each, given)]
    return list(dict.fromkeys(filter(None, (*_words(given.get(each.name, "")), *picked)))) or None


def _sorts(each: Property, given: Mapping[str, str]) -> list[str] | None:
    """The same, with a sign for those that fall."""
    return [f"{'-' if way else ''}{name}" for name, way in _pairs(each, given, "way").items()] or None


def _totals(each: Property, given: Mapping[str, str]) -> Data | None:
    """What is put together how."""
    return {name: how or "sum" for name, how in _pairs(each, given, "how").items()} or None


def _span(each: Property, given: Mapping[str, str]) -> str | None:
    """A number of days, weeks …; what is no number is kept as it was typed, so that it can be told."""
    number = given.get(f"{each.name}-n", given.get(each.name, "")).strip()
    unit = given.get(f"{each.name}-unit", "")
    return f"{number} {unit}" if number and unit else number or None


def _pairs(each: Property, given: Mapping[str, str], second: str) -> dict[str, str]:
    """The names that were picked, each with what stands beside it; of one picked twice the last counts."""
    rows = [f"{each.name}-{number}" for number in _numbers(each, given)]
    pairs = {given[f"{row}-of"].strip(): given.get(f"{row}-{second}", "") for row in rows}
    return {name: how for name, how in pairs.items() if name}


def _numbers(each: Property, given: Mapping[str, str]) -> list[str]:
    """The numbers of the rows that were sent, in their order."""
    found = (re.fullmatch(rf"{re.escape(each.name)}-(\d+)-of", name) for name in given)
    return [match[1] for match in found if match]


def _rows(each: Property, given: Mapping[str, str]) -> list[Data] | None:
    """The rows that say something, in the order in which they were sent; one without a value gets a free one."""
    numbers = dict.fromkeys(found[1] for name in given if (found := re.match(rf"{each.name}-(\d+)-", name)))
    rows: list[Data] = []
    for number in numbers:
        values = {part.name: _value(part, given, f"{each.name}-{number}-{part.name}") for part in each.parts}
        row = {name: value for name, value in values.items() if value is not None}
        if row:
            rows.append(row)
    taken = {row.get("value") for row in rows}
    for row in rows:
        if each.parts[0].name == "value" and "value" not in row:
            row["value"] = next(free for n in range(1, len(rows) + 2) if (free := f"c{n}") not in taken)
            taken.add(row["value"])
    return rows or None


def _blocks(each: Property, given: Mapping[str, str]) -> list[Data] | None:
    """The blocks that were sent; their texts stay as they were typed, for a blank may stand between two names."""
    numbers = dict.fromkeys(found[1] for name in given if (found := re.match(rf"{each.name}-(\d+)-", name)))
    return [_block(each, f"{each.name}-{number}", given) for number in numbers] or None


def _block(each: Property, start: str, given: Mapping[str, str]) -> Data:
    made: Data = {}
    for part in each.parts:
        value = _value(part, given, f"{start}-{part.name}")
        if value is not None:
            is_text = part.widget in ("text", "long")
            made[part.name] = _lines(given[f"{start}-{part.name}"]) if is_text else value
    return made


def _lines(text: str) -> str:
    """With line ends as they are kept."""
    return text.replace("\r\n", "\n")


def _nothing(each: Property, given: Mapping[str, str]) -> None:
    """What is only set in the file."""
    del each, given


_SEVERAL: Mapping[str, Callable[[Property, Mapping[str, str]], Any]] = {
    "rows": _rows,
    "blocks": _blocks,
    "many": _many,
    "order": _order,
    "sorts": _sorts,
    "totals": _totals,
    "span": _span,
    "elsewhere": _nothing,
}
"""How widgets of several inputs are read."""
