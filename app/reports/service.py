"""What people do with a report: count anew, take over a draft, tick what they have carried over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.audit import service as audit
from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Conflict, Forbidden, NotFound
from app.fields import Stored
from app.fields.report import computed
from app.records import access, store
from app.records.desk import Desk
from app.records.models import Record
from app.records.rules import settle
from app.reports import figures, queries, runs
from app.reports.figures import Run
from app.reports.models import FigureRun, TranscribedRow


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure after counting: what the report had and has now."""

    field: CompiledField
    run: Run
    kept: FigureRun
    before: str | None
    after: str | None

    @property
    def has_changed(self) -> bool:
        """Is it another number than before, if there was one?"""
        return self.before is not None and self.before != self.after


def figures_of(compiled: CompiledType) -> list[CompiledField]:
    """The figures of a report, in the order of its form."""
    return [each for each in compiled.fields.values() if each.type.name == "figure" and not each.definition.retired]


def narratives_of(compiled: CompiledType) -> list[CompiledField]:
    """The narratives of a report, in the order of its form."""
    return [each for each in compiled.fields.values() if each.type.name == "narrative" and not each.definition.retired]


def is_frozen(compiled: CompiledType, report: Record) -> bool:
    """A report that has arrived where it counts is closed: its figures stay as they were."""
    return compiled.definition.workflow is not None and report.state in compiled.counting_states


def compute(report: Record, *, desk: Desk, expected: int | None = None) -> list[Counted]:
    """重新统计: count every figure and save the report. Raises `NotFound`, `Forbidden`, and `Conflict` when closed."""
    compiled = desk.compiled(report)
    _refuse(compiled, report, desk)
    data: dict[str, Stored] = dict(report.data)
    counted = [_counted(field, report, data, desk) for field in figures_of(compiled)]
    _save(compiled, report, data, "computed", desk=desk, expected=expected)
    facts = {"type": compiled.key, "figures": len(counted), "changed": sum(each.has_changed for each in counted)}
    audit.record("report.computed", actor=desk.actor, about=f"record:{report.id}", facts=facts)
    return counted


def write(report: Record, texts: Mapping[str, str], *, desk: Desk, expected: int | None = None) -> None:
    """Put texts into narratives, as somebody has decided it. Raises `Invalid` when one is too long."""
    compiled = desk.compiled(report)
    _refuse(compiled, report, desk)
    data: dict[str, Stored] = dict(report.data)
    for key, text in texts.items():
        field = compiled.fields[key]
        refuse_unseen(compiled, report, field, desk=desk)
        data[key] = field.type.clean({"text": text}, field.options, desk.lookups, before=data.get(key))
    _save(compiled, report, data, "narrated", desk=desk, expected=expected)
    facts = {"type": compiled.key, "fields": sorted(texts)}
    audit.record("report.narrated", actor=desk.actor, about=f"record:{report.id}", facts=facts)


def tick(report: Record, row: str, value_hash: str | None, *, desk: Desk) -> None:
    """This user has carried the row over, with this value; None takes it back."""
    key = (report.id, desk.actor.id, row)
    found = desk.session.get(TranscribedRow, key)
    if value_hash is None:
        if found is not None:
            desk.session.delete(found)
        return
    found = found or TranscribedRow(record_id=report.id, user_id=desk.actor.id, row=row)
    found.value_hash, found.at = value_hash, desk.now
    desk.session.add(found)


def figure(compiled: CompiledType, key: str) -> CompiledField:
    """A figure by its key; raises `NotFound`."""
    return _of_kind(compiled, key, "figure")


def narrative(compiled: CompiledType, key: str) -> CompiledField:
    """A narrative by its key; raises `NotFound`."""
    return _of_kind(compiled, key, "narrative")


def may_change(compiled: CompiledType, report: Record, *, desk: Desk) -> bool:
    """May this person count anew and take over drafts?"""
    return not is_frozen(compiled, report) and access.may_change(compiled, desk.viewer, report)


def refuse_unseen(compiled: CompiledType, report: Record, field: CompiledField, *, desk: Desk) -> None:
    """Raises `Forbidden` when this person may not see the field in full."""
    if access.field_sight(compiled, desk.viewer, report)[field.key] != "see":
        raise Forbidden("record.field")


def _of_kind(compiled: CompiledType, key: str, kind: str) -> CompiledField:
    field = compiled.fields.get(key)
    if field is None or field.type.name != kind:
        raise NotFound(f"{kind} {key} of {compiled.key}")
    return field


def _refuse(compiled: CompiledType, report: Record, desk: Desk) -> None:
    if not queries.is_report(compiled):
        raise NotFound(f"report {report.id}")
    if is_frozen(compiled, report):
        raise Conflict("report.frozen", current=report)
    if not access.may_change(compiled, desk.viewer, report):
        raise Forbidden("record.change")


def _counted(field: CompiledField, report: Record, data: dict[str, Any], desk: Desk) -> Counted:
    run = figures.run(field, report, desk=desk)
    old = data.get(field.key)
    data[field.key] = computed(run.result, field.options, before=old)
    before = (old or {}).get("value")
    kept = runs.keep(desk.session, report.id, run, by=desk.actor.id, version_id=report.version_id, before=before)
    return Counted(field, run, kept, before, data[field.key]["value"])


def _save(  # noqa: PLR0913 - see `store.save`
    compiled: CompiledType, report: Record, data: dict[str, Stored], why: str, *, desk: Desk, expected: int | None
) -> None:
    settled = settle(compiled, data, desk.world(compiled, report))
    if settled.stored == report.data:
        return
    store.save(
        desk.session,
        report,
        compiled,
        stored=settled.stored,
        state=report.state,
        actor=desk.actor,
        now=desk.now,
        why=why,
        lookups=desk.lookups,
        expected=expected,
    )
