"""Asking for records: pages, counts, totals, search; everything through one sight."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.errors import Invalid, NotFound
from app.records import filters, queries, store
from app.records.models import record_ix
from app.records.store import Grant

from .conftest import MakeRecord
from .office import ADA, AMY, EVE, LOOKUPS, NOW, STAN, TIM, TODAY, actor, compiled_visit, department, stored, viewer


def _ids(lines: Any) -> list[int]:
    return [line.id for line in lines]


def _walk(session: Session, visit: CompiledType, *sort: str, size: int) -> list[int]:
    found, after = [], ""
    while True:
        page = queries.page(session, viewer(ADA), visit, sort=sort, size=size, after=after)
        found += _ids(page.lines)
        if not (after := page.after):
            return found


def test_a_list_is_newest_first(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    made = [make_record(name=f"团{number}").id for number in range(3)]
    assert _ids(queries.page(session, viewer(ADA), visit).lines) == made[::-1]


def test_a_line_holds_what_was_saved(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    record = make_record(city="湖州")
    (line,) = queries.page(session, viewer(ADA), visit).lines
    assert line.data == record.data
    assert (line.title, line.lock_version, line.updated_at) == (record.title, 1, NOW)


def test_text_sorts_by_pinyin(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    for name in ("张三团", "阿尔团", "重庆团", "abc", "李四团"):
        make_record(name=name)
    names = [line.data["name"] for line in queries.page(session, viewer(ADA), visit, sort=["name"]).lines]
    assert names == ["阿尔团", "abc", "重庆团", "李四团", "张三团"]


SORTS = ((), ("arrive_on",), ("-arrive_on", "headcount"), ("-headcount", "-name"), ("title",), ("rate", "city"))


@pytest.mark.parametrize("size", [1, 4, 12])
@pytest.mark.parametrize(
    "sort", [(), ("arrive_on",), ("-arrive_on", "headcount"), ("-headcount", "-name"), ("title",), ("rate", "city")]
)
def test_pages_by_key_and_by_offset_give_the_same_list(
    session: Session, visit: CompiledType, make_record: MakeRecord, sort: tuple[str, ...], size: int
) -> None:
    chance = random.Random(3)
    for _ in range(11):
        make_record(
            name=chance.choice(["甲", "乙", "丙"]),
            arrive_on=chance.choice(["2026-01-01", "2026-02-02", None]),
            headcount=chance.choice([1, 2, None]),
            rate=chance.choice(["0.125", "0.250", None]),
            city=chance.choice(["湖州", "杭州", None]),
        )
    everything = _ids(queries.page(session, viewer(ADA), visit, sort=sort).lines)
    assert len(everything) == 11
    assert _walk(session, visit, *sort, size=size) == everything
    by_offset = [
        _ids(queries.page(session, viewer(ADA), visit, sort=sort, size=size, offset=offset).lines)
        for offset in range(0, 11, size)
    ]
    assert [each for page in by_offset for each in page] == everything
    assert _ids(queries.each(session, viewer(ADA), visit, sort=sort)) == everything


def test_records_without_the_key_stand_last(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    without, late, early = (make_record(arrive_on=day).id for day in (None, "2026-05-01", "2026-01-01"))
    assert _ids(queries.page(session, viewer(ADA), visit, sort=["arrive_on"]).lines) == [early, late, without]
    assert _ids(queries.page(session, viewer(ADA), visit, sort=["-arrive_on"]).lines) == [late, early, without]


def test_a_list_cannot_be_sorted_by_what_has_no_slot(session: Session, visit: CompiledType) -> None:
    for name in ("note", "secret", "nonsense", "countries"):
        with pytest.raises(Invalid, match="not_sortable"):
            queries.page(session, viewer(ADA), visit, sort=[name])


@pytest.mark.parametrize("token", ["x", "W10", "WzAsMV0", "Wzcs", "é", "eyJhIjoxfQ", "W1swXSwxXQ"])
def test_a_forged_place_is_refused(session: Session, visit: CompiledType, token: str) -> None:
    with pytest.raises(Invalid, match="no_such_page"):
        queries.page(session, viewer(ADA), visit, sort=["arrive_on"], after=token)


def test_counting_stops_somewhere(
    session: Session, visit: CompiledType, make_record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "COUNT_LIMIT", 3)
    for _ in range(6):
        make_record()
    assert queries.count(session, viewer(ADA), visit) == 4
    with pytest.raises(Invalid, match="too_far"):
        queries.page(session, viewer(ADA), visit, offset=5)


def test_totals_are_exact(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    for cost, rate, day in (("0.10", "0.001", "2026-01-01"), ("0.20", "0.002", "2026-03-01"), (None, None, None)):
        make_record(cost=cost, rate=rate, arrive_on=day, headcount=4)
    wanted = {"cost": "sum", "rate": "avg", "headcount": "count", "arrive_on": "max"}
    assert queries.totals(session, viewer(ADA), visit, wanted) == {
        "cost": Decimal("0.30"),
        "rate": Decimal("0.0015"),
        "headcount": Decimal(3),
        "arrive_on": "2026-03-01",
    }
    none = queries.totals(session, viewer(ADA), visit, {"cost": "sum"}, record_ix.c.year == 1999)
    assert none == {"cost": None}
    with pytest.raises(Invalid, match="no_total"):
        queries.totals(session, viewer(ADA), visit, {"name": "sum"})


def test_a_record_one_may_not_see_is_as_absent_as_one_that_never_was(session: Session, make_record: MakeRecord) -> None:
    record = make_record(host_unit=department(3))
    assert queries.get(session, record.id, viewer=viewer(STAN)) is record
    with pytest.raises(NotFound) as hidden:
        queries.get(session, record.id, viewer=viewer(EVE))
    with pytest.raises(NotFound) as absent:
        queries.get(session, 4711, viewer=viewer(EVE))
    assert str(hidden.value).replace(str(record.id), "4711") == str(absent.value)


PEOPLE = {
    "all": ADA,
    "own department": STAN,
    "below": TIM,
    "nobody": EVE,
    "without department": actor(4),
    "role in a department": actor(4, held={"foreign_affairs": {5}}, department=2),
    "leader by grant": actor(4, held={"leader": {3, 4}}, department=5),
    "auditor": actor(4, "auditor", department=2),
}


@pytest.mark.parametrize("who", PEOPLE.values(), ids=PEOPLE.keys())
def test_list_count_search_totals_and_page_agree(session: Session, visit: CompiledType, who: Actor) -> None:
    chance = random.Random(11)
    records = []
    for number in range(24):
        owner = chance.choice([STAN, TIM, EVE])
        record = store.save(
            session,
            None,
            visit,
            stored=stored(name=f"考察团{number}", host_unit=department(chance.choice([2, 3, 4, 5])), headcount=1),
            state=chance.choice(["draft", "review", "done"]),
            actor=owner,
            now=NOW,
            why="",
            lookups=LOOKUPS,
        )
        records.append(record)
        if chance.random() < 0.4:
            principal = chance.choice(["user:4", "dept:5", "role:leader", "role:leader@3", "role:leader@5", "dept:2"])
            since = chance.choice([None, TODAY, TODAY + timedelta(days=1)])
            until = chance.choice([None, TODAY, TODAY - timedelta(days=1)])
            store.grant(session, record.id, [Grant(principal, "copy", since, until)])
    looks = viewer(who)
    seen = set()
    for record in records:
        try:
            seen.add(queries.get(session, record.id, viewer=looks).id)
        except NotFound:
            continue
    assert set(_ids(queries.page(session, looks, visit).lines)) == seen
    assert queries.count(session, looks, visit) == len(seen)
    assert set(_ids(queries.find(session, looks, "考察"))) == seen
    assert set(_ids(queries.find(session, looks, "考察", type_key="visit"))) == seen
    assert set(_ids(queries.each(session, looks, visit))) == seen
    assert queries.totals(session, looks, visit, {"headcount": "count"})["headcount"] == len(seen)


def test_a_grant_counts_from_its_first_to_its_last_day(session: Session, make_record: MakeRecord) -> None:
    record = make_record(host_unit=department(3))
    first, last = date(2026, 12, 1), date(2026, 12, 3)
    store.grant(session, record.id, [Grant("user:4", "stand_in", first, last)])

    def sees(day: date) -> bool:
        try:
            return queries.get(session, record.id, viewer=viewer(EVE, today=day)) is record
        except NotFound:
            return False

    assert [sees(first + timedelta(days=shift)) for shift in range(-1, 4)] == [False, True, True, True, False]
    store.revoke(session, record.id, why="stand_in")
    assert not sees(first)


def test_the_same_title_is_found_among_what_one_sees(session: Session, make_record: MakeRecord) -> None:
    record = make_record(host_unit=department(3))
    title = record.title
    assert _ids(queries.same_title(session, viewer(STAN), "visit", title)) == [record.id]
    assert not queries.same_title(session, viewer(STAN), "visit", title, apart_from=record.id)
    assert not queries.same_title(session, viewer(EVE), "visit", title)
    assert not queries.same_title(session, viewer(STAN), "visit", title + "。")


def test_a_twin_agrees_in_every_field(session: Session, make_record: MakeRecord) -> None:
    one_per = compiled_visit(one_per=["kind", "arrive_on"])
    record = make_record(compiled=one_per)
    assert queries.twin(session, one_per, stored(), LOOKUPS) == record.id
    assert queries.twin(session, one_per, stored(), LOOKUPS, apart_from=record.id) is None
    assert queries.twin(session, one_per, stored(kind="civil"), LOOKUPS) is None
    assert queries.twin(session, one_per, stored(kind=None), LOOKUPS) is None


def test_filter_and_sort_use_the_index_of_their_slots(session: Session, visit: CompiledType) -> None:
    assert "ix_record_ix_d1" in _plan(session, lambda: queries.page(session, viewer(AMY), visit, sort=["-arrive_on"]))


def test_a_filter_by_a_choice_of_many_goes_straight_to_its_values(session: Session, visit: CompiledType) -> None:
    among = filters.chip(visit, "countries", "is", ["JP", "DE"], LOOKUPS)
    plan = _plan(session, lambda: queries.count(session, viewer(AMY), visit, among))
    assert "ix_record_row_value (type_key=? AND field_key=? AND t1=?)" in plan


def _plan(session: Session, ask: Callable[[], object]) -> str:
    """How the database answers the first statement of a question."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        seen.append((statement, parameters))

    bind = session.get_bind()
    sa.event.listen(bind, "before_cursor_execute", note)
    ask()
    sa.event.remove(bind, "before_cursor_execute", note)
    statement, parameters = seen[0]
    return str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all())
