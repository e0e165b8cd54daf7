"""委托代办: who stands in for whom, from which day to which; what a stand-in sees follows from it and ends with it.

Only what they decided themselves they go on seeing, as everybody does.
"""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from app.accounts import queries as accounts
from app.audit import service as audit
from app.errors import Conflict, Fault, Invalid, NotFound
from app.notices import service as notices
from app.records import store
from app.records.desk import Desk
from app.workflow import away, queries
from app.workflow.models import StandIn, Task

LONGEST = 366
"""Days of one absence."""


def begin(deputy_id: int | None, since: date | None, until: date | None, note: str, *, desk: Desk) -> StandIn:
    """The actor is away from one day to another; raises `Invalid` with all that does not fit. Sent twice it is one."""
    if same := away.same(desk.session, desk.actor.id, deputy_id, since, until):
        return same
    if faults := _faults(deputy_id, since, until, desk):
        raise Invalid(faults)
    assert deputy_id is not None
    assert since is not None
    assert until is not None
    made = StandIn(
        absent_id=desk.actor.id, deputy_id=deputy_id, since=since, until=until, note=note.strip(), created_at=desk.now
    )
    desk.session.add(made)
    desk.session.flush()  # grants name it
    _grant(made, queries.open_for(desk.session, desk.actor), desk)
    days = {"since": since.isoformat(), "until": until.isoformat()}
    notices.tell([deputy_id], "stand_in", record_id=None, facts={"by": desk.actor.name, **days}, now=desk.now)
    facts: dict[str, object] = {"deputy": deputy_id, "first_day": days["since"], "last_day": days["until"]}
    audit.record("stand_in.begun", actor=desk.actor, about=f"user:{desk.actor.id}", facts=facts)
    return made


def end(stand_in_id: int, *, desk: Desk) -> None:
    """Before its time, by who is away; the sight that it gave ends too."""
    found = desk.session.get(StandIn, stand_in_id)
    if found is None or found.absent_id != desk.actor.id:
        raise NotFound(f"stand-in {stand_in_id}")
    still = (StandIn.id == stand_in_id, StandIn.ended_at.is_(None), StandIn.until >= desk.today)
    done = desk.session.execute(sa.update(StandIn).where(*still).values(ended_at=desk.now))
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("workflow.stand_in_over")
    store.revoke_everywhere(desk.session, why=_why(found))
    audit.record("stand_in.ended", actor=desk.actor, about=f"user:{desk.actor.id}", facts={"deputy": found.deputy_id})


def let_see(given: list[Task], *, desk: Desk) -> list[Task]:
    """Who stands in for somebody who has to decide, now or from a later day, sees the record on these days."""
    for each in away.coming(desk.session, today=desk.today) if given else ():
        absent = accounts.actor_of(each.absent_id, today=desk.today)
        _grant(each, (task for task in given if queries.as_open(task).belongs_to(absent)), desk)
    return given


def _grant(stand_in: StandIn, tasks: Iterable[Task], desk: Desk) -> None:
    grant = store.Grant(f"user:{stand_in.deputy_id}", _why(stand_in), stand_in.since, stand_in.until)
    for record_id in dict.fromkeys(task.record_id for task in tasks):
        store.grant(desk.session, record_id, [grant])


def _why(stand_in: StandIn) -> str:
    return f"stand-in:{stand_in.id}"


def _faults(deputy_id: int | None, since: date | None, until: date | None, desk: Desk) -> list[Fault]:
    faults = []
    if deputy_id is None:
        faults.append(Fault("workflow.nobody_chosen", place="people"))
    elif deputy_id == desk.actor.id:
        faults.append(Fault("workflow.chosen_oneself", place="people"))
    if since is None or until is None:
        faults.append(Fault("workflow.days_required", place="since" if since is None else "until"))
        return faults
    if until < since:
        faults.append(Fault("workflow.days_reversed", place="until"))
    elif until < desk.today:
        faults.append(Fault("workflow.days_past", place="until"))
    elif (until - since).days > LONGEST:
        faults.append(Fault("workflow.days_long", place="until", facts={"most": LONGEST}))
    return faults or _overlaps(deputy_id, since, until, desk)


def _overlaps(deputy_id: int | None, since: date, until: date, desk: Desk) -> list[Fault]:
    """One stand-in at a time, and nobody who is away on these days."""
    absent = away.absent_between(desk.session, since, until)
    faults = []
    if desk.actor.id in absent:
        faults.append(Fault("workflow.stand_in_twice", place="since"))
    if deputy_id in absent:
        names = tuple(accounts.names([deputy_id]).values()) if deputy_id else ()
        faults.append(Fault("workflow.stand_in_away", place="people", facts={"names": names}))
    return faults
