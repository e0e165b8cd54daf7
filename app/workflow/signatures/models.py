"""Pictures of signatures that people keep, and those that stand for approvals."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment


class OwnSignature(Model):
    """The picture that a person keeps; nobody else comes to see it but on papers.

    `agreed_at`: since when the person wants it on papers; None: it is only kept. Its bytes lie among the files of
    records, under their hash.
    """

    __tablename__ = "own_signature"
    __table_args__ = (CheckConstraint("size > 0", name="ck_own_signature_size"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    kept_at: Mapped[datetime] = mapped_column(Moment)
    agreed_at: Mapped[datetime | None] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<OwnSignature of {self.user_id}>"


class SignedWith(Model):
    """Beside the step of an approval: the picture that its person had agreed to then, as a file of the record.

    Whatever becomes of the person's own, papers about this approval show this one, as long as its bytes are these and
    the record says what was signed: `seal`, the fields that were judged, under `version_id` of the type.
    """

    __tablename__ = "signed_with"

    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"), primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(String(40))
    content: Mapped[str] = mapped_column(String(64))
    seal: Mapped[dict[str, str]] = mapped_column(JSON)
    version_id: Mapped[int] = mapped_column(ForeignKey("record_type_version.id"))

    def __repr__(self) -> str:
        return f"<SignedWith {self.content[:8]} at step {self.step_id}>"
