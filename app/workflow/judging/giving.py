"""Tasks for those whom a state asks: whom the definition names, and who was asked in and agreed to something else."""

from collections.abc import Iterator, Sequence

from app.definitions import schema
from app.records.models import Record
from app.workflow import stand_ins, tasks
from app.workflow.judging.footing import Footing, as_question
from app.workflow.judging.walk import Approval, Need
from app.workflow.models import Task


def give(needs: Sequence[Need], record: Record, state: str, footing: Footing) -> list[Task]:
    """Ask them, with sight of the record; those whose turn it is."""
    if not needs:
        return []
    session, given = footing.desk.session, list[Task]()
    rows = {as_question(row): row for row in footing.asking(state).rows(_wanted(needs, state, footing))}
    for need in needs:
        units = tasks.give(session, [rows[need.question]]) if need.whole else []
        unit = units[0].id if units else need.unit
        given += units + tasks.give(session, list(_added(need, unit, record, state, footing)))
    given = stand_ins.let_see(given, desk=footing.desk)
    if any(need.added for need in needs):
        tasks.settle(session, record.id)
    return [task for task in given if not task.asleep]


def _wanted(needs: Sequence[Need], state: str, footing: Footing) -> list[tuple[int, schema.Task]]:
    positions = {need.question.position for need in needs if need.whole}
    return [(at, wanted) for at, wanted in footing.wanted(state) if at in positions]


def _added(need: Need, unit: int, record: Record, state: str, footing: Footing) -> Iterator[Task]:
    for each in need.added:
        yield _task(each, unit, record, state, footing)


def _task(approval: Approval, unit: int, record: Record, state: str, footing: Footing) -> Task:
    """The same question to whoever was asked in."""
    return Task(
        record_id=record.id,
        state=state,
        position=approval.question.position,
        person_id=approval.asked_in,
        added=approval.added,
        unit_id=unit,
        asked_by=approval.asked_by,
        created_at=footing.desk.now,
        outcome="",
        asleep=False,
    )
