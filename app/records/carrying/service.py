"""Asking for records to be carried over and to be taken back. Callers commit; the work itself is long: `work`."""

from datetime import datetime

from app.accounts.actor import Actor
from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.models import TypeVersion
from app.definitions.schema import Capability
from app.errors import Conflict, Forbidden, Invalid
from app.extensions import db
from app.jobs import service as jobs
from app.jobs.models import Job
from app.records.carrying import queries
from app.records.carrying.asked import Asked
from app.records.carrying.models import Carry

CARRY, TAKE_BACK = "records.carry", "records.take_back"
LONGEST_REASON = 200


def refuse_strangers(actor: Actor) -> None:
    """For who describes record types; nobody is shown a value by it."""
    if not actor.can(Capability.MANAGE_TYPES):
        raise Forbidden("records.carry", who=(str(Capability.MANAGE_TYPES),))


def begin(  # noqa: PLR0913 - what is asked for, by whom and when
    version: TypeVersion, asked: Asked, reason: str, title: str, *, actor: Actor, now: datetime, page: str = ""
) -> Carry:
    """Ask for records to become records of this version; `page` is where one looks at it afterwards.

    Raises `Forbidden`, `Invalid` without a reason, `Conflict` while other work on records of the type is under way.
    """
    refuse_strangers(actor)
    if not reason.strip():
        raise Invalid.because("carrying.wants_reason", place="reason")
    _refuse_while_busy(version.key)
    kept = {**asked.written(), "sha256": version.sha256}
    words = reason.strip()[:LONGEST_REASON]
    carry = Carry(type_key=version.key, version_id=version.id, asked=kept, reason=words, by=actor.id, at=now)
    db.session.add(carry)
    db.session.flush()
    carry.job_id = jobs.ask(CARRY, title, {"carry": carry.id, "page": page}, user_id=actor.id, now=now).id
    _audit("records.carry_asked", carry, version.number, actor)
    return carry


def begin_back(  # noqa: PLR0913 - what is asked for, by whom and when
    carry: Carry, compiled: CompiledType, title: str, *, actor: Actor, now: datetime, page: str = ""
) -> Job:
    """Ask for the records of a carry to be what they were."""
    refuse_strangers(actor)
    _refuse_while_busy(carry.type_key)
    if not queries.left_to_take_back(db.session(), carry):
        raise Conflict("carrying.nothing_left")
    job = jobs.ask(TAKE_BACK, title, {"carry": carry.id, "page": page}, user_id=actor.id, now=now)
    carry.back_job_id = job.id
    _audit("records.back_asked", carry, compiled.definition.version, actor)
    return job


def _refuse_while_busy(type_key: str) -> None:
    if queries.is_under_way(type_key):
        raise Conflict("carrying.under_way")


def _audit(deed: str, carry: Carry, number: int | None, actor: Actor) -> None:
    facts = {"carry": carry.id, "number": number, "reason": carry.reason}
    audit.record(deed, actor=actor, about=f"type:{carry.type_key}", facts=facts)
