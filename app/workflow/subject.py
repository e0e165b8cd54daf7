"""What is under approval: a record in its flow, or an amendment beside it. Verbs know both by this alone."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.definitions.compiled import CompiledType
from app.definitions.schema import Transition
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import queries, tasks
from app.workflow.engine import Offer, Standing
from app.workflow.models import Task
from app.workflow.press import Press


class Subject(ABC):
    """One of them, as the actor of the desk finds it."""

    amendment_id: int | None = None
    number = 0
    """Which amendment of the record it is; 0: the record itself."""

    def __init__(self, record: Record, desk: Desk) -> None:
        self.record, self.desk = record, desk

    @property
    @abstractmethod
    def compiled(self) -> CompiledType:
        """The type, with the flow that this goes through."""

    @property
    @abstractmethod
    def lock_version(self) -> int:
        """Which version of it there is."""

    @property
    @abstractmethod
    def owners(self) -> tuple[int, ...]:
        """Whose it is: nobody else's decision on it is passed to them."""

    @property
    @abstractmethod
    def state(self) -> str:
        """The state in which its tasks and lines stand."""

    @property
    @abstractmethod
    def facts(self) -> Mapping[str, Any]:
        """What lines of the course say of it besides."""

    @property
    def named(self) -> Mapping[str, Any]:
        """What messages call it."""
        return {"title": self.record.title, **({"amendment": self.number} if self.number else {})}

    @abstractmethod
    def standing(self) -> Standing:
        """Where it stands."""

    @abstractmethod
    def reminded_at(self) -> datetime | None:
        """When those who have to decide here were last reminded."""

    @abstractmethod
    def stood_for(self, task: Task) -> int | None:
        """Who is away and whose decision of this task a stand-in took."""

    @abstractmethod
    def offered_on_behalf(self) -> tuple[Offer, ...]:
        """What the actor may record that others decided elsewhere (代录签批)."""

    @abstractmethod
    def still_holds(self, move: Transition) -> bool:
        """Does the condition of a transition hold?"""

    @abstractmethod
    def refuse_stale(self, press: Press) -> None:
        """Raises `Conflict` when it is not what the person saw."""

    @abstractmethod
    def go_on(self, offer: Offer, press: Press) -> None:
        """Carry out what was found to be allowed."""

    @abstractmethod
    def keep_answer(self, task: Task, key: str, label: str, press: Press) -> bool:
        """Write down what somebody answered who was asked in (加签); False: a line of the course is enough."""

    def open_tasks(self) -> Sequence[Task]:
        """What it waits for."""
        return queries.open_tasks(self.desk.session, self.record.id, self.amendment_id)

    def settle(self) -> list[Task]:
        """Put to sleep whose turn it is not; gives those that woke."""
        return tasks.settle(self.desk.session, self.record.id, self.amendment_id)
