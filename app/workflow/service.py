"""`perform` is the one road from state to state: tasks, numbers, values, papers, messages in one transaction."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.definitions.schema import Transition
from app.documents import service as documents
from app.errors import Conflict, Forbidden
from app.expressions import Value
from app.notices import queries as notice_queries
from app.notices import service as notices
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import away, engine, opinions, queries
from app.workflow.engine import Offer, Standing
from app.workflow.press import OnBehalf, Performed, Press, refuse_silence
from app.workflow.step import Stepping, refuse_stale

__all__ = [
    "OnBehalf",
    "Performed",
    "Press",
    "by_itself",
    "carry_out",
    "has_news",
    "offered",
    "offered_on_behalf",
    "open_record",
    "opinions",
    "perform",
    "still_holds",
]


def offered(
    record: Record, *, desk: Desk, standing: Standing | None = None, absent: Sequence[Actor] | None = None
) -> tuple[Offer, ...]:
    """What the actor may press, for themselves and for whom they stand in; what is not known is asked."""
    compiled = desk.compiled(record)
    there = standing or queries.standing(desk.session, record)
    holds = _guard(compiled, record, desk)
    own = engine.offered(compiled, there, desk.actor, holds)
    others = away.absent_for(desk) if absent is None else absent
    if not others:
        return own
    keys = {offer.transition.key for offer in own}
    theirs = engine.offered_for(compiled, there, desk.actor, others, holds)
    return (*own, *(offer for offer in theirs if offer.transition.key not in keys))


def offered_on_behalf(record: Record, *, desk: Desk, standing: Standing | None = None) -> tuple[Offer, ...]:
    """What the actor may record that others decided elsewhere."""
    compiled = desk.compiled(record)
    there = standing or queries.standing(desk.session, record)
    return engine.on_behalf(compiled, there, desk.actor, _guard(compiled, record, desk))


def perform(record: Record, press: Press, *, desk: Desk) -> Performed:
    """Press a transition.

    Raises `Conflict` if the record does not stand where it could be pressed or is not what was seen, `Forbidden` if
    others may, `Invalid` when the record is not fit for the state it would enter or a paper cannot be made.
    """
    compiled = desk.compiled(record)
    standing = queries.standing(desk.session, record)
    _refuse_elsewhere(compiled, record, press, standing, desk)
    offer = _offer(compiled, record, press, standing, desk)
    refuse_silence(offer.transition, press, compiled.definition.state(record.state), today=desk.today)
    return _once(carry_out(record, offer, press, desk=desk), offer, desk)


def carry_out(record: Record, offer: Offer, press: Press, *, desk: Desk) -> Performed:
    """What was found to be allowed, with the papers of the step."""
    compiled = desk.compiled(record)
    performed = Stepping(compiled, record, offer, press, desk).take()
    documents.issue_with_step(performed.record, compiled, performed.makes, desk=desk)
    if performed.is_sent_back:
        documents.set_aside(performed.record, compiled, desk=desk)
    return performed


def _once(performed: Performed, offer: Offer, desk: Desk) -> Performed:
    """Where the same person would be asked again at once, and the state asks once: the next steps too."""
    for _step in range(engine.MAX_PASSED):
        record = performed.record
        compiled = desk.compiled(record)
        if not engine.asks_once(compiled, record.state, offer):
            break
        there = queries.standing(desk.session, record)
        again = engine.repeated(compiled, there, desk.actor, _guard(compiled, record, desk), offer)
        if again is None:
            break
        press = Press(again.transition.key, task_id=again.task.id if again.task else None, repeats=True)
        performed, offer = _joined(performed, carry_out(record, again, press, desk=desk)), again
    return performed


def _joined(first: Performed, then: Performed) -> Performed:
    """What was pressed, with all that came of it."""
    makes, told = (*first.makes, *then.makes), (*first.told, *then.told)
    return Performed(then.record, first.step, makes, told, first.is_sent_back or then.is_sent_back)


def still_holds(record: Record, move: Transition, *, desk: Desk) -> bool:
    """Does the condition of a transition hold for the record as it is?"""
    return _guard(desk.compiled(record), record, desk)(move.key)


def by_itself(record: Record, *, desk: Desk) -> Transition | None:
    """What the system would do with the record as it is."""
    compiled = desk.compiled(record)
    return engine.by_itself(compiled, record.state, _guard(compiled, record, desk))


def has_news(record: Record, *, desk: Desk, absent: Sequence[Actor] = ()) -> bool:
    """Is there something about this record that the actor, who stands in for the `absent`, has not opened?"""
    if queries.unseen(desk.session, record, desk.actor, absent=absent) or queries.unread_copies(
        desk.session, record.id, desk.actor.id
    ):
        return True
    return notice_queries.has_unread(desk.actor.id, record.id)


def open_record(record: Record, *, desk: Desk, session: Session, absent: Sequence[Actor] = ()) -> None:
    """The actor looks at the record: messages about it are read, and what waits for the actor counts as opened.

    In a transaction of its own, since looking is no change of the record.
    """
    notices.mark_read(desk.actor.id, now=desk.now, record_id=record.id, session=session)
    for task in queries.unseen(session, record, desk.actor, absent=absent):
        task.seen_at, task.seen_by = desk.now, desk.actor.id
    for copy in queries.unread_copies(session, record.id, desk.actor.id):
        copy.read_at = desk.now


def _refuse_elsewhere(compiled: CompiledType, record: Record, press: Press, standing: Standing, desk: Desk) -> None:
    """Raises `Conflict` when the record has moved on, or somebody else has decided."""
    if not _leaving(compiled, record, press):
        flow = compiled.definition.state(record.state)
        raise Conflict("workflow.not_now", current=record, state=flow.label if flow else record.state)
    refuse_stale(record, press, desk)
    if press.task_id is not None and all(task.id != press.task_id for task in standing.tasks):
        raise Conflict("workflow.decided_already", current=record)


def _leaving(compiled: CompiledType, record: Record, press: Press) -> Transition | None:
    moves = engine.leaving(compiled, record.state)
    return next((move for move in moves if move.key == press.transition), None)


def _offer(compiled: CompiledType, record: Record, press: Press, standing: Standing, desk: Desk) -> Offer:
    find = offered_on_behalf if press.on_behalf else offered
    for offer in find(record, desk=desk, standing=standing):
        if offer.transition.key == press.transition and same_task(offer, press):
            return offer
    move = _leaving(compiled, record, press)
    assert move is not None
    if move.by and desk.actor.id == record.owner_id and engine.too_late(move, standing):
        raise _too_late(standing)
    raise Forbidden(f"workflow.{press.transition}", who=_who(move, standing))


def same_task(offer: Offer, press: Press) -> bool:
    """Is it about the task that was meant, if one was?"""
    return press.task_id is None or (offer.task is not None and offer.task.id == press.task_id)


def _too_late(standing: Standing) -> Conflict:
    opened = standing.opened
    by = accounts.names([opened.by]).get(opened.by, "") if opened and opened.by else ""
    return Conflict("workflow.opened_already", by=by, at=opened.at if opened else None)


def _who(move: Transition, standing: Standing) -> tuple[str, ...]:
    """The roles that may press it."""
    roles = [by for by in move.by if by not in (engine.OWNER, engine.TASK)]
    if engine.TASK in move.by:
        roles += [task.role for task in standing.tasks if task.role]
    return tuple(dict.fromkeys(roles))


def _guard(compiled: CompiledType, record: Record, desk: Desk) -> engine.Guard:
    values: dict[str, Value] = {}

    def holds(transition: str) -> bool:
        rule = compiled.guards.get(transition)
        if rule is None:
            return True
        if not values:
            values.update(desk.world(compiled, record).names())
            values.update(compiled.values(record.data, desk.lookups))
        return rule.holds(values)

    return holds
