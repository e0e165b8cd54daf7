"""Questions about what approvals were tied to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.records.models import Attachment, Revision
from app.records.sql_dialects import among_given, written
from app.web.question import Question
from app.workflow.judging.fields import Contents
from app.workflow.judging.models import Judged, KeptApproval
from app.workflow.models import Step, Task

AMENDED = "amended"
"""Why a revision was made: an amendment took effect, with agreements of its own."""
_COURSE = Question(
    sa.select(
        *(Step.id, Step.transition, Step.from_state, Step.to_state, Step.task_id, Step.user_id, Step.revision),
        *(Judged.version_id, Judged.seal, KeptApproval.approval_id),
    )
    .outerjoin(Judged, Judged.step_id == Step.id)
    .outerjoin(KeptApproval, KeptApproval.step_id == Step.id)
    .where(Step.record_id == sa.bindparam("record_id"))
    .order_by(Step.id)
)
"""Asked in every step."""
_ANSWERS = Question(
    sa.select(Step.record_id, Step.task_id, Step.from_state, Step.revision, Step.user_id, Step.on_behalf)
    .where(among_given(Step.record_id, "record_ids"), Step.task_id.is_not(None), Step.user_id.is_not(None))
    .order_by(Step.id.desc())
)


class Answer(NamedTuple):
    """A decision that was taken: of which task, where, on which version; `on_behalf` as the step keeps it."""

    record_id: int
    task_id: int
    from_state: str
    revision: int
    user_id: int
    on_behalf: Mapping[str, Any] | None


class Taken(NamedTuple):
    """A step that was taken. `seal`, of `version_id`: what an approval was tied to; `kept`: which one counted anew."""

    id: int
    transition: str
    from_state: str
    to_state: str
    task_id: int | None
    user_id: int | None
    revision: int
    version_id: int | None
    seal: Mapping[str, str] | None
    kept: int | None


def course(session: Session, record_id: int) -> list[Taken]:
    """The steps of a record, oldest first."""
    session.flush()  # a question asks the database alone
    return [Taken(*row) for row in _COURSE.rows(session, record_id=record_id)]


def judged(session: Session, record_id: int) -> dict[int, Judged]:
    """By step: what the approvals of a record were tied to."""
    found = sa.select(Judged).join(Step, Step.id == Judged.step_id).where(Step.record_id == record_id)
    return {each.step_id: each for each in session.scalars(found)}


def kept(session: Session, record_id: int) -> dict[int, int]:
    """By step that nobody pressed: the step of the approval that counted there."""
    found = sa.select(KeptApproval.step_id, KeptApproval.approval_id).join(Step, Step.id == KeptApproval.step_id)
    return {row[0]: row[1] for row in session.execute(found.where(Step.record_id == record_id))}


def contents(session: Session, tokens: Iterable[str]) -> Contents:
    """The hashes of the bytes of these files."""
    wanted = sorted(set(tokens))
    if not wanted:
        return {}
    found = sa.select(Attachment.token, Attachment.content).where(Attachment.token.in_(wanted))
    return {row[0]: row[1] for row in session.execute(found)}


def amended(session: Session, record_id: int) -> list[tuple[Revision, Revision]]:
    """Before and after each amendment that took effect, oldest first."""
    before = aliased(Revision)
    ahead = (before.record_id == Revision.record_id, before.number == Revision.number - 1)
    found = sa.select(before, Revision).join(before, sa.and_(*ahead))
    found = found.where(Revision.record_id == record_id, Revision.why == AMENDED).order_by(Revision.number)
    return [(row[0], row[1]) for row in session.execute(found)]


def tasks_of(session: Session, record_ids: Sequence[int]) -> Sequence[Task]:
    """All tasks that these records ever had in their flow."""
    return session.scalars(sa.select(Task).where(Task.record_id.in_(record_ids), Task.amendment_id.is_(None))).all()


def answers_of(session: Session, record_ids: Sequence[int]) -> list[Answer]:
    """What was decided on these records, the newest first."""
    session.flush()  # a question asks the database alone
    return [Answer(*row) for row in _ANSWERS.rows(session, record_ids=written(record_ids))]
