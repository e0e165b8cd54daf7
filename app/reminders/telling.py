"""Once a day people are told of what has come due: in the product, and with the letter of the day.

Each thing is told when it comes, when its day is past, and when it comes back after it was put off; never twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.accounts import queries as accounts
from app.fields import CHINESE
from app.jobs import daily
from app.jobs.worker import Progress
from app.notices import service as notices
from app.records import desks
from app.records.desk import Desk
from app.reminders import queries
from app.reminders.models import ReminderTold
from app.reminders.waiting import Due, waiting
from app.web import database

KIND = "reminders.telling"
NAMED = 10
"""Things that one message names; of more it says how many."""

each_day = daily.each_day(KIND, "到期提醒")
"""A chore of the worker."""


def work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Everybody, each in a transaction of their own; begun again it tells nobody twice."""
    del args, user_id
    ids = accounts.active_ids()
    for at, each in enumerate(ids, 1):
        database.begin_write()
        tell(desks.of_user(each))
        progress.step(at, len(ids))
    return {}


JOBS = {KIND: work}
"""The long work of reminders, by kind."""


def tell(desk: Desk) -> list[Due]:
    """Tell one person of what is new in their list; gives what it was."""
    known = queries.told(desk.session, desk.actor.id)
    marked = [(due, mark_of(due)) for due in waiting(desk)]
    new = [(due, mark) for due, mark in marked if (due.about, mark) not in known]
    if not new:
        return []
    rows = [{"user_id": desk.actor.id, **due.about._asdict(), "mark": mark} for due, mark in new]
    desk.session.execute(sa.insert(ReminderTold), rows)
    found = [due for due, _mark in new]
    notices.tell([desk.actor.id], "due", record_id=None, facts=_facts(found), now=desk.now)
    return found


def mark_of(due: Due) -> str:
    """Which time it is that somebody is told of it."""
    if due.before is not None and due.before.until is not None:
        return f"back:{due.before.until.isoformat()}"
    return "late" if due.is_late else "due"


def _facts(found: Sequence[Due]) -> dict[str, object]:
    """Titles and what the definition says; no values of rows."""
    things = [{"title": due.title, CHINESE: due.say.text(CHINESE), "en": due.say.text("en")} for due in found[:NAMED]]
    return {"count": len(found), "things": things, "leads_to": "/due"}
