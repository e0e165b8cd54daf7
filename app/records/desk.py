"""Who works, when, and with what at hand: the one thing that every command about records is given."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.definitions.types import Types
from app.expressions import Coded, Row, plain_text
from app.fields import CHINESE, Language, Lookups
from app.records.access import Viewer
from app.records.models import Record
from app.records.rules import World


@dataclass
class Desk:
    """One actor at one moment. `now` is aware and in the office's zone; `types` and `lookups` are of this request."""

    session: Session
    actor: Actor
    now: datetime
    types: Types
    lookups: Lookups
    language: Language = CHINESE
    """In which the actor reads. What is kept and what goes on paper does not ask for it."""

    @property
    def today(self) -> date:
        """The office's day."""
        return self.now.date()

    @cached_property
    def viewer(self) -> Viewer:
        """What the actor may see."""
        return Viewer.of(self.actor, self.types.all().values(), today=self.today)

    def world(self, compiled: CompiledType, record: Record | None = None, *, state: str | None = None) -> World:
        """What rules may know: of a record as it is kept, or of a new one."""
        return World(
            today=self.today,
            now=self.now.strftime("%Y-%m-%d %H:%M"),
            lookups=self.lookups,
            state=state or (record.state if record else compiled.start),
            actor=self._actor_row(),
            record=self._record_row(record),
        )

    def compiled(self, record: Record) -> CompiledType:
        """The version under which this record was filled."""
        return self.types.version(record.version_id)

    def _actor_row(self) -> Row:
        actor = self.actor
        return {
            "name": Coded(str(actor.id), actor.name),
            "department": Coded(str(actor.department_id), actor.department) if actor.department else None,
            "roles": sorted(actor.roles),
        }

    def _record_row(self, record: Record | None) -> Row:
        if record is None:
            owner = Coded(str(self.actor.id), self.actor.name)
            return {"number": None, "created_on": self.today, "owner": owner, "department": None}
        return {
            "number": record.number,
            "created_on": record.created_at.astimezone(self.now.tzinfo).date(),
            "owner": self.lookups.person(str(record.owner_id)) if record.owner_id else None,
            "department": self._department(record.department_id),
        }

    def _department(self, department_id: int | None) -> Coded | None:
        return self.lookups.department(str(department_id)) if department_id is not None else None


def words_of(record: Record) -> str:
    """A record in one line, for messages."""
    return f"{record.title} {plain_text(record.number)}".strip()
