"""A handover as long work: each thing in a transaction of its own; stopped or begun again, nothing goes over twice."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.accounts import queries as accounts
from app.audit import service as audit
from app.errors import Conflict
from app.jobs.worker import Progress
from app.notices import service as notices
from app.records import desks
from app.records.desk import Desk
from app.web import database
from app.web.language import speaking
from app.workflow.handover import deeds, queries
from app.workflow.handover.models import DONE, REFUSED, Handover, HandoverItem

KIND = "workflow.handover"


def work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Hand over what is still to be handed over, and close the list."""
    handover_id = int(args["handover"])
    desk = desks.of_user(user_id or 0)
    with speaking(desk.language):
        waiting = queries.waiting(desk.session, handover_id)
        for at, item_id in enumerate(waiting, 1):
            database.begin_write()
            _one(handover_id, item_id, desks.of_user(user_id or 0))
            progress.step(at, len(waiting))
        database.begin_write()
        return _end(handover_id, desks.of_user(user_id or 0))


def _one(handover_id: int, item_id: int, desk: Desk) -> None:
    """One thing; the first that goes over tells the receiver, so that a handover that is stopped is told too."""
    handover, item = desk.session.get_one(Handover, handover_id), desk.session.get_one(HandoverItem, item_id)
    is_first = not queries.count_done(desk.session, handover_id)
    try:
        deeds.hand(item, handover, desk=desk)
    except Conflict:
        desk.session.rollback()
        database.begin_write()
        desk.session.get_one(HandoverItem, item_id).outcome = REFUSED
        desk.session.get_one(HandoverItem, item_id).why = "changed"
        return
    if is_first and item.outcome == DONE:
        _tell(handover, desk)


def _tell(handover: Handover, desk: Desk) -> None:
    giver = accounts.user(handover.giver_id).name
    facts = {"by": desk.actor.name, "giver": giver, "comment": handover.reason, "leads_to": f"/handovers/{handover.id}"}
    notices.tell([handover.receiver_id], "handover", record_id=None, facts=facts, now=desk.now)


def _end(handover_id: int, desk: Desk) -> dict[str, Any]:
    handover, found = desk.session.get_one(Handover, handover_id), queries.items(desk.session, handover_id)
    done = sum(item.outcome == DONE for item in found)
    if handover.ended_at is None:
        handover.ended_at = desk.now
        facts = {"handover": handover.id, "receiver": handover.receiver_id, "count": done, "kept": len(found) - done}
        audit.record("handover.ended", actor=desk.actor, about=f"user:{handover.giver_id}", facts=facts)
    lines = [str(gettext("移交了 %(count)d 件", count=done))]
    if len(found) > done:
        lines.append(str(gettext("没有移交 %(count)d 件，原因见移交清单", count=len(found) - done)))
    return {"lines": lines, "links": [{"url": f"/handovers/{handover.id}", "label": str(gettext("移交清单"))}]}


JOBS = {KIND: work}
"""The long work of handing over, by kind."""
