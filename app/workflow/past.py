"""Past facts as records (历史补录): one mapping a line, judged like a form, its steps pressed on their own days.

A line is `{"type", "on", "by"?, "values", "steps"?, "state"?, "number"?}`. `on` is the day on which it was entered;
`by` a log-in or full name (the importer, if missing); `values` are raw, as one would type them; `number` is the one
that it had. With `steps` (`{"on", "by"?, "press", "comment"?}`) it goes the way that people go; otherwise it is put
where it ended: in `state`, or in the first state that figures count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.types import Types
from app.errors import AppError, Conflict, Fault, Forbidden, Invalid, NotFound
from app.fields import Stored
from app.notices import service as notices
from app.records import form, rules, store
from app.records import past as facts
from app.records import service as records
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.records.models import Record
from app.workflow import service
from app.workflow.press import Press

KEYS = frozenset({"type", "on", "by", "values", "steps", "state", "number"})
STEP_KEYS = frozenset({"on", "by", "press", "comment"})
NOON = time(12)
IMPORTED = "历史补录"
"""Why a closed report is corrected by what is brought in."""


@dataclass
class Brought:
    """What came of it: records by line, and every fault with the line it belongs to. Commit only without faults."""

    record_ids: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Office:
    """Where facts are brought in: the session, the types, the office's zone, and who imports."""

    session: Session
    types: Types
    zone: ZoneInfo
    importer: Actor
    today: date


def bring_in(lines: Iterable[tuple[int, Mapping[str, Any]]], office: Office) -> Brought:
    """Make a record of each numbered line, in the caller's transaction; faults of all lines are gathered."""
    out = Brought()
    for number, line in lines:
        try:
            out.record_ids.append(_Line(line, office).record().id)
        except Invalid as error:
            out.faults += (fault.at(f"line {number}") for fault in error.faults)
        except (Conflict, Forbidden, NotFound) as error:
            out.faults.append(_refusal(error, number))
    return out


class _Line:
    """One line on its way to a record."""

    def __init__(self, line: Mapping[str, Any], office: Office) -> None:
        self.line, self.office = line, office
        _refuse_unknown(line, KEYS, "")

    def record(self) -> Record:
        compiled = self._type()
        desk = self._desk(self.line.get("on"), self.line.get("by"), "on")
        steps = self.line.get("steps")
        state = compiled.start if steps is not None else self._state(compiled)
        record = self._born(compiled, state, desk)
        for at, step in enumerate(steps or ()):
            notices.settle(record.id, now=desk.now)  # only the last step is news
            self._press(compiled, record, step, at)
        return record

    def _type(self) -> CompiledType:
        key = str(self.line.get("type"))
        known = self.office.types.all()
        if key not in known:
            raise Invalid.because("past.unknown_type", place="type", key=key)
        return known[key]

    def _state(self, compiled: CompiledType) -> str:
        given = self.line.get("state")
        flow = compiled.definition.workflow
        if flow is None:
            return compiled.start
        if given is None:
            return next((key for key in flow.states if key in compiled.counting_states), flow.start)
        if given not in flow.states:
            raise Invalid.because("past.unknown_state", place="state", state=given)
        return str(given)

    def _born(self, compiled: CompiledType, state: str, desk: Desk) -> Record:
        raw = self._raw()
        if strangers := sorted(set(raw) - set(compiled.fields)):
            raise Invalid(Fault("past.unknown_field", place=f"values.{key}", facts={"key": key}) for key in strangers)
        world = desk.world(compiled, None, state=state)
        judged = form.judge(compiled, raw, world, before=_defaults(compiled, raw, desk))
        begins = compiled.definition.workflow is not None and state == compiled.start
        if faults := judged.cleaned.faults if begins else judged.faults:
            raise Invalid(faults)
        records.refuse_twins(compiled, None, judged.settled.stored, desk=desk)
        given = self._number(compiled)
        stored = {**judged.settled.stored, **given}
        record = store.save(
            desk.session,
            None,
            compiled,
            stored=records.numbered(compiled, None, stored, None, desk=desk),
            state=state,
            actor=desk.actor,
            now=desk.now,
            why="imported",
            lookups=desk.lookups,
            imported=True,
        )
        if given:
            facts.enter_number(compiled, record, desk=desk)
        else:
            records.claim_numbers(compiled, record, desk=desk)
        audit.record("record.imported", actor=self.office.importer, about=f"record:{record.id}", facts={"state": state})
        return record

    def _number(self, compiled: CompiledType) -> dict[str, Stored]:
        """The number that the record had, where its type keeps one and no other record has it."""
        number, holder = str(self.line.get("number") or ""), compiled.number_field
        if faults := facts.number_faults(compiled, number, facts.taken(self.office.session, compiled, (number,))):
            raise Invalid(fault.at("number") for fault in faults)
        return {holder.key: number} if holder and number else {}

    def _raw(self) -> dict[str, Any]:
        return {key: value for key, value in dict(self.line.get("values") or {}).items() if value is not None}

    def _press(self, compiled: CompiledType, record: Record, step: Mapping[str, Any], at: int) -> None:
        place = f"steps[{at}]"
        _refuse_unknown(step, STEP_KEYS, f"{place}.")
        desk = self._desk(step.get("on"), step.get("by"), f"{place}.on")
        # what is only to be seen in a later state is entered when the record has got there
        judged = form.judge(compiled, self._raw(), desk.world(compiled, record), before=record.data)
        words = str(step.get("comment") or "")
        press = Press(str(step.get("press")), comment=words, stored=judged.settled.stored, reason=words or IMPORTED)
        try:
            service.perform(record, press, desk=desk)
        except Invalid as error:
            raise Invalid(fault.at(place) for fault in error.faults) from None

    def _desk(self, on: Any, by: Any, place: str) -> Desk:
        day = _day(on, place)
        actor = self._actor(by, day)
        viewer = Viewer.of(actor, self.office.types.all().values(), today=day)
        lookups = DatabaseLookups(self.office.session, viewer, self.office.types.lists, self.office.types)
        moment = datetime.combine(day, NOON, tzinfo=self.office.zone)
        return Desk(self.office.session, actor, moment, self.office.types, lookups)

    def _actor(self, by: Any, day: date) -> Actor:
        if by is None:
            return self.office.importer
        viewer = Viewer(self.office.importer, day, {})
        found = DatabaseLookups(self.office.session, viewer, self.office.types.lists).person(str(by))
        if found is None:
            raise Invalid.because("past.unknown_person", place="by", name=str(by))
        return accounts.actor_of(int(found), today=self.office.today)


def _defaults(compiled: CompiledType, raw: Mapping[str, Any], desk: Desk) -> dict[str, Stored]:
    made = rules.defaults(compiled, desk.world(compiled))
    return {key: stored for key, stored in made.items() if key not in raw}


def _day(given: Any, place: str) -> date:
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise Invalid.because("past.bad_day", place=place, given=str(given)) from None


def _refuse_unknown(line: Mapping[str, Any], known: frozenset[str], place: str) -> None:
    if unknown := sorted(set(line) - known):
        raise Invalid(Fault("past.unknown_key", place=f"{place}{key}", facts={"key": key}) for key in unknown)


def _refusal(error: AppError, number: int) -> Fault:
    if isinstance(error, Conflict):
        return Fault(error.code, place=f"line {number}", facts=error.facts)
    return Fault("past.refused", place=f"line {number}", facts={"deed": str(error)})
