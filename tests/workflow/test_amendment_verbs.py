"""Verbs in the approval of an amendment: each as in a record's, in the amendment's own round, never in the other's."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.audit.models import AuditEntry
from app.definitions.papers import AMENDED_OPINIONS
from app.errors import AppError, Conflict, Forbidden, Invalid
from app.extensions import db
from app.notices.models import Notice
from app.notices.sentences import sentence
from app.records.models import Record
from app.workflow import away, stand_ins
from app.workflow import queries as flow
from app.workflow.amending import printed, service
from app.workflow.amending import queries as amendments
from app.workflow.amending.beside import Beside
from app.workflow.amending.models import Amendment
from app.workflow.course import course as drawn
from app.workflow.in_flow import InFlow
from app.workflow.models import SideStep, Task
from app.workflow.press import OnBehalf, Press
from app.workflow.verbs import service as verbs
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.verb import Given
from tests.conftest import NOW
from tests.workflow.amended import AMENDMENTS, approved, offers, press, propose, publish_amended, waiting
from tests.workflow.office import Office

__all__ = ["approved"]

PRESSES = {"submit", "agree", "send_back", "refuse", "recall", "withdraw"}


@pytest.fixture
def asked(office: Office, approved: Record) -> Amendment:
    """Of Stan's visit, another headcount: Amy (or Solo) is asked, and then a leader."""
    return press(office, propose(office, approved, headcount="3"), "stan", "submit")


def subject(office: Office, made: Amendment, name: str, **moment: Any) -> Beside:
    return Beside(made, db.session.get_one(Record, made.record_id), office.desk(name, **moment))


def use(office: Office, made: Amendment, name: str, verb: str, *people: str, **given: Any) -> None:
    """Somebody uses a verb; words are given where they are required."""
    moment = {"now": given.pop("now")} if "now" in given else {}
    ids = tuple(office.people[each] for each in people)
    sent = Given(people=ids, **{"comment": "理由", **given})
    verbs.use(subject(office, made, name, **moment), VERBS[verb], sent)


def chances(office: Office, made: Amendment, name: str) -> set[str]:
    found = verbs.offered(verbs.place_of(subject(office, made, name)))
    return {chance.verb.key for chance in found}


def open_tasks(made: Amendment) -> list[Task]:
    return list(flow.open_tasks(db.session(), made.record_id, made.id))


def told(office: Office, name: str, made: Amendment) -> list[Notice]:
    mine = (Notice.user_id == office.people[name], Notice.record_id == made.record_id)
    return list(db.session.scalars(sa.select(Notice).where(*mine).order_by(Notice.id)))


def amended(**changes: Any) -> None:
    """The type once more, with something else said of changes of people."""
    kinds = {**AMENDMENTS, "people": {**AMENDMENTS["people"], **changes}}
    publish_amended(amendments=kinds)


def stands_under_the_newest(office: Office, record: Record) -> None:
    record.version_id = office.desk("stan").types.current("visit").version_id
    db.session.flush()


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [fault.code for fault in error.value.faults]


# ---- 转办 ----


def test_a_task_of_an_amendment_is_handed_over_and_decided_by_the_other(office: Office, asked: Amendment) -> None:
    use(office, asked, "amy", "hand_over", "solo", comment="我出差")
    assert (offers(office, asked, "amy"), asked.record_id in waiting(office, "solo")) == ([], True)
    notice = told(office, "solo", asked)[-1]
    assert (notice.kind, "第 1 次变更" in sentence(notice)) == ("handed_over", True)
    press(office, asked, "solo", "agree")
    press(office, asked, "lee", "agree")
    assert (asked.state, db.session.get_one(Record, asked.record_id).data["headcount"]) == ("agreed", 3)


def test_neither_the_proposer_nor_the_owner_takes_a_task_over(office: Office, approved: Record) -> None:
    made = propose(office, approved, "day", "fay", arrive_on="2024-04-02")
    press(office, made, "fay", "submit")
    for name, code in (("stan", "workflow.chosen_owner"), ("fay", "workflow.chosen_owner")):
        with pytest.raises(Invalid) as caught:
            use(office, made, "sec", "hand_over", name)
        assert code in codes(caught)


def test_a_kind_may_forbid_handing_over_or_allow_anybody(office: Office, approved: Record) -> None:
    amended(hand_over="never")
    stands_under_the_newest(office, approved)
    made = press(office, propose(office, approved, headcount="3"), "stan", "submit")
    assert "hand_over" not in chances(office, made, "amy")
    amended(hand_over="anybody")
    stands_under_the_newest(office, approved)
    use(office, made, "amy", "hand_over", "eve")
    assert offers(office, made, "eve") == ["agree", "send_back", "refuse"]


# ---- 加签 ----


@pytest.mark.parametrize("how", ["before", "beside", "after"])
def test_who_is_asked_in_answers_and_the_amendment_waits(office: Office, asked: Amendment, how: str) -> None:
    use(office, asked, "amy", "add_signer", "eve", how=how)
    assert ("agree" in offers(office, asked, "amy")) is (how != "before")
    if how != "before":
        press(office, asked, "amy", "agree")
        assert asked.state == "asked"
        assert [task.person_id for task in open_tasks(asked)] == [office.eve]
    assert chances(office, asked, "eve") >= {"agree_added", "object_added"}
    assert asked.record_id in waiting(office, "eve")
    use(office, asked, "eve", "agree_added", comment="")
    if how == "before":
        press(office, asked, "amy", "agree")
    assert [task.role for task in open_tasks(asked)] == ["leader"]
    press(office, asked, "lee", "agree")
    assert asked.state == "agreed"


def test_an_opinion_after_the_asker_agreed_asks_the_asker_again(office: Office, asked: Amendment) -> None:
    use(office, asked, "amy", "add_signer", "eve", how="after")
    press(office, asked, "amy", "agree")
    use(office, asked, "eve", "object_added", comment="人数不对")
    assert [(task.role, task.person_id) for task in open_tasks(asked)] == [("head", office.amy)]
    press(office, asked, "amy", "agree")
    assert [task.role for task in open_tasks(asked)] == ["leader"]


def test_what_a_stand_in_agreed_to_is_asked_of_who_is_away(office: Office, asked: Amendment) -> None:
    desk = office.desk("lee")
    press(office, asked, "amy", "agree")
    stand_ins.begin(office.eve, desk.today, desk.today + timedelta(days=3), "", desk=desk)
    use(office, asked, "lee", "add_signer", "fin", how="after")
    press(office, asked, "eve", "agree")
    use(office, asked, "fin", "object_added")
    assert [task.person_id for task in open_tasks(asked)] == [office.lee]
    assert offers(office, asked, "eve") == ["agree", "send_back", "refuse"]


def test_who_asked_takes_it_back_and_decides(office: Office, asked: Amendment) -> None:
    use(office, asked, "amy", "add_signer", "eve", how="before")
    (added,) = [task for task in open_tasks(asked) if task.added]
    use(office, asked, "amy", "withdraw_signer", target=added.id)
    assert offers(office, asked, "amy") == ["agree", "send_back", "refuse"]
    with pytest.raises(AppError):
        use(office, asked, "eve", "agree_added", target=added.id)


def test_what_is_returned_closes_who_was_asked_in_and_asks_all_again(office: Office, asked: Amendment) -> None:
    use(office, asked, "amy", "add_signer", "eve", how="beside")
    press(office, asked, "amy", "send_back", "再核")
    assert (asked.state, open_tasks(asked)) == ("own", [])
    press(office, asked, "stan", "submit")
    assert [(task.role, task.added) for task in open_tasks(asked)] == [("head", "")]


def test_the_record_that_moved_on_holds_the_last_answer_back_and_asks_the_asker(
    office: Office, asked: Amendment
) -> None:
    use(office, asked, "amy", "add_signer", "eve", how="after")
    press(office, asked, "amy", "agree")
    record = db.session.get_one(Record, asked.record_id)
    office.press(record, "stan", "cancel", "不来了")
    use(office, asked, "eve", "agree_added")
    assert asked.state == "asked"
    assert offers(office, asked, "amy") == ["send_back", "refuse"]


def test_who_asked_in_and_why_stands_on_the_card(office: Office, asked: Amendment) -> None:
    use(office, asked, "amy", "add_signer", "eve", how="beside", comment="请核经费")
    (added,) = [task for task in open_tasks(asked) if task.added]
    line = flow.passed_on(db.session(), [added], asked.id)[added.id]
    assert (line.user_id, line.comment) == (office.amy, "请核经费")
    assert flow.passed_on(db.session(), [added]) == {}


def test_a_stand_in_has_nothing_waiting_of_what_they_proposed_themselves(office: Office, approved: Record) -> None:
    desk = office.desk("sec")
    stand_ins.begin(office.fay, desk.today, desk.today + timedelta(days=3), "", desk=desk)
    made = propose(office, approved, "day", "fay", arrive_on="2024-04-02")
    press(office, made, "fay", "submit")
    fay = office.desk("fay")
    press(office, made, "fay", "agree")
    found = amendments.waiting_for(fay.session, fay.viewer, absent=away.absent_for(fay))
    assert (list(found), offers(office, made, "fay")) == ([], ["recall", "withdraw"])
    assert flow.amount_waiting_for(fay.session, fay.viewer, absent=away.absent_for(fay)).count == 0


# ---- 催办, 抄送 ----


def test_an_amendment_is_reminded_of_at_most_once_in_four_hours_apart_from_the_record(
    office: Office, asked: Amendment
) -> None:
    use(office, asked, "stan", "remind", comment="")
    assert [notice.kind for notice in told(office, "amy", asked)][-1] == "reminded"
    with pytest.raises(Conflict) as caught:
        use(office, asked, "stan", "remind", now=NOW + timedelta(hours=3))
    assert caught.value.code == "workflow.reminded_just_now"
    use(office, asked, "stan", "remind", now=NOW + timedelta(hours=4))
    record = db.session.get_one(Record, asked.record_id)
    assert InFlow(record, office.desk("stan")).reminded_at() is None


def test_a_copy_made_from_an_amendment_is_a_copy_of_the_record(office: Office, asked: Amendment) -> None:
    use(office, asked, "amy", "copy", "eve")
    assert [copy.user_id for copy in flow.copies_of(db.session(), [asked.record_id])] == [office.eve]
    assert offers(office, asked, "eve") == []
    with pytest.raises(Invalid) as caught:
        use(office, asked, "stan", "copy", "eve")
    assert codes(caught) == ["workflow.copied_already"]


# ---- 代录签批 ----

PAPER = OnBehalf("张校长", NOW.date(), "paper")


def behalf(office: Office, made: Amendment, name: str, transition: str = "agree", **given: Any) -> Amendment:
    (task,) = open_tasks(made)
    given.setdefault("on_behalf", PAPER)
    return press(office, made, name, transition, task_id=task.id, **given)


def test_what_was_decided_elsewhere_is_recorded_and_says_so_for_ever(office: Office, asked: Amendment) -> None:
    behalf(office, asked, "stan", comment="同意")
    press(office, asked, "lee", "agree")
    assert asked.state == "agreed"
    first = db.session.scalars(sa.select(Task).where(Task.amendment_id == asked.id).order_by(Task.id)).first()
    assert first is not None
    assert (first.outcome, first.done_by) == ("agree", None)
    record, desk = db.session.get_one(Record, asked.record_id), office.desk("fay")
    (line,) = [step for step in drawn(record, desk.compiled(record), desk).done if step.behalf]
    assert (line.signer, line.who) == ("张校长", "Stan")
    told_of = printed.amendment(record, desk.compiled(record), desk)[AMENDED_OPINIONS]
    assert [(row["signer"], row["recorded"], row["way"]) for row in told_of] == [  # type: ignore[union-attr, index, call-overload]
        ("张校长", True, "纸质"),
        ("Lee", False, ""),
    ]
    rows = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == "record.amendment"))
    assert any('"on_behalf":true' in row.facts.replace(" ", "") for row in rows)


def test_a_kind_may_ask_for_the_scan_or_forbid_recording(office: Office, approved: Record) -> None:
    amended(on_behalf="scan")
    stands_under_the_newest(office, approved)
    made = press(office, propose(office, approved, headcount="3"), "stan", "submit")
    with pytest.raises(Invalid) as caught:
        behalf(office, made, "stan")
    assert codes(caught) == ["workflow.scan_required"]
    amended(on_behalf="never")
    stands_under_the_newest(office, approved)
    with pytest.raises(Forbidden):
        behalf(office, made, "stan", on_behalf=replace(PAPER, scan="token"))
    assert subject(office, made, "stan").offered_on_behalf() == ()


def test_only_a_clerk_records_and_only_for_whom_the_definition_asks(office: Office, asked: Amendment) -> None:
    with pytest.raises(Forbidden):
        behalf(office, asked, "lee")
    use(office, asked, "amy", "add_signer", "eve", how="before")
    assert subject(office, asked, "stan").offered_on_behalf() == ()


# ---- the same person once; agreeing side by side ----


@pytest.mark.parametrize(("same_person", "state"), [("once", "agreed"), ("again", "asked")])
def test_who_is_asked_twice_in_a_row_is_asked_once_where_it_says_so(
    office: Office, approved: Record, same_person: str, state: str
) -> None:
    amended(same_person=same_person)
    stands_under_the_newest(office, approved)
    made = press(office, propose(office, approved, headcount="3"), "stan", "submit")
    press(office, made, "solo", "agree", "同意")
    assert made.state == state
    lines = db.session.scalars(sa.select(SideStep).where(SideStep.record_id == approved.id)).all()
    assert any(line.facts.get("repeats") for line in lines) is (same_person == "once")


def test_an_agreement_beside_others_does_not_make_what_they_saw_stale(office: Office, approved: Record) -> None:
    made = propose(office, approved, "day", arrive_on="2024-04-02")
    press(office, made, "stan", "submit")
    seen = made.lock_version
    press(office, made, "fay", "agree", expected=seen)
    press(office, made, "sec", "agree", expected=seen)
    assert made.state == "agreed"


# ---- nobody in a role ----


def test_administrators_without_sight_are_told_the_type_and_not_the_title(office: Office, approved: Record) -> None:
    db.session.execute(sa.text("update role_assignment set until = '2020-01-01' where role_key = 'leader'"))
    made = press(office, propose(office, approved, headcount="3"), "stan", "submit")
    press(office, made, "amy", "agree")
    (notice,) = [each for each in told(office, "ada", made) if each.kind == "nobody_holds"]
    assert "title" not in notice.facts
    assert "来访团组" in sentence(notice)
    assert approved.title not in sentence(notice)


# ---- who may do what: every state of an amendment by every person ----

GRID: dict[str, dict[str, set[str]]] = {
    "own": {"stan": {"submit", "withdraw", "copy"}, "fay": {"copy"}, "solo": {"copy"}},
    "asked": {
        "stan": {"recall", "withdraw", "remind", "copy", "behalf"},
        "amy": {"agree", "send_back", "refuse", "hand_over", "add_signer", "copy"},
        "solo": {"agree", "send_back", "refuse", "hand_over", "add_signer", "copy", "behalf"},
        "fay": {"remind", "copy", "behalf"},
    },
    "handed over": {
        "stan": {"withdraw", "remind", "copy", "behalf"},
        "solo": {"agree", "send_back", "refuse", "hand_over", "add_signer", "copy", "behalf"},
        "fay": {"remind", "copy", "behalf"},
    },
    "asked in before": {
        "stan": {"recall", "withdraw", "remind", "copy"},
        "amy": {"withdraw_signer", "remind"},
        "solo": {"withdraw_signer", "remind", "copy"},
        "eve": {"agree_added", "object_added", "copy"},
        "fay": {"remind", "copy"},
    },
    "asked in after, asker agreed": {
        "stan": {"withdraw", "remind", "copy"},
        "amy": {"withdraw_signer", "remind"},
        "solo": {"remind", "copy"},
        "eve": {"agree_added", "object_added", "copy"},
        "fay": {"remind", "copy"},
    },
    "agreed": {"stan": {"copy"}, "fay": {"copy"}, "solo": {"copy"}},
    "refused": {"stan": {"copy"}, "fay": {"copy"}, "solo": {"copy"}},
}


def bring(office: Office, record: Record, state: str) -> Amendment:
    """An amendment of Stan's visit on its way to a state of the table."""
    made = propose(office, record, headcount="3")
    if state == "own":
        return made
    press(office, made, "stan", "submit")
    match state:
        case "handed over":
            use(office, made, "amy", "hand_over", "solo")
        case "asked in before":
            use(office, made, "amy", "add_signer", "eve", how="before")
        case "asked in after, asker agreed":
            use(office, made, "amy", "add_signer", "eve", how="after")
            press(office, made, "amy", "agree")
        case "agreed":
            press(office, made, "amy", "agree")
            press(office, made, "lee", "agree")
        case "refused":
            press(office, made, "amy", "refuse", "不行")
    return made


@pytest.mark.parametrize("state", GRID)
def test_in_each_state_each_person_gets_what_the_table_says_and_nothing_else_goes_through(
    office: Office, approved: Record, state: str
) -> None:
    made = bring(office, approved, state)
    got = {name: everything(office, made, name) for name in ("stan", "amy", "solo", "fay", "lee", "eve", "oto")}
    assert {name: deeds for name, deeds in got.items() if deeds} == GRID[state]
    seen = (made.state, made.lock_version, [task.id for task in open_tasks(made)])
    for name, deeds in got.items():
        for key in sorted((PRESSES | set(VERBS)) - deeds):
            with pytest.raises((Conflict, Forbidden)):
                _try(office, made, name, key)
    assert (made.state, made.lock_version, [task.id for task in open_tasks(made)]) == seen


def everything(office: Office, made: Amendment, name: str) -> set[str]:
    """What somebody may press, use and record."""
    behalf = {"behalf"} if subject(office, made, name).offered_on_behalf() else set()
    return {*offers(office, made, name), *chances(office, made, name), *behalf}


def _try(office: Office, made: Amendment, name: str, key: str) -> None:
    there = subject(office, made, name)
    if key in PRESSES:
        service.perform(made, there.record, Press(key, comment="理由"), desk=there.desk)
    else:
        verbs.use(there, VERBS[key], Given(comment="理由", people=(office.olga,), how="before"))
