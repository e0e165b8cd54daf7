"""Handing one thing over: found possible, done, in the course, in the audit, in the caller's transaction."""

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa

from app.accounts import queries as accounts
from app.audit import service as audit
from app.definitions.schema import Capability
from app.errors import Conflict
from app.records import owners, store
from app.records.desk import Desk
from app.records.drafts import form_of
from app.records.models import Record
from app.workflow import queries as workflow
from app.workflow import stand_ins, tasks
from app.workflow.amending import queries as amendments
from app.workflow.amending.models import Amendment
from app.workflow.handover.models import DONE, REFUSED, Handover, HandoverItem
from app.workflow.handover.saying import KEY
from app.workflow.handover.things import AMENDMENT, COPY, DRAFT, FINISHED, OPEN, TASK, Thing, Things, is_owners
from app.workflow.models import Copy, SideStep, Task


def hand(item: HandoverItem, handover: Handover, *, desk: Desk) -> None:
    """Hand it over, or say why not; both are kept with the item."""
    thing = _thing(item, handover, desk)
    item.why = _refusal(item, thing, handover, desk)
    item.outcome = REFUSED if item.why else DONE
    if item.why or thing is None:
        return
    _DEEDS[thing.kind](thing, handover, desk)
    _write_down(thing, handover, desk)


def may_still(handover: Handover, *, desk: Desk) -> bool:
    """Whose rights ended meanwhile orders nothing more, and who left receives nothing."""
    return desk.actor.can(Capability.MANAGE_USERS) and accounts.user(handover.receiver_id).active


def _thing(item: HandoverItem, handover: Handover, desk: Desk) -> Thing | None:
    """The thing as it is now; None where the giver has it no more."""
    receiver = accounts.actor_of(handover.receiver_id, today=desk.today)
    there = Things(handover.giver_id, receiver, desk, record_id=item.record_id)
    found = there.drafts() if item.kind == DRAFT else there.all()
    return next((thing for thing in found if thing.subject == item.subject), None)


def _refusal(item: HandoverItem, thing: Thing | None, handover: Handover, desk: Desk) -> str:
    if not may_still(handover, desk=desk):
        return "not_allowed"
    if thing is None:
        return "gone"
    return "changed" if thing.version != item.version else thing.why


def _record(thing: Thing, handover: Handover, desk: Desk) -> None:
    """The owner's sight follows from owning, so it goes over in the same moment; so do the owner's own tasks."""
    record = _record_of(thing, desk)
    compiled = desk.compiled(record)
    for task in workflow.open_tasks(desk.session, record.id):
        if task.person_id == handover.giver_id and is_owners(compiled, task):
            _pass_on(task, handover, desk)
    owners.hand(desk.session, record, handover.receiver_id, actor=desk.actor, now=desk.now)
    for amendment in _proposed(handover, desk, Amendment.record_id == record.id):
        amendment.by = handover.receiver_id
    form = form_of(record.type_key, record.id)
    owners.hand_draft(desk.session, form, handover.giver_id, handover.receiver_id)


def _task(thing: Thing, handover: Handover, desk: Desk) -> None:
    task = workflow.task(desk.session, _number(thing))
    assert task is not None
    _pass_on(task, handover, desk)


def _pass_on(task: Task, handover: Handover, desk: Desk) -> None:
    """The old task ends and one like it begins: its place, its unit and its day stay.

    Who orders it decides nothing and is given no sight, so nobody is written down as having done it.
    """
    still = (Task.id == task.id, Task.outcome == "")
    ended = {"outcome": tasks.HANDED, "done_at": desk.now, "asleep": False}
    done = desk.session.execute(sa.update(Task).where(*still).values(**ended))
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("workflow.decided_already")
    store.revoke(desk.session, task.record_id, why=tasks.why(task))
    new = tasks.like(task, now=desk.now, person_id=handover.receiver_id)
    stand_ins.let_see(tasks.give(desk.session, [new]), desk=desk)
    tasks.settle(desk.session, task.record_id, task.amendment_id)


def _amendment(thing: Thing, handover: Handover, desk: Desk) -> None:
    """Who receives it may change, recall and give it up."""
    for amendment in _proposed(handover, desk, Amendment.id == _number(thing)):
        amendment.by = handover.receiver_id


def _proposed(handover: Handover, desk: Desk, which: sa.ColumnElement[bool]) -> Sequence[Amendment]:
    these = (which, Amendment.by == handover.giver_id, amendments.IS_OPEN)
    return desk.session.scalars(sa.select(Amendment).where(*these)).all()


def _draft(thing: Thing, handover: Handover, desk: Desk) -> None:
    form = thing.subject.partition(":")[2]
    owners.hand_draft(desk.session, form, handover.giver_id, handover.receiver_id)


def _copy(thing: Thing, handover: Handover, desk: Desk) -> None:
    """A copy of the receiver's own begins, of who made the old one, who may take it back as before."""
    old = desk.session.get_one(Copy, _number(thing))
    old.taken_back_at = desk.now
    store.revoke(desk.session, old.record_id, why=f"copy:{old.id}")
    new = Copy(
        record_id=old.record_id,
        user_id=handover.receiver_id,
        by_id=old.by_id,
        comment=old.comment,
        created_at=desk.now,
    )
    desk.session.add(new)
    desk.session.flush()  # the grant names it
    store.grant(desk.session, new.record_id, [store.Grant(f"user:{new.user_id}", why=f"copy:{new.id}")])


_DEEDS: Mapping[str, Callable[[Thing, Handover, Desk], None]] = {
    OPEN: _record,
    FINISHED: _record,
    TASK: _task,
    AMENDMENT: _amendment,
    DRAFT: _draft,
    COPY: _copy,
}


def _write_down(thing: Thing, handover: Handover, desk: Desk) -> None:
    """A line in the record's course, and a row in the audit."""
    about = f"user:{handover.giver_id}"
    if thing.record_id is not None:
        about = f"record:{thing.record_id}"
        line = SideStep(
            record_id=thing.record_id,
            verb=KEY,
            state=_record_of(thing, desk).state,
            facts={"people": [handover.giver_id, handover.receiver_id], "thing": thing.kind},
            comment=handover.reason,
            user_id=desk.actor.id,
            at=desk.now,
        )
        desk.session.add(line)
    facts = {"thing": thing.kind, "handover": handover.id, "giver": handover.giver_id, "receiver": handover.receiver_id}
    audit.record("handover.done", actor=desk.actor, about=about, facts=facts)


def _record_of(thing: Thing, desk: Desk) -> Record:
    """Who orders it need not see it: nothing of it is shown."""
    return desk.session.get_one(Record, thing.record_id)


def _number(thing: Thing) -> int:
    return int(thing.subject.partition(":")[2])
