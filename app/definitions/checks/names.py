"""Keys that stand for one thing each, labels that can be told apart."""

from collections.abc import Iterable

from app.definitions.checks.sight import PERIOD, Sight, report_name
from app.definitions.renames import heirs
from app.expressions.scope import RESERVED, ROW_NUMBER, fold
from app.fields import FieldDef

RESERVED_NAMES = frozenset({*(name.key for name in RESERVED), PERIOD.key, report_name(()).key})
"""Words of the language itself: no field may be called so."""


def check_names(sight: Sight) -> None:
    """All namespaces: each key once, each label once, none of them a word of the language."""
    for what, keys in _namespaces(sight):
        _refuse_twins(sight, what, keys)
    top = [(each.path, each.field) for each in sight.placed if each.table is None]
    _check_labels(sight, top)
    for table in sight.placed:
        if table.field.columns:
            inner = [(f"{table.path}.columns[{at}]", column) for at, column in enumerate(table.field.columns)]
            _check_labels(sight, inner)
    _check_former_keys(sight)


def _namespaces(sight: Sight) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    definition = sight.definition
    moves = definition.workflow.transitions if definition.workflow else ()
    yield "section", [(f"sections[{at}].key", each.key) for at, each in enumerate(definition.sections)]
    yield "field", [(f"{each.path}.key", each.field.key) for each in sight.placed if each.table is None]
    yield "check", [(f"checks[{at}].key", each.key) for at, each in enumerate(definition.checks)]
    yield "transition", [(f"workflow.transitions[{at}].key", each.key) for at, each in enumerate(moves)]
    yield "view", [(f"views[{at}].key", each.key) for at, each in enumerate(definition.views)]
    yield "document", [(f"documents[{at}].key", each.key) for at, each in enumerate(definition.documents)]
    yield "change", [(f"changes[{at}].rename", each.rename) for at, each in enumerate(definition.changes)]


def _refuse_twins(sight: Sight, what: str, keys: list[tuple[str, str]]) -> None:
    first: dict[str, str] = {}
    for path, key in keys:
        if key in first:
            sight.add("key_twice", path, key=key, of=what, first=first[key])
        first.setdefault(key, path)


def _check_labels(sight: Sight, fields: list[tuple[str, FieldDef]]) -> None:
    """Labels are written in rules and Word tags, so each may mean one field only; notes are never named there."""
    first: dict[str, FieldDef] = {}
    for path, each in fields:
        label = fold(each.label.zh)
        if each.key in RESERVED_NAMES:
            sight.add("reserved_key", f"{path}.key", key=each.key)
        if label in RESERVED_NAMES:
            sight.add("reserved_label", f"{path}.label", label=each.label.zh)
        if label == ROW_NUMBER:
            sight.warn("hides_row_number", f"{path}.label", label=each.label.zh)
        if not each.kind.holds_value:
            continue
        if label in first:
            sight.add("label_twice", f"{path}.label", label=each.label.zh, other=first[label].key)
        first.setdefault(label, each)


def _check_former_keys(sight: Sight) -> None:
    """A key that was given up is never used again; what took it over is there, and so on to the end of the chain."""
    ends = heirs(sight.definition)
    for at, change in enumerate(sight.definition.changes):
        path = f"changes[{at}]"
        if change.rename in sight.fields:
            sight.add("key_reused", f"{path}.rename", key=change.rename)
        later = {other.rename for other in sight.definition.changes}
        if change.to not in later:
            sight.known_field(change.to, f"{path}.to")
        if change.rename not in ends:
            sight.add("rename_circle", f"{path}.rename", key=change.rename)
        if change.from_ >= sight.definition.version:
            sight.add("change_from_future", f"{path}.from", version=change.from_, now=sight.definition.version)
