"""The tasks of an amendment: who is asked to agree, answered once, closed with the amendment.

Whom it asks is read by the same rules as at a state of a record (`judging.walk`), of the record as it would be, and
once for a press. After a return all are asked again, so what was agreed to before it was submitted last spares nobody.
"""

from collections.abc import Mapping, Sequence

from app.expressions import Value
from app.fields import Stored
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import engine, queries, stand_ins, tasks
from app.workflow.amending import course
from app.workflow.amending import queries as amendments
from app.workflow.amending.models import ASKED, Amendment
from app.workflow.asked import Asking
from app.workflow.engine import Offer
from app.workflow.judging import walk as walks
from app.workflow.judging.footing import Footing
from app.workflow.judging.reading import question_of
from app.workflow.judging.walk import Approval, Need, Walk
from app.workflow.models import Task

STATE = "+asked"
"""Where tasks of amendments stand: no state of any record is called so."""


class Ground(Footing):
    """The record with these values, asked by the course of an amendment of it."""

    def __init__(self, amendment: Amendment, record: Record, desk: Desk, stored: Mapping[str, Stored]) -> None:
        super().__init__(course.under(desk.compiled(record), amendment.kind), record, desk, stored)

    def asking(self, state: str) -> Asking:
        """People and departments are those of the record as it is."""
        return Asking(self.compiled, self.record, state, self.desk)

    def is_same(self, approval: Approval) -> bool:
        """Nothing of it changes while people agree to it."""
        del approval
        return True

    def names_at(self, state: str) -> Mapping[str, Value]:
        """In the state in which the record stands."""
        del state
        return super().names_at(self.record.state)


def needs(amendment: Amendment, offer: Offer, ground: Ground, *, in_person: bool = True) -> list[Need] | None:
    """Close what was pressed. Gives whom to ask beside those who are asked; None: nobody any more, it moves on."""
    if offer.transition.key == course.SUBMIT:
        return walks.open_here(Walk(), ASKED, ground) or None
    record, desk = ground.record, ground.desk
    own = next((task for task in _open(amendment, desk) if offer.task is not None and task.id == offer.task.id), None)
    if own is not None:
        tasks.close(record, own, offer.transition.key, desk=desk, in_person=in_person)
    found = _left(amendment, offer, ground)
    for task in _open(amendment, desk) if found is None else ():
        tasks.close(record, task, tasks.CLOSED, desk=desk)
    return found


def give(amendment: Amendment, asked: Sequence[Need], ground: Ground) -> list[Task]:
    """Ask these, with sight of the record; and wake those whose turn has come."""
    desk, places = ground.desk, {need.question.position for need in asked}
    wanted = [(at, task) for at, task in ground.wanted(ASKED) if at in places]
    rows = ground.asking(ASKED).rows(wanted) if wanted else []
    for task in rows:
        task.amendment_id, task.state = amendment.id, STATE
    made = stand_ins.let_see(tasks.give(desk.session, rows), desk=desk)
    return made + tasks.settle(desk.session, ground.record.id, amendment.id)


def _left(amendment: Amendment, offer: Offer, ground: Ground) -> list[Need] | None:
    """After what was pressed."""
    waiting = [queries.as_open(task) for task in _open(amendment, ground.desk)]
    if offer.task is None or offer.transition.tone != "go":
        return None
    if engine.still_decide(waiting, offer.task):
        return []
    every = {task.id: task for task in amendments.tasks(ground.desk.session, amendment.id)}
    questions = {question_of(every[each.unit], every) for each in waiting}
    return walks.left_to_ask(_walk(amendment, every), ASKED, ground, questions)


def _walk(amendment: Amendment, every: Mapping[int, Task]) -> Walk:
    """Who has agreed since it was submitted last; of a unit what was said last counts."""
    walk, since = Walk(), amendment.asked_at
    said = {question_of(task, every): task for task in every.values() if not task.added}
    for question, task in said.items():
        if task.outcome == course.AGREE and since is not None and task.created_at >= since:
            walk.agree(Approval(task.id, ASKED, question, course.AGREE))
    return walk


def _open(amendment: Amendment, desk: Desk) -> Sequence[Task]:
    return queries.open_tasks(desk.session, amendment.record_id, amendment.id)
