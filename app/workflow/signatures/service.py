"""One's own signature: kept, agreed to, stopped, removed, by nobody but oneself; and put beside one's approvals."""

from app.accounts import leaving
from app.accounts.actor import Actor
from app.accounts.models import User
from app.audit import service as audit
from app.errors import Conflict, Fault, Invalid
from app.extensions import db
from app.records import files
from app.records.desk import Desk
from app.records.files import Received
from app.word.drawn.pixels import pixels_of
from app.workflow.judging.fields import Seal
from app.workflow.models import Step
from app.workflow.signatures import queries
from app.workflow.signatures.models import OwnSignature, SignedWith

LEAST_ACROSS, LEAST_DOWN = 60, 20
"""Dots without which no name is legible."""


def refuse_unfit(content: bytes) -> None:
    """Raises `Invalid` for what papers could not draw, what would burst their boxes, and what nobody could read."""
    pixels = pixels_of(content)
    if pixels is None:
        raise Invalid.because("signature.unreadable")
    faults = []
    if pixels.height > pixels.width:
        faults.append(Fault("signature.upright"))
    if pixels.across < LEAST_ACROSS or pixels.down < LEAST_DOWN:
        faults.append(Fault("signature.small", facts={"across": LEAST_ACROSS, "down": LEAST_DOWN}))
    if faults:
        raise Invalid(faults)


def keep(received: Received, *, agreed: bool, desk: Desk) -> OwnSignature:
    """Keep this picture instead of any other. To each it has to be agreed anew."""
    own = queries.own(desk.session, _person(desk)) or OwnSignature(user_id=_person(desk))
    own.content, own.name, own.size, own.kind = received.content, received.name, received.size, received.kind
    own.kept_at, own.agreed_at = desk.now, desk.now if agreed else None
    desk.session.add(own)
    desk.session.flush()
    facts = {"sha256": received.content}
    audit.record("signature.kept", actor=desk.actor, about=_about(own), facts=facts)
    if agreed:
        audit.record("signature.agreed", actor=desk.actor, about=_about(own), facts=facts)
    return own


def agree(*, desk: Desk) -> None:
    """From now on it stands for one's approvals on papers; raises `Conflict` where none is kept."""
    own = _own(desk)
    if own.agreed_at is None:
        own.agreed_at = desk.now
        audit.record("signature.agreed", actor=desk.actor, about=_about(own), facts={"sha256": own.content})


def stop(*, desk: Desk) -> None:
    """From now on papers say one's name; what was approved before keeps its picture."""
    own = _own(desk)
    if own.agreed_at is not None:
        own.agreed_at = None
        audit.record("signature.stopped", actor=desk.actor, about=_about(own))


def remove(*, desk: Desk) -> None:
    """It is kept no longer; done twice it is done once."""
    _forget(queries.own(desk.session, _person(desk)), desk.actor)


def for_step(step: Step, *, desk: Desk) -> OwnSignature | None:
    """What stands beside an approval that its person gave: the picture that the person has agreed to.

    Never beside what was recorded for somebody (代录签批) or decided for somebody who is away (委托代办).
    """
    if step.user_id is None or step.user_id != desk.actor.id or step.on_behalf or step.stands_for is not None:
        return None
    desk.session.flush()  # a question asks the database alone
    return queries.own(desk.session, step.user_id) if queries.has_agreed(desk.session, step.user_id) else None


def bind(own: OwnSignature, step: Step, seal: Seal, version_id: int | None, *, desk: Desk) -> None:
    """Beside this approval, for what was judged in it and nothing else."""
    kept = files.add(desk.session, Received(own.content, own.name, own.size, own.kind), actor=desk.actor, now=desk.now)
    kept.record_id = step.record_id
    bound = {"step_id": step.id, "token": kept.token, "content": kept.content}
    desk.session.add(SignedWith(**bound, seal=dict(seal), version_id=version_id))


@leaving.when_leaving
def _forget_who_left(user: User, actor: Actor) -> None:
    """Whoever leaves takes it along: nobody is there any more to approve with it."""
    _forget(queries.own(db.session(), user.id), actor)


def _forget(own: OwnSignature | None, actor: Actor) -> None:
    if own is not None:
        audit.record("signature.removed", actor=actor, about=_about(own), facts={"sha256": own.content})
        db.session.delete(own)


def _own(desk: Desk) -> OwnSignature:
    own = queries.own(desk.session, _person(desk))
    if own is None:
        raise Conflict("signature.none")
    return own


def _person(desk: Desk) -> int:
    """Whose it is: never anybody's but the actor's."""
    assert desk.actor.id is not None
    return desk.actor.id


def _about(own: OwnSignature) -> str:
    return f"user:{own.user_id}"
