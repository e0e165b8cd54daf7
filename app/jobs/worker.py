"""The one thread that does long work, what the work gets in hand, and what is seen to between two works."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, TypeAlias

from app.errors import AppError, Invalid
from app.extensions import db
from app.jobs import queries, service
from app.jobs.models import Job, JobState
from app.web import database
from app.web.language import LANGUAGES
from app.web.words import say

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
"""How often an idle worker looks, when nobody wakes it."""


class Cancelled(AppError):
    """The work was asked to stop."""


class Progress:
    """How the work says how far it is."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id

    def step(self, done: int, total: int) -> None:
        """So much of it is done; everything written up to here stays. Raises `Cancelled` when asked to stop."""
        service.report(self.job_id, done, total, now=datetime.now(UTC))
        db.session.commit()
        is_over = queries.cancel_is_asked(self.job_id)
        db.session.rollback()
        if is_over:
            raise Cancelled


Work: TypeAlias = Callable[[Mapping[str, Any], int | None, Progress], dict[str, Any]]
"""`work(args, user_id, progress) -> result`: each chunk begins with `database.begin_write()` and ends with
`progress.step`, so that the others can write in between; the worker commits the last one."""

Chore: TypeAlias = Callable[[], None]
"""Short work that nobody asked for: seen to after each job, and about every second where there is none."""


class Worker:
    """Does queued jobs one after another, each in an application context of its own."""

    def __init__(
        self,
        kinds: Mapping[str, Work],
        context: Callable[[], AbstractContextManager[Any]],
        chores: Sequence[Chore] = (),
    ) -> None:
        self.kinds, self.context, self.chores = kinds, context, chores
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, with what an earlier server left unfinished."""
        with self.context():
            database.begin_write()
            service.requeue_interrupted()
            db.session.commit()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is something new."""
        self._wake.set()

    def stop(self) -> None:
        """End after the job at hand."""
        self._stop.set()
        self._wake.set()
        if self._thread:
            self._thread.join(timeout=10)

    def run_waiting(self) -> int:
        """Do everything that waits, here and now; says how many (used by the command line and tests)."""
        count = 0
        while self._one():
            count += 1
        return count

    def see_to_chores(self) -> None:
        """Each of them once; one that fails neither ends the thread nor keeps the others waiting."""
        for chore in self.chores:
            try:
                with self.context():
                    chore()
            except Exception:
                log.exception("%s failed", chore)

    def _run(self) -> None:
        while not self._stop.is_set():
            is_busy = self._one()
            self.see_to_chores()
            if not is_busy:
                self._wake.wait(IDLE_SECONDS)
                self._wake.clear()

    def _one(self) -> bool:
        with self.context():
            if queries.waiting() is None:
                return False
            database.begin_write()
            job_id = queries.waiting()
            if job_id is None or not service.begin(job_id, now=datetime.now(UTC)):
                return False
            db.session.commit()
            self._do(job_id)
            return True

    def _do(self, job_id: int) -> None:
        job = db.session.get_one(Job, job_id)
        kind, args, user_id = job.kind, job.args, job.user_id
        state, result = JobState.DONE, {}
        try:
            result = self.kinds[kind](args, user_id, Progress(job_id))
        except Cancelled:
            state = JobState.CANCELLED
        except Invalid as error:
            state, result = JobState.FAILED, {"why": _why(error)}
        except Exception:
            log.exception("job %s (%s) failed", job_id, kind)
            state = JobState.FAILED
        if state is not JobState.DONE:
            database.begin_write()  # what the work left undone is undone
        service.finish(job_id, state, result, now=datetime.now(UTC))
        db.session.commit()


def _why(error: Invalid) -> list[dict[str, str]]:
    """The sentences of a refusal in every language: whoever asked reads them later."""
    return [{language: say(fault, language) for language in LANGUAGES} for fault in error.faults]
