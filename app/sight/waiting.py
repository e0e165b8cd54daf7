"""The inbox as somebody sees it. Of what the one who looks may not see, only the type and the state are told."""

from dataclasses import dataclass
from datetime import datetime

from app.records import queries as records
from app.records.desk import Desk
from app.records.models import Record
from app.web.language import language
from app.workflow import away, queries
from app.workflow.amending import queries as amendments
from app.workflow.amending import saying
from app.workflow.amending.beside import Beside
from app.workflow.course import label_of, role_labels
from app.workflow.models import Task


@dataclass(frozen=True, slots=True)
class Waits:
    """One decision that waits, on the record or an `amendment` of it. `title` is None where it is withheld."""

    record_id: int
    type_label: str
    title: str | None
    state: str
    amendment: str
    role: str
    since: datetime
    due: datetime | None


def waits(theirs: Desk, mine: Desk) -> list[Waits]:
    """All that somebody has to decide, also for whom they stand in, the most urgent first."""
    absent = away.absent_for(theirs)
    flow = queries.waiting_for(theirs.session, theirs.viewer, absent=absent)
    beside = amendments.waiting_for(theirs.session, theirs.viewer, absent=absent)
    found = [(task, record, "") for task, record in flow]
    found += [
        (task, record, saying.called(Beside(each, record, theirs).facts, theirs.compiled(record)))
        for task, each, record in beside
    ]
    seen = records.many(mine.session, [record.id for _task, record, _what in found], viewer=mine.viewer)
    roles = role_labels()
    lines = [_line(task, record, what, roles.get(task.role or "", ""), seen, mine) for task, record, what in found]
    return sorted(lines, key=lambda each: (each.due is None, each.due, each.since))


def _line(  # noqa: PLR0913, PLR0917 - what a line is made of
    task: Task, record: Record, amendment: str, role: str, seen: dict[int, Record], mine: Desk
) -> Waits:
    compiled = mine.compiled(record)
    return Waits(
        record_id=record.id,
        type_label=compiled.definition.label.text(language()),
        title=record.title if record.id in seen else None,
        state=label_of(compiled, record.state),
        amendment=amendment,
        role=role,
        since=task.created_at,
        due=task.due_at,
    )
