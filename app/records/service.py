"""Every change of a record's values. Its state moves in `app.workflow.service`; both save by `store.save`."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.schema import Series
from app.errors import Conflict, Fault, Forbidden, Invalid
from app.fields import Raw, Stored
from app.numbers import service as numbers
from app.records import access, corrections, form, queries, signatures, store
from app.records.desk import Desk
from app.records.models import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """A filled form as it was sent: raw values, reasons for warnings, and the version of the record it was based on.

    `touched` are the names of the inputs that were worked on.
    """

    raw: Mapping[str, Raw]
    reasons: Mapping[str, str]
    expected: int | None = None
    touched: frozenset[str] = frozenset()


def keep(
    compiled: CompiledType, record: Record | None, entry: Entry, *, desk: Desk, judged: form.Judged | None = None
) -> tuple[Record, form.Judged]:
    """暂存: store what can be stored, although something is missing or wrong; what is wrong comes back beside it.

    A register has no later step that would refuse, so there every fault refuses. `judged` is what `judge` said of
    this very entry, if it was asked before. Raises `Forbidden`, `Conflict`, `Invalid`.
    """
    judged = judged or judge(compiled, record, entry, desk=desk)
    if compiled.definition.workflow is None:
        refuse_faults(judged)
    stored, before = judged.settled.stored, corrections.Before.of(record)
    refuse_twins(compiled, record, stored, desk=desk)
    if record is None:
        stored = numbered(compiled, None, stored, None, desk=desk)
    kept = store.save(
        desk.session,
        record,
        compiled,
        stored=stored,
        state=record.state if record else compiled.start,
        actor=desk.actor,
        now=desk.now,
        why="changed" if record else "created",
        lookups=desk.lookups,
        expected=entry.expected,
    )
    if record is None:
        claim_numbers(compiled, kept, desk=desk)
    audit.record(
        "record.changed" if record else "record.created",
        actor=desk.actor,
        about=f"record:{kept.id}",
        facts={"type": compiled.key, "revision": kept.lock_version},
    )
    corrections.account_for(kept, before, entry.reasons.get(corrections.REASON, ""), desk=desk)
    return kept, judged


def judge(
    compiled: CompiledType, record: Record | None, entry: Entry, *, desk: Desk, entering: str | None = None
) -> form.Judged:
    """What this entry would make of the record. Raises `Forbidden` when the actor may not enter it."""
    refuse_strangers(compiled, record, desk=desk)
    return form.judge(
        compiled,
        entry.raw,
        desk.world(compiled, record),
        before=record.data if record else None,
        closed=closed_fields(compiled, record, desk=desk),
        given_reasons={check: reason for check, reason in entry.reasons.items() if check != corrections.REASON},
        entering=entering,
        touched=entry.touched,
    )


def closed_fields(compiled: CompiledType, record: Record | None, *, desk: Desk) -> frozenset[str]:
    """Fields that the actor may not see in full, and so not change; a table closes with its first closed column.

    And signatures that stand, and what only an amendment changes where the record stands.
    """
    sights = access.field_sight(compiled, desk.viewer, record)
    unseen = frozenset(path.partition(".")[0] for path, sight in sights.items() if sight != "see")
    amended = compiled.amended_in(record.state) if record else frozenset()
    return unseen | amended | signatures.closed(compiled, record, desk.actor)


def refuse_strangers(compiled: CompiledType, record: Record | None, *, desk: Desk) -> None:
    """Raises `Forbidden` when the actor may not begin, or not change, such a record."""
    if record is None:
        if not access.may_create(compiled, desk.actor):
            raise Forbidden("record.create", who=_creators(compiled))
    elif not access.may_change(compiled, desk.viewer, record):
        raise Forbidden("record.change")


def refuse_faults(judged: form.Judged) -> None:
    """Raises `Invalid` with all that is wrong, warnings without a reason included."""
    unanswered = [
        Fault("record.warning_wants_reason", fault.place, facts=fault.facts) for fault in judged.settled.unanswered
    ]
    if faults := [*judged.faults, *unanswered]:
        raise Invalid(faults)


def refuse_twins(compiled: CompiledType, record: Record | None, stored: Mapping[str, Stored], *, desk: Desk) -> None:
    """Raises `Conflict` when another record agrees in all fields of which there may be one only."""
    if not compiled.definition.one_per:
        return
    twin_id = queries.twin(desk.session, compiled, stored, desk.lookups, apart_from=record.id if record else None)
    if twin_id is not None:
        raise Conflict("record.twin", current=twin_id)


def numbered(
    compiled: CompiledType, record: Record | None, stored: Mapping[str, Stored], state: str | None, *, desk: Desk
) -> dict[str, Stored]:
    """The values with the numbers of the series that are taken on entering `state` (None: when the record is born)."""
    out = dict(stored)
    for key, series in compiled.definition.series.items():
        serial = next((each.key for each in compiled.fields.values() if _is_of(each.options, key)), None)
        if series.take == state and serial and not out.get(serial):
            out[serial] = _taken(compiled, key, series, record, out, desk=desk)
    return out


def claim_numbers(compiled: CompiledType, record: Record, *, desk: Desk) -> None:
    """Numbers that were taken before the record had an id belong to it."""
    for key, series in compiled.definition.series.items():
        serial = next((each.key for each in compiled.fields.values() if _is_of(each.options, key)), None)
        if series.take is None and serial and record.data.get(serial):
            numbers.belongs(desk.session, key, record.data[serial], record_id=record.id)


def _taken(  # noqa: PLR0913 - what a number is taken for
    compiled: CompiledType, key: str, series: Series, record: Record | None, stored: Mapping[str, Stored], *, desk: Desk
) -> str:
    return numbers.take(
        desk.session,
        key,
        compiled.series[key],
        compiled.values(stored, desk.lookups),
        period=numbers.period_at(desk.now, restart=series.restart),
        record_id=record.id if record else None,
        actor=desk.actor,
        now=desk.now,
        start=series.start,
        width=series.width,
    )


def _is_of(options: object, series: str) -> bool:
    return getattr(options, "series", None) == series


def _creators(compiled: CompiledType) -> tuple[str, ...]:
    return tuple(right.role for right in compiled.definition.rights if right.create and right.role)
