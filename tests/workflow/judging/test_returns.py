"""退回后只重审变化, through the whole service: who is asked again, who is not, what they are shown, what papers say."""

from typing import Any

import pytest

from app.definitions.carrying import Carrier
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.extensions import db
from app.records import store
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import changed, inbox, queries
from app.workflow.course import course
from app.workflow.in_flow import InFlow
from app.workflow.judging import queries as judging
from app.workflow.judging.going import AGAIN
from app.workflow.opinions import opinions
from app.workflow.press import OnBehalf
from app.workflow.verbs import service as verbs
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.verb import Given
from tests.conftest import NOW
from tests.workflow import amended
from tests.workflow.office import VISIT, Office

pytestmark = pytest.mark.usefixtures("office")
APPROVERS = ("amy", "fay", "fin", "sec")


def edit(office: Office, record: Record, name: str = "stan", **values: Any) -> Record:
    """Somebody changes values and keeps them."""
    desk = office.desk(name)
    compiled = desk.compiled(record)
    return store.save(
        desk.session,
        record,
        compiled,
        stored={**record.data, **values},
        state=record.state,
        actor=desk.actor,
        now=desk.now,
        why="changed",
        lookups=desk.lookups,
    )


def waiting(office: Office, record: Record) -> list[str]:
    """The roles or people that the record waits for."""
    return sorted(str(task.role or task.person_id) for task in queries.awake_tasks(db.session(), record.id))


def countersigned(office: Office, **values: Any) -> Record:
    """All three of the countersigning have agreed; it stands in the chain."""
    return office.walk(office.visit(cost="100.00", **values), to="chain")


def returned(office: Office, **values: Any) -> Record:
    """The same, returned by who is first in the chain."""
    record = countersigned(office, **values)
    return office.press(record, "sec", "send_back", "请核对").record


def kept_lines(record: Record) -> int:
    return len(judging.kept(db.session(), record.id))


def test_after_a_return_without_a_change_nobody_is_asked_again_but_who_returned_it(office: Office) -> None:
    record = office.press(returned(office), "stan", "submit").record
    assert (record.state, waiting(office, record)) == ("chain", ["security"])
    assert kept_lines(record) == 4


def test_after_a_correction_only_those_are_asked_whose_fields_changed(office: Office) -> None:
    record = edit(office, returned(office), arrive_on="2024-04-02")
    record = office.press(record, "stan", "submit").record
    assert (record.state, waiting(office, record)) == ("unit_review", ["head"])
    record = office.press(record, "amy", "pass").record
    assert (record.state, waiting(office, record)) == ("countersign", ["foreign_affairs", "security"])
    assert kept_lines(record) == 1, "finance judges cost and visitors"


def test_a_correction_taken_back_leaves_every_approval_in_force(office: Office) -> None:
    record = edit(office, returned(office), cost="200.00")
    record = edit(office, record, cost="100.00")
    record = office.press(record, "stan", "submit").record
    assert record.state == "chain"


def changes_for(office: Office, record: Record, name: str) -> dict[str, tuple[str, str]]:
    """By path: what somebody is shown to have changed since they last decided."""
    found = news_for(office, record, name).changes
    return {change.path: (change.before, change.after) for change in found}


def news_for(office: Office, record: Record, name: str) -> changed.News:
    desk = office.desk(name)
    open_tasks = queries.awake_tasks(desk.session, record.id)
    mine = next((task for task in open_tasks if queries.as_open(task).is_for(desk.actor)), None)
    return changed.news(record, mine, desk.compiled(record), desk) if mine else changed.News()


def test_each_sees_the_changes_since_their_own_approval_as_far_as_they_may(office: Office) -> None:
    record = returned(office)
    visitors = [{**record.data["visitors"][0], "passport_no": "C99X99T99"}, record.data["visitors"][1]]
    record = edit(office, record, visitors=visitors, name_of="改名团")
    record = office.press(record, "stan", "submit").record
    changes = changes_for(office, record, "amy")
    assert changes["name_of"] == ("慕尼黑大学代表团", "改名团")
    assert "C99X99T99" not in str(changes)
    record = office.press(record, "amy", "pass").record
    assert "visitors[0].passport_no" in changes_for(office, record, "fin")


def test_another_holder_who_is_asked_again_sees_the_changes_since_that_approval(office: Office) -> None:
    record = edit(office, returned(office), name_of="改名团", cost="200.00")
    assert not news_for(office, record, "solo").changes, "is not asked"
    record = office.press(record, "stan", "submit").record
    mine, others = news_for(office, record, "amy"), news_for(office, record, "solo")
    assert (mine.who, others.who) == ("", "Amy")
    assert [each.path for each in mine.changes] == [each.path for each in others.changes] == ["name_of", "cost"]


def test_who_is_asked_something_for_the_first_time_is_shown_no_changes(office: Office) -> None:
    record = edit(office, office.press(office.walk(office.visit(), to="unit_review"), "amy", "send_back", "改").record)
    record = office.press(record, "stan", "submit", stored={**record.data, "headcount": 3}).record
    assert news_for(office, record, "amy").changes
    record = office.press(record, "amy", "pass").record
    assert not news_for(office, record, "fay").changes


def test_changes_of_secrets_are_told_to_who_may_see_them_and_only_then_taken_down(office: Office) -> None:
    record = returned(office)
    visitors = [{**record.data["visitors"][0], "passport_no": "C99X99T99"}, record.data["visitors"][1]]
    record = office.press(edit(office, record, visitors=visitors), "stan", "submit").record
    masked, shown = news_for(office, record, "fin"), news_for(office, record, "fay")
    assert [each.path for each in masked.changes] == [each.path for each in shown.changes]
    assert (masked.secrets, shown.secrets) == (frozenset(), {"visitors.passport_no"})
    assert "C99X99T99" not in str(masked.changes)


def test_half_of_a_countersigning_is_kept_and_the_rest_is_asked(office: Office) -> None:
    record = office.walk(office.visit(cost="100.00"), to="countersign")
    record = office.press(record, "fay", "agree").record
    record = office.press(record, "sec", "send_back", "请改").record
    record = office.press(record, "stan", "submit").record
    assert (record.state, waiting(office, record)) == ("countersign", ["finance", "security"])
    record = office.press(record, "fin", "agree").record
    assert office.press(record, "sec", "agree").record.state == "chain"


def test_half_of_a_chain_is_kept_where_it_stood(office: Office) -> None:
    record = office.press(countersigned(office), "sec", "forward").record
    record = office.press(record, "fin", "send_back", "请改").record
    record = office.press(record, "stan", "submit").record
    assert (record.state, waiting(office, record)) == ("chain", ["finance"])
    assert office.press(record, "fin", "forward").record.state == "leader_review"


def test_a_change_in_a_later_state_is_agreed_to_before_the_record_goes_on(office: Office) -> None:
    record = office.walk(office.visit(cost="100.00"), to="approved")
    record = edit(office, record, "fay", cost="900.00", actual=2)
    record = office.press(record, "stan", "finish").record
    assert (record.state, waiting(office, record)) == ("unit_review", ["head"])
    assert [step.transition for step in queries.steps(db.session(), record.id)][-2:] == ["finish", AGAIN]
    for name, key in (("amy", "pass"), ("fay", "agree"), ("fin", "agree"), ("sec", "agree"), ("sec", "forward")):
        record = office.press(record, name, key).record
    record = office.press(record, "fin", "forward").record
    record = office.press(record, "lee", "approve").record
    assert (record.state, record.data["cost"]) == ("approved", "900.00")
    assert office.press(record, "stan", "finish").record.state == "done"


def test_what_the_flow_fills_in_later_asks_nobody_again(office: Office) -> None:
    record = office.walk(office.visit(cost="100.00"), to="approved")
    assert record.data["filing_no"], "a number taken after the approvals"
    record = edit(office, record, actual=2)
    assert office.press(record, "stan", "finish").record.state == "done"


def test_a_signer_who_changes_what_others_judged_does_not_carry_it_alone(office: Office) -> None:
    record = office.walk(office.visit(cost="100.00"), to="countersign")
    record = office.press(record, "fin", "agree").record
    record = office.press(record, "sec", "agree").record
    record = office.press(record, "fay", "agree", stored={**record.data, "cost": "900.00"}).record
    assert (record.state, waiting(office, record)) == ("countersign", ["finance", "security"])


def test_a_return_to_a_state_in_the_middle_asks_there_in_any_case(office: Office) -> None:
    flow = VISIT["workflow"]
    back = {"key": "down", "label": "退回会签", "from": "leader_review", "to": "countersign", "by": "task"}
    moves = [*flow["transitions"], {**back, "comment": "required", "tone": "back"}]
    definition = {**VISIT, "version": 2, "workflow": {**flow, "transitions": moves}}
    publish(RecordType.model_validate(definition), actor=None, now=NOW)
    record = office.walk(office.visit(cost="100.00"), to="leader_review")
    record = office.press(record, "lee", "down", "请再看").record
    assert waiting(office, record) == ["finance", "foreign_affairs", "security"]
    for name in ("fay", "fin", "sec"):
        record = office.press(record, name, "agree").record
    assert record.state == "leader_review", "the chain had agreed, and nothing changed"


def test_a_recall_keeps_what_was_agreed_before(office: Office) -> None:
    record = office.press(office.visit(), "stan", "submit").record
    record = office.press(record, "stan", "recall").record
    assert waiting(office, office.press(record, "stan", "submit").record) == ["head"]


def test_what_was_decided_elsewhere_is_tied_to_what_the_role_may_see(office: Office) -> None:
    record = office.press(office.visit(), "stan", "submit").record
    behalf = OnBehalf("王处长", NOW.date(), "paper")
    office.press(record, "stan", "pass", on_behalf=behalf)
    (judged,) = judging.judged(db.session(), record.id).values()
    assert {"name_of", "visitors.name", "visitors.nation"} <= set(judged.seal), "what heads see in full"
    assert not {"visitors", "visitors.passport_no"} & set(judged.seal), "what is masked from them"
    assert not {"filing_no", "shown_no", "actual"} & set(judged.seal), "what the flow fills in later"


def test_who_was_asked_in_and_agreed_is_asked_in_again_after_a_change(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    use(office, record, "amy", "add_signer", people=(office.eve,), how="beside")
    use(office, record, "eve", "agree_added")
    record = office.press(record, "amy", "pass").record
    record = office.press(record, "fay", "send_back", "请改").record
    record = office.press(edit(office, record, name_of="改名团"), "stan", "submit").record
    assert sorted(task.added for task in queries.awake_tasks(db.session(), record.id)) == ["", "beside"]


def use(office: Office, record: Record, name: str, verb: str, **given: Any) -> None:
    verbs.use(InFlow(record, office.desk(name)), VERBS[verb], Given(**given))


def test_papers_have_the_opinions_that_still_hold(office: Office) -> None:
    record = office.press(returned(office), "stan", "submit").record
    desk = office.desk("fay")
    rows = opinions(record, desk.compiled(record), desk)["opinions"]
    assert isinstance(rows, list)
    assert [row["state"] for row in rows] == ["部门审核", "会签", "会签", "会签"]


def test_the_picture_says_what_still_holds_and_since_when(office: Office) -> None:
    record = office.press(returned(office), "stan", "submit").record
    desk = office.desk("stan")
    drawn = course(record, desk.compiled(record), desk)
    kept = [line for line in drawn.done if line.kept_from]
    assert len(kept) == 4
    assert all(line.who and not line.is_passed for line in kept)


def test_what_an_amendment_changed_is_agreed_to_and_asks_nobody_again(office: Office) -> None:
    amended.publish_amended()
    record = edit(office, office.walk(office.visit(cost="100.00"), to="approved"), actual=2)
    made = amended.propose(office, record, "day", arrive_on="2024-04-03")
    for name, key in (("stan", "submit"), ("fay", "agree"), ("sec", "agree")):
        made = amended.press(office, made, name, key)
    record = office.reload(record)
    assert record.data["arrive_on"] == "2024-04-03"
    assert office.press(record, "stan", "finish").record.state == "done"


def carried(office: Office, record: Record, **changes: Any) -> Record:
    """As a new version of the type holds it."""
    old = office.desk("fay").compiled(record)
    amended.publish_amended(**changes)
    desk = office.desk("fay")
    new = desk.types.current("visit")
    stored = Carrier(old, new, desk.lookups).carry(record.data).stored
    return store.save(
        desk.session,
        record,
        new,
        stored=stored,
        state=record.state,
        actor=desk.actor,
        now=desk.now,
        why="carried",
        lookups=desk.lookups,
    )


@pytest.mark.parametrize("first", ["amended", "carried"])
def test_what_an_amendment_changed_asks_nobody_again_under_a_new_version(office: Office, first: str) -> None:
    amended.publish_amended()
    record = edit(office, office.walk(office.visit(cost="100.00"), to="approved"), actual=2)
    record = carried(office, record, label="来访") if first == "carried" else record
    made = amended.propose(office, record, "day", arrive_on="2024-04-03")
    for name, key in (("stan", "submit"), ("fay", "agree"), ("sec", "agree")):
        made = amended.press(office, made, name, key)
    record = office.reload(record)
    record = carried(office, record, label="来访") if first == "amended" else record
    assert office.press(record, "stan", "finish").record.state == "done"


def test_beside_an_amendment_and_a_new_version_a_change_is_asked_again(office: Office) -> None:
    amended.publish_amended()
    record = edit(office, office.walk(office.visit(cost="100.00"), to="approved"), actual=2)
    made = amended.propose(office, record, "day", arrive_on="2024-04-03")
    for name, key in (("stan", "submit"), ("fay", "agree"), ("sec", "agree")):
        made = amended.press(office, made, name, key)
    record = edit(office, carried(office, office.reload(record), label="来访"), arrive_on="2024-04-01")
    assert office.press(record, "stan", "finish").record.state == "unit_review"


def done_by(desk: Desk) -> int:
    return len(inbox.decided(desk))


def test_a_kept_approval_is_no_new_decision_of_its_approver(office: Office) -> None:
    record = returned(office)
    before = done_by(office.desk("amy"))
    office.press(record, "stan", "submit")
    assert done_by(office.desk("amy")) == before
