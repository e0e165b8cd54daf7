"""Ordering a handover: checked, its list written down, the long work asked for, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import User
from app.audit import service as audit
from app.errors import Fault, Invalid
from app.jobs import service as jobs
from app.records.desk import Desk
from app.workflow.handover import queries
from app.workflow.handover.models import REFUSED, WAITS, Handover, HandoverItem
from app.workflow.handover.things import Thing
from app.workflow.handover.work import KIND

MOST_WORDS = 500
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was sent: from whom, to whom, which piles, why; `title` is what the long work is called."""

    giver: User
    receiver: User
    piles: frozenset[str]
    reason: str
    mark: str
    title: str


def people_faults(giver: User | None, receiver: User | None, *, desk: Desk) -> list[Fault]:
    """Who may not be named: nobody gives people sight of values to themselves, and who left receives nothing."""
    if giver is None or receiver is None:
        return []
    faults = []
    if giver.id == receiver.id:
        faults.append(Fault("handover.same_person", place="receiver"))
    if receiver.id == desk.actor.id:
        faults.append(Fault("handover.to_oneself", place="receiver"))
    if not receiver.active:
        faults.append(Fault("handover.receiver_left", place="receiver", facts={"name": receiver.name}))
    return faults


def order(asked: Order, things: Sequence[Thing], *, desk: Desk) -> Handover:
    """Put it on the list of long work; the same form sent twice is one. Raises `Invalid` with all that is wrong."""
    if before := queries.of_mark(desk.session, asked.mark):
        return before
    chosen = [thing for thing in things if thing.pile in asked.piles]
    if faults := [*people_faults(asked.giver, asked.receiver, desk=desk), *_faults(asked, chosen)]:
        raise Invalid(faults)
    made = Handover(
        giver_id=asked.giver.id,
        receiver_id=asked.receiver.id,
        by_id=desk.actor.id,
        reason=asked.reason.strip(),
        mark=asked.mark,
        ordered_at=desk.now,
    )
    desk.session.add(made)
    desk.session.flush()  # its things and its work name it
    desk.session.add_all(_item(made, thing) for thing in chosen)
    made.job_id = jobs.ask(KIND, asked.title, {"handover": made.id}, user_id=desk.actor.id, now=desk.now).id
    facts: dict[str, object] = {"handover": made.id, "receiver": made.receiver_id, "count": len(chosen)}
    audit.record("handover.ordered", actor=desk.actor, about=f"user:{made.giver_id}", facts=facts)
    return made


def _faults(asked: Order, chosen: Sequence[Thing]) -> list[Fault]:
    faults = []
    if all(thing.why for thing in chosen):
        faults.append(Fault("handover.nothing", place="pick"))
    if not asked.reason.strip():
        faults.append(Fault("handover.reason", place="reason"))
    if len(asked.reason) > MOST_WORDS:
        faults.append(Fault("handover.reason_long", place="reason", facts={"most": MOST_WORDS}))
    return faults


def _item(made: Handover, thing: Thing) -> HandoverItem:
    return HandoverItem(
        handover_id=made.id,
        kind=thing.kind,
        type_key=thing.type_key,
        subject=thing.subject,
        record_id=thing.record_id,
        version=thing.version,
        outcome=REFUSED if thing.why else WAITS,
        why=thing.why,
    )
