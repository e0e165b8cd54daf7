"""工作移交: what goes over, what stays and why; who may order it; begun again nothing goes over twice."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.accounts import queries as accounts
from app.accounts import service as people
from app.accounts.models import RoleAssignment
from app.audit.models import AuditEntry
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.errors import Invalid, NotFound
from app.extensions import db
from app.jobs.worker import Cancelled, Progress
from app.notices.models import Notice
from app.records import drafts, files, owners
from app.records.models import Attachment, Draft, Record, RecordGrant, Revision
from app.workflow import queries, stand_ins, tasks
from app.workflow.course import course
from app.workflow.handover import listing, preview, service, work
from app.workflow.handover import queries as handovers
from app.workflow.handover.models import Handover, HandoverItem
from app.workflow.handover.things import Thing
from app.workflow.in_flow import InFlow
from app.workflow.models import Copy, SideStep, Task
from app.workflow.verbs import service as verbs
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.verb import Given
from tests.conftest import NOW
from tests.workflow.office import VISIT, Office

EVERY = ("open:visit", "task:visit", "draft:visit", "finished:visit", "copy:visit")


class Steps(Progress):
    """Writes like the worker's; stops where it is told to."""

    def __init__(self, until: int = 1000) -> None:
        super().__init__(0)
        self.until = until

    def step(self, done: int, total: int) -> None:
        """What was written stays."""
        assert done <= total
        db.session.commit()
        if done >= self.until:
            raise Cancelled


@pytest.fixture
def two(office: Office) -> Office:
    """Sue works where Stan does, Hal where Amy does; Rob holds no role at all."""
    for name, like in (("sue", "stan"), ("hal", "amy"), ("rob", "eve")):
        home = accounts.user(office.people[like]).department_id
        held = db.session.scalars(sa.select(RoleAssignment).where(RoleAssignment.user_id == office.people[like]))
        grants = tuple(people.Grant(each.role_key, each.department_id) for each in held)
        person = people.Person(name.title(), name, home, grants)
        office.people[name] = people.create_user(person, password_hash="", actor=None, now=NOW).id
    db.session.commit()
    return office


def ordered(office: Office, giver: str, receiver: str, *piles: str, by: str = "ada", **more: Any) -> Handover:
    desk = office.desk(by)
    first, second = (accounts.user(office.people[name]) for name in (giver, receiver))
    asked = service.Order(
        giver=first,
        receiver=second,
        piles=frozenset(piles or EVERY),
        reason=more.get("reason", "调到学生处"),
        mark=more.get("mark", f"{giver}{receiver}{piles}"),
        title="工作移交",
    )
    made = service.order(asked, preview.things_of(first, second, desk), desk=desk)
    db.session.commit()
    return made


def hand(office: Office, giver: str, receiver: str, *piles: str, **more: Any) -> Handover:
    made = ordered(office, giver, receiver, *piles, **more)
    run(office, made)
    return made


def run(office: Office, made: Handover, progress: Progress | None = None) -> None:
    work.work({"handover": made.id}, office.ada, progress or Steps())
    db.session.commit()


def things(office: Office, giver: str, receiver: str) -> dict[str, Thing]:
    first, second = (accounts.user(office.people[name]) for name in (giver, receiver))
    return {thing.subject: thing for thing in preview.things_of(first, second, office.desk("ada"))}


def outcomes(made: Handover) -> dict[str, tuple[str, str]]:
    return {item.subject: (item.outcome, item.why) for item in handovers.items(db.session(), made.id)}


def sees(office: Office, record: Record, name: str) -> bool:
    desk = office.desk(name)
    return bool(queries.visible_ids(desk.session, desk.viewer, [record.id]))


def inbox(office: Office, name: str) -> set[int]:
    desk = office.desk(name)
    return {record.id for _task, record in queries.waiting_for(desk.session, desk.viewer)}


def use(office: Office, record: Record, who: str, verb: str, *names: str, how: str = "") -> None:
    given = Given(people=tuple(office.people[name] for name in names), comment="请看", how=how)
    verbs.use(InFlow(record, office.desk(who)), VERBS[verb], given)
    db.session.commit()


def passed_on(office: Office, task: Task, name: str) -> Task:
    """As 转办 leaves it: what a role was asked is that person's."""
    task.outcome, task.done_at = tasks.HANDED, NOW
    (new,) = tasks.give(db.session(), [tasks.like(task, now=NOW, person_id=office.people[name])])
    db.session.commit()
    return new


def deeds(deed: str) -> list[AuditEntry]:
    return list(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == deed)))


def test_a_record_comes_to_belong_to_the_receiver_and_the_givers_sight_of_an_owner_ends(two: Office) -> None:
    record = two.visit(host_unit={"id": two.other, "label": "医学院"})
    assert (sees(two, record, "stan"), sees(two, record, "sue")) == (True, False)
    made = hand(two, "stan", "sue", "open:visit")
    db.session.refresh(record)
    assert outcomes(made) == {f"record:{record.id}": ("done", "")}
    assert record.owner_id == two.sue
    assert (sees(two, record, "stan"), sees(two, record, "sue")) == (False, True)
    assert two.offers(record, "sue") == ["submit", "cancel"]
    assert two.offers(record, "stan") == []


def test_who_orders_it_comes_to_see_nothing_by_it(two: Office) -> None:
    record = two.visit()
    hand(two, "stan", "sue", "open:visit")
    assert not sees(two, record, "ada")
    grants = db.session.scalars(sa.select(RecordGrant.principal).where(RecordGrant.record_id == record.id))
    assert f"user:{two.ada}" not in set(grants)


def test_values_stay_as_they_are_and_the_next_revision_says_what_happened(two: Office) -> None:
    record = two.visit()
    before = (dict(record.data), record.title, record.department_id, record.lock_version)
    hand(two, "stan", "sue", "open:visit")
    db.session.refresh(record)
    assert (record.data, record.title, record.department_id, record.lock_version - 1) == before
    kept = db.session.get_one(Revision, (record.id, record.lock_version))
    assert (kept.why, kept.data) == (owners.WHY, record.data)


def test_the_course_and_the_audit_say_who_handed_what_to_whom_and_why(two: Office) -> None:
    record = two.visit()
    hand(two, "stan", "sue", "open:visit", reason="退休")
    desk = two.desk("sue")
    db.session.refresh(record)
    line = course(record, desk.compiled(record), desk).done[-1]
    assert (line.label, line.comment, line.who) == ("工作移交：由 Stan 移交给 Sue", "退休", "Ada")
    assert [row.about for row in deeds("handover.done")] == [f"record:{record.id}"]
    assert len(deeds("handover.ordered")) == len(deeds("handover.ended")) == 1


def test_a_record_under_way_stays_where_the_receiver_has_to_decide_on_it(two: Office) -> None:
    record = two.walk(two.visit(), to="unit_review")
    assert things(two, "stan", "hal")[f"record:{record.id}"].why == "decides"
    assert things(two, "stan", "sue")[f"record:{record.id}"].why == ""


def test_a_record_under_way_stays_where_the_receiver_has_decided_already(two: Office) -> None:
    record = two.walk(two.visit(), to="unit_review")
    record = two.press(record, "solo", "pass").record
    db.session.commit()
    wanted = things(two, "stan", "solo")[f"record:{record.id}"]
    assert wanted.why in ("decides", "has_decided")
    assert record.state == "countersign"
    two.walk(record, to="approved")
    assert things(two, "stan", "solo")[f"record:{record.id}"].why == "has_decided"


def test_a_finished_record_goes_over_even_to_who_decided_on_it(two: Office) -> None:
    record = two.press(two.visit(), "stan", "cancel", "不办了").record
    made = hand(two, "stan", "rob", "finished:visit")
    db.session.refresh(record)
    assert outcomes(made) == {f"record:{record.id}": ("done", "")}
    assert record.owner_id == two.rob


def test_who_may_not_fill_the_type_gets_no_record_under_way_and_no_draft(two: Office) -> None:
    record = two.visit()
    drafts.keep(db.session(), "visit", {"name_of": "未完"}, actor=two.desk("stan").actor, now=NOW)
    found = things(two, "stan", "rob")
    assert found[f"record:{record.id}"].why == found["draft:new:visit"].why == "may_not_fill"
    with pytest.raises(Invalid) as refused:
        ordered(two, "stan", "rob")
    assert [fault.code for fault in refused.value.faults] == ["handover.nothing"]


def handed_task(two: Office) -> tuple[Record, Task]:
    """A review that Solo holds in person, for it was passed on to them."""
    record = two.walk(two.visit(), to="unit_review")
    use(two, record, "amy", "hand_over", "solo")
    (task,) = queries.open_tasks(db.session(), record.id)
    assert task.person_id == two.solo
    return record, task


def test_a_task_goes_over_with_its_place_and_day_and_the_sight_that_it_gives(two: Office) -> None:
    record, task = handed_task(two)
    made = hand(two, "solo", "hal", "task:visit")
    assert outcomes(made) == {f"task:{task.id}": ("done", "")}
    (new,) = queries.open_tasks(db.session(), record.id)
    assert (new.person_id, new.position, new.role, new.due_at) == (two.hal, task.position, task.role, task.due_at)
    grants = set(db.session.scalars(sa.select(RecordGrant.why).where(RecordGrant.record_id == record.id)))
    assert f"task:{new.id}" in grants
    assert f"task:{task.id}" not in grants
    assert record.id in inbox(two, "hal")
    assert two.press(record, "hal", "pass").record.state == "countersign"


def test_a_task_that_nobody_opened_can_still_be_recalled_afterwards(two: Office) -> None:
    record = two.walk(two.visit(), to="unit_review")
    (task,) = queries.open_tasks(db.session(), record.id)
    task.person_id = two.solo
    db.session.commit()
    hand(two, "solo", "hal", "task:visit")
    assert "recall" in two.offers(record, "stan")


@pytest.mark.parametrize(("receiver", "why"), [("sue", "no_role"), ("stan", "owner"), ("hal", "")])
def test_a_task_goes_neither_to_the_owner_nor_beyond_its_role(two: Office, receiver: str, why: str) -> None:
    _record, task = handed_task(two)
    assert things(two, "solo", receiver)[f"task:{task.id}"].why == why


def test_tasks_of_a_role_stay_with_the_role(two: Office) -> None:
    record = two.walk(two.visit(), to="unit_review")
    assert things(two, "amy", "hal") == {}
    assert preview.preview(accounts.user(two.amy), accounts.user(two.hal), two.desk("ada")).of_roles == 1
    assert record.id in inbox(two, "amy")


def test_a_task_asked_of_the_owner_goes_with_the_record_and_not_by_itself(two: Office) -> None:
    states = {**VISIT["workflow"]["states"], "mending": {"label": "补正", "tasks": [{"person": "owner"}]}}
    moves = [{"key": "mend", "label": "补正", "from": "draft", "to": "mending"}, *VISIT["workflow"]["transitions"]]
    moves.append({"key": "mended", "label": "补好了", "from": "mending", "to": "draft", "by": "task"})
    flow = {"start": "draft", "states": states, "transitions": moves}
    publish(RecordType.model_validate({**VISIT, "workflow": flow}), actor=None, now=NOW)
    db.session.commit()
    record = two.press(two.visit(), "stan", "mend").record
    db.session.commit()
    assert set(things(two, "stan", "sue")) == {f"record:{record.id}"}
    hand(two, "stan", "sue", "open:visit")
    (task,) = queries.open_tasks(db.session(), record.id)
    assert task.person_id == two.sue
    db.session.refresh(record)
    assert two.offers(record, "sue") == ["mended"]
    assert two.offers(record, "stan") == []


def test_where_all_decide_a_task_does_not_go_to_who_has_one_there_or_decided_there(two: Office) -> None:
    record = two.walk(two.visit(), to="countersign")
    ours = {task.role: task for task in queries.open_tasks(db.session(), record.id)}
    key = f"task:{passed_on(two, ours['security'], 'solo').id}"
    person = people.Person("Pat", "pat", None, (people.Grant("foreign_affairs"), people.Grant("security")))
    two.people["pat"] = people.create_user(person, password_hash="", actor=None, now=NOW).id
    assert things(two, "solo", "pat")[key].why == "decides"
    record = two.press(record, "pat", "agree").record
    db.session.commit()
    assert things(two, "solo", "pat")[key].why == "has_decided"
    hand(two, "solo", "sec", "task:visit")
    assert two.press(record, "sec", "agree").record.state == "chain"


def test_in_order_the_next_is_asked_when_the_receiver_has_decided(two: Office) -> None:
    record = two.walk(two.visit(), to="chain")
    (task,) = queries.open_tasks(db.session(), record.id)
    passed_on(two, task, "solo")
    hand(two, "solo", "sec", "task:visit")
    record = two.press(record, "sec", "forward").record
    (following,) = queries.open_tasks(db.session(), record.id)
    assert (record.state, following.role) == ("chain", "finance")


def test_who_was_asked_in_answers_in_person(two: Office) -> None:
    record = two.walk(two.visit(), to="unit_review")
    use(two, record, "amy", "add_signer", "solo", how="beside")
    (thing,) = things(two, "solo", "hal").values()
    assert thing.why == "added"


def test_a_task_that_waits_for_others_goes_on_waiting(two: Office) -> None:
    record, _task = handed_task(two)
    use(two, record, "solo", "add_signer", "fay", how="before")
    hand(two, "solo", "hal", "task:visit")
    (new,) = [task for task in queries.open_tasks(db.session(), record.id) if task.person_id == two.hal]
    assert new.asleep
    assert two.offers(record, "hal") == []


def test_a_task_that_was_decided_meanwhile_stays_and_says_so(two: Office) -> None:
    record, task = handed_task(two)
    made = ordered(two, "solo", "hal", "task:visit")
    two.press(record, "solo", "pass")
    db.session.commit()
    run(two, made)
    assert outcomes(made) == {f"task:{task.id}": ("refused", "gone")}


def test_a_record_that_was_saved_meanwhile_stays_and_says_so(two: Office) -> None:
    first, second = two.visit(), two.visit()
    made = ordered(two, "stan", "sue", "open:visit")
    two.press(first, "stan", "submit")
    db.session.commit()
    run(two, made)
    assert outcomes(made) == {f"record:{first.id}": ("refused", "changed"), f"record:{second.id}": ("done", "")}


def test_a_draft_goes_over_as_it_was_typed_with_its_files(two: Office) -> None:
    giver, receiver = two.desk("stan"), two.desk("sue")
    received = files.Received("0" * 64, "护照.pdf", 3, "pdf")
    token = files.add(db.session(), received, actor=giver.actor, now=NOW).token
    drafts.keep(db.session(), "visit", {"name_of": "未完", "scan": token}, actor=giver.actor, now=NOW)
    hand(two, "stan", "sue", "draft:visit")
    assert drafts.kept(db.session(), "visit", actor=giver.actor) is None
    kept = drafts.kept(db.session(), "visit", actor=receiver.actor)
    assert kept is not None
    assert kept.raw == {"name_of": "未完", "scan": token}
    assert db.session.scalar(sa.select(Attachment.by).where(Attachment.token == token)) == two.sue


def test_a_draft_stays_where_the_receiver_has_one(two: Office) -> None:
    for name in ("stan", "sue"):
        drafts.keep(db.session(), "visit", {"name_of": name}, actor=two.desk(name).actor, now=NOW)
    assert things(two, "stan", "sue")["draft:new:visit"].why == "has_draft"


def test_what_was_typed_over_a_record_goes_with_the_record(two: Office) -> None:
    record, giver = two.visit(), two.desk("stan")
    drafts.keep(db.session(), "visit", {"name_of": "改"}, actor=giver.actor, now=NOW, record_id=record.id, base=1)
    hand(two, "stan", "sue", "open:visit")
    held = db.session.scalars(sa.select(Draft.user_id).where(Draft.record_id == record.id)).all()
    assert held == [two.sue]


def test_a_copy_goes_over_and_the_givers_sight_by_it_ends(two: Office) -> None:
    record = two.walk(two.visit(), to="unit_review")
    use(two, record, "stan", "copy", "eve")
    hand(two, "eve", "rob", "copy:visit")
    assert (sees(two, record, "eve"), sees(two, record, "rob")) == (False, True)
    in_force = db.session.scalars(sa.select(Copy).where(Copy.record_id == record.id, queries.IN_FORCE)).all()
    assert [(copy.user_id, copy.by_id) for copy in in_force] == [(two.rob, two.stan)]


def test_a_copy_stays_where_the_receiver_has_one(two: Office) -> None:
    record = two.walk(two.visit(), to="unit_review")
    use(two, record, "stan", "copy", "eve", "rob")
    assert [thing.why for thing in things(two, "eve", "rob").values()] == ["has_copy"]


def test_stand_ins_stay_and_are_counted(two: Office) -> None:
    today = NOW.date()
    stand_ins.begin(two.sue, today, today + timedelta(days=3), "", desk=two.desk("stan"))
    shown = preview.preview(accounts.user(two.stan), accounts.user(two.hal), two.desk("ada"))
    assert shown.stand_ins == 1


def test_only_what_was_chosen_goes_over(two: Office) -> None:
    kept = two.press(two.visit(), "stan", "cancel", "不办了").record
    record = two.visit()
    hand(two, "stan", "sue", "open:visit")
    db.session.refresh(kept)
    db.session.refresh(record)
    assert (record.owner_id, kept.owner_id) == (two.sue, two.stan)


def test_begun_again_nothing_goes_over_twice(two: Office) -> None:
    record = two.visit()
    made = hand(two, "stan", "sue", "open:visit")
    lines = (sa.select(SideStep).where(SideStep.record_id == record.id), sa.select(Notice))
    before = [len(db.session.scalars(asked).all()) for asked in lines]
    run(two, made)
    assert [len(db.session.scalars(asked).all()) for asked in lines] == before
    assert len(deeds("handover.ended")) == 1


def test_the_same_form_sent_twice_is_one_order(two: Office) -> None:
    two.visit()
    first = ordered(two, "stan", "sue", mark="x")
    assert ordered(two, "stan", "sue", mark="x").id == first.id


def test_stopped_it_keeps_what_was_done_and_goes_on_when_begun_again(two: Office) -> None:
    for _number in range(3):
        two.visit()
    made = ordered(two, "stan", "sue", "open:visit")
    with pytest.raises(Cancelled):
        run(two, made, Steps(until=1))
    assert sorted(outcome for outcome, _why in outcomes(made).values()) == ["", "", "done"]
    assert made.ended_at is None
    run(two, made)
    assert {outcome for outcome, _why in outcomes(made).values()} == {"done"}


def test_the_receiver_is_told_once_with_the_list(two: Office) -> None:
    for _number in range(3):
        two.visit()
    made = hand(two, "stan", "sue", "open:visit")
    (notice,) = db.session.scalars(sa.select(Notice).where(Notice.user_id == two.sue, Notice.kind == "handover"))
    assert notice.facts["leads_to"] == f"/handovers/{made.id}"


def test_handing_back_is_a_handover_in_the_other_direction(two: Office) -> None:
    record = two.visit()
    hand(two, "stan", "sue", "open:visit")
    hand(two, "sue", "stan", "open:visit")
    db.session.refresh(record)
    assert record.owner_id == two.stan


@pytest.mark.parametrize(
    ("giver", "receiver", "code"),
    [("stan", "stan", "same_person"), ("stan", "ada", "to_oneself"), ("stan", "gone", "receiver_left")],
)
def test_whom_it_may_not_go_to(two: Office, giver: str, receiver: str, code: str) -> None:
    two.people["gone"] = two.sue
    if receiver == "gone":
        accounts.user(two.sue).active = False
    two.visit()
    with pytest.raises(Invalid) as refused:
        ordered(two, giver, receiver)
    assert f"handover.{code}" in [fault.code for fault in refused.value.faults]


def test_who_left_may_still_give(two: Office) -> None:
    record = two.visit()
    accounts.user(two.stan).active = False
    hand(two, "stan", "sue", "open:visit")
    db.session.refresh(record)
    assert record.owner_id == two.sue


def test_a_reason_is_required(two: Office) -> None:
    two.visit()
    with pytest.raises(Invalid) as refused:
        ordered(two, "stan", "sue", reason="  ")
    assert [fault.code for fault in refused.value.faults] == ["handover.reason"]


@pytest.mark.parametrize("ended", ["right", "receiver"])
def test_nothing_goes_over_once_the_right_ended_or_the_receiver_left(two: Office, ended: str) -> None:
    record = two.visit()
    made = ordered(two, "stan", "sue", "open:visit")
    if ended == "right":
        db.session.execute(sa.delete(RoleAssignment).where(RoleAssignment.user_id == two.ada))
    else:
        accounts.user(two.sue).active = False
    db.session.commit()
    run(two, made)
    assert outcomes(made) == {f"record:{record.id}": ("refused", "not_allowed")}


def test_the_list_is_for_who_manages_users_and_for_the_two_and_nobody_else(two: Office) -> None:
    two.visit()
    made = hand(two, "stan", "sue", "open:visit")
    for name in ("ada", "stan", "sue"):
        assert handovers.get(db.session(), made.id, two.desk(name).actor).id == made.id
    with pytest.raises(NotFound):
        handovers.get(db.session(), made.id, two.desk("fay").actor)


def test_the_list_shows_titles_only_to_who_may_see_the_records(two: Office) -> None:
    record = two.visit(host_unit={"id": two.other, "label": "医学院"})
    made = hand(two, "stan", "sue", "open:visit")
    shown = {name: listing.lines(made, two.desk(name))[0].title for name in ("sue", "ada", "stan")}
    assert shown == {"sue": record.title, "ada": "（您无权查看）", "stan": "（您无权查看）"}


def test_what_stays_stands_on_the_list_with_its_reason(two: Office) -> None:
    free, kept = two.visit(), two.walk(two.visit(), to="unit_review")
    made = hand(two, "stan", "solo", "open:visit")
    assert outcomes(made) == {f"record:{free.id}": ("done", ""), f"record:{kept.id}": ("refused", "decides")}
    assert {item.outcome for item in db.session.scalars(sa.select(HandoverItem))} == {"done", "refused"}
