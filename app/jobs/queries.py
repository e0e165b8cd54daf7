"""Questions about jobs."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from app.errors import NotFound
from app.extensions import db
from app.jobs.models import Job, JobState
from app.web import clock


def get(job_id: int, *, user_id: int | None) -> Job:
    """This user's job; raises `NotFound`."""
    job = db.session.get(Job, job_id)
    if job is None or job.user_id != user_id:
        raise NotFound(f"job {job_id}")
    return job


def of_user(user_id: int | None, *, most: int = 20) -> Sequence[Job]:
    """A user's newest jobs."""
    return db.session.scalars(select(Job).where(Job.user_id == user_id).order_by(Job.id.desc()).limit(most)).all()


def unfinished(user_id: int, kind: str) -> int:
    """How much work of a kind a user waits for."""
    states = (JobState.QUEUED, JobState.RUNNING)
    return (
        db.session.scalar(select(func.count()).where(Job.user_id == user_id, Job.kind == kind, Job.state.in_(states)))
        or 0
    )


def not_begun(user_id: int | None, kind: str) -> Job | None:
    """Work of a kind that a user asked for and nobody has begun."""
    mine = (Job.user_id == user_id, Job.kind == kind, Job.state == JobState.QUEUED)
    return db.session.scalar(select(Job).where(*mine).order_by(Job.id).limit(1))


def waiting() -> int | None:
    """The oldest job that nobody has begun."""
    return db.session.scalar(select(Job.id).where(Job.state == JobState.QUEUED).order_by(Job.id).limit(1))


def cancel_is_asked(job_id: int) -> bool:
    """Was its end asked for?"""
    return bool(db.session.scalar(select(Job.cancel_asked).where(Job.id == job_id)))


def was_asked_on(kind: str, day: date) -> bool:
    """Was work of this kind put on the list on this day of the office, or later?"""
    last = db.session.scalar(select(Job.created_at).where(Job.kind == kind).order_by(Job.id.desc()).limit(1))
    return last is not None and last.astimezone(clock.zone()).date() >= day
