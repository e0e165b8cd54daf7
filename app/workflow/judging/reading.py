"""The walk of a record, as its course tells it."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from app.definitions.compiled import CompiledType
from app.records.desk import Desk
from app.records.models import Record, Revision
from app.workflow import engine
from app.workflow import queries as flow
from app.workflow import tasks as outcomes
from app.workflow.judging import queries
from app.workflow.judging.carried import carried, sealed
from app.workflow.judging.fields import Seal
from app.workflow.judging.going import AGAIN
from app.workflow.judging.queries import Taken
from app.workflow.judging.walk import Approval, Question, Walk
from app.workflow.models import Task
from app.workflow.rows import Asks

AGREED, OBJECTED = "+agree_added", "+object_added"
"""Answers of those who were asked in (加签)."""
NOW = 1 << 62
"""In place of the step that is being taken: later than all."""


def question_of(task: Asks, tasks: Mapping[int, Task]) -> Question:
    """What the definition asked, whoever came to answer it."""
    first: Asks = tasks.get(task.unit_id or task.id, task)
    return Question(first.position, first.role, first.department_id, first.person_id)


def _approval(key: int, task: Task, tasks: Mapping[int, Task], transition: str, seal: Seal | None) -> Approval:
    return Approval(
        id=key,
        state=task.state,
        question=question_of(task, tasks),
        transition=transition,
        seal=seal,
        added=flow.as_open(task).added,
        asked_in=task.person_id if task.added else None,
        asked_by=task.asked_by,
        unit=task.unit_id or task.id,
    )


class Course:
    """What happened to a record before a step, asked once; `tasks` are all that it ever had in its flow."""

    def __init__(self, record: Record, compiled: CompiledType, desk: Desk) -> None:
        self.record, self.compiled, self.desk = record, compiled, desk
        self.tasks = {task.id: task for task in flow.tasks(desk.session, record.id)}
        self.out = Walk()

    @property
    def open(self) -> list[Task]:
        """What the record waits for."""
        return sorted((task for task in self.tasks.values() if task.outcome == ""), key=lambda task: task.position)

    def walk(self) -> Walk:
        """What was agreed to, and how the record got where it stands."""
        self.out = Walk()
        for step in queries.course(self.desk.session, self.record.id):
            self._decided(step)
            self._moved(step)
        for task in self.tasks.values():
            if task.added and task.outcome == outcomes.WITHDRAWN:
                self.out.withdraw(task.state, question_of(task, self.tasks), task.person_id)
        return self.out

    def questions(self, units: Iterable[int]) -> frozenset[Question]:
        """What these units were asked."""
        return frozenset(question_of(self.tasks[unit], self.tasks) for unit in units)

    def given(self, task: Task, transition: str) -> Approval:
        """What is being agreed to just now, later than all the rest; the step has no id yet."""
        return _approval(NOW, task, self.tasks, transition, {})

    def _decided(self, step: Taken) -> None:
        task = self.tasks.get(step.task_id or 0)
        if step.kept is not None:
            self.out.keep(step.kept)
        elif task is None:
            return
        elif step.transition == OBJECTED:
            self.out.object(step.from_state, question_of(task, self.tasks), task.person_id)
        elif step.transition == AGREED or self._tone(step) == "go":
            self.out.agree(self._approval(step, task))

    def _moved(self, step: Taken) -> None:
        if step.transition == AGAIN:
            self.out.go_round(step.from_state)
        elif step.from_state == step.to_state:
            return
        elif (tone := self._tone(step)) == "go":
            self.out.leave(step.from_state, step.transition, past=self._is_past(step))
            self.out.enter(step.to_state)
        elif tone == "back":
            self.out.go_back(step.from_state, step.to_state)
        else:
            self.out.stop()

    def _is_past(self, step: Taken) -> bool:
        """Pressed without a task; what asks nobody is passed by nobody, and by a transition that others press."""
        move = self.compiled.transition(step.transition)
        is_systems = move is not None and engine.SYSTEM in move.by
        return step.task_id is None and (step.user_id is not None or is_systems)

    def _tone(self, step: Taken) -> str:
        """Of a transition that the version does not know any more: back, if the record had left that state before."""
        move = self.compiled.transition(step.transition)
        if move is not None:
            return move.tone
        return "back" if step.to_state in self.out.ways and step.to_state != step.from_state else "go"

    def _approval(self, step: Taken, task: Task) -> Approval:
        seal = self._seal(step, step.seal) if step.seal is not None else None
        return _approval(step.id, task, self.tasks, step.transition, seal)

    def _seal(self, step: Taken, seal: Seal) -> Seal:
        """Of an earlier version: what the same values are under this one; what has no field any more is changed."""
        if step.version_id == self.record.version_id:
            return seal
        told = carried(seal, step.revision, self.record, self.compiled, self.desk)
        return self._followed(told, step.revision)

    def _followed(self, seal: Seal, approved: int) -> Seal:
        """What amendments changed afterwards counts as agreed to where it held until then (`sealing.follow`)."""
        for before, after in self.amended:
            if after.number > approved:
                was, now = (sealed(seal, each, self.compiled, self.desk) for each in (before, after))
                seal = {path: now[path] if mark == was[path] else mark for path, mark in seal.items()}
        return seal

    @cached_property
    def amended(self) -> list[tuple[Revision, Revision]]:
        """Asked for approvals of an earlier version only: in the others it is written down."""
        return queries.amended(self.desk.session, self.record.id)
