"""The engine over random small flows: nothing is dead, nothing goes through that is not offered, nothing stays open."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.definitions.compiled import CompiledType, compile_type
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.errors import Conflict, Forbidden
from app.extensions import db
from app.records import store
from app.records.models import Record
from app.records.rules import settle
from app.workflow import engine, queries
from tests.conftest import NOW
from tests.records.office import LOOKUPS
from tests.workflow.office import Office

ROLES = ("head", "finance", "security", "leader")
HANDS = ("stan", "amy", "fin", "sec", "lee", "eve")
CONDITIONS = (None, None, "cost > 0", "headcount > 2")

tasks = st.fixed_dictionaries(
    {"role": st.sampled_from(ROLES)}, optional={"when": st.sampled_from(CONDITIONS).filter(bool)}
)
reviews = st.fixed_dictionaries(
    {
        "tasks": st.lists(tasks, min_size=1, max_size=3),
        "mode": st.sampled_from(("any", "all", "order")),
        "back": st.booleans(),
        "recall": st.booleans(),
        "skip": st.booleans(),
    }
)


def flow_of(drawn: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A chain of reviews between draft and done, some with a way back, a recall, a short cut by condition."""
    names = [f"s{number}" for number in range(len(drawn))]
    states: dict[str, Any] = {"draft": {"label": "draft"}, "done": {"label": "done"}}
    moves: list[dict[str, Any]] = [{"key": "submit", "label": "提交", "from": "draft", "to": names[0]}]
    for at, review in enumerate(drawn):
        states[names[at]] = {"label": names[at], "tasks": review["tasks"], "mode": review["mode"]}
        onward = names[at + 1] if at + 1 < len(names) else "done"
        guard = {"when": "not (headcount > 2)"} if review["skip"] else {}
        moves.append({"key": f"go{at}", "label": "同意", "from": names[at], "to": onward, "by": "task", **guard})
        if review["skip"]:
            short = {"key": f"skip{at}", "label": "同意", "from": names[at], "to": "done", "by": "task"}
            moves.append({**short, "when": "headcount > 2"})
        if review["back"]:
            moves.append(
                {"key": f"back{at}", "label": "退回", "from": names[at], "to": "draft", "by": "task", "tone": "back"}
            )
        if review["recall"]:
            moves.append({"key": f"recall{at}", "label": "撤回", "from": names[at], "to": "draft", "tone": "back"})
    return {"start": "draft", "states": states, "transitions": moves}


def type_of(drawn: Sequence[dict[str, Any]]) -> RecordType:
    fields = [
        {"key": "name_of", "type": "text", "label": "名称"},
        {"key": "headcount", "type": "integer", "label": "人数"},
        {"key": "cost", "type": "money", "label": "经费"},
    ]
    definition = {
        "key": "random_flow",
        "label": "随机流程",
        "title": "{{ name_of }}",
        "sections": [{"key": "basic", "label": "基本", "fields": fields}],
        "rights": [{"role": "staff", "see": "own_department", "create": True, "change": ["draft"]}],
        "workflow": flow_of(drawn),
    }
    return RecordType.model_validate(definition)


def begin(office: Office, *, headcount: int, cost: str | None) -> Record:
    desk = office.desk("stan")
    compiled = desk.types.current("random_flow")
    given = {"name_of": "团", "headcount": headcount, "cost": cost}
    stored = settle(compiled, {key: value for key, value in given.items() if value}, desk.world(compiled)).stored
    return store.save(
        desk.session,
        None,
        compiled,
        stored=stored,
        state="draft",
        actor=desk.actor,
        now=NOW,
        why="",
        lookups=desk.lookups,
    )


def everything_offered(office: Office, record: Record) -> list[tuple[str, str]]:
    return [(who, key) for who in HANDS for key in office.offers(record, who)]


def hold_invariants(office: Office, record: Record, compiled: CompiledType) -> list[tuple[str, str]]:
    """What may be pressed now; on the way it is checked that nothing is dead, open elsewhere, or open twice."""
    waiting = queries.open_tasks(db.session(), record.id)
    assert {task.state for task in waiting} <= {record.state}
    assert len({task.position for task in waiting}) == len(waiting)
    offered = everything_offered(office, record)
    if engine.leaving(compiled, record.state):
        assert offered, f"{record.state} is dead"
    else:
        assert not waiting
    return offered


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(reviews, min_size=1, max_size=4), data=st.data())
def test_random_flows_are_never_dead_and_let_nothing_through(office: Office, drawn: Any, data: st.DataObject) -> None:
    publish(type_of(drawn), actor=None, now=NOW)
    headcount, cost = data.draw(st.sampled_from((1, 5))), data.draw(st.sampled_from((None, "5.00")))
    record = begin(office, headcount=headcount, cost=cost)
    compiled = office.desk("stan").compiled(record)
    keys = [move.key for move in compiled.definition.workflow.transitions]  # type: ignore[union-attr]
    for _ in range(12):
        offered = hold_invariants(office, record, compiled)
        if not offered:
            break
        stranger = data.draw(st.tuples(st.sampled_from(HANDS), st.sampled_from(keys)))
        if stranger not in offered:
            before = record.lock_version
            with pytest.raises((Forbidden, Conflict)):
                office.press(record, *stranger)
            assert record.lock_version == before
        who, key = data.draw(st.sampled_from(offered))
        record = office.press(record, who, key, "理由").record
    db.session.rollback()


def visit(**state: Any) -> CompiledType:
    """One review state between draft and done."""
    states = {"draft": {"label": "d"}, "review": {"label": "r", **state}, "done": {"label": "e"}}
    moves = [
        {"key": "submit", "label": "s", "from": "draft", "to": "review"},
        {"key": "agree", "label": "a", "from": "review", "to": "done", "by": "task"},
        {"key": "close", "label": "c", "from": "review", "to": "done", "by": ["registrar"], "tone": "stop"},
        {"key": "recall", "label": "b", "from": "review", "to": "draft", "tone": "back"},
    ]
    definition = RecordType.model_validate(
        {
            "key": "visit",
            "label": "v",
            "title": "v",
            "sections": [{"key": "a", "label": "a", "fields": [{"key": "x", "type": "text", "label": "x"}]}],
            "workflow": {"start": "draft", "states": states, "transitions": moves},
        }
    )
    return compile_type(definition, lookups=LOOKUPS)


class Hand:
    """Somebody with roles in departments; None is everywhere."""

    def __init__(self, who: int, **roles: int | None) -> None:
        self.id, self.roles = who, roles

    def has(self, role: str, department_id: int | None = None) -> bool:
        return role in self.roles and (department_id is None or self.roles[role] in (None, department_id))


TASK = engine.OpenTask(1, 0, role="head", department_id=3)


def keys(offers: Sequence[engine.Offer]) -> list[str]:
    return [offer.transition.key for offer in offers]


def yes(_key: str) -> bool:
    return True


def test_a_role_in_by_counts_where_the_record_lies() -> None:
    compiled = visit(tasks=[{"role": "head"}])
    there = engine.Standing("review", 7, (TASK,), department_id=3)
    assert keys(engine.offered(compiled, there, Hand(1, registrar=3), yes)) == ["close"]
    assert keys(engine.offered(compiled, there, Hand(1, registrar=4), yes)) == []
    assert keys(engine.offered(compiled, there, Hand(1, registrar=None), yes)) == ["close"]


def test_the_holder_and_the_owner_are_offered_their_own() -> None:
    compiled = visit(tasks=[{"role": "head"}])
    there = engine.Standing("review", 7, (TASK,), department_id=3)
    assert keys(engine.offered(compiled, there, Hand(1, head=3), yes)) == ["agree"]
    assert keys(engine.offered(compiled, there, Hand(1, head=4), yes)) == []
    assert keys(engine.offered(compiled, there, Hand(7), yes)) == ["recall"]
    assert keys(engine.offered(compiled, there, Hand(7, head=3), yes)) == ["agree", "recall"]


def test_a_state_is_passed_only_by_a_transition_whose_condition_holds() -> None:
    compiled = visit(tasks=[{"role": "head"}])
    assert engine.passes(compiled, "review", (), yes) is compiled.transition("agree")
    assert engine.passes(compiled, "review", (), lambda _key: False) is None
    assert engine.passes(compiled, "review", (TASK,), yes) is None
    assert engine.passes(compiled, "done", (), yes) is None


def test_on_behalf_is_refused_where_the_state_says_never() -> None:
    there = engine.Standing("review", 7, (TASK,), department_id=3)
    assert keys(engine.on_behalf(visit(tasks=[{"role": "head"}]), there, Hand(7), yes)) == ["agree"]
    assert engine.on_behalf(visit(tasks=[{"role": "head"}], on_behalf="never"), there, Hand(7), yes) == ()


def test_the_usual_way_is_told_without_running_in_circles() -> None:
    compiled = visit(tasks=[{"role": "head"}])
    assert list(engine.path_ahead(compiled, "draft")) == ["review", "done"]
    assert list(engine.path_ahead(compiled, "done")) == []
