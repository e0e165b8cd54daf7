"""Fields: what their options name is there, and what they are allowed to be."""

from dataclasses import replace
from typing import Any

from app.definitions.checks.flow import known_states
from app.definitions.checks.sight import PERIOD, Placed, Sight
from app.definitions.renames import by_every_key
from app.definitions.schema import RecordType
from app.definitions.slots import assign_slots, unslotted
from app.errors import Invalid
from app.expressions import Kind, Scope
from app.fields.choice import ChoiceOptions

COUNTING, ORDERING = {"sum", "avg"}, {"min", "max"}
"""What only numbers, and what also dates can be put together by."""

DRAWN = ("figure", "narrative")
"""What a report draws from other records, for its own fields only: nothing goes through the rows of a table."""
SINGLE = (Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.YESNO, Kind.LIST)
"""What records can be grouped by; of a list, each item is a group."""


def check_fields(sight: Sight) -> None:
    """Every field and column."""
    for each in sight.placed:
        _check_common(sight, each)
        _check_options(sight, each)
    _check_draws_on(sight)
    _check_slots(sight)


def _check_draws_on(sight: Sight) -> None:
    """What a report asks of all records has to make sense for each type that it draws on."""
    options = [each.field.options for each in sight.placed]
    sources = [*options, *(part for each in options for part in getattr(each, "parts", ()))]
    for key in dict.fromkeys(each.of for each in sources if hasattr(each, "where") and hasattr(each, "of")):
        other = sight.type_called(key)
        if other is None:
            continue
        before = len(sight.faults)
        scope = sight.drawn_scope(other)
        sight.bound(sight.definition.draws_on, "draws_on", gives=(Kind.YESNO,), scope=scope)
        if len(sight.faults) > before:
            return


def _check_common(sight: Sight, each: Placed) -> None:
    field, path = each.field, each.path
    if field.needed_for:
        known_states(sight, field.needed_for, f"{path}.needed_for")
    if isinstance(field.suggest, tuple):
        neighbours = {column.key for column in each.table.columns} if each.table else set()
        for at, key in enumerate(field.suggest):
            sight.known(key, {*sight.fields, *neighbours}, "unknown_field", f"{path}.suggest[{at}]")
    if field.sensitive >= 2 and (field.index or field.suggest):
        sight.add("sensitive_indexed", f"{path}.{'index' if field.index else 'suggest'}", label=field.label)
    if field.index and (each.table or field.kind.slot_of(field.options) is None):
        sight.add("not_indexable", f"{path}.index", label=field.label, type=field.type)
    if each.table and field.type in DRAWN and not field.retired:
        sight.warn("never_counted", f"{path}.type", label=field.label, table=each.table.label)


def _check_options(sight: Sight, each: Placed) -> None:
    field, options = each.field, each.field.options
    if key := getattr(options, "list", None):
        sight.known(key, sight.world.list_keys(), "unknown_list", f"{each.path}.list")
    if isinstance(options, ChoiceOptions) and options.where:
        _check_where(sight, each, options)
    if field.type == "serial":
        sight.known(options.series, sight.definition.series, "unknown_series", f"{each.path}.series")  # type: ignore[attr-defined]
    if field.type == "record":
        _check_reference(sight, each, options)
    if field.type == "figure":
        _check_figure(sight, each.path, options)
    if field.type == "narrative":
        _check_narrative(sight, each.path, options)


def _check_where(sight: Sight, each: Placed, options: ChoiceOptions) -> None:
    """Which entries are offered: a rule over the entry, the row and the record."""
    scope = Scope([*sight.scope, sight.entry_name(each.field)])
    row = sight.row_scope(each.table) if each.table else None
    sight.bound(options.where, f"{each.path}.where", gives=(Kind.YESNO,), scope=scope, row=row)


def _check_reference(sight: Sight, each: Placed, options: Any) -> None:
    other = _other_type(sight, options.of, f"{each.path}.of")
    if other is None:
        return
    keys = {field.key for field in by_every_key(other)}
    for at, key in enumerate(options.copy_):
        sight.known(key, keys, "unknown_field_there", f"{each.path}.copy[{at}]", type=other.label)


def _other_type(sight: Sight, key: str, path: str) -> RecordType | None:
    """The type that is meant, which may be this one."""
    sight.known(key, [*sight.world.type_keys(), sight.definition.key], "unknown_type", path)
    return sight.type_called(key)


def _check_figure(sight: Sight, path: str, options: Any) -> None:
    """A figure's rules speak about the records of another type, or the rows of one of its tables."""
    found = _source(sight, path, options)
    if found is None:
        return
    scope, row = found
    gives = counted_kinds(options.agg)
    sight.bound(options.where, f"{path}.where", gives=(Kind.YESNO,), scope=scope, row=row)
    sight.bound(options.value, f"{path}.value", gives=gives, scope=scope, row=row)
    sight.bound(options.by, f"{path}.by", gives=SINGLE, scope=scope, row=row)


def counted_kinds(agg: str) -> tuple[Kind, ...]:
    """What can be put together this way; nothing where anything can."""
    return (Kind.NUMBER,) if agg in COUNTING else (Kind.NUMBER, Kind.DATE) if agg in ORDERING else ()


def _check_narrative(sight: Sight, path: str, options: Any) -> None:
    """A narrative's clauses speak about the records of another type; beginning and end about the report itself."""
    own = Scope([*sight.scope, PERIOD])
    sight.text(options.lead, f"{path}.lead", scope=own)
    sight.text(options.close, f"{path}.close", scope=own)
    for at, part in enumerate(options.parts):
        place = f"{path}.parts[{at}]"
        found = _source(sight, place, part)
        if found is None:
            continue
        scope, row = found
        names = Scope([*(row or ()), *scope])
        sight.bound(part.where, f"{place}.where", gives=(Kind.YESNO,), scope=scope, row=row)
        for position, key in enumerate(part.order):
            known = [name.key for name in names]
            sight.known(key.removeprefix("-"), known, "unknown_field", f"{place}.order[{position}]")
        sight.text(part.say, f"{place}.say", scope=names)
        for name in ("heading", "begin", "end", "none"):
            sight.text(getattr(part, name), f"{place}.{name}", scope=own)
        if part.total is not None:
            sight.known_field(part.total, f"{place}.total")


def _source(sight: Sight, path: str, options: Any) -> tuple[Scope, Scope | None] | None:
    """The names of the type `of`, and of a row of its table `rows`; None, and a fault, if there is no such thing."""
    other = _other_type(sight, options.of, f"{path}.of")
    if other is None:
        return None
    scope = sight.drawn_scope(other)
    if not options.rows:
        return scope, None
    tables = {each.key: each for each in other.fields() if each.columns}
    if not sight.known(options.rows, tables, "unknown_table", f"{path}.rows", type=other.label):
        return None
    table = tables[options.rows]
    if not table.options.reported:  # type: ignore[attr-defined]
        sight.add("table_not_reported", f"{path}.rows", label=table.label, type=other.label)
    return scope, sight.row_scope(table)


def _check_slots(sight: Sight) -> None:
    """More fields to be sorted and filtered by than there is room for."""
    paths = {each.field.key: each.path for each in sight.placed if each.table is None}
    try:
        faults = unslotted(sight.definition, assign_slots(sight.definition, {}))
    except Invalid as error:
        faults = list(error.faults)
    sight.faults += [replace(fault, place=f"{paths[fault.place]}.index") for fault in faults]
