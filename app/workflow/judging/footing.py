"""What the values of a record say: conditions, whom states ask, and whether what was judged is still the same."""

from collections.abc import Mapping, Sequence

from app.definitions import schema
from app.definitions.compiled import CompiledType
from app.definitions.schema import State, Transition
from app.errors import Invalid
from app.expressions import Value
from app.fields import Stored
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import engine
from app.workflow.asked import Asking
from app.workflow.judging import fields, queries, walk
from app.workflow.judging.fields import Contents
from app.workflow.judging.walk import Approval, Question
from app.workflow.models import Task


class Footing:
    """A record with these values. `own` is the approval that is being given: it is of whatever comes of it."""

    def __init__(self, compiled: CompiledType, record: Record, desk: Desk, stored: Mapping[str, Stored]) -> None:
        self.compiled, self.record, self.desk = compiled, record, desk
        self.own: Approval | None = None
        self._asked: dict[str, list[Task]] = {}
        self._contents: Contents | None = None
        self._names: dict[str, Mapping[str, Value]] = {}
        self._stored = stored

    @property
    def stored(self) -> Mapping[str, Stored]:
        """The values."""
        return self._stored

    @stored.setter
    def stored(self, stored: Mapping[str, Stored]) -> None:
        if stored != self._stored:
            self._asked.clear()
            self._names.clear()
            self._contents = None
        self._stored = stored

    def state(self, key: str) -> State | None:
        """A state as it is defined."""
        return self.compiled.definition.state(key)

    def wanted(self, state: str) -> Sequence[tuple[int, schema.Task]]:
        """The tasks of a state whose conditions hold, with their places."""

        def holds(position: int) -> bool:
            rule = self.compiled.task_conditions.get((state, position))
            return rule is None or rule.holds(self.names_at(state))

        return engine.wanted(self.compiled, state, holds)

    def guard(self, state: str) -> engine.Guard:
        """Do conditions of transitions hold while the record stands there?"""

        def holds(transition: str) -> bool:
            rule = self.compiled.guards.get(transition)
            return rule is None or rule.holds(self.names_at(state))

        return holds

    def rows(self, state: str) -> list[Task]:
        """Whom the state would ask, without days; where nobody is named, nobody."""
        if state not in self._asked:
            asking = self.asking(state)
            try:
                self._asked[state] = asking.whom(self.wanted(state))
            except Invalid:  # said when it is asked
                self._asked[state] = [row for each in self.wanted(state) for row in _rows(asking, *each)]
        return self._asked[state]

    def asking(self, state: str) -> Asking:
        """Who gives the tasks of a state."""
        return Asking(self.compiled, self.record, state, self.desk, values=lambda: self.names_at(state))

    def questions(self, state: str) -> Sequence[Question]:
        """Whom the state asks."""
        return list(dict.fromkeys(as_question(row) for row in self.rows(state)))

    def onward(self, state: str) -> Sequence[Transition]:
        """The transitions by task onward whose conditions hold."""
        return walk.ways_by_task(engine.leaving(self.compiled, state), self.guard(state))

    def is_end(self, state: str) -> bool:
        """Is the flow over there, or does the record count from there on?"""
        return walk.is_end(self.compiled, state)

    def leads_to(self, state: str) -> bool:
        """Do the conditions still lead there?"""
        return state in walk.reached(self.compiled, self.guard(self.record.state))

    def is_same(self, approval: Approval) -> bool:
        """Is everything that was judged as it was?"""
        return approval is self.own or not self.changed(approval)

    def changed(self, approval: Approval) -> tuple[str, ...]:
        """The paths where something else stands than what was agreed to."""
        return fields.changed(approval.seal or {}, self.compiled, self._stored, self.contents)

    @property
    def contents(self) -> Contents:
        """What is in the files."""
        if self._contents is None:
            self._contents = queries.contents(self.desk.session, fields.tokens(list(self._stored.values())))
        return self._contents

    def names_at(self, state: str) -> Mapping[str, Value]:
        """What conditions read while the record stands there."""
        if state not in self._names:
            world = self.desk.world(self.compiled, self.record, state=state)
            self._names[state] = {**world.names(), **self.compiled.values(self._stored, self.desk.lookups)}
        return self._names[state]


def as_question(row: Task) -> Question:
    """What a task of the definition asks."""
    return Question(row.position, row.role, row.department_id, row.person_id)


def _rows(asking: Asking, at: int, wanted: schema.Task) -> list[Task]:
    try:
        return asking.whom([(at, wanted)])
    except Invalid:
        return [Task(position=at)]
