"""What the values of a record say to one person: what is out of their sight decides nothing that they are told."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from app.accounts import queries as accounts
from app.definitions import schema
from app.definitions.compiled import CompiledType
from app.expressions import Expression
from app.records import showing, withheld
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import engine, voting
from app.workflow.judging import fields
from app.workflow.judging.footing import Footing
from app.workflow.judging.walk import Approval, Question, Walk

_UNKNOWN = frozenset({"today", "now", "actor", "period", "state"})
"""Names that say something else when the record comes there."""


class Seen(Footing):
    """A record for whoever looks. What they cannot know is as it was answered last: a question that was put stays put,
    any other is left out, a way may be gone, and what was judged is the same."""

    def __init__(self, compiled: CompiledType, record: Record, desk: Desk, walk: Walk) -> None:
        super().__init__(compiled, record, desk, record.data)
        self.walk = walk
        self.sights = showing.sights_of(record, compiled, desk)
        self.later = fields.later(compiled, record.data)

    def wants(self, state: str, at: int) -> bool | None:
        """Does the condition of a task hold? None: that is not known, or not to whoever looks."""
        return self._holds(self.compiled.task_conditions.get((state, at)))

    def leads(self, transition: str) -> bool | None:
        """The same of a transition."""
        return self._holds(self.compiled.guards.get(transition))

    def wanted(self, state: str) -> Sequence[tuple[int, schema.Task]]:
        """The tasks that the state is known to ask, of somebody who is known."""
        return [(at, task) for at, task in self._tasks(state) if self.wants(state, at) and self.knows_whom(task)]

    def questions(self, state: str) -> Sequence[Question]:
        """Those of which it is known, and whoever agreed last where it is not."""
        known = super().questions(state)
        return sorted(dict.fromkeys([*known, *self._answered(state)]), key=lambda each: each.position)

    def guard(self, state: str) -> engine.Guard:  # noqa: ARG002 - what reads the state is not known
        """Do conditions of transitions hold, or may they?"""
        return lambda transition: self.leads(transition) is not False

    def changed(self, approval: Approval) -> tuple[str, ...]:
        """The paths, of what they see; and the one that stands for values of which nobody knows any more."""
        return tuple(path for path in super().changed(approval) if not path or self.sees(path))

    def sees(self, path: str) -> bool:
        """Is all that stands there seen in full, columns and copies too?"""
        key, _dot, column = path.partition(".")
        field = self.compiled.fields.get(key)
        columns = [f"{key}.{name}" for name in field.columns] if field and not column else []
        is_whole = all(self.sights.get(each) == "see" for each in (key, path, *columns))
        return is_whole and not any(copy.startswith(f"{path}.") for copy in self.copies)

    @cached_property
    def sees_department(self) -> bool:
        """Do they see what decides to which department the record belongs?"""
        told_by = self.compiled.definition.department_of
        return not told_by or self.sees(told_by)

    @cached_property
    def copies(self) -> frozenset[str]:
        """What was copied from linked records out of their sight."""
        return withheld.copies(self.compiled, self.record.data, self.desk)

    def knows_whom(self, task: schema.Task) -> bool:
        """Is it settled whom a task asks, by what they see?"""
        told_by = {key for key in (task.person, task.of) if key and key in self.compiled.fields}
        if not all(map(self._is_settled, told_by)):
            return False
        return not task.of or self.sees_department or self._tells_department(task.of)

    def _tells_department(self, of: str) -> bool:
        """Otherwise it is the department of the record."""
        if of != engine.OWNER:
            return bool(self.record.data.get(of))
        owner = self.record.owner_id
        return owner is not None and accounts.user(owner).department_id is not None

    def _holds(self, rule: Expression | None) -> bool | None:
        if rule is None:
            return True
        return rule.holds(self.names_at(self.record.state)) if self._knows(rule) else None

    def _knows(self, rule: Expression) -> bool:
        """Does it read only what is seen in full and will be the same when the record comes there?"""
        read = fields.reads(rule)
        is_settled = not read & _UNKNOWN and all(map(self._is_settled, read))
        return is_settled and not any(_is_read(copy, read) for copy in self.copies)

    def _is_settled(self, path: str) -> bool:
        """What is still being filled in may be empty now and not later."""
        if path in self._beside:
            return self.sees(self._beside[path])
        key = path.partition(".")[0]
        if key not in self.compiled.fields:
            return True
        is_open = self.record.state in self.compiled.open_states
        is_empty = self.record.data.get(key) in (None, "", [])
        return self.sights.get(path, "see") == "see" and path not in self.later and not (is_open and is_empty)

    @cached_property
    def _beside(self) -> Mapping[str, str]:
        """What rules read of the record beside its fields, and the field that it follows from."""
        number, department = self.compiled.number_field, self.compiled.definition.department_of
        found = {"record.number": number.key if number else None, "record.department": department}
        return {path: key for path, key in found.items() if key}

    def _tasks(self, state: str) -> Iterator[tuple[int, schema.Task]]:
        definition = self.state(state)
        yield from enumerate(definition.tasks if definition else ())

    def _answered(self, state: str) -> list[Question]:
        """Who agreed last where nobody can tell them who is asked, or whether anybody is; in a vote each voice."""
        definition = self.state(state)
        is_vote = definition is not None and definition.mode == voting.VOTE
        open_ = {at for at, task in self._tasks(state) if self._is_open(state, at, task)}
        given = sorted(
            (each for _round, each in self.walk.approvals(state) if not each.added), key=lambda each: each.id
        )
        asked = [each.question for each in given if each.question.position in open_]
        return list({each if is_vote else each.position: each for each in asked}.values())

    def _is_open(self, state: str, at: int, task: schema.Task) -> bool:
        wants = self.wants(state, at)
        return wants is None or (wants and not self.knows_whom(task))


def _is_read(copy: str, read: set[str]) -> bool:
    """Names of members stand beside the name that a rule begins with, those in rows too."""
    key, *names = copy.split(".")
    return all(f"{key}.{name}" in read for name in names)
