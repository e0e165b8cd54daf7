"""Corrections: what a closed report counts is changed only with a reason, which the history and the audit keep.

Which reports are closed, and what they count, is known above us; who knows it registers in `closings`:

    @closings()
    def closed_reports(record: Record, compiled: CompiledType, desk: Desk) -> Iterable[Closing]: ...
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.errors import Fault, Invalid
from app.fields import Stored
from app.fields.model import Label
from app.records import store
from app.records.desk import Desk
from app.records.models import Record
from app.records.panels import Slot

REASON = "_closed"
"""The reason travels with those for warnings, under a key that no check can have."""
INPUT = f"_reason.{REASON}"
WANTED = "record.closed_wants_reason"


@dataclass(frozen=True, slots=True)
class Closing:
    """A report that is closed and counted the record, or would count it as it is now."""

    report_id: int
    label: Label
    year: int | None

    def text(self, language: str) -> str:
        """The report as people call it."""
        label = self.label.text(language)
        return f"{label} {self.year or ''}".strip() if language == "en" else f"{self.year or ''}年度{label}"


closings: Slot[Closing] = Slot()
"""The closed reports that a record concerns, whether or not it stands in a state that counts."""


@dataclass(frozen=True, slots=True)
class Before:
    """A record as it was."""

    state: str
    data: Mapping[str, Stored]

    @classmethod
    def of(cls, record: Record | None) -> "Before | None":
        """As it is now; None where there is none yet."""
        return cls(record.state, record.data) if record else None


def concerned(record: Record, compiled: CompiledType, *, desk: Desk, entering: str | None = None) -> Sequence[Closing]:
    """The closed reports for which a change of this record, or its entering a state, would be a correction."""
    if not {record.state, entering or record.state} & compiled.counting_states:
        return ()
    return closings.things(record, compiled, desk)


def account_for(record: Record, before: Before | None, reason: str, *, desk: Desk) -> None:
    """Keep the reason with what was just saved, where this corrects a closed report. Raises `Invalid` without one."""
    compiled = desk.compiled(record)
    if not _has_changed(record, before, compiled):
        return
    found = closings.things(record, compiled, desk)
    if not found:
        return
    if not reason.strip():
        raise Invalid([Fault(WANTED, place=INPUT, facts={"reports": tuple(found)})])
    store.explain(desk.session, record, reason.strip())
    facts = {
        "type": compiled.key,
        "revision": record.lock_version,
        "reports": sorted(each.report_id for each in found),
        "reason": reason.strip(),
    }
    audit.record("record.corrected", actor=desk.actor, about=f"record:{record.id}", facts=facts)


def _has_changed(record: Record, before: Before | None, compiled: CompiledType) -> bool:
    """Does it count now, or did it before, and is it not the same any more?"""
    was = before is not None and before.state in compiled.counting_states
    counts = record.state in compiled.counting_states
    return was != counts or (counts and before is not None and before.data != record.data)
