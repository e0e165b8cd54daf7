"""One press, from the check to the message: values, numbers, tasks, grants and what is taken down."""

from collections.abc import Sequence
from typing import Any

from app.audit import service as audit
from app.definitions import schema
from app.definitions.compiled import CompiledType
from app.errors import Conflict, NotFound
from app.records import corrections, store
from app.records import queries as records_queries
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import engine, queries, steps, tasks, voting
from app.workflow.engine import Offer
from app.workflow.judging import giving, reading, restoring, sealing
from app.workflow.judging import walk as walks
from app.workflow.judging.going import AGAIN, Going, Line
from app.workflow.judging.models import KeptApproval
from app.workflow.judging.walk import Need
from app.workflow.models import Step
from app.workflow.moving import Moving
from app.workflow.press import Performed, Press
from app.workflow.telling import Telling


class Stepping:
    """One press that was found to be allowed."""

    def __init__(self, compiled: CompiledType, record: Record, offer: Offer, press: Press, desk: Desk) -> None:
        self.compiled, self.record, self.offer, self.press, self.desk = compiled, record, offer, press, desk
        self.move = offer.transition
        self.came_from = record.state
        stored = record.data if press.stored is None else press.stored
        is_handing_in = offer.task is None and desk.actor.id == record.owner_id
        self.ground = Moving(compiled, record, desk, stored, wants_reasons=is_handing_in)
        self.course = reading.Course(record, compiled, desk)
        self.walk = self.course.walk()
        self.lines: Sequence[Line] = ()
        self.judged: tuple[str, ...] = ()
        self.tally: voting.Tally | None = None

    def take(self) -> Performed:
        """Do it all, in the caller's transaction."""
        needs, state = self._waits_for(), self.came_from
        moving = needs is None
        if needs is None:
            going = Going(self.walk, self.ground).go(self.came_from, self.move, past=self.offer.task is None)
            self.lines, needs, state = going.lines, going.needs, going.state
            self.ground.stored = restoring.restored(self.ground, state)
        self._close_tasks(moving=moving)
        before = corrections.Before.of(self.record)
        saved = self._save(state)
        corrections.account_for(saved, before, self.press.reason or self.press.comment, desk=self.desk)
        step = self._write_down(saved)
        given = giving.give(needs, saved, state, self.ground)
        if not moving:
            given += tasks.settle(self.desk.session, saved.id)
        telling = Telling(self.compiled, saved, self.move, self.desk)
        telling.of_tasks(given)
        if moving:
            telling.of_vote(self.tally, self.press.comment)
            telling.of_return(self.press.comment)
        telling.of_state(state, came_from=self.came_from, given=given)
        self._audit(saved, state)
        return Performed(saved, step, self._makes(), tuple(telling.told), self._is_sent_back())

    def _waits_for(self) -> list[Need] | None:
        """Whom the state asks now, beside those who are asked already; None: the record moves."""
        state, task = self.compiled.definition.state(self.came_from), self.offer.task
        if state is None or task is None:
            return None
        waiting = [queries.as_open(each) for each in self.course.open]
        if self.move.tone == "go":
            self._judge(task)
        if state.mode == voting.VOTE and self._goes_on_voting(state, waiting, task):
            return []
        if self.move.tone != "go":
            return None
        self._agree(task)
        if engine.still_decide(waiting, task):
            return []
        others = {each.unit for each in waiting if each.id != task.id}
        return walks.left_to_ask(self.walk, self.came_from, self.ground, self.course.questions(others))

    def _goes_on_voting(
        self, state: schema.State, open_tasks: Sequence[engine.OpenTask], completed: engine.OpenTask
    ) -> bool:
        """In a vote the record stays until enough have agreed, or no longer can."""
        voices = queries.voices(self.desk.session, self.record, self.compiled)
        self.tally = voting.after(state, open_tasks, voices, completed, agrees=self.move.tone == "go")
        return not voting.moves(self.tally)

    def _judge(self, task: engine.OpenTask) -> None:
        """What whoever decided agrees to, in a vote that goes on too."""
        whose = None if self.press.on_behalf else self.offer.stands_for or self.desk.actor.id
        self.judged = sealing.paths_of(self.course.tasks[task.id], self.ground, decider=whose)

    def _agree(self, task: engine.OpenTask) -> None:
        """From now on it is agreed to."""
        self.ground.own = self.course.given(self.course.tasks[task.id], self.move.key)
        self.walk.agree(self.ground.own)

    def _close_tasks(self, *, moving: bool) -> None:
        for task in self.course.open:
            mine = self.offer.task is not None and task.id == self.offer.task.id
            if mine or moving:
                outcome = self.move.key if mine else tasks.CLOSED
                done_by = self.desk.actor.id if mine and not self.press.on_behalf else None
                tasks.end(task, outcome, done_by=done_by, desk=self.desk)

    def _save(self, state: str) -> Record:
        saved = store.save(
            self.desk.session,
            self.record,
            self.compiled,
            stored=self.ground.stored,
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
        session = self.desk.session
        first = self.lines[0] if self.lines else Line(self.move, self.came_from, self.came_from)
        step = steps.add(session, {**self._line(saved, first), **self._pressed()})
        for line in self.lines[1:]:
            row = steps.add(session, self._line(saved, line))
            if line.kept is not None:
                kept = step.id if line.kept is self.ground.own else line.kept.id
                session.add(KeptApproval(step_id=row.id, approval_id=kept))
        if self.ground.own is not None:
            sealing.keep(step, self.judged, self.ground)
        if step.task_id is not None and self.move.tone == "go":
            sealing.sign(step, self.judged, self.ground)
        return step

    def _pressed(self) -> dict[str, Any]:
        """What the first line says beside the others: who pressed, for whom, with which words."""
        return {
            "comment": self.press.comment.strip(),
            "user_id": self.desk.actor.id or None,
            "task_id": self.offer.task.id if self.offer.task else None,
            "stands_for": self.offer.stands_for,
            "repeats": self.press.repeats,
            "on_behalf": self.press.on_behalf.stored() if self.press.on_behalf else None,
        }

    def _line(self, saved: Record, line: Line) -> dict[str, Any]:
        move = line.move
        return {
            "record_id": saved.id,
            "transition": line.kept.transition if line.kept else move.key if move else AGAIN,
            "label": move.label.zh if move else "",
            "from_state": line.before,
            "to_state": line.after,
            "task_id": line.kept.unit if line.kept else None,
            "revision": saved.lock_version,
            "at": self.desk.now,
        }

    def _makes(self) -> tuple[str, ...]:
        moved = (line.move for line in self.lines if line.move is not None and line.after == line.move.to)
        return tuple(dict.fromkeys(key for move in moved for key in move.makes))

    def _is_sent_back(self) -> bool:
        """Returned, or gone back because something that was judged has changed."""
        returned = (line.move is not None and line.move.tone == "back" for line in self.lines)
        return any(returned) or any(line.move is None and line.kept is None for line in self.lines)

    def _audit(self, saved: Record, state: str) -> None:
        facts = {"transition": self.move.key, "from": self.came_from, "to": state, "revision": saved.lock_version}
        if self.press.on_behalf:
            facts["on_behalf"] = True
        if self.offer.stands_for:
            facts["for"] = self.offer.stands_for
        audit.record("record.moved", actor=self.desk.actor, about=f"record:{saved.id}", facts=facts)
        for line in self.lines[1:]:
            if line.move is not None and engine.SYSTEM in line.move.by:
                facts = {"transition": line.move.key, "from": line.before, "to": line.after}
                facts["revision"] = saved.lock_version
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
