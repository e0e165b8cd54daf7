"""`perform` is the one road from state to state: tasks, numbers, values, messages and audit in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.accounts import queries as accounts
from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.schema import State, Transition
from app.errors import Conflict, Fault, Forbidden, Invalid
from app.expressions import Coded
from app.fields import Stored
from app.notices import service as notices
from app.records import service as records
from app.records import store
from app.records.desk import Desk
from app.records.models import Record
from app.records.rules import Settled, settle
from app.workflow import due, engine, queries
from app.workflow.engine import Offer
from app.workflow.models import Step, Task

ADMINS = "manage_users"
"""The capability of those who are told when nobody holds a role."""


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """代录签批: who decided elsewhere, when, by which way, and the scan that shows it."""

    signer: str
    on: date
    by_way_of: str
    scan: str | None = None

    def stored(self) -> dict[str, Any]:
        """As the step keeps it."""
        return {"signer": self.signer, "on": self.on.isoformat(), "by_way_of": self.by_way_of, "scan": self.scan}


@dataclass(frozen=True, slots=True)
class Press:
    """What was pressed, with which words; `stored` are values entered in the same form (None: as they are kept)."""

    transition: str
    comment: str = ""
    expected: int | None = None
    stored: Mapping[str, Stored] | None = None
    task_id: int | None = None
    on_behalf: OnBehalf | None = None


@dataclass(slots=True)
class Performed:
    """What came of it: where the record is, what was taken down, and which papers its definition wants made now."""

    record: Record
    step: Step
    makes: tuple[str, ...] = ()
    told: list[int] = field(default_factory=list)


def offered(record: Record, *, desk: Desk) -> tuple[Offer, ...]:
    """What the actor may press."""
    compiled = desk.compiled(record)
    return engine.offered(compiled, queries.standing(desk.session, record), desk.actor, _guard(compiled, record, desk))


def offered_on_behalf(record: Record, *, desk: Desk) -> tuple[Offer, ...]:
    """What the actor may record that others decided elsewhere."""
    compiled = desk.compiled(record)
    standing = queries.standing(desk.session, record)
    return engine.on_behalf(compiled, standing, desk.actor, _guard(compiled, record, desk))


def perform(record: Record, press: Press, *, desk: Desk) -> Performed:
    """Press a transition.

    Raises `Conflict` if the record does not stand where it could be pressed, `Forbidden` if others may, `Invalid`
    when the record is not fit for the state it would enter.
    """
    compiled = desk.compiled(record)
    offer = _offer(compiled, record, press, desk)
    _refuse_silence(offer, press, compiled.definition.state(record.state))
    return _Step(compiled, record, offer, press, desk).take()


class _Step:
    """One press, from the check to the message."""

    def __init__(self, compiled: CompiledType, record: Record, offer: Offer, press: Press, desk: Desk) -> None:
        self.compiled, self.record, self.offer, self.press, self.desk = compiled, record, offer, press, desk
        self.move = offer.transition
        self.came_from = record.state
        self.stored: Mapping[str, Stored] = record.data if press.stored is None else press.stored
        self.makes: list[str] = list(self.move.makes)

    def take(self) -> Performed:
        waits = self._waits_for()
        state, numbered = self.came_from, dict(self.stored)
        if waits is None:
            state, settled = self._entered()
            numbered = self._numbered(settled, state)
        self._close_tasks(moving=waits is None)
        saved = self._save(numbered, state)
        step = self._write_down(saved, state)
        given = self._give_tasks(saved, state, waits)
        told = self._tell(saved, given, state)
        self._audit(saved, state)
        return Performed(saved, step, tuple(dict.fromkeys(self.makes)) if waits is None else (), told)

    def _waits_for(self) -> tuple[int, ...] | None:
        state = self.compiled.definition.state(self.came_from)
        if state is None:
            return None
        standing = queries.standing(self.desk.session, self.record)
        wanted = [at for at, _task in self._wanted(self.came_from, self.stored)]
        return engine.following(state, self.move, standing.tasks, self.offer.task, wanted)

    def _entered(self) -> tuple[str, Settled]:
        """The state that the record comes to rest in; states in which nobody has to decide are passed at once."""
        state = self.move.to
        settled = self._fit_for(state)
        for _ in range(engine.MAX_PASSED):
            onward = engine.passes(self.compiled, state, self._wanted(state, settled.stored))
            if onward is None:
                break
            self.makes.extend(onward.makes)
            state = onward.to
            settled = self._fit_for(state)
        return state, settled

    def _fit_for(self, state: str) -> Settled:
        world = self.desk.world(self.compiled, self.record, state=self.came_from)
        settled = settle(self.compiled, self.stored, world, entering=state)
        if self.move.tone != "go":
            return settled
        unanswered = [
            Fault("record.warning_wants_reason", fault.place, facts=fault.facts) for fault in settled.unanswered
        ]
        if settled.faults or (unanswered and self.offer.task is None):
            raise Invalid([*settled.faults, *unanswered])
        return settled

    def _numbered(self, settled: Settled, state: str) -> dict[str, Stored]:
        stored = settled.stored
        for passed in dict.fromkeys((self.move.to, state)):
            stored = records.numbered(self.compiled, self.record, stored, passed, desk=self.desk)
        return stored

    def _wanted(self, state: str, stored: Mapping[str, Stored]) -> Sequence[tuple[int, Any]]:
        conditions = self.compiled.task_conditions
        world = self.desk.world(self.compiled, self.record, state=state)
        values = {**world.names(), **self.compiled.values(stored, self.desk.lookups)}

        def holds(position: int) -> bool:
            rule = conditions.get((state, position))
            return rule is None or rule.holds(values)

        return engine.wanted(self.compiled, state, holds)

    def _close_tasks(self, *, moving: bool) -> None:
        for task in queries.open_tasks(self.desk.session, self.record.id):
            mine = self.offer.task is not None and task.id == self.offer.task.id
            if mine or moving:
                task.outcome = self.move.key if mine else "closed"
                task.done_at, task.done_by = self.desk.now, self.desk.actor.id if mine else None
                store.revoke(self.desk.session, self.record.id, why=_why(task))

    def _save(self, stored: Mapping[str, Stored], state: str) -> Record:
        saved = store.save(
            self.desk.session,
            self.record,
            self.compiled,
            stored=stored,
            state=state,
            actor=self.desk.actor,
            now=self.desk.now,
            why=self.move.key,
            lookups=self.desk.lookups,
            expected=self.press.expected,
        )
        if self.offer.task is not None:  # who decided goes on seeing what was decided
            mine = store.Grant(f"user:{self.desk.actor.id}", why="decided")
            store.grant(self.desk.session, saved.id, [mine])
        return saved

    def _write_down(self, saved: Record, state: str) -> Step:
        step = Step(
            record_id=saved.id,
            transition=self.move.key,
            label=self.move.label.zh,
            from_state=self.came_from,
            to_state=state,
            comment=self.press.comment.strip(),
            user_id=self.desk.actor.id,
            task_id=self.offer.task.id if self.offer.task else None,
            revision=saved.lock_version,
            on_behalf=self.press.on_behalf.stored() if self.press.on_behalf else None,
            at=self.desk.now,
        )
        self.desk.session.add(step)
        return step

    def _give_tasks(self, saved: Record, state: str, waits: tuple[int, ...] | None) -> list[Task]:
        definition = self.compiled.definition.state(state)
        if definition is None or not definition.tasks:
            return []
        wanted = dict(self._wanted(state, saved.data))
        positions = engine.first(definition, tuple(wanted)) if waits is None else waits
        tasks = [self._task(saved, state, at, wanted[at]) for at in positions if at in wanted]
        self.desk.session.add_all(tasks)
        self.desk.session.flush()  # grants and messages name the task
        for task in tasks:
            store.grant(self.desk.session, saved.id, [store.Grant(_principal(task), why=_why(task))])
        return tasks

    def _task(self, saved: Record, state: str, at: int, wanted: Any) -> Task:
        values = self.compiled.values(saved.data, self.desk.lookups)
        person = saved.owner_id if wanted.person == engine.OWNER else _id(values.get(wanted.person or ""))
        return Task(
            record_id=saved.id,
            state=state,
            position=at,
            role=wanted.role,
            department_id=_id(values.get(wanted.of)) if wanted.of else None,
            person_id=person if wanted.role is None else None,
            due_at=due.after(self.desk.now, wanted.due),
            created_at=self.desk.now,
            outcome="",
        )

    def _tell(self, saved: Record, given: Sequence[Task], state: str) -> list[int]:
        told: list[int] = []
        for task in given:
            told += self._tell_holders(saved, task)
        if self.move.tone == "back" and saved.owner_id not in (None, self.desk.actor.id):
            self._notice([saved.owner_id or 0], "returned", saved, comment=self.press.comment)
        for notice in self.compiled.definition.notify:
            if notice.on == "state" and notice.state == state and state != self.came_from:
                self._notice(self._people(notice.to, saved), "state", saved, state=state)
        return told

    def _tell_holders(self, saved: Record, task: Task) -> list[int]:
        if task.person_id is not None:
            holders = [task.person_id]
        else:
            found = accounts.holders(task.role or "", department_id=task.department_id, today=self.desk.today)
            holders = [user.id for user in found]
        if holders:
            self._notice(holders, "task_given", saved)
        else:
            admins = [user.id for user in accounts.capable_users(ADMINS, today=self.desk.today)]
            self._notice(admins, "nobody_holds", saved, role=task.role, department=task.department_id)
        return holders

    def _people(self, to: str, saved: Record) -> list[int]:
        if to == engine.OWNER:
            return [saved.owner_id] if saved.owner_id else []
        return [user.id for user in accounts.holders(to, department_id=saved.department_id, today=self.desk.today)]

    def _notice(self, user_ids: Sequence[int], kind: str, saved: Record, **facts: Any) -> None:
        told = {"title": saved.title, "by": self.desk.actor.name, **facts}
        notices.tell(user_ids, kind, record_id=saved.id, facts=told, now=self.desk.now)

    def _audit(self, saved: Record, state: str) -> None:
        facts = {"transition": self.move.key, "from": self.came_from, "to": state, "revision": saved.lock_version}
        if self.press.on_behalf:
            facts["on_behalf"] = True
        audit.record("record.moved", actor=self.desk.actor, about=f"record:{saved.id}", facts=facts)


def _offer(compiled: CompiledType, record: Record, press: Press, desk: Desk) -> Offer:
    leaving = [move for move in engine.leaving(compiled, record.state) if move.key == press.transition]
    if not leaving:
        raise Conflict("workflow.not_now", current=record, state=record.state)
    offers = offered_on_behalf(record, desk=desk) if press.on_behalf else offered(record, desk=desk)
    for offer in offers:
        if offer.transition.key == press.transition and _same_task(offer, press):
            return offer
    raise Forbidden(f"workflow.{press.transition}", who=_who(leaving[0]))


def _same_task(offer: Offer, press: Press) -> bool:
    return press.task_id is None or (offer.task is not None and offer.task.id == press.task_id)


def _who(move: Transition) -> tuple[str, ...]:
    return tuple(by for by in move.by if by not in (engine.OWNER, engine.TASK))


def _refuse_silence(offer: Offer, press: Press, state: State | None) -> None:
    """A reason where one is required; a name, and a scan where the state asks for it, on another's behalf."""
    faults = []
    if offer.transition.comment == "required" and not press.comment.strip():
        faults.append(Fault("workflow.comment_required", place="comment"))
    if press.on_behalf is not None:
        if not press.on_behalf.signer.strip():
            faults.append(Fault("workflow.signer_required", place="signer"))
        if state is not None and state.on_behalf == "scan" and not press.on_behalf.scan:
            faults.append(Fault("workflow.scan_required", place="scan"))
    if faults:
        raise Invalid(faults)


def _guard(compiled: CompiledType, record: Record, desk: Desk) -> engine.Guard:
    values: dict[str, Any] = {}

    def holds(transition: str) -> bool:
        rule = compiled.guards.get(transition)
        if rule is None:
            return True
        if not values:
            values.update(desk.world(compiled, record).names())
            values.update(compiled.values(record.data, desk.lookups))
        return rule.holds(values)

    return holds


def _principal(task: Task) -> str:
    if task.person_id is not None:
        return f"user:{task.person_id}"
    return f"role:{task.role}" if task.department_id is None else f"role:{task.role}@{task.department_id}"


def _why(task: Task) -> str:
    return f"task:{task.id}"


def _id(value: Any) -> int | None:
    return int(value) if isinstance(value, Coded) and value.isdecimal() else None
