"""What the rules say of a form, told by the names of its inputs: `visitors.2.name_en` for `visitors[2].name_en`.

Rules count the rows that say something, a browser counts all its rows; here the two are brought together.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.definitions.compiled import CompiledType
from app.errors import Fault
from app.fields import Raw
from app.records.form import Judged, spoken

_ROW = re.compile(r"\[(\d+)\]")
_MISSING = ("record.required", "record.needed_for")


@dataclass(slots=True)
class Marks:
    """Names of inputs that are hidden or required; faults and warnings whose place is such a name."""

    hidden: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    rows: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """For each table, where in the browser the rows stand that the rules have seen."""


def marks(compiled: CompiledType, judged: Judged, raw: Mapping[str, Raw]) -> Marks:
    """The marks of a judged form; `raw` is what the rules were given."""
    rows = {key: spoken(each, raw.get(key)) for key, each in compiled.fields.items() if each.columns}
    settled = judged.settled
    told = [replace(fault, place=name_of(fault.place)) for fault in judged.cleaned.faults]
    places = {fault.place for fault in told}
    inner = [replace(fault, place=_seen(fault.place, rows)) for fault in settled.faults]
    return Marks(
        hidden={_seen(path, rows) for path in settled.hidden},
        required={_seen(path, rows) for path in settled.required},
        faults=_in_order(compiled, [*told, *(fault for fault in inner if not _is_echo(fault, places))]),
        warnings=settled.warnings,
        rows=rows,
    )


def unanswered(judged: Judged) -> list[Fault]:
    """Warnings without a reason, each at the input for its reason."""
    return [
        Fault("record.warning_wants_reason", f"_reason.{fault.facts.get('check', '')}", facts=fault.facts)
        for fault in judged.settled.unanswered
    ]


def name_of(path: str) -> str:
    """The name of the input for a path that counts the browser's rows."""
    return _ROW.sub(r".\1", path)


def id_of(name: str) -> str:
    """The id of an input. In rows it begins with the table's key, for the browser renumbers it."""
    if name.startswith("_reason."):
        return f"reason-{name.removeprefix('_reason.')}"
    plain = name.replace(".", "-")
    return plain if _is_in_row(name) else f"f-{plain}"


def is_missing(fault: Fault) -> bool:
    """Nothing is wrong but that something is not there yet."""
    return fault.code in _MISSING


def _seen(path: str, rows: Mapping[str, Sequence[int]]) -> str:
    found = _ROW.search(path)
    if found is None:
        return path
    table, position = path[: found.start()], int(found[1])
    known = rows.get(table, ())
    return f"{table}.{known[position] if position < len(known) else position}{path[found.end() :]}"


def _is_echo(fault: Fault, places: set[str]) -> bool:
    """What could not be read is not also called empty."""
    if fault.place in places:
        return True
    return is_missing(fault) and any(place.startswith(f"{fault.place}.") for place in places)


def _in_order(compiled: CompiledType, faults: list[Fault]) -> list[Fault]:
    """As the form shows them: by field, by row, by column."""
    place = {key: at for at, key in enumerate(compiled.fields)}

    def where(fault: Fault) -> tuple[int, int, int]:
        key, _, rest = fault.place.partition(".")
        row, _, column = rest.partition(".")
        each = compiled.fields.get(key)
        columns = list(each.columns) if each else []
        at = columns.index(column) if column in columns else -1
        return place.get(key, len(place)), int(row) if row.isdecimal() else -1, at

    return sorted(faults, key=where)


def _is_in_row(name: str) -> bool:
    return name.partition(".")[2].partition(".")[0].isdecimal() or ".__i__." in name
