"""The draft as staff will see it, with example values; what is typed there is judged, never kept."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.definitions.compiled import CompiledField, CompiledType, compile_type
from app.definitions.schema import RecordType
from app.errors import Fault, Invalid
from app.fields import Raw, entries_of
from app.records import form
from app.records.desk import Desk
from app.records.inputs import Look, Part, draw
from app.records.marks import is_missing, marks
from app.web.language import language
from app.web.words import say

ROWS = 2
"""So many rows an example of a table has."""


def drawn(definition: RecordType, raw: Mapping[str, Raw] | None, *, desk: Desk) -> tuple[list[Part], list[Fault]]:
    """The sections of the form; none, and what is in the way, where its rules cannot be bound."""
    try:
        ready = compile_type(definition, lookups=desk.lookups, fields_of=desk.types.fields_of)
    except Invalid as invalid:
        return [], list(invalid.faults)
    return _parts(ready, raw, desk=desk), []


def _parts(ready: CompiledType, raw: Mapping[str, Raw] | None, *, desk: Desk) -> list[Part]:
    """The sections to draw: with what was typed, at first with examples."""
    typed = examples(ready, desk=desk) if raw is None else raw
    judged = form.judge(ready, typed, desk.world(ready))
    found = marks(ready, judged, typed)
    said: dict[str, list[str]] = {}
    for fault in found.faults:
        if not is_missing(fault):
            said.setdefault(fault.place, []).append(say(fault))
    look = Look(typed, judged.settled, found, {}, desk.lookups, language(), said, _warnings(found.warnings))
    return draw(ready, look)


def examples(ready: CompiledType, *, desk: Desk) -> dict[str, Raw]:
    """A value for each field that can have one without the world outside."""
    found = {key: example(each, 0, desk=desk) for key, each in ready.fields.items() if each.compute is None}
    return {key: raw for key, raw in found.items() if raw is not None}


def example(each: CompiledField, at: int, *, desk: Desk) -> Raw:
    """What might be typed into it: the option that stands at this place, if it has options; None if nothing can."""
    if each.columns:
        return [_row(each, number, desk=desk) for number in range(ROWS)]
    for raw in _candidates(each, at, desk=desk):
        try:
            stored = each.type.clean(raw, each.options, desk.lookups)
        except Invalid:
            continue
        if stored is not None:
            return each.type.text(stored, each.options, desk.lookups)
    return None


def _row(table: CompiledField, at: int, *, desk: Desk) -> dict[str, Raw]:
    cells = {key: example(each, at, desk=desk) for key, each in table.columns.items() if each.compute is None}
    return {key: raw for key, raw in cells.items() if raw is not None}


def _candidates(each: CompiledField, at: int, *, desk: Desk) -> list[Any]:
    """What might be typed, the likeliest first."""
    match each.type.name:
        case "choice":
            return [value for value, entry in entries_of(each.options, desk.lookups).items() if not entry.retired][at:]
        case "person":
            return [str(desk.actor.id)]
        case "department":
            return [str(desk.actor.department_id)] if desk.actor.department_id else []
        case "record" | "file" | "serial" | "figure":
            return []
        case "text" | "paragraph":
            label = each.definition.label.text(language())
            words = str(gettext("%(label)s示例", label=label))
            return [getattr(each.options, "example", ""), words, *(known.raw for known in each.type.examples)]
    return [known.raw for known in each.type.examples]


def _warnings(faults: list[Fault]) -> list[Mapping[str, str]]:
    return [
        {"check": str(fault.facts.get("check", "")), "at": fault.place, "say": say(fault), "reason": ""}
        for fault in faults
    ]
