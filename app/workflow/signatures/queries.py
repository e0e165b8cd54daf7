"""Questions about signatures."""

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.records import files
from app.records.models import Attachment
from app.web.question import Question
from app.workflow.judging.fields import Seal
from app.workflow.models import Step
from app.workflow.signatures.models import OwnSignature, SignedWith

_OF_RECORD = (
    sa.select(SignedWith.step_id, SignedWith.token, SignedWith.seal, SignedWith.version_id, Step.revision)
    .join(Step, Step.id == SignedWith.step_id)
    .join(Attachment, sa.and_(Attachment.token == SignedWith.token, Attachment.content == SignedWith.content))
    .where(Step.record_id == sa.bindparam("record_id"))
)


_AGREED = Question(
    sa.select(OwnSignature.user_id).where(
        OwnSignature.user_id == sa.bindparam("user_id"), OwnSignature.agreed_at.is_not(None)
    )
)
"""Asked at every approval."""


def has_agreed(session: Session, user_id: int) -> bool:
    """Does a person keep a picture that stands for approvals?"""
    return bool(_AGREED.rows(session, user_id=user_id))


def own(session: Session, user_id: int) -> OwnSignature | None:
    """The picture that a person keeps."""
    return session.get(OwnSignature, user_id)


class Signed(NamedTuple):
    """The picture beside a step. `seal`, of `version_id`: what was signed, as it stood in this `revision`."""

    step_id: int
    token: str
    seal: Seal
    version_id: int
    revision: int


def of_record(session: Session, record_id: int) -> list[Signed]:
    """The pictures that were put beside approvals of a record, with the bytes of then."""
    return [Signed(*row) for row in session.execute(_OF_RECORD, {"record_id": record_id})]


@files.also_named
def contents(session: Session) -> Iterable[str]:
    """The hashes of the pictures that people keep."""
    return session.scalars(sa.select(OwnSignature.content))
