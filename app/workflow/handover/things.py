"""What one person has, and of each thing why it cannot go to another one: the one place that decides it.

Asked of all things for the preview, and once more of one record in the transaction that hands it over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.records import access
from app.records.desk import Desk
from app.records.models import Draft, Record
from app.workflow import engine, queries, tasks
from app.workflow.amending import judging
from app.workflow.amending import queries as amendments
from app.workflow.amending.models import Amendment
from app.workflow.models import Copy, Step, Task

DRAFT, TASK, OPEN, FINISHED, COPY, AMENDMENT = "draft", "task", "open", "finished", "copy", "amendment"
KINDS = (OPEN, TASK, AMENDMENT, DRAFT, FINISHED, COPY)
"""In this order they are shown and handed over."""
_NEW = "new:"
"""How the forms of drafts begin that belong to no record."""
_NO_DECISIONS = ("", tasks.HANDED, tasks.WITHDRAWN, tasks.CLOSED)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that somebody has; `why` is the code of what keeps it from going over, empty where nothing does."""

    kind: str
    type_key: str
    subject: str
    record_id: int | None = None
    version: int | None = None
    why: str = ""

    @property
    def pile(self) -> str:
        """What is chosen together: things of one kind and type."""
        return f"{self.kind}:{self.type_key}"


class Things:
    """What `giver_id` has, as it may go to `receiver`; with a record, what concerns that one alone."""

    def __init__(self, giver_id: int, receiver: Actor, desk: Desk, *, record_id: int | None = None) -> None:
        self.giver_id, self.receiver, self.desk, self.record_id = giver_id, receiver, desk, record_id

    def all(self) -> list[Thing]:
        """Everything, in the order of `KINDS`."""
        own, asked = [*self._records(), *self._amendments()], [*self._tasks(), *self._asked_of_amendments()]
        found = [*own, *asked, *self.drafts(), *self._copies()]
        return sorted(found, key=lambda thing: (KINDS.index(thing.kind), thing.type_key, thing.record_id or 0))

    def drafts(self) -> Iterator[Thing]:
        """What was typed for new records; drafts of a record go with it."""
        mine = (Draft.user_id == self.giver_id, Draft.form.startswith(_NEW))
        theirs = set(self.desk.session.scalars(sa.select(Draft.form).where(Draft.user_id == self.receiver.id)))
        for form, type_key in self.desk.session.execute(sa.select(Draft.form, Draft.type_key).where(*mine)):
            why = self._of_type(type_key) or ("has_draft" if form in theirs else "")
            yield Thing(DRAFT, type_key, f"draft:{form}", why=why)

    def _records(self) -> Iterator[Thing]:
        columns = (Record.id, Record.type_key, Record.version_id, Record.state, Record.lock_version)
        asked = sa.select(*columns).where(Record.owner_id == self.giver_id, *self._here(Record.id))
        open_here, decided = self._open_of_own(), self._decided_in_own()
        for row in self.desk.session.execute(asked):
            waits = open_here.get(row.id, [])
            is_open = bool(waits) or self._leads_on(row.version_id, row.state)
            why = self._of_record(row, waits, decided) if is_open else ""
            kind = OPEN if is_open else FINISHED
            yield Thing(kind, row.type_key, f"record:{row.id}", row.id, row.lock_version, why)

    def _of_record(self, row: Any, waits: list[Task], decided: set[int]) -> str:
        """Nobody comes to own what they decide: their own agreement would count for what is theirs."""
        others = [task for task in waits if not is_owners(self.desk.types.version(row.version_id), task)]
        if any(queries.as_open(task).belongs_to(self.receiver) for task in others):
            return "decides"
        return "has_decided" if row.id in decided else self._of_type(row.type_key, or_retired=True)

    def _of_type(self, type_key: str, *, or_retired: bool = False) -> str:
        """Who may not fill such forms could not go on with it."""
        compiled = self.desk.types.all().get(type_key)
        if compiled is None:
            return "" if or_retired else "no_type"
        return "" if access.may_create(compiled, self.receiver) else "may_not_fill"

    def _tasks(self) -> Iterator[Thing]:
        mine = (queries.OPEN, Task.person_id == self.giver_id, *self._here(Task.record_id))
        asked = sa.select(Task, Record).join(Record, Record.id == Task.record_id).where(*mine)
        for task, record in self.desk.session.execute(asked.order_by(Task.id)).all():
            compiled = self.desk.compiled(record)
            if record.owner_id != self.giver_id or not is_owners(compiled, task):  # the owner's own go with the record
                why = self._of_task(task, record, compiled)
                yield Thing(TASK, record.type_key, f"task:{task.id}", record.id, why=why)

    def _of_task(self, task: Task, record: Record, compiled: CompiledType) -> str:
        """As 转办: never to the owner, to who decides here, or beyond the role."""
        if task.added:
            return "added"
        if record.owner_id == self.receiver.id:
            return "owner"
        others = [each for each in queries.open_tasks(self.desk.session, record.id) if each.id != task.id]
        if any(queries.as_open(each).belongs_to(self.receiver) for each in others):
            return "decides"
        if self._decided_here(record):
            return "has_decided"
        state = compiled.definition.state(record.state)
        anybody = state is not None and state.hand_over == "anybody"
        lacks = task.role is not None and not self.receiver.has(task.role, task.department_id)
        return "no_role" if lacks and not anybody else ""

    def _amendments(self) -> Iterator[Thing]:
        """Those that were proposed of others' records; of the giver's own they go with the record."""
        mine = (Amendment.by == self.giver_id, amendments.IS_OPEN, *self._here(Amendment.record_id))
        asked = sa.select(Amendment, Record).join(Record, Record.id == Amendment.record_id)
        others = Record.owner_id.is_distinct_from(self.giver_id)
        for amendment, record in self.desk.session.execute(asked.where(*mine, others)).all():
            why = self._of_amendment(amendment, record)
            yield Thing(AMENDMENT, record.type_key, f"amendment:{amendment.id}", record.id, why=why)

    def _of_amendment(self, amendment: Amendment, record: Record) -> str:
        kind = self.desk.compiled(record).definition.amendments.get(amendment.kind)
        if kind is None or not judging.may_propose(kind, record, self.receiver):
            return "no_role"
        return self._decides(amendment)

    def _asked_of_amendments(self) -> Iterator[Thing]:
        """Nobody agrees to what is theirs, or twice."""
        mine = (Task.person_id == self.giver_id, Task.outcome == "", *self._here(Task.record_id))
        asked = sa.select(Task, Amendment, Record).join(Amendment, Amendment.id == Task.amendment_id)
        asked = asked.join(Record, Record.id == Task.record_id).where(*mine).order_by(Task.id)
        for task, amendment, record in self.desk.session.execute(asked).all():
            why = self._of_asked(task, amendment, record)
            yield Thing(TASK, record.type_key, f"task:{task.id}", record.id, why=why)

    def _of_asked(self, task: Task, amendment: Amendment, record: Record) -> str:
        if task.added:
            return "added"
        if self.receiver.id in (amendment.by, record.owner_id):
            return "owner"
        kind = self.desk.compiled(record).definition.amendments.get(amendment.kind)
        anybody = kind is not None and kind.hand_over == "anybody"
        lacks = task.role is not None and not self.receiver.has(task.role, task.department_id)
        return self._decides(amendment) or ("no_role" if lacks and not anybody else "")

    def _decides(self, amendment: Amendment) -> str:
        """Is the receiver asked to agree to it, or did they decide already?"""
        there = amendments.tasks(self.desk.session, amendment.id)
        if any(not task.outcome and queries.as_open(task).belongs_to(self.receiver) for task in there):
            return "decides"
        decided = (task for task in there if task.outcome not in _NO_DECISIONS)
        return "has_decided" if any(task.done_by == self.receiver.id for task in decided) else ""

    def _copies(self) -> Iterator[Thing]:
        mine = (Copy.user_id == self.giver_id, queries.IN_FORCE, *self._here(Copy.record_id))
        asked = sa.select(Copy.id, Copy.record_id, Record.type_key).join(Record, Record.id == Copy.record_id)
        theirs = set(
            self.desk.session.scalars(
                sa.select(Copy.record_id).where(Copy.user_id == self.receiver.id, queries.IN_FORCE)
            )
        )
        for copy_id, record_id, type_key in self.desk.session.execute(asked.where(*mine)):
            why = "has_copy" if record_id in theirs else ""
            yield Thing(COPY, type_key, f"copy:{copy_id}", record_id, why=why)

    def _here(self, column: Any) -> tuple[sa.ColumnElement[bool], ...]:
        return (column == self.record_id,) if self.record_id is not None else ()

    def _open_of_own(self) -> dict[int, list[Task]]:
        """What is waited for in the giver's records, and of their amendments."""
        own = (Record.owner_id == self.giver_id, Task.outcome == "", *self._here(Record.id))
        found: dict[int, list[Task]] = {}
        for task in self.desk.session.scalars(sa.select(Task).join(Record, Record.id == Task.record_id).where(*own)):
            found.setdefault(task.record_id, []).append(task)
        return found

    def _decided_in_own(self) -> set[int]:
        """The giver's records in which the receiver decided something."""
        decided = (Task.done_by == self.receiver.id, Task.outcome.not_in(_NO_DECISIONS))
        own = (Record.owner_id == self.giver_id, *self._here(Record.id))
        asked = sa.select(Task.record_id).join(Record, Record.id == Task.record_id).where(*decided, *own)
        return set(self.desk.session.scalars(asked))

    def _decided_here(self, record: Record) -> bool:
        """Did the receiver decide since the record came into its state?"""
        came = sa.select(sa.func.coalesce(sa.func.max(Step.id), 0)).where(
            Step.record_id == record.id, Step.to_state == record.state, Step.from_state != Step.to_state
        )
        since = (Step.record_id == record.id, Step.id > came.scalar_subquery(), Step.task_id.is_not(None))
        return bool(self.desk.session.scalar(sa.select(Step.id).where(*since, Step.user_id == self.receiver.id)))

    def _leads_on(self, version_id: int, state: str) -> bool:
        return any(True for _state in engine.path_ahead(self.desk.types.version(version_id), state))


def is_owners(compiled: CompiledType, task: Task) -> bool:
    """Is it asked of the owner, whoever that is?"""
    state = compiled.definition.state(task.state)
    if state is None or task.added or not 0 <= task.position < len(state.tasks):
        return False
    return state.tasks[task.position].person == engine.OWNER
