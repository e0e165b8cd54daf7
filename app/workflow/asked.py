"""Whom a task of the definition asks: a row for each decision that is waited for; in a vote one for each holder."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from app.accounts import queries as accounts
from app.definitions import schema
from app.definitions.compiled import CompiledType
from app.errors import Invalid
from app.expressions import Coded, Value
from app.records.desk import Desk
from app.records.models import Record
from app.workdays import queries as workdays
from app.workdays import spans
from app.workflow import engine, holders, voting
from app.workflow.models import Task


class Asking:
    """The tasks of one state of one record."""

    def __init__(
        self,
        compiled: CompiledType,
        record: Record,
        state: str,
        desk: Desk,
        *,
        values: Callable[[], Mapping[str, Value]] | None = None,
    ) -> None:
        self.compiled, self.record, self.state, self.desk = compiled, record, state, desk
        self._values = values or (lambda: compiled.values(record.data, desk.lookups))

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """What the record says; not asked for where roles of the whole office decide."""
        return self._values()

    def rows(self, wanted: Sequence[tuple[int, schema.Task]]) -> list[Task]:
        """What has to be decided, and until when."""
        spans, rows = {at: task.due for at, task in wanted}, self.whom(wanted)
        for row in rows:
            row.due_at = self._due(spans[row.position])
        return rows

    def whom(self, wanted: Sequence[tuple[int, schema.Task]]) -> list[Task]:
        """Who has to decide it; nobody has two voices in a vote."""
        asked = [self._row(at, task) for at, task in wanted]
        state = self.compiled.definition.state(self.state)
        if state is None or state.mode != voting.VOTE:
            return asked
        voices: dict[object, Task] = {}
        for each in (voice for row in asked for voice in self._voices(row)):
            voices.setdefault(each.person_id or (each.role, each.department_id), each)
        return list(voices.values())

    def _voices(self, row: Task) -> Iterator[Task]:
        """A voice for everybody who holds the role today; where nobody does, the task itself waits for one."""
        found: list[int] = holders.ids_of(row, self.desk) if row.person_id is None else []
        ids: list[int | None] = [*found] if found else [row.person_id]
        for person_id in ids:
            voice = self._made(row.position)
            voice.role, voice.department_id = row.role, row.department_id
            voice.person_id = person_id
            yield voice

    def _row(self, at: int, wanted: schema.Task) -> Task:
        row = self._made(at)
        row.role = wanted.role
        row.department_id = self._department(wanted) if wanted.of else None
        row.person_id = None if wanted.role else self._person(wanted)
        return row

    def _made(self, at: int) -> Task:
        return Task(record_id=self.record.id, state=self.state, position=at, created_at=self.desk.now, outcome="")

    def _due(self, span: str) -> datetime | None:
        return spans.after(self.desk.now, span, workdays.calendar(self.desk.session)) if span else None

    def _department(self, wanted: schema.Task) -> int | None:
        """The department whose role is meant; 上级 is the one above it, and the institution is above itself."""
        if wanted.of == engine.OWNER:
            found = self._department_of_owner()
        else:
            found = _id(self.values.get(wanted.of or "")) or self.record.department_id
        if found is None and (wanted.above or wanted.of == engine.OWNER):
            raise Invalid.because("workflow.no_department", place=self._place(wanted.of or ""))
        if found is None or not wanted.above:
            return found
        return accounts.department(found).parent_id or found

    def _department_of_owner(self) -> int | None:
        owner = self.record.owner_id
        return (accounts.user(owner).department_id if owner else None) or self.record.department_id

    def _person(self, wanted: schema.Task) -> int:
        if wanted.login:
            return self._named(wanted.login)
        key = wanted.person or ""
        found = self.record.owner_id if key == engine.OWNER else _id(self.values.get(key))
        if found is None:
            field = self.compiled.fields.get(key)
            label = field.definition.label if field else key
            raise Invalid.because("workflow.nobody_named", place=key, label=label)
        return found

    def _named(self, login: str) -> int:
        found = accounts.user_by_login(login)
        if found is None:
            raise Invalid.because("workflow.login_unknown", login=login)
        return found.id

    def _place(self, key: str) -> str:
        return key if key in self.compiled.fields else ""


def _id(value: Value) -> int | None:
    return int(value) if isinstance(value, Coded) and value.isdecimal() else None
