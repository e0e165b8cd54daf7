"""Every change of a job. The work itself is a function of the feature that asked for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from app.errors import Conflict, Invalid
from app.extensions import db
from app.jobs import queries
from app.jobs.models import Job, JobState

MOST_UNFINISHED = 5
"""Of one kind, for one person: all work is done one after another, and nobody's may keep everybody else waiting."""


def ask(kind: str, title: str, args: dict[str, Any], *, user_id: int | None, now: datetime) -> Job:
    """Put work on the list; it begins when the transaction is committed.

    Raises `Invalid` where this person waits for much of the kind already.
    """
    if user_id is not None and queries.unfinished(user_id, kind) >= MOST_UNFINISHED:
        raise Invalid.because("job.too_many", most=MOST_UNFINISHED)
    job = Job(kind=kind, title=title[:200], args=args, user_id=user_id, created_at=now, state=JobState.QUEUED)
    db.session.add(job)
    db.session.flush()  # the page that follows needs the id
    return job


def ask_also(kind: str, title: str, of: str, *, user_id: int | None, now: datetime) -> Job:
    """Put work on one thing on the list: beside the others, where this person waits for work that nobody has begun."""
    job = queries.not_begun(user_id, kind)
    if job is None:
        return ask(kind, title, {"of": [of]}, user_id=user_id, now=now)
    job.args = {"of": sorted({*job.args["of"], of})}
    return job


def begin(job_id: int, *, now: datetime) -> bool:
    """Take a queued job; False if somebody else has it."""
    return _set(job_id, (JobState.QUEUED,), state=JobState.RUNNING, started_at=now, heartbeat_at=now)


def report(job_id: int, done: int, total: int, *, now: datetime) -> None:
    """Say how far it is."""
    _set(job_id, (JobState.RUNNING,), done=done, total=total, heartbeat_at=now)


def finish(job_id: int, state: JobState, result: dict[str, Any], *, now: datetime) -> None:
    """It is over."""
    _set(job_id, (JobState.RUNNING,), state=state, result=result, finished_at=now)


def cancel(job: Job, *, now: datetime) -> None:
    """Ask for its end; a job that has not begun ends at once. Raises `Conflict` if it is over."""
    if job.is_over:
        raise Conflict("job.is_over")
    if not _set(job.id, (JobState.QUEUED,), state=JobState.CANCELLED, cancel_asked=True, finished_at=now):
        _set(job.id, (JobState.RUNNING,), cancel_asked=True)


def requeue_interrupted() -> None:
    """At start: what was running when the server stopped begins again (the work of every kind is repeatable)."""
    db.session.execute(
        update(Job).where(Job.state == JobState.RUNNING).values(state=JobState.QUEUED, done=0, heartbeat_at=None)
    )


def _set(job_id: int, states: tuple[JobState, ...], **values: Any) -> bool:
    """Change it only while it stands in one of these states; say whether it did."""
    statement = update(Job).where(Job.id == job_id, Job.state.in_(states)).values(**values)
    result = db.session.execute(statement, execution_options={"synchronize_session": "fetch"})
    return bool(result.rowcount)  # type: ignore[attr-defined]
