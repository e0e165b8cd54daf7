"""Whom a state asks: 上级, the owner's department, a named person, everybody in a vote; and steps of the system."""

import json
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.accounts import queries as accounts
from app.accounts.service import Grant, Person
from app.audit.models import AuditEntry
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from app.extensions import db
from app.jobs.worker import Worker
from app.notices.models import Notice
from app.records import form, store
from app.records.models import Record
from app.records.rules import settle
from app.records.service import Entry
from app.web import clock
from app.workflow import automatic, due, entering, inbox, panels, queries
from app.workflow.course import course
from app.workflow.models import Task
from app.workflow.press import OnBehalf
from app.workflow.waiting import Asked
from tests.conftest import NOW, make_user
from tests.workflow.office import Office

AGREE = {"key": "agree", "label": "同意", "from": "review", "to": "done", "by": "task"}
REFUSE = {"key": "refuse", "label": "不同意", "from": "review", "to": "draft", "by": "task", "tone": "back"}
VOTE = {"label": "评审", "mode": "vote", "enough": "60%", "tasks": [{"role": "security"}]}


def publish_type(review: dict[str, Any], *moves: dict[str, Any], **states: Any) -> None:
    fields = [
        {"key": "name_of", "type": "text", "label": "名称"},
        {"key": "cost", "type": "money", "label": "经费"},
        {"key": "ends_on", "type": "date", "label": "截止日期"},
        {"key": "unit", "type": "department", "label": "部门"},
        {"key": "result", "type": "text", "label": "结果", "needed_for": list(states)},
    ]
    submit = {"key": "submit", "label": "提交", "from": "draft", "to": "review"}
    flow = {
        "start": "draft",
        "states": {"draft": {"label": "起草"}, "review": review, **states, "done": {"label": "已办"}},
        "transitions": [submit, *(moves or (AGREE, REFUSE))],
    }
    definition = {
        "key": "case",
        "label": "事项",
        "title": "{{ name_of }}",
        "sections": [{"key": "basic", "label": "基本", "fields": fields}],
        "rights": [{"role": "staff", "see": "own_department", "create": True, "change": True}],
        "workflow": flow,
    }
    publish(RecordType.model_validate(definition), actor=None, now=NOW)


def begin(office: Office, name: str = "stan", **values: Any) -> Record:
    desk = office.desk(name)
    compiled = desk.types.current("case")
    stored = settle(compiled, {"name_of": "一件事", **values}, desk.world(compiled)).stored
    return store.save(
        desk.session,
        None,
        compiled,
        stored=stored,
        state="draft",
        actor=desk.actor,
        now=desk.now,
        why="created",
        lookups=desk.lookups,
    )


def submitted(office: Office, name: str = "stan", **values: Any) -> Record:
    return office.press(begin(office, name, **values), name, "submit").record


def waiting(record: Record) -> list[Task]:
    return list(queries.open_tasks(db.session(), record.id))


def told(office: Office, name: str) -> list[str]:
    return list(db.session.scalars(sa.select(Notice.kind).where(Notice.user_id == office.people[name])))


# ---- Whom ----


def test_the_superior_of_the_head_is_the_head_of_the_department_above(office: Office) -> None:
    publish_type({"label": "审", "tasks": [{"role": "head", "of": "unit", "above": True}]})
    hedda = make_user(Person("Hedda", "hedda", office.section, (Grant("head", office.section),)))
    office.people["hedda"] = hedda.id
    record = submitted(office, unit={"id": office.section, "label": "留学生办公室"})
    (task,) = waiting(record)
    assert task.department_id == office.college
    assert office.offers(record, "hedda") == []
    assert office.offers(record, "amy") == ["agree", "refuse"]
    assert office.press(record, "amy", "agree").record.state == "done"


def test_above_the_institution_is_the_institution(office: Office) -> None:
    publish_type({"label": "审", "tasks": [{"role": "head", "of": "owner", "above": True}]})
    institution = accounts.institution()
    assert institution is not None
    (task,) = waiting(submitted(office, "fay"))
    assert task.department_id == institution.id


def test_where_no_superior_is_there_those_who_give_roles_are_told_and_the_clerk_goes_on(office: Office) -> None:
    publish_type({"label": "审", "tasks": [{"role": "leader", "of": "unit", "above": True}]})
    for name in ("lee", "solo"):
        held = accounts.user(office.people[name])
        held.assignments = [each for each in held.assignments if each.role_key != "leader"]
    db.session.flush()
    record = submitted(office, unit={"id": office.other, "label": "医学院"})
    assert told(office, "ada") == ["nobody_holds"]
    paper = OnBehalf("校领导", date(2024, 3, 4), "paper")
    assert office.press(record, "stan", "agree", on_behalf=paper).record.state == "done"


def test_the_head_of_the_owners_department_is_asked_whatever_the_record_says(office: Office) -> None:
    publish_type({"label": "审", "tasks": [{"role": "head", "of": "owner"}]})
    (task,) = waiting(submitted(office, unit={"id": office.other, "label": "医学院"}))
    assert task.department_id == office.section


def test_an_owner_without_a_department_is_told_so_before_every_head_is_asked(office: Office) -> None:
    publish_type({"label": "审", "tasks": [{"role": "head", "of": "owner"}]})
    office.people["nemo"] = make_user(Person("Nemo", "nemo", None, (Grant("staff"),))).id
    with pytest.raises(Invalid) as refused:
        submitted(office, "nemo")
    assert refused.value.faults[0].code == "workflow.no_department"


def test_a_named_person_is_asked_and_one_who_is_not_there_is_said_to_be_missing(office: Office) -> None:
    publish_type({"label": "审", "tasks": [{"login": "lee"}]})
    record = submitted(office)
    assert [task.person_id for task in waiting(record)] == [office.lee]
    publish_type({"label": "审", "tasks": [{"login": "nobody"}]})
    with pytest.raises(Invalid) as refused:
        submitted(office)
    assert refused.value.faults[0].code == "workflow.login_unknown"


def test_a_named_person_who_left_is_told_to_those_who_give_roles(office: Office) -> None:
    publish_type({"label": "审", "tasks": [{"login": "lee"}]})
    accounts.user(office.lee).active = False
    db.session.flush()
    submitted(office)
    assert told(office, "ada") == ["nobody_holds"]


# ---- Parallel tasks with conditions ----


def test_a_state_in_which_nobody_has_to_decide_is_passed_at_once(office: Office) -> None:
    tasks = [{"role": "finance", "when": "cost > 0"}, {"role": "security", "when": "cost > 100"}]
    publish_type({"label": "会签", "mode": "all", "tasks": tasks})
    assert submitted(office).state == "done"
    record = submitted(office, cost="5.00")
    assert [task.role for task in waiting(record)] == ["finance"]
    record = submitted(office, cost="500.00")
    assert [task.role for task in waiting(record)] == ["finance", "security"]
    record = office.press(record, "fin", "agree").record
    assert office.press(record, "sec", "agree").record.state == "done"


# ---- A day in a year without a calendar ----


@pytest.mark.parametrize(("span", "is_told"), [("1 workday", True), ("1 day", False), ("", False)])
def test_a_day_counted_in_workdays_of_an_unknown_year_says_so(office: Office, span: str, is_told: bool) -> None:
    publish_type({"label": "审", "tasks": [{"role": "leader", "due": span}]})
    record = submitted(office)
    (task,) = waiting(record)
    desk = office.desk("lee")
    if task.due_at is not None:
        assert due.doubt(task, desk.compiled(record)) == ""
        task.due_at = task.due_at.replace(year=2099)
    assert ("2099" in due.doubt(task, desk.compiled(record))) is is_told
    (card,) = inbox.to_do(desk, Asked())[0]
    told = [wait.doubt for wait in course(record, desk.compiled(record), desk).waits]
    strip = [each.text for each in panels.doubtful_day(record, desk.compiled(record), desk)]
    (home,) = inbox.briefly(desk, absent=(), most=5)
    (own,) = inbox.under_way(office.desk("stan"))
    assert [bool(card.doubt), *map(bool, told), bool(strip), bool(home.doubt), bool(own.doubt)] == [is_told] * 5


# ---- Votes ----


@pytest.fixture
def jury(office: Office) -> Office:
    """Sec and Solo hold the role; with three more there are five voices."""
    publish_type(VOTE)
    for name in ("v1", "v2", "v3"):
        office.people[name] = make_user(Person(name, name, office.other, (Grant("security"),))).id
    return office


def test_everybody_who_holds_the_role_has_one_voice_and_enough_carry_it(jury: Office) -> None:
    record = submitted(jury)
    assert sorted(task.person_id or 0 for task in waiting(record)) == sorted(
        jury.people[name] for name in ("sec", "solo", "v1", "v2", "v3")
    )
    for name, press in (("sec", "agree"), ("v1", "refuse"), ("v2", "agree")):
        record = jury.press(record, name, press).record
        assert record.state == "review"
    with pytest.raises(Forbidden):
        jury.press(record, "v1", "agree")
    assert jury.press(record, "v3", "agree").record.state == "done"
    assert waiting(record) == []


def test_when_it_can_no_longer_be_reached_the_record_goes_the_way_of_the_last_voice_and_the_owner_is_told(
    jury: Office,
) -> None:
    record = submitted(jury)
    for name in ("sec", "v1"):
        record = jury.press(record, name, "refuse", comment="再考虑").record
        assert (record.state, told(jury, "stan")) == ("review", [])
    record = jury.press(record, "v2", "refuse").record
    assert (record.state, told(jury, "stan")) == ("draft", ["vote_lost"])
    record = jury.press(record, "stan", "submit").record
    assert len(waiting(record)) == 5, "what was said before was said of another round"


def test_who_was_asked_in_is_waited_for_in_a_vote_too(jury: Office) -> None:
    record = jury.press(submitted(jury), "sec", "agree").record
    assert queries.voices(db.session(), record, jury.desk("sec").compiled(record))[0].agrees


def test_the_course_the_strip_and_the_inbox_say_how_the_vote_stands(jury: Office) -> None:
    record = submitted(jury)
    for name, press in (("sec", "agree"), ("v1", "refuse")):
        record = jury.press(record, name, press).record
    desk = jury.desk("v2")
    compiled = desk.compiled(record)
    said = "1 人同意，1 人不同意，3 人还没有办理；3 人同意即通过，还差 2 人"
    card = inbox.whole(record, desk)
    assert card is not None
    strip = [each.text for each in panels.vote(record, compiled, desk)]
    assert [course(record, compiled, desk).vote, card.vote, *strip] == [said] * 3
    for name in ("v2", "v3"):
        record = jury.press(record, name, "agree").record
    assert (course(record, compiled, desk).vote, list(panels.vote(record, compiled, desk))) == ("", [])


def test_a_state_without_a_vote_tells_of_none(office: Office) -> None:
    publish_type({"label": "审", "mode": "all", "tasks": [{"role": "security"}]})
    record, desk = submitted(office), office.desk("sec")
    assert course(record, desk.compiled(record), desk).vote == ""


# ---- By itself ----

LATE = {"key": "late", "label": "到期关闭", "from": "review", "to": "done", "by": "system", "when": "ends_on < today"}
CLOSE = {"key": "close", "label": "结束", "from": "done", "to": "closed", "by": "system", "when": "cost > 0"}
TASKS = {"label": "审", "tasks": [{"role": "leader"}]}


def test_a_condition_that_holds_on_entering_is_followed_at_once_as_the_systems_deed(office: Office) -> None:
    publish_type(TASKS, AGREE, LATE)
    record = submitted(office, ends_on="2020-01-01")
    assert (record.state, waiting(record)) == ("done", [])
    assert [step.user_id for step in queries.steps(db.session(), record.id)] == [office.stan, None]
    about = sa.select(AuditEntry.actor_id, AuditEntry.facts).where(AuditEntry.about == f"record:{record.id}")
    rows = [(row[0], json.loads(row[1]).get("transition")) for row in db.session.execute(about)]
    assert [row for row in rows if row[1]] == [(office.stan, "submit"), (0, "late")]


def test_a_day_that_passes_is_seen_to_by_the_work_of_the_day(office: Office) -> None:
    publish_type(TASKS, AGREE, LATE)
    soon, later = clock.today() - timedelta(days=1), clock.today() + timedelta(days=9)
    due = submitted(office, ends_on=later.isoformat())
    stays = submitted(office, ends_on=later.isoformat())
    due.data = {**due.data, "ends_on": soon.isoformat()}
    db.session.commit()
    automatic.each_day()
    automatic.each_day()
    assert _worker().run_waiting() == 1
    assert (db.session.get_one(Record, due.id).state, db.session.get_one(Record, stays.id).state) == ("done", "review")
    assert waiting(due) == []


@pytest.mark.parametrize(
    "refusal", [Conflict("elsewhere"), NotFound(), Forbidden()], ids=lambda each: type(each).__name__
)
def test_whatever_refuses_one_record_the_others_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, refusal: AppError
) -> None:
    publish_type(TASKS, AGREE, LATE)
    refused, goes_on = (submitted(office, ends_on="2999-01-01") for _each in range(2))
    for record in (refused, goes_on):
        record.data = {**record.data, "ends_on": "2020-01-01"}
    db.session.commit()
    carry_out, number = automatic.service.carry_out, refused.id

    def refusing(record: Record, *given: Any, **named: Any) -> Any:
        if record.id == number:
            raise refusal
        return carry_out(record, *given, **named)

    monkeypatch.setattr(automatic.service, "carry_out", refusing)
    automatic.each_day()
    assert _worker().run_waiting() == 1
    assert (db.session.get_one(Record, number).state, db.session.get_one(Record, goes_on.id).state) == (
        "review",
        "done",
    )


def _worker() -> Worker:
    return Worker(automatic.JOBS, nullcontext)


def test_what_is_not_fit_for_the_next_state_stays_and_refuses_nobody(office: Office) -> None:
    publish_type(TASKS, AGREE, CLOSE, closed={"label": "已结束"})
    record = submitted(office, cost="5.00")
    record = office.press(record, "lee", "agree").record
    assert record.state == "done"
    db.session.commit()
    automatic.each_day()
    assert _worker().run_waiting() == 1
    assert db.session.get_one(Record, record.id).state == "done"


def test_what_a_saved_edit_makes_true_is_followed_at_once(office: Office) -> None:
    publish_type(TASKS, AGREE, LATE)
    today = office.desk("stan").today
    record = submitted(office, ends_on=(today + timedelta(days=19)).isoformat())
    assert edited(office, record, ends_on=(today + timedelta(days=9)).isoformat()).state == "review"
    record = edited(office, record, ends_on=(today - timedelta(days=9)).isoformat())
    assert (record.state, waiting(record)) == ("done", [])
    assert queries.steps(db.session(), record.id)[-1].user_id is None


def test_an_edit_whose_step_is_not_fit_is_saved_and_stays(office: Office) -> None:
    onward = {**CLOSE, "from": "review"}
    publish_type(TASKS, AGREE, onward, closed={"label": "已结束"})
    record = edited(office, submitted(office), cost="5.00")
    assert (record.state, record.data["cost"], len(waiting(record))) == ("review", "5.00", 1)


def edited(office: Office, record: Record, **values: str) -> Record:
    """What Stan saves over it."""
    desk = office.desk("stan")
    compiled = desk.compiled(record)
    raw = {**form.raw_of(compiled, record.data, desk.lookups), **values}
    return entering.enter(compiled, record, Entry(raw, {}), "", desk=desk).record


def test_nobody_presses_what_the_system_does(office: Office) -> None:
    publish_type(TASKS, AGREE, LATE)
    record = submitted(office, ends_on="2999-01-01")
    with pytest.raises(Forbidden):
        office.press(record, "stan", "late")
