"""Who comes to what: fields that nobody can fill in or nobody sees, lists without a column. Told, never in the way."""

from collections.abc import Iterator

from app.definitions.checks.outputs import SYSTEM_COLUMNS
from app.definitions.checks.sight import Placed, Sight


def check_reach(sight: Sight) -> None:
    """Every field and column in use; every view."""
    if sight.definition.rights:
        for each in sight.placed:
            _check_field(sight, each)
    for at, view in enumerate(sight.definition.views):
        if not any(_is_left(sight, key) for key in view.columns):
            sight.warn("view_without_columns", f"views[{at}].columns", view=view.label)


def _check_field(sight: Sight, each: Placed) -> None:
    field = each.field
    if field.retired or not field.kind.holds_value or (each.table and each.table.retired):
        return
    over = [
        right.see for right in sight.definition.rights if isinstance(right.see, tuple) and _covers(right.fields, each)
    ]
    seers = {role for see in over for role in see}
    if over and not seers & set(_there(sight)):
        sight.warn("field_nobody_sees", f"{each.path}.label", label=field.label)
    elif field.read_only and field.kind.is_typed and not (field.compute or field.default):
        sight.warn("field_stays_empty", f"{each.path}.read_only", label=field.label)
    elif over and _is_filled_in(each) and (editors := set(_editors(sight))) and not seers & editors:
        sight.warn("field_nobody_edits", f"{each.path}.label", label=field.label)


def _is_filled_in(each: Placed) -> bool:
    return each.field.kind.is_typed and not each.field.compute and not each.field.read_only


def _covers(paths: tuple[str, ...], each: Placed) -> bool:
    key = each.field.key if each.table is None else f"{each.table.key}.{each.field.key}"
    return key in paths or key.partition(".")[0] in paths


def _editors(sight: Sight) -> Iterator[str]:
    """Roles that fill records in or change them."""
    return (right.role for right in sight.definition.rights if right.role and (right.create or right.change))


def _there(sight: Sight) -> Iterator[str]:
    """Roles that come to records of the type at all: by a right, by what they have to decide or may press."""
    yield from (right.role for right in sight.definition.rights if right.role and not right.fields)
    flow = sight.definition.workflow
    if flow:
        yield from (task.role for state in flow.states.values() for task in state.tasks if task.role)
        yield from (role for move in flow.transitions for role in move.by)


def _is_left(sight: Sight, key: str) -> bool:
    """Does this column show anything: one that every record has, or a field in use?"""
    field = sight.fields.get(key)
    return key in SYSTEM_COLUMNS or (field is not None and not field.retired)
