"""One press, from the check to the message: values, numbers, tasks, grants and what is taken down."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from app.audit import service as audit
from app.definitions import schema
from app.definitions.compiled import CompiledType
from app.errors import Conflict, Fault, Invalid, NotFound
from app.expressions import Value
from app.fields import Stored
from app.records import corrections, store
from app.records import queries as records_queries
from app.records import service as records
from app.records.desk import Desk
from app.records.models import Record
from app.records.rules import Settled, settle
from app.workflow import engine, queries, stand_ins, tasks, voting
from app.workflow.asked import Asking
from app.workflow.engine import Offer
from app.workflow.models import Step, Task
from app.workflow.press import Performed, Press
from app.workflow.telling import Telling


class Stepping:
    """One press that was found to be allowed."""

    def __init__(self, compiled: CompiledType, record: Record, offer: Offer, press: Press, desk: Desk) -> None:
        self.compiled, self.record, self.offer, self.press, self.desk = compiled, record, offer, press, desk
        self.move = offer.transition
        self.came_from = record.state
        self.stored: Mapping[str, Stored] = record.data if press.stored is None else press.stored
        self.path: list[str] = []
        self.passed: list[schema.Transition] = []
        self.tally: voting.Tally | None = None

    def take(self) -> Performed:
        """Do it all, in the caller's transaction."""
        waits = self._waits_for()
        moving = waits is None
        if moving:
            self._enter(self.move)
        self._close_tasks(moving=moving)
        state = self.path[-1] if moving else self.came_from
        before = corrections.Before.of(self.record)
        saved = self._save(state)
        corrections.account_for(saved, before, self.press.reason or self.press.comment, desk=self.desk)
        step = self._write_down(saved)
        given = self._give_tasks(saved, state, waits)
        if not moving:
            given += tasks.settle(self.desk.session, saved.id)
        telling = Telling(self.compiled, saved, self.move, self.desk)
        telling.of_tasks(given)
        if moving:
            telling.of_vote(self.tally, self.press.comment)
            telling.of_return(self.press.comment)
        telling.of_state(state, came_from=self.came_from, given=given)
        self._audit(saved, state)
        return Performed(saved, step, self._makes() if moving else (), tuple(telling.told))

    def _waits_for(self) -> tuple[int, ...] | None:
        """The positions that the state still waits for; None: the record moves."""
        state = self.compiled.definition.state(self.came_from)
        if state is None:
            return None
        standing = queries.standing(self.desk.session, self.record)
        if state.mode == voting.VOTE and self.offer.task is not None:
            return self._waits_for_voices(state, standing.tasks, self.offer.task)
        wanted = [at for at, _task in self._wanted(self.came_from)]
        return engine.following(state, self.move, standing.tasks, self.offer.task, wanted)

    def _waits_for_voices(
        self, state: schema.State, open_tasks: Sequence[engine.OpenTask], completed: engine.OpenTask
    ) -> tuple[int, ...] | None:
        """In a vote the record stays until enough have agreed, or no longer can."""
        voices = queries.voices(self.desk.session, self.record, self.compiled)
        self.tally = voting.after(state, open_tasks, voices, completed, agrees=self.move.tone == "go")
        return None if voting.moves(self.tally) else ()

    def _enter(self, move: schema.Transition) -> None:
        """Enter a state, and the next ones as long as nobody has to decide: each asks for what it needs."""
        state = move.to
        self.path.append(state)
        if move.tone == "go":  # what goes back or ends stays as it is, faults and all
            self.stored = self._numbered(state, self._fit_for(state).stored)
        onward = self._onward(state)
        if onward is not None and len(self.path) <= engine.MAX_PASSED and onward.to not in self.path:
            self.passed.append(onward)
            self._enter(onward)

    def _onward(self, state: str) -> schema.Transition | None:
        """What follows without anybody. What the system would do refuses nobody: it waits until the record is fit."""
        guard = self._guard(state)
        move = engine.by_itself(self.compiled, state, guard)
        if move is not None and (move.tone != "go" or self._is_fit_for(move.to)):
            return move
        return engine.passes(self.compiled, state, self._wanted(state), guard)

    def _is_fit_for(self, state: str) -> bool:
        try:
            self._fit_for(state)
        except Invalid:
            return False
        return True

    def _fit_for(self, state: str) -> Settled:
        """The values after every rule. Who decides is not asked for reasons: the owner gave them, or gives them."""
        settled = self._settled(self.stored, state)
        faults = list(settled.faults)
        if self.offer.task is None and self.desk.actor.id == self.record.owner_id:
            unanswered = settled.unanswered
            faults += [Fault("record.warning_wants_reason", each.place, facts=each.facts) for each in unanswered]
        if faults:
            raise Invalid(faults)
        return settled

    def _settled(self, stored: Mapping[str, Stored], state: str) -> Settled:
        world = self.desk.world(self.compiled, self.record, state=self.came_from)
        return settle(self.compiled, stored, world, entering=state)

    def _numbered(self, state: str, stored: Mapping[str, Stored]) -> Mapping[str, Stored]:
        """The values with the numbers of this state, and what is computed from them."""
        numbered = records.numbered(self.compiled, self.record, stored, state, desk=self.desk)
        return numbered if numbered == stored else self._settled(numbered, state).stored

    def _values(self, state: str) -> dict[str, Value]:
        world = self.desk.world(self.compiled, self.record, state=state)
        return {**world.names(), **self.compiled.values(self.stored, self.desk.lookups)}

    def _wanted(self, state: str) -> Sequence[tuple[int, schema.Task]]:
        conditions, values = self.compiled.task_conditions, self._values(state)

        def holds(position: int) -> bool:
            rule = conditions.get((state, position))
            return rule is None or rule.holds(values)

        return engine.wanted(self.compiled, state, holds)

    def _guard(self, state: str) -> engine.Guard:
        values = self._values(state)

        def holds(transition: str) -> bool:
            rule = self.compiled.guards.get(transition)
            return rule is None or rule.holds(values)

        return holds

    def _close_tasks(self, *, moving: bool) -> None:
        for task in queries.open_tasks(self.desk.session, self.record.id):
            mine = self.offer.task is not None and task.id == self.offer.task.id
            if mine or moving:
                task.outcome = self.move.key if mine else tasks.CLOSED
                task.done_at = self.desk.now
                task.done_by = self.desk.actor.id if mine and not self.press.on_behalf else None
                store.revoke(self.desk.session, self.record.id, why=tasks.why(task))

    def _save(self, state: str) -> Record:
        saved = store.save(
            self.desk.session,
            self.record,
            self.compiled,
            stored=self.stored,
            state=state,
            actor=self.desk.actor,
            now=self.desk.now,
            why=self.move.key,
            lookups=self.desk.lookups,
            expected=self._expected(),
        )
        if self.offer.task is not None:  # who decided goes on seeing what was decided
            mine = store.Grant(f"user:{self.desk.actor.id}", why="decided")
            store.grant(self.desk.session, saved.id, [mine])
        return saved

    def _expected(self) -> int | None:
        """The version that the person saw. A decision of somebody else beside it changes nothing of what was seen."""
        expected = self.press.expected
        if expected is None or self.press.stored is not None or expected == self.record.lock_version:
            return expected
        return self.record.lock_version if is_as_seen(self.record, expected, self.desk) else expected

    def _write_down(self, saved: Record) -> Step:
        step = self._line(saved, self.move, self.came_from, self.path[0] if self.path else self.came_from)
        step.comment = self.press.comment.strip()
        step.user_id = self.desk.actor.id or None
        step.task_id = self.offer.task.id if self.offer.task else None
        step.stands_for = self.offer.stands_for
        step.repeats = self.press.repeats
        step.on_behalf = self.press.on_behalf.stored() if self.press.on_behalf else None
        passed = [self._line(saved, move, *ends) for move, ends in zip(self.passed, pairwise(self.path), strict=True)]
        self.desk.session.add_all([step, *passed])
        self.desk.session.flush()  # in this order they are the course
        return step

    def _line(self, saved: Record, move: schema.Transition, before: str, after: str) -> Step:
        return Step(
            record_id=saved.id,
            transition=move.key,
            label=move.label.zh,
            from_state=before,
            to_state=after,
            comment="",
            revision=saved.lock_version,
            at=self.desk.now,
        )

    def _give_tasks(self, saved: Record, state: str, waits: tuple[int, ...] | None) -> list[Task]:
        definition = self.compiled.definition.state(state)
        if definition is None or not definition.tasks:
            return []
        wanted = dict(self._wanted(state))
        positions = engine.first(definition, tuple(wanted)) if waits is None else waits
        given = Asking(self.compiled, saved, state, self.desk).rows(
            [(at, wanted[at]) for at in positions if at in wanted]
        )
        return stand_ins.let_see(tasks.give(self.desk.session, given), desk=self.desk)

    def _makes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for move in (self.move, *self.passed) for key in move.makes))

    def _audit(self, saved: Record, state: str) -> None:
        facts = {"transition": self.move.key, "from": self.came_from, "to": state, "revision": saved.lock_version}
        if self.press.on_behalf:
            facts["on_behalf"] = True
        if self.offer.stands_for:
            facts["for"] = self.offer.stands_for
        audit.record("record.moved", actor=self.desk.actor, about=f"record:{saved.id}", facts=facts)
        for move, (before, after) in zip(self.passed, pairwise(self.path), strict=True) if self.path else ():
            if engine.SYSTEM in move.by:
                facts = {"transition": move.key, "from": before, "to": after, "revision": saved.lock_version}
                audit.record("record.moved", actor=None, about=f"record:{saved.id}", facts=facts)


def is_as_seen(record: Record, expected: int, desk: Desk) -> bool:
    """Does the record still stand where it stood, with the values that it had, in this version of it?"""
    try:
        seen = records_queries.revision(desk.session, record.id, expected)
    except NotFound:
        return False
    return seen.state == record.state and seen.data == record.data


def refuse_stale(record: Record, press: Press, desk: Desk) -> None:
    """Raises `Conflict` when values or state are not those that the person saw."""
    expected = press.expected
    if expected is None or expected == record.lock_version or is_as_seen(record, expected, desk):
        return
    raise Conflict("record.changed_meanwhile", current=record, by=record.updated_by, at=record.updated_at)
