"""Past facts: records of what happened before the product was there. They are judged mildly, and marked 历史补录.

What a value is, is asked as always; what is required, too. Checks are only said: nobody can mend the past.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.definitions.compiled import CompiledType
from app.errors import Fault, Level
from app.fields import Raw, Stored
from app.numbers import queries as number_queries
from app.numbers import service as numbers
from app.records import form, queries, rules, store
from app.records.desk import Desk
from app.records.models import Record

WHY = "imported"
"""Why their first revision was kept."""
_STOPS = ("record.required",)


@dataclass(slots=True)
class Judged:
    """A past fact as it would be kept, with what stands in the way and what is only said."""

    stored: dict[str, Stored]
    title: str
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def states(compiled: CompiledType) -> tuple[str, ...]:
    """The states in which past facts may be kept, the usual one first: those that figures count."""
    flow = compiled.definition.workflow
    if flow is None:
        return (compiled.start,)
    return tuple(key for key in flow.states if key in compiled.counting_states) or tuple(flow.states)


def usual_state(compiled: CompiledType) -> str:
    """已办结, where a type has it."""
    found = states(compiled)
    return "done" if "done" in found else found[0]


def judge(
    compiled: CompiledType, raw: Mapping[str, Raw], *, state: str, desk: Desk, spoken_of: frozenset[str]
) -> Judged:
    """What these values would make. Fields of which the source says nothing at all start as in an empty form."""
    world = desk.world(compiled, None, state=state)
    starts = {key: kept for key, kept in rules.defaults(compiled, world).items() if key not in spoken_of}
    judged = form.judge(compiled, raw, world, before=starts)
    stops = [fault for fault in judged.faults if fault in judged.cleaned.faults or fault.code in _STOPS]
    said = [fault for fault in judged.faults if fault not in stops] + list(judged.settled.warnings)
    dropped = [
        Fault("past.not_asked", place=key, facts={"label": compiled.fields[key].definition.label})
        for key in raw
        if key in judged.cleaned.stored and key in judged.settled.hidden
    ]
    stored = judged.settled.stored
    title = " ".join(compiled.title.render(compiled.values(stored, desk.lookups)).split())
    warnings = [_mild(fault) for fault in (*said, *dropped)]
    return Judged(stored, title, [*stops, *_twins(compiled, stored, desk)], warnings)


def save(compiled: CompiledType, judged: Judged, *, state: str, number: str | None, desk: Desk) -> Record:
    """Keep it, at the moment of the desk, as the actor's own."""
    stored, holder = dict(judged.stored), compiled.number_field
    if number and holder:
        stored[holder.key] = number
    record = store.save(
        desk.session,
        None,
        compiled,
        stored=stored,
        state=state,
        actor=desk.actor,
        now=desk.now,
        why=WHY,
        lookups=desk.lookups,
        imported=True,
    )
    enter_number(compiled, record, desk=desk)
    return record


def enter_number(compiled: CompiledType, record: Record, *, desk: Desk) -> None:
    """Tell the register of the number that a record brought with it, so that it is not given again."""
    holder = compiled.number_field
    number = record.data.get(holder.key) if holder else None
    series = compiled.definition.series.get(holder.options.series) if holder else None
    if holder is None or series is None or not number:
        return
    numbers.enter(
        desk.session,
        holder.options.series,
        compiled.series[holder.options.series],
        compiled.values(record.data, desk.lookups),
        number,
        restart=series.restart,
        record_id=record.id,
        actor=desk.actor,
        now=desk.now,
    )


def taken(session: Session, compiled: CompiledType, given: Collection[str]) -> frozenset[str]:
    """Which of these numbers a record of the type has, or its register."""
    texts, holder = sorted(filter(None, given)), compiled.number_field
    if not texts or holder is None:
        return frozenset()
    same = (Record.type_key == compiled.key, Record.number.in_(texts))
    held = {str(number) for number in session.scalars(sa.select(Record.number).where(*same))}
    return number_queries.known(session, holder.options.series, texts) | held


def number_faults(compiled: CompiledType, number: str | None, taken: Collection[str]) -> Sequence[Fault]:
    """A number that no field could hold, or that another record has."""
    if not number:
        return ()
    if compiled.number_field is None:
        return (Fault("past.no_number", facts={"number": number}),)
    return (Fault("past.number_taken", facts={"number": number}),) if number in taken else ()


def _twins(compiled: CompiledType, stored: Mapping[str, Stored], desk: Desk) -> list[Fault]:
    if not compiled.definition.one_per:
        return []
    found = queries.twin(desk.session, compiled, stored, desk.lookups)
    labels = [compiled.fields[key].definition.label for key in compiled.definition.one_per if key in compiled.fields]
    return [] if found is None else [Fault("past.twin", facts={"fields": labels})]


def _mild(fault: Fault) -> Fault:
    return Fault(fault.code, fault.place, fault.span, fault.facts, fault.suggestions, Level.WARN)
