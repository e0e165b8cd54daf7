"""From what a browser, a sheet or a JSON line sends to stored values: named texts are nested, then cleaned by type.

Names in a posted form are paths: `leave_on`, `stay.from`, `visitors.0.name_en`. A name that begins with `_` steers the
request and is no field. A field that was not posted keeps what it had.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Fault, Invalid
from app.fields import Lookups, Raw, Stored, is_blank
from app.records.rules import REASONS, Settled, World, settle, with_begun_rows

MAX_NAMES = 40_000
"""Inputs in one form: 500 rows of 60 columns and room to spare."""


@dataclass(slots=True)
class Cleaned:
    """Raw values by key as they were typed, what could be stored of them, and what is wrong with the rest."""

    raw: dict[str, Raw]
    stored: dict[str, Stored]
    faults: list[Fault] = field(default_factory=list)


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Raw]:
    """Posted names and texts as raw values: repeated names become lists, numbered ones rows in their order."""
    tree: dict[str, Any] = {}
    for count, (name, text) in enumerate(pairs):
        if count > MAX_NAMES:
            raise Invalid.because("record.form_too_large", most=MAX_NAMES)
        if not name.startswith("_") and name != "csrf_token":
            _plant(tree, name.split(".", 2), text)
    return {key: _raw(node) for key, node in tree.items()}


def reasons(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The reasons given for warnings: `_reason.<check>`."""
    given = ((name.removeprefix("_reason."), text.strip()) for name, text in pairs if name.startswith("_reason."))
    return {check: text[:500] for check, text in given if text}


def clean(
    compiled: CompiledType,
    raw: Mapping[str, Raw],
    lookups: Lookups,
    *,
    before: Mapping[str, Stored] | None = None,
    closed: frozenset[str] = frozenset(),
) -> Cleaned:
    """Take each posted field through its type, over the values of `before`.

    `closed` are the keys that this actor may not change: what was posted for them is ignored.
    A field at fault is left out of `stored` but keeps its raw text.
    """
    out = Cleaned(raw=dict(raw), stored=dict(before or {}))
    for key, each in compiled.fields.items():
        if key in raw and key not in closed and _is_entered(each):
            _clean_one(out, each, raw[key], lookups, (before or {}).get(key))
    return out


def with_reasons(stored: dict[str, Stored], given: Mapping[str, str]) -> dict[str, Stored]:
    """The stored values with the reasons for warnings added."""
    kept = {**(stored.get(REASONS) or {}), **given}
    return {**stored, REASONS: kept} if kept else stored


def raw_of(compiled: CompiledType, stored: Mapping[str, Stored], lookups: Lookups) -> dict[str, Raw]:
    """Stored values back in the form in which inputs show them."""
    return {
        key: each.type.text(stored[key], each.options, lookups)
        for key, each in compiled.fields.items()
        if stored.get(key) is not None
    }


def _is_entered(each: CompiledField) -> bool:
    return each.compute is None and each.type.holds_value and not each.definition.read_only


def _clean_one(out: Cleaned, each: CompiledField, raw: Raw, lookups: Lookups, before: Stored) -> None:
    out.stored.pop(each.key, None)
    try:
        stored = each.type.clean(raw, each.options, lookups, before=before)
    except Invalid as error:
        out.faults.extend(_placed(fault, each.key) for fault in error.faults)
        return
    if stored is not None:
        out.stored[each.key] = stored


def _placed(fault: Fault, key: str) -> Fault:
    """A fault whose place was relative to the value: `""`, `[2].name`."""
    return Fault(fault.code, key + fault.place, fault.span, fault.facts, fault.suggestions, fault.level)


def _plant(tree: dict[str, Any], path: list[str], text: str) -> None:
    if len(path) == 1:
        tree.setdefault(path[0], []).append(text)
        return
    branch = tree.get(path[0])
    if not isinstance(branch, dict):  # the empty marker that says "this table is in the form" gives way to its rows
        branch = tree[path[0]] = {}
    _plant(branch, path[1:], text)


def _raw(node: Any) -> Raw:
    if isinstance(node, list):
        filled = [text for text in node if text != ""]
        return filled[0] if len(filled) == 1 else filled or None
    if all(key.isdecimal() and len(key) < 10 for key in node):
        return [{name: _raw(cell) for name, cell in node[key].items()} for key in sorted(node, key=int)]
    return {key: _raw(inner) for key, inner in node.items()}


@dataclass(slots=True)
class Judged:
    """A posted form after every rule: what would be stored, and everything that is wrong with it."""

    cleaned: Cleaned
    settled: Settled

    @property
    def faults(self) -> list[Fault]:
        """What stands in the way, a field's first fault first told by its type."""
        told = {fault.place for fault in self.cleaned.faults}
        fields = {place.partition("[")[0] for place in told}
        rest = (fault for fault in self.settled.faults if fault.place not in told)
        return [*self.cleaned.faults, *(fault for fault in rest if not _is_echo(fault, fields))]


def judge(  # noqa: PLR0913 - a form, its past, and the world it is judged in
    compiled: CompiledType,
    raw: Mapping[str, Raw],
    world: World,
    *,
    before: Mapping[str, Stored] | None = None,
    closed: frozenset[str] = frozenset(),
    given_reasons: Mapping[str, str] | None = None,
    entering: str | None = None,
    touched: frozenset[str] = frozenset(),
) -> Judged:
    """Clean, then settle: what preview, save, submit and import do with what they were given.

    `touched` are the names of the inputs that somebody worked on: a cell among them that is empty is meant to be.
    """
    cleaned = clean(compiled, raw, world.lookups, before=before, closed=closed)
    tables = [each for each in compiled.fields.values() if each.columns] if touched else []
    worked_on = {each.key: _columns(each, raw.get(each.key), touched) for each in tables}
    cleaned.stored = with_begun_rows(compiled, cleaned.stored, before or {}, world, worked_on)
    settled = settle(compiled, with_reasons(cleaned.stored, given_reasons or {}), world, entering=entering)
    return Judged(cleaned, settled)


def spoken(table: CompiledField, raw: Raw) -> list[int]:
    """Where the rows stand that say something: the others are no rows to the rules."""
    rows = raw if isinstance(raw, list) else []
    return [at for at, row in enumerate(rows) if isinstance(row, Mapping) and _says_something(table, row)]


def _says_something(table: CompiledField, row: Mapping[str, Raw]) -> bool:
    columns = table.columns
    return any(
        not (columns[key].type.blank(raw) if key in columns else key.startswith("_") or is_blank(raw))
        for key, raw in row.items()
    )


def _columns(table: CompiledField, raw: Raw, touched: frozenset[str]) -> list[frozenset[str]]:
    """Of each row that says something the columns whose cells are `touched`."""
    rows = spoken(table, raw)
    return [frozenset(key for key in table.columns if f"{table.key}.{at}.{key}" in touched) for at in rows]


def _is_echo(fault: Fault, fields: set[str]) -> bool:
    """A field that could not be read is not also called empty."""
    return fault.code in ("record.required", "record.needed_for") and fault.place in fields
