"""Steps that nobody presses: at once after values were saved that make a condition true, each day where a day passed.

The same steps are taken where a record comes to a state and their condition holds there (`step`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext

from app.definitions.compiled import CompiledType
from app.errors import AppError
from app.jobs import daily
from app.jobs.worker import Progress
from app.records import desks
from app.records.desk import Desk
from app.records.models import Record
from app.web import database
from app.web.language import speaking
from app.workflow import engine, queries, service
from app.workflow.engine import Offer
from app.workflow.press import Press

KIND = "workflow.automatic"

each_day = daily.each_day(KIND, "自动办理的步骤")
"""A chore of the worker."""


def work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Every record whose condition holds goes on, each in a transaction of its own; what is refused stays."""
    del args, user_id
    desk = desks.of(desks.SYSTEM)
    due, done = list(_due(desk)), 0
    for at, record_id in enumerate(due, 1):
        database.begin_write()
        done += _go_on(record_id, desks.of(desks.SYSTEM))
        progress.step(at, len(due))
    database.begin_write()
    with speaking(desk.language):
        return {"lines": [str(gettext("自动办理了 %(count)d 件", count=done))]}


def after_save(record: Record, *, desk: Desk) -> Record:
    """What the system would do with a record as it was saved just now, in the caller's transaction.

    The save is refused by nothing of it: where the step is refused, it stays as it was saved.
    """
    if not _may_go_on(desk.compiled(record), record.state):
        return record
    system = desks.of(desks.SYSTEM, now=desk.now)
    move = service.by_itself(record, desk=system)
    if move is None:
        return record
    try:
        with desk.session.begin_nested():
            return service.carry_out(record, Offer(move), Press(move.key), desk=system).record
    except AppError:
        desk.session.expire_all()  # what was undone is not what objects say
        return record


def _may_go_on(compiled: CompiledType, state: str) -> bool:
    return any(engine.SYSTEM in move.by for move in engine.leaving(compiled, state))


def _due(desk: Desk) -> Iterator[int]:
    for version_id, state in queries.places(desk.session):
        if _may_go_on(desk.types.version(version_id), state):
            for record_id in queries.standing_there(desk.session, version_id, state):
                if service.by_itself(desk.session.get_one(Record, record_id), desk=desk) is not None:
                    yield record_id


def _go_on(record_id: int, desk: Desk) -> bool:
    """Asked again: somebody may have been here meanwhile."""
    record = desk.session.get_one(Record, record_id)
    move = service.by_itself(record, desk=desk)
    if move is None:
        return False
    try:
        service.carry_out(record, Offer(move), Press(move.key), desk=desk)
    except AppError:
        desk.session.rollback()
        database.begin_write()
        return False
    return True


JOBS = {KIND: work}
"""The long work of the system itself, by kind."""
