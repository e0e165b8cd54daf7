"""The same through the whole service: people press, return, recall and change what they may, as chance has it."""

import random
from collections.abc import Iterator

import pytest

from app.errors import AppError
from app.extensions import db
from app.records import access
from app.records import queries as records
from app.records.models import Record
from app.workflow import queries
from app.workflow.judging import queries as judging
from tests.workflow.judging.test_returns import edit
from tests.workflow.office import Office

HANDS = ("stan", "amy", "fay", "fin", "sec", "lee")
EDITS = {"name_of": ("甲团", "乙团"), "headcount": (1, 2, 3), "cost": (None, "5.00", "9.00"), "quick": (True, False)}
DEEDS = 45


def wander(office: Office, chance: random.Random) -> Iterator[Record]:
    """A record after every deed."""
    record = office.visit(cost="5.00")
    for _each in range(DEEDS):
        who = chance.choice(HANDS)
        desk = office.desk(who)
        if chance.random() < 0.3 and access.may_change(desk.compiled(record), desk.viewer, record):
            key = chance.choice(sorted(EDITS))
            record = edit(office, record, who, **{key: chance.choice(EDITS[key]), "actual": 2})
            yield record
            continue
        offers = [key for key in office.offers(record, who) if key != "cancel"]
        if offers:
            try:
                record = office.press(record, who, chance.choice(offers), "理由").record
            except AppError:
                continue
            yield record


def passed_over(record: Record) -> list[str]:
    """Of the last agreements of every task that the values ask for: what was agreed to and reads otherwise now."""
    session, found = db.session(), list[str]()
    tasks = {task.id: task for task in queries.tasks(session, record.id)}
    sealed = judging.judged(session, record.id)
    latest = {}
    for step in queries.steps(session, record.id):
        if step.id in sealed and step.task_id is not None:
            latest[step.from_state, tasks[step.task_id].role] = step
    for (state, role), step in latest.items():
        is_asked = {
            "chain": not record.data.get("quick"),
            "leader_review": record.data["headcount"] > 1,
            "countersign": role != "finance" or record.data.get("cost") is not None,
        }
        then = records.revision(session, record.id, step.revision).data
        keys = {path.partition(".")[0] for path in sealed[step.id].seal} if is_asked.get(state, True) else ()
        found += [f"{state} {role} {key}" for key in keys if then.get(key) != record.data.get(key)]
    return found


@pytest.mark.parametrize("seed", range(3))
def test_no_walk_through_the_service_ends_with_a_judged_field_changed(office: Office, seed: int) -> None:
    for record in wander(office, random.Random(seed)):
        if record.state == "done":
            assert passed_over(record) == []
            break
    db.session.rollback()


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 200))
def test_no_longer_walk_does(office: Office, seed: int) -> None:
    test_no_walk_through_the_service_ends_with_a_judged_field_changed(office, seed)
