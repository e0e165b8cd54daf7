"""Deeds beside the flow: what they leave behind, whom they tell, and how they meet each other and the flow."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.audit.details import Deed
from app.audit.models import AuditEntry
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.errors import AppError, Conflict, Forbidden, Invalid
from app.extensions import db
from app.notices.models import Notice
from app.records.models import Record
from app.web.language import speaking
from app.workflow import queries, service
from app.workflow import told as told_in_words
from app.workflow.in_flow import InFlow
from app.workflow.models import Copy, Task
from app.workflow.verbs import people
from app.workflow.verbs import service as verbs
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.verb import Given
from tests.conftest import NOW
from tests.workflow.office import VISIT, Office


def use(office: Office, record: Record, name: str, verb: str, *people: str, **given: Any) -> Record:
    """Somebody uses a verb; words are given where they are required."""
    words = given.pop("comment", "理由")
    now = given.pop("now", NOW)
    ids = tuple(office.people[each] for each in people)
    acting = verbs.use(
        InFlow(record, office.desk(name, now=now)), VERBS[verb], Given(comment=words, people=ids, **given)
    )
    return acting.record


def offers(office: Office, record: Record, name: str) -> set[str]:
    place = verbs.place_of(InFlow(record, office.desk(name)))
    return {chance.verb.key for chance in verbs.offered(place)}


def open_tasks(record: Record) -> list[Task]:
    return list(queries.open_tasks(db.session(), record.id))


def told(office: Office, name: str, record: Record) -> list[str]:
    mine = (Notice.user_id == office.people[name], Notice.record_id == record.id)
    return list(db.session.scalars(sa.select(Notice.kind).where(*mine).order_by(Notice.id)))


def inbox(office: Office, name: str) -> set[int]:
    desk = office.desk(name)
    return {record.id for _task, record in queries.waiting_for(desk.session, desk.viewer)}


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [fault.code for fault in error.value.faults]


def sees(office: Office, record: Record, name: str) -> bool:
    desk = office.desk(name)
    return bool(queries.visible_ids(desk.session, desk.viewer, [record.id]))


def with_state(state: str, **changes: Any) -> None:
    """The type once more, with something else said of one state."""
    states = VISIT["workflow"]["states"]
    flow = {**VISIT["workflow"], "states": {**states, state: {**states[state], **changes}}}
    publish(RecordType.model_validate({**VISIT, "workflow": flow}), actor=None, now=NOW)
    db.session.flush()


# 转办


def test_a_task_that_is_handed_over_is_decided_by_the_other_alone(office: Office) -> None:
    record = use(office, office.walk(office.visit(), to="unit_review"), "amy", "hand_over", "solo", comment="我出差")
    (task,) = open_tasks(record)
    assert (task.person_id, task.role, task.position) == (office.solo, "head", 0)
    assert office.offers(record, "amy") == []
    assert record.id not in inbox(office, "amy")
    assert record.id in inbox(office, "solo")
    assert told(office, "solo", record)[-1] == "handed_over"
    assert office.press(record, "solo", "pass").record.state == "countersign"


def test_who_handed_over_goes_on_seeing_the_record(office: Office) -> None:
    record = office.walk(office.visit(cost="5.00"), to="countersign")
    assert sees(office, record, "fin")
    for name in ("fay", "sec"):  # who decides here already takes nothing over, and Solo holds every role
        office.press(record, name, "agree")
    record = use(office, record, "fin", "hand_over", "solo")
    assert sees(office, record, "fin")
    assert office.offers(record, "fin") == []


def test_only_who_could_hold_the_task_may_take_it_over(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    for name, code in (("eve", "workflow.chosen_without_role"), ("amy", "workflow.chosen_oneself")):
        with pytest.raises(Invalid) as caught:
            use(office, record, "amy", "hand_over", name)
        assert code in codes(caught)
    with pytest.raises(Invalid) as caught:
        use(office, record, "amy", "hand_over")
    assert codes(caught) == ["workflow.nobody_chosen"]
    assert [task.outcome for task in open_tasks(record)] == [""]


def test_where_the_state_says_so_anybody_but_the_owner_may_take_it_over(office: Office) -> None:
    with_state("unit_review", hand_over="anybody")
    record = office.walk(office.visit(), to="unit_review")
    with pytest.raises(Invalid) as caught:
        use(office, record, "amy", "hand_over", "stan")
    assert codes(caught) == ["workflow.chosen_owner"]
    record = use(office, record, "amy", "hand_over", "eve")
    assert office.offers(record, "eve") == ["pass", "send_back"]
    assert sees(office, record, "eve")


def test_where_the_state_says_never_nobody_hands_over(office: Office) -> None:
    with_state("unit_review", hand_over="never")
    record = office.walk(office.visit(), to="unit_review")
    with pytest.raises(Forbidden):
        use(office, record, "amy", "hand_over", "solo")


def test_handing_over_wants_a_reason(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    with pytest.raises(Invalid) as caught:
        use(office, record, "amy", "hand_over", "solo", comment=" ")
    assert codes(caught) == ["workflow.words_required"]


def test_handing_over_twice_is_too_late_the_second_time(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    (task,) = open_tasks(record)
    target = task.id
    use(office, record, "amy", "hand_over", "solo", target=target)
    with pytest.raises(Conflict):
        use(office, record, "amy", "hand_over", "solo", target=target)


def test_handing_over_counts_as_opened_so_nothing_is_recalled(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    assert office.offers(record, "stan") == ["recall"]
    record = use(office, record, "amy", "hand_over", "solo")
    assert office.offers(record, "stan") == []


# 催办


def test_who_is_waited_for_is_reminded_and_not_again_at_once(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "stan", "remind", comment="明天就要用")
    assert told(office, "amy", record)[-1] == "reminded"
    with pytest.raises(Conflict) as caught:
        use(office, record, "fay", "remind")
    assert caught.value.code == "workflow.reminded_just_now"
    use(office, record, "fay", "remind", now=NOW + timedelta(hours=4))
    assert told(office, "amy", record).count("reminded") == 2


def test_in_the_next_state_one_may_remind_at_once(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "stan", "remind")
    record = office.press(record, "amy", "pass").record
    use(office, record, "stan", "remind")
    assert told(office, "fay", record)[-1] == "reminded"


@pytest.mark.parametrize("name", ["amy", "eve", "lee"])
def test_nobody_else_reminds(office: Office, name: str) -> None:
    record = office.walk(office.visit(), to="unit_review")
    with pytest.raises(Forbidden):
        use(office, record, name, "remind")


def test_where_nobody_is_waited_for_there_is_nothing_to_remind(office: Office) -> None:
    with pytest.raises(Conflict):
        use(office, office.walk(office.visit(), to="approved"), "stan", "remind")


# 抄送


def test_a_copy_gives_sight_and_no_button(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    assert not sees(office, record, "eve")
    use(office, record, "stan", "copy", "eve", comment="供参考")
    assert sees(office, record, "eve")
    assert (office.offers(record, "eve"), offers(office, record, "eve")) == ([], set())
    assert told(office, "eve", record) == ["copied"]
    desk = office.desk("eve")
    assert [each.id for _copy, each in queries.copied_to(desk.session, desk.actor.id)] == [record.id]


def test_who_copied_takes_it_back_and_nobody_else(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "stan", "copy", "eve")
    with pytest.raises(Forbidden):
        use(office, record, "fay", "uncopy")
    use(office, record, "stan", "uncopy")
    assert not sees(office, record, "eve")
    with pytest.raises(Conflict):
        use(office, record, "stan", "uncopy")


def test_taking_a_copy_back_takes_no_other_sight(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "stan", "copy", "amy")
    use(office, record, "stan", "uncopy")
    assert sees(office, record, "amy")
    assert office.offers(record, "amy") == ["pass", "send_back"]


def test_nobody_is_copied_twice(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "stan", "copy", "eve")
    with pytest.raises(Invalid) as caught:
        use(office, record, "amy", "copy", "eve", "lee")
    assert codes(caught) == ["workflow.copied_already"]
    assert len(queries.copies_of(db.session(), [record.id])) == 1


def test_who_left_and_too_many_are_said_at_once(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    db.session.execute(sa.text('update "user" set active = 0 where id = :id'), {"id": office.olga})
    with pytest.raises(Invalid) as caught:
        use(office, record, "stan", "copy", "olga", "amy", "fay", "fin", "sec", "stan")
    assert codes(caught) == [
        "workflow.too_many_chosen", "workflow.chosen_oneself", "workflow.chosen_left",
    ]  # fmt: skip


def test_too_many_names_are_refused_before_anybody_is_looked_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, asked = office.desk("stan"), list[str]()
    monkeypatch.setattr(type(desk.lookups), "person", lambda _lookups, name: asked.append(name))
    with pytest.raises(Invalid) as caught:
        people.named(["、".join(f"某人{number}" for number in range(20_000))], desk)
    assert codes(caught) == ["workflow.too_many_chosen"]
    assert asked == []


# 加签


def test_asked_before_the_other_decides_first_and_the_asker_then(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "amy", "add_signer", "eve", how="before")
    assert office.offers(record, "amy") == []
    assert record.id not in inbox(office, "amy")
    assert (told(office, "eve", record), record.id in inbox(office, "eve")) == (["asked_in"], True)
    use(office, record, "eve", "agree_added", comment="")
    assert record.state == "unit_review"
    assert told(office, "amy", record)[-1] == "your_turn"
    assert office.press(record, "amy", "pass").record.state == "countersign"


def test_asked_beside_both_have_to_agree_in_any_order(office: Office) -> None:
    first = office.walk(office.visit(), to="unit_review")
    use(office, first, "amy", "add_signer", "eve", how="beside")
    assert office.press(first, "amy", "pass").record.state == "unit_review"
    assert use(office, first, "eve", "agree_added").state == "countersign"
    second = office.walk(office.visit(), to="unit_review")
    use(office, second, "amy", "add_signer", "eve", how="beside")
    assert use(office, second, "eve", "agree_added").state == "unit_review"
    assert office.press(second, "amy", "pass").record.state == "countersign"


def test_asked_after_the_other_is_asked_when_the_asker_agreed(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "amy", "add_signer", "eve", how="after")
    assert (record.id in inbox(office, "eve"), told(office, "eve", record)) == (False, [])
    record = office.press(record, "amy", "pass").record
    assert record.state == "unit_review"
    assert (record.id in inbox(office, "eve"), told(office, "eve", record)) == (True, ["task_given"])
    record = use(office, record, "eve", "agree_added")
    assert record.state == "countersign"
    assert open_tasks(record)[0].state == "countersign"


def test_an_opinion_after_the_asker_agreed_asks_the_asker_once_more(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "amy", "add_signer", "eve", how="after")
    record = office.press(record, "amy", "pass").record
    use(office, record, "eve", "object_added", comment="请再核实人数")
    assert record.state == "unit_review"
    assert office.offers(record, "amy") == ["pass", "send_back"]
    assert told(office, "amy", record)[-1] == "your_turn"
    assert office.press(record, "amy", "pass").record.state == "countersign"


def test_an_opinion_wants_its_words(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "amy", "add_signer", "eve", how="before")
    with pytest.raises(Invalid):
        use(office, record, "eve", "object_added", comment="")


def test_a_return_by_the_asker_ends_what_was_asked_of_others(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "amy", "add_signer", "eve", how="beside")
    record = office.press(record, "amy", "send_back", "请补正").record
    assert (record.state, open_tasks(record)) == ("returned", [])
    with pytest.raises(AppError):
        use(office, record, "eve", "agree_added")


def test_where_all_sign_the_others_are_still_waited_for(office: Office) -> None:
    record = office.walk(office.visit(), to="countersign")
    use(office, record, "sec", "add_signer", "eve", how="after")
    record = office.press(record, "sec", "agree").record
    record = use(office, record, "eve", "agree_added")
    assert record.state == "countersign"
    assert office.press(record, "fay", "agree").record.state == "chain"


def test_in_order_the_next_is_asked_when_the_unit_is_through(office: Office) -> None:
    record = office.walk(office.visit(), to="chain")
    use(office, record, "sec", "add_signer", "eve", how="after")
    record = office.press(record, "sec", "forward").record
    assert record.id not in inbox(office, "fin")
    record = use(office, record, "eve", "agree_added")
    assert [task.role for task in open_tasks(record)] == ["finance"]


def test_who_asked_takes_it_back_and_decides_alone(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "amy", "add_signer", "eve", how="before")
    use(office, record, "amy", "withdraw_signer")
    assert not sees(office, record, "eve")
    assert office.press(record, "amy", "pass").record.state == "countersign"


def test_taken_back_after_the_asker_agreed_the_asker_is_asked_once_more(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "amy", "add_signer", "eve", how="after")
    record = office.press(record, "amy", "pass").record
    use(office, record, "amy", "withdraw_signer")
    assert record.state == "unit_review"
    assert office.press(record, "amy", "pass").record.state == "countersign"


def test_the_task_of_an_asker_may_be_handed_over_with_what_was_asked(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "amy", "add_signer", "eve", how="beside")
    use(office, record, "amy", "hand_over", "solo")
    assert office.press(record, "solo", "pass").record.state == "unit_review"
    assert use(office, record, "eve", "agree_added").state == "countersign"


@pytest.mark.parametrize(("name", "code"), [("stan", "workflow.chosen_owner"), ("amy", "workflow.chosen_oneself")])
def test_neither_the_owner_nor_oneself_is_asked_in(office: Office, name: str, code: str) -> None:
    record = office.walk(office.visit(), to="unit_review")
    with pytest.raises(Invalid) as caught:
        use(office, record, "amy", "add_signer", name, how="before")
    assert code in codes(caught)


def test_nobody_is_asked_in_twice_and_who_was_asked_asks_nobody(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "amy", "add_signer", "eve", how="beside")
    with pytest.raises(Invalid) as caught:
        use(office, record, "amy", "add_signer", "eve", how="before")
    assert codes(caught) == ["workflow.chosen_decides"]
    with pytest.raises(Forbidden):
        use(office, record, "eve", "add_signer", "lee", how="before")


def test_what_was_asked_in_stands_among_the_opinions(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "amy", "add_signer", "eve", how="before")
    use(office, record, "eve", "object_added", comment="人数偏多")
    steps = queries.steps(db.session(), record.id)
    assert [(step.transition, step.comment) for step in steps[1:]] == [("+object_added", "人数偏多")]
    desk = office.desk("eve")
    assert [record.id for _step, record in queries.decided_by(desk.session, desk.actor.id)] == [record.id]


# what all share


def test_every_deed_is_a_line_of_the_course_and_of_the_audit(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "stan", "remind", comment="急")
    use(office, record, "amy", "copy", "lee")
    use(office, record, "amy", "hand_over", "solo", comment="出差")
    lines = [(line.verb, line.comment) for line in queries.side_steps(db.session(), record.id)]
    assert lines == [("remind", "急"), ("copy", "理由"), ("hand_over", "出差")]
    about = (AuditEntry.deed == "record.verb", AuditEntry.about == f"record:{record.id}")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(*about)) == 3


def test_a_copy_is_read_when_the_record_is_opened(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "stan", "copy", "eve")
    desk = office.desk("eve")
    assert service.has_news(record, desk=desk)
    service.open_record(record, desk=desk, session=db.session())
    assert [copy.read_at is not None for copy in db.session.scalars(sa.select(Copy))] == [True]


def test_the_audit_tells_deeds_in_words(office: Office) -> None:
    deed = Deed("record.verb", "record:1", {"verb": "add_signer", "how": "before"})
    with speaking("zh"):
        assert told_in_words.verb_label("add_signer", deed) == "加签"
        assert told_in_words.how_label("before", deed).startswith("前加签")
        assert told_in_words.person_name(office.eve, deed) == "Eve"
        assert told_in_words.tone_label("back", deed) == "退回"
        assert told_in_words.verb_label("strange", deed) == ""
