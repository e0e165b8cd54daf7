"""Amendments: what they change can be changed, somebody agrees, and everything they name is there."""

from collections.abc import Iterator

from app.definitions.checks.flow import OWNER, check_task, known_role, known_states
from app.definitions.checks.sight import Sight
from app.definitions.schema import Amendment
from app.fields import FieldDef

NOT_TYPED = ("serial", "figure", "signature")
"""Types of fields that no person fills in, or only once."""


def check_amendments(sight: Sight) -> None:
    """Every kind of amendment; a register, whose records nobody approves, has none."""
    for key, kind in sight.definition.amendments.items():
        path = f"amendments.{key}"
        if sight.definition.workflow is None:
            sight.add("amendment_without_flow", path)
            continue
        _check_kind(sight, kind, path)


def _check_kind(sight: Sight, kind: Amendment, path: str) -> None:
    for named in (name for name, keys in (("from", kind.from_), ("fields", kind.fields)) if not keys):
        sight.add(f"amendment_without_{named}", f"{path}.{named}", label=kind.label)
    if not kind.tasks:
        sight.add("amendment_without_tasks", path, label=kind.label)
    known_states(sight, kind.from_, f"{path}.from")
    for at, who in enumerate(kind.by):
        known_role(sight, who, f"{path}.by[{at}]", OWNER)
    for at, name in enumerate(kind.fields):
        _check_field(sight, name, f"{path}.fields[{at}]")
    for at, task in enumerate(kind.tasks):
        check_task(sight, task, f"{path}.tasks[{at}]")
        if task.judges:
            sight.add("amendment_judges", f"{path}.tasks[{at}].judges", label=kind.label)
    papers = {paper.key for paper in sight.definition.documents}
    for at, name in enumerate(kind.makes):
        sight.known(name, papers, "unknown_document", f"{path}.makes[{at}]")


def _check_field(sight: Sight, key: str, path: str) -> None:
    field = sight.known_field(key, path)
    if field is not None and not all(map(_is_typed, _parts(field))):
        sight.add("field_not_amended", path, label=field.label)


def _parts(field: FieldDef) -> Iterator[FieldDef]:
    """The field, and of a table the columns that hold files or signatures: what is computed there is no matter."""
    yield field
    yield from (column for column in field.columns if not column.compute)


def _is_typed(field: FieldDef) -> bool:
    holds = field.kind.holds_value and not field.kind.holds_files
    return holds and not field.compute and not field.read_only and field.type not in NOT_TYPED
