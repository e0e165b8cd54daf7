"""A record as people make one, on its own days: filled in, sent, decided, and closed with what really happened.

So nothing of it is a past fact: numbers, papers, tasks and history come as they would have come then.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from app.accounts import queries as accounts
from app.notices import service as notices
from app.records import desks, filling, service
from app.records.desk import Desk
from app.records.models import Record
from app.records.service import Entry
from app.workflow import service as workflow
from app.workflow.press import Press

MORNING = time(9, 30)
FINISH = "finish"
"""Before this is pressed, what really happened is entered."""


def live(line: Mapping[str, Any], zone: ZoneInfo) -> Record:
    """`{type, on, by, values, steps, result}`: who begins it when, what is filled in, who presses what on which day,
    and what is known in the end. In the caller's transaction."""
    desk = _desk(line, zone)
    compiled = desk.types.current(line["type"])
    empty = filling.opened(compiled, None, desk=desk)
    record, _judged = service.keep(compiled, None, Entry({**empty.raw, **line["values"]}, {}), desk=desk)
    for step in line["steps"]:
        record = _press(record, step, line["result"], _desk(step, zone))
    return record


def _press(record: Record, step: Mapping[str, Any], result: Mapping[str, Any], desk: Desk) -> Record:
    if step["press"] == FINISH and result:
        record, _judged = service.keep(desk.compiled(record), record, Entry(result, {}), desk=desk)
    notices.settle(record.id, now=desk.now)  # only the last step is news
    press = Press(step["press"], comment=step["comment"], expected=record.lock_version)
    return workflow.perform(record, press, desk=desk).record


def _desk(deed: Mapping[str, Any], zone: ZoneInfo) -> Desk:
    """The desk of who does it, in the morning of that day."""
    day = date.fromisoformat(deed["on"])
    user = accounts.user_by_login(deed["by"])
    assert user is not None
    actor = accounts.actor_of(user.id, today=day)
    return desks.of(actor, now=datetime.combine(day, MORNING, tzinfo=zone))
