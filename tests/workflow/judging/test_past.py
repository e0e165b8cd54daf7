"""A way past whom a state asks, by a role or by the system, answers for the state; nothing goes round in circles."""

import copy
from contextlib import nullcontext
from typing import Any

import pytest

from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.extensions import db
from app.jobs.worker import Worker
from app.records.models import Record
from app.workflow import automatic, queries
from app.workflow.judging.going import AGAIN
from tests.conftest import NOW
from tests.workflow.judging.test_returns import edit, waiting
from tests.workflow.office import MOVES, STEPS, VISIT, Office

SKIP = {"key": "skip", "label": "跳过", "from": ["unit_review"], "to": "countersign", "by": ["foreign_affairs"]}
LAPSE = {**SKIP, "key": "lapse", "by": ["system"], "when": "headcount > 3", "comment": "none"}
AFTER = STEPS[2:]


def publish_with(*moves: dict[str, Any], **tasks: list[dict[str, Any]]) -> None:
    """With these transitions more, and by state these tasks, all of which are asked."""
    states = copy.deepcopy(VISIT["workflow"]["states"])
    for key, wanted in tasks.items():
        states[key] |= {"mode": "all", "tasks": wanted}
    workflow = {**VISIT["workflow"], "states": states, "transitions": [*copy.deepcopy(MOVES), *moves]}
    publish(RecordType.model_validate({**copy.deepcopy(VISIT), "workflow": workflow}), actor=None, now=NOW)
    db.session.flush()


def submitted(office: Office, **values: Any) -> Record:
    return office.press(office.visit(cost="100.00", **values), "stan", "submit").record


def on_to_the_end(office: Office, record: Record) -> Record:
    """Each decides who may, once."""
    for name, key in AFTER:
        if key in office.offers(record, name):
            record = office.press(record, name, key).record
    return record


def a_day_passes(record: Record) -> Record:
    db.session.commit()
    automatic.each_day()
    Worker(automatic.JOBS, nullcontext).run_waiting()
    return db.session.get_one(Record, record.id)


def keys(record: Record) -> list[str]:
    return [step.transition for step in queries.steps(db.session(), record.id)]


@pytest.mark.parametrize("by", [["foreign_affairs"], ["task", "foreign_affairs"]], ids="+".join)
def test_an_exit_by_a_role_answers_for_the_state(office: Office, by: list[str]) -> None:
    publish_with({**SKIP, "by": by})
    record = office.press(submitted(office), "fay", "skip").record
    record = on_to_the_end(office, record)
    assert (record.state, AGAIN in keys(record)) == ("approved", False)


def test_an_exit_by_the_system_answers_for_the_state(office: Office) -> None:
    publish_with(LAPSE)
    record = submitted(office, headcount=4)
    assert (record.state, keys(record)) == ("countersign", ["submit", "lapse"])
    record = on_to_the_end(office, record)
    assert (record.state, AGAIN in keys(record)) == ("approved", False)


def test_what_asks_nobody_is_passed_and_answers_for_nothing(office: Office) -> None:
    first, then = {"role": "head", "judges": ["name_of"]}, {"role": "finance", "when": "cost > 0"}
    publish_with(unit_review=[first], countersign=[then])
    record = office.walk(office.visit(cost=None), to="chain")
    record = on_to_the_end(office, edit(office, record, cost="7.00"))
    assert (record.state, waiting(office, record)) == ("countersign", ["finance"])


def test_what_lapsed_is_asked_again_and_the_same_exit_answers_then(office: Office) -> None:
    publish_with(SKIP)
    record = edit(office, office.walk(office.visit(cost="100.00"), to="leader_review"), name_of="改名团")
    record = office.press(record, "lee", "approve").record
    assert (record.state, waiting(office, record)) == ("unit_review", ["head"])
    record = on_to_the_end(office, office.press(record, "fay", "skip").record)
    assert record.state == "approved"


def test_an_exit_does_not_stand_for_an_approval_that_lapsed_after_it(office: Office) -> None:
    publish_with(LAPSE, unit_review=[{"role": "head"}, {"role": "security"}])
    record = office.press(submitted(office), "amy", "pass").record
    record = a_day_passes(edit(office, record, headcount=4))
    record = edit(office, record, headcount=3)
    record = on_to_the_end(office, record)
    assert (record.state, waiting(office, record)) == ("unit_review", ["head", "security"])


def test_after_a_return_an_exit_of_before_answers_for_nothing(office: Office) -> None:
    back = {"key": "again", "label": "重审", "from": ["chain"], "to": "countersign", "by": ["task"], "tone": "back"}
    publish_with(SKIP, back)
    record = office.press(submitted(office), "fay", "skip").record
    for name in ("fay", "fin", "sec"):
        record = office.press(record, name, "agree").record
    record = on_to_the_end(office, office.press(record, "sec", "again", "请重审").record)
    assert (record.state, waiting(office, record)) == ("unit_review", ["head"])


def test_days_that_pass_move_a_record_that_went_back_once_and_never_round(office: Office) -> None:
    publish_with(LAPSE)
    record = edit(office, office.walk(office.visit(cost="100.00"), to="leader_review"), headcount=4)
    record = office.press(record, "lee", "approve").record
    assert (record.state, keys(record).count(AGAIN), keys(record).count("lapse")) == ("countersign", 1, 1)
    lines = len(keys(record))
    record = a_day_passes(a_day_passes(record))
    assert len(keys(record)) == lines
    assert on_to_the_end(office, record).state == "approved"
