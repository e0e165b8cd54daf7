"""Who is told what of an amendment, in the transaction of the deed."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.accounts import queries as accounts
from app.notices import service as notices
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import holders, nobody
from app.workflow.amending import course
from app.workflow.amending.models import Amendment
from app.workflow.engine import Offer
from app.workflow.models import SideStep, Task

ENDED = {course.AGREED: "amendment_agreed", course.REFUSED: "amendment_refused"}


def tell(  # noqa: PLR0913 - a deed and what came of it
    amendment: Amendment, record: Record, offer: Offer, line: SideStep, given: Sequence[Task], *, desk: Desk
) -> None:
    """Those who have to decide; who proposed it and whose record it is, where it came back or ended."""
    for task in given:
        _ask(task, amendment, record, desk)
    facts = {"comment": line.comment}
    concerned = dict.fromkeys(each for each in (amendment.by, record.owner_id) if each)
    if offer.transition.key == course.SEND_BACK:
        _tell(concerned, "amendment_returned", record, desk, **facts)
    elif kind := ENDED.get(amendment.state):
        _tell(concerned, kind, record, desk, **facts)


def _ask(task: Task, amendment: Amendment, record: Record, desk: Desk) -> None:
    ids = holders.ids_of(task, desk)
    if ids:
        notices.tell(ids, "amendment_given", record_id=record.id, facts=_facts(record, desk), now=desk.now)
        for deputy, absent in holders.standing_in(task, (amendment.by, record.owner_id), desk).items():
            facts = {"amendment": amendment.number, "absent": accounts.user(absent).name}
            _tell([deputy], "task_for", record, desk, **facts)
        return
    nobody.tell("nobody_holds", record, desk, **nobody.missing(task), amendment=amendment.number)


def _tell(user_ids: Iterable[int], kind: str, record: Record, desk: Desk, **more: Any) -> None:
    ids = [each for each in user_ids if each != desk.actor.id]
    notices.tell(ids, kind, record_id=record.id, facts={**_facts(record, desk), **more}, now=desk.now)


def _facts(record: Record, desk: Desk) -> dict[str, Any]:
    return {"title": record.title, "by": desk.actor.name}
