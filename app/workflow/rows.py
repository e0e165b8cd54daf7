"""What questions about the flow give where nothing is changed: rows instead of whole objects."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from app.workflow.models import Task

OPEN_TASK = (
    Task.id,
    Task.position,
    Task.role,
    Task.department_id,
    Task.person_id,
    Task.added,
    Task.unit_id,
    Task.asked_by,
    Task.asleep,
)
"""What an `OpenTask` is made of."""


class Said(NamedTuple):
    """What a person did last in the course of a record, with which words."""

    record_id: int
    user_id: int
    transition: str
    comment: str


class Usable(NamedTuple):
    """A phrase (常用语), and the tone of what it is said with."""

    tone: str
    words: str


class CopyInForce(NamedTuple):
    """A copy (抄送) that is in force: whose, by whom, and when it was opened."""

    id: int
    record_id: int
    user_id: int
    by_id: int | None
    created_at: datetime
    read_at: datetime | None


class Held(Protocol):
    """A task, as far as it says whose it is: a person's, or of those who hold a role."""

    @property
    def role(self) -> str | None: ...

    @property
    def department_id(self) -> int | None: ...

    @property
    def person_id(self) -> int | None: ...


class Asks(Held, Protocol):
    """A task, as far as it says who is asked what, until when."""

    @property
    def id(self) -> int: ...

    @property
    def record_id(self) -> int: ...

    @property
    def state(self) -> str: ...

    @property
    def position(self) -> int: ...

    @property
    def added(self) -> str: ...

    @property
    def unit_id(self) -> int | None: ...

    @property
    def due_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Amount:
    """How much waits for somebody, and when the most urgent of it is due."""

    count: int
    due: datetime | None
