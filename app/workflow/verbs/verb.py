"""What a verb is: who may use it is decided from where the record stands, before anything is read or written."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal

from app.definitions.compiled import CompiledType
from app.definitions.schema import State
from app.errors import AppError, Forbidden
from app.records.desk import Desk
from app.records.models import Record
from app.workflow.engine import OpenTask, Presser, Standing
from app.workflow.models import Task
from app.workflow.press import Press
from app.workflow.subject import Subject


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that is in force: whose, and who made it."""

    id: int
    user_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """All that decides who may use a verb: where the record stands, who asks, and what was done beside the flow."""

    compiled: CompiledType
    standing: Standing
    presser: Presser
    now: datetime
    copies: Sequence[Copied] = ()
    reminded_at: datetime | None = None

    @property
    def state(self) -> State | None:
        """The state as it is defined."""
        return self.compiled.definition.state(self.standing.state)

    @property
    def is_owner(self) -> bool:
        """Does the owner ask?"""
        return self.presser.id is not None and self.presser.id == self.standing.owner_id

    def mine(self) -> list[OpenTask]:
        """What the person may decide now."""
        return [task for task in self.standing.tasks if task.is_for(self.presser)]

    def task(self, task_id: int) -> OpenTask | None:
        """One of the open tasks."""
        return next((task for task in self.standing.tasks if task.id == task_id), None)


@dataclass(frozen=True, slots=True)
class Chance:
    """A verb that may be used now; `target` is the task or the copy that it concerns, 0 for none."""

    verb: "Verb"
    target: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What was sent: about what, with which words, for whom, how, and which version of the record was seen."""

    target: int = 0
    comment: str = ""
    people: tuple[int, ...] = ()
    how: str = ""
    expected: int | None = None


@dataclass(slots=True)
class Acting:
    """One use of a verb that was found to be allowed; it fills in the line of the course."""

    subject: Subject
    place: Place
    target: int
    given: Given
    task: Task | None = None
    """The task that it concerns, if it does."""
    facts: dict[str, Any] = field(default_factory=dict)
    writes_line: bool = True
    """False where the deed writes a line of its own."""
    told: list[int] = field(default_factory=list)

    @property
    def record(self) -> Record:
        """The record that it is about."""
        return self.subject.record

    @property
    def desk(self) -> Desk:
        """Of who acts."""
        return self.subject.desk

    def press(self, transition: str = "") -> Press:
        """What was given, as a press."""
        given = self.given
        return Press(transition, comment=given.comment, expected=given.expected, task_id=self.target)


class Verb(ABC):
    """A deed beside the flow. `label` stands on the button, `says` in the course, `done` is the message afterwards."""

    key: ClassVar[str]
    label: ClassVar[str]
    says: ClassVar[str]
    done: ClassVar[str]
    icon: ClassVar[str]
    hint: ClassVar[str] = ""
    tone: ClassVar[Literal["go", "back", "stop"]] = "go"
    words: ClassVar[Literal["none", "optional", "required"]] = "optional"
    people: ClassVar[Literal["none", "one", "several"]] = "none"
    hows: ClassVar[Mapping[str, str]] = {}
    """What may be chosen, with its words."""
    concerns: ClassVar[Literal["task", "copy", "record"]] = "record"
    """What its target is."""
    in_menu: ClassVar[bool] = True
    """False where its buttons stand beside the lines of the course that they concern."""
    decides: ClassVar[bool] = False
    """Stands first among the buttons, for it answers what is asked."""
    phrases: ClassVar[Sequence[str]] = ()

    @abstractmethod
    def targets(self, place: Place) -> Iterable[int]:
        """What this person may use it on; nothing: it is not offered."""

    @abstractmethod
    def do(self, acting: Acting) -> None:
        """Do it, in the caller's transaction."""

    def saying(self, facts: Mapping[str, object]) -> str:
        """The sentence in the course, from what the line keeps."""
        del facts
        return self.says

    def refusal(self, place: Place) -> AppError:
        """Why it may not be used here."""
        del place
        return Forbidden(f"workflow.{self.key}")

    def receives(self, place: Place, target: int) -> Literal["holders", "anybody"]:
        """From whom the people are chosen."""
        del place, target
        return "anybody"
