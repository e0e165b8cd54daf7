"""A rule tried on a record that the actor may see, or on example values: how it came out, and because of what.

Nobody sees more by designing: records are those of `records.access`, and what is closed or secret in one is left out
before anything is computed with it (`records.withheld`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.definitions import codec
from app.definitions.checks.sight import PERIOD, REPORT
from app.definitions.compiled import CompiledField, CompiledType, compile_type
from app.definitions.schema import RecordType
from app.designer import preview
from app.designer.grounds import Ground
from app.errors import Fault, Invalid, NotFound
from app.expressions import Explanation, Expression, Value
from app.fields import Stored
from app.records import form, queries, withheld
from app.records.desk import Desk
from app.records.models import Record
from app.records.rules import World, settle
from app.records.sights import secret

EXAMPLE = "example"
MOST_RECORDS = 12
MOST_ROWS = 5


@dataclass(frozen=True, slots=True)
class Pick:
    """A record on which a rule can be tried."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Tried:
    """How a rule came out; of a column once for each row."""

    outcomes: tuple[Explanation, ...] = ()
    withheld: tuple[str, ...] = ()
    """Labels of fields that were read as empty, because the actor does not see them."""
    no_rows: bool = False
    without_report: bool = False
    """There is no report yet whose year and fields it could read."""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    """Values to try on."""

    values: Mapping[str, Value]
    withheld: tuple[str, ...] = field(default=())


def picks(type_key: str, words: str, *, desk: Desk) -> list[Pick]:
    """Records of the type that the actor may see: the latest, or those in which the words are found."""
    try:
        compiled = desk.types.current(type_key)
    except NotFound:
        return []
    found: Iterable[Any] = (
        queries.find(desk.session, desk.viewer, words, type_key=type_key, size=MOST_RECORDS)
        if words.strip()
        else queries.page(desk.session, desk.viewer, compiled, size=MOST_RECORDS).lines
    )
    return [Pick(str(line.id), " ".join(filter(None, (line.title or f"#{line.id}", line.number)))) for line in found]


def tried(ground: Ground, expression: Expression, record: str, *, desk: Desk) -> Tried:
    """Try a rule on a record, by its number, or on the example; raises `NotFound` for one that is not to be seen."""
    try:
        case = _example(ground, desk) if record == EXAMPLE else _of_record(ground, _found(ground, record, desk), desk)
        cases = list(_cases(ground, {**case.values, **_report(ground, desk)}))
        outcomes = tuple(expression.explain(values, ground.told_scope) for values in cases)
    except Invalid as invalid:
        return Tried(faults=invalid.faults)
    without_report = ground.is_drawn and bool(expression.names & {PERIOD.key, REPORT})
    return Tried(outcomes, case.withheld, no_rows=not cases, without_report=without_report)


def _report(ground: Ground, desk: Desk) -> Mapping[str, Value]:
    """What is known of a report that is not there yet: it would be about this year."""
    return {PERIOD.key: Decimal(desk.today.year), REPORT: {}} if ground.is_drawn else {}


def _cases(ground: Ground, values: Mapping[str, Value]) -> Iterable[Mapping[str, Value]]:
    """The values themselves; of a column with those of each of the first rows."""
    if ground.table is None:
        return (values,)
    rows: Any = values.get(ground.table.key) or ()
    return [{**values, **row} for row in rows[:MOST_ROWS]]


def _found(ground: Ground, record: str, desk: Desk) -> Record:
    number = int(record) if record.isdecimal() and len(record) < 19 else 0
    found = queries.get(desk.session, number, viewer=desk.viewer)
    if found.type_key != ground.spoken.key:
        raise NotFound(f"record {record}")
    return found


def _of_record(ground: Ground, record: Record, desk: Desk) -> _Case:
    """A record as the actor sees it, settled by the rules of the draft."""
    ready = _ready(ground.spoken, desk)
    seen = withheld.seen(record, ready, desk)
    shut = seen.withheld | frozenset(_secrets_made(ready))
    labels = tuple(_label(ready, path, desk) for path in _paths(ready) if path in shut)
    values = _settled(ready, seen.stored, desk.world(ready, record))
    return _Case(withheld.emptied(values, shut), labels)


def _secrets_made(ready: CompiledType) -> Iterator[str]:
    """Secrets of the draft that its rules make of what may be read."""
    secrets = secret(ready, ready)
    yield from (path for path in _paths(ready) if path in secrets and _field(ready, path).compute is not None)


def _paths(ready: CompiledType) -> Iterator[str]:
    for key, each in ready.fields.items():
        yield key
        yield from (f"{key}.{column}" for column in each.columns)


def _label(ready: CompiledType, path: str, desk: Desk) -> str:
    return _field(ready, path).definition.label.text(desk.language)


def _field(ready: CompiledType, path: str) -> CompiledField:
    key, _dot, column = path.partition(".")
    return ready.fields[key].columns[column] if column else ready.fields[key]


def _example(ground: Ground, desk: Desk) -> _Case:
    ready = _ready(ground.spoken, desk)
    raw = preview.examples(ready, desk=desk)
    cleaned = form.clean(ready, raw, desk.lookups)
    return _Case(_settled(ready, cleaned.stored, desk.world(ready)))


def _settled(ready: CompiledType, stored: Mapping[str, Stored], world: World) -> Mapping[str, Value]:
    """Values as the rules leave them: computed, and without what is hidden."""
    return settle(ready, stored, world).values


def _ready(definition: RecordType, desk: Desk) -> CompiledType:
    """The draft; without its rules, where one of them cannot be bound yet."""
    try:
        return compile_type(definition, lookups=desk.lookups, fields_of=desk.types.fields_of)
    except Invalid:
        return compile_type(bare(definition), lookups=desk.lookups, fields_of=desk.types.fields_of)


def bare(definition: RecordType) -> RecordType:
    """A type with its fields, and nothing that is computed or asked of them."""
    data = codec.plain_data(definition)
    for home in ("checks", "views", "remind", "documents", "workflow", "amendments", "brief"):
        data.pop(home, None)
    data["title"] = "{{ record.number }}"
    for each in data.get("series", {}).values():
        each["pattern"] = "{{ n }}"
    for part in data["sections"]:
        part.pop("visible", None)
        for each in part["fields"]:
            _strip(each)
            for column in each.get("columns", ()):
                _strip(column)
    return codec.judged(data).made()


def _strip(each: dict[str, Any]) -> None:
    for name in ("visible", "compute", "default", *(("where",) if each["type"] == "choice" else ())):
        each.pop(name, None)
    if each.get("required") != "true":
        each.pop("required", None)
