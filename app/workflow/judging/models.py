"""What approvals were tied to, and which of them counted once more."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model


class Judged(Model):
    """Beside the step of an approval: the fields that were judged (`fields.Seal`), of which version of the type."""

    __tablename__ = "judged"

    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"), primary_key=True, autoincrement=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("record_type_version.id"))
    seal: Mapped[dict[str, str]] = mapped_column(JSON)

    def __repr__(self) -> str:
        return f"<Judged of step {self.step_id}: {sorted(self.seal)}>"


class KeptApproval(Model):
    """Beside a step that nobody pressed: the earlier approval that counted there (仍然有效)."""

    __tablename__ = "kept_approval"

    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"), primary_key=True, autoincrement=False)
    approval_id: Mapped[int] = mapped_column(ForeignKey("step.id"))

    def __repr__(self) -> str:
        return f"<KeptApproval {self.approval_id} at step {self.step_id}>"
