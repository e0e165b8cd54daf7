"""Counting anew: what is kept of it, who may, when it is over; property: contributions give the figure, always."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import Conflict, Forbidden
from app.records import store
from app.records.models import Record
from app.reports import figures, queries, runs, service
from app.reports.aggregates import aggregate, by_group, stored_text
from app.reports.sources import open_states

from .conftest import one
from .office import NOW, desk_of, enter, fresh

DIGITS = st.one_of(st.none(), st.decimals(-1000, 1000, places=2).map(stored_text))


def test_a_run_keeps_filter_time_and_versions(yearly: Record) -> None:
    desk = desk_of("ling")
    service.compute(yearly, desk=desk)
    kept = runs.latest(desk.session, yearly.id)["civil_groups"]
    assert (kept.period, kept.of, kept.agg, kept.result) == (2024, "visiting_delegation", "sum", "4")
    assert kept.as_of == NOW
    assert kept.where == "year(arrive_on) == period and visit_kind == 'civil'"
    assert kept.version_id == yearly.version_id
    assert kept.counted_version_id == desk.types.current("visiting_delegation").version_id


def test_each_contribution_knows_its_revision(yearly: Record) -> None:
    desk = desk_of("ling")
    service.compute(yearly, desk=desk)
    run = runs.thawed(desk.session, runs.latest(desk.session, yearly.id)["brand_foreigners"])
    assert sorted((each.value or "") for each in run.contributions) == ["", "", "", "", "167"]
    assert all(desk.session.get_one(Record, each.record_id).lock_version == each.revision for each in run.contributions)


def test_counting_again_shows_what_changed(yearly: Record) -> None:
    desk = desk_of("ling")
    service.compute(yearly, desk=desk)
    enter(
        "training", {"training_name": "对口培训", "kind": "training", "part": "attended", "held_on": "2024"}, desk=desk
    )
    changed = [each for each in service.compute(yearly, desk=desk) if each.has_changed]
    assert [(each.field.key, each.before, each.after) for each in changed] == [("trainings_attended", "2", "3")]


def test_nothing_new_makes_no_new_revision(yearly: Record) -> None:
    desk = desk_of("ling")
    service.compute(yearly, desk=desk)
    before = yearly.lock_version
    service.compute(yearly, desk=desk)
    assert yearly.lock_version == before


def test_only_the_year_of_the_report_counts(yearly: Record, summary: Record) -> None:
    desk = desk_of("ling")
    counted = {each.field.key: each.run for each in service.compute(yearly, desk=desk)}
    ids = {each.record_id for run in counted.values() for each in run.contributions}
    assert {desk.session.get_one(Record, record_id).year for record_id in ids} <= {2024, None}


def test_drafts_are_no_contribution_but_what_is_approved_is_told(yearly: Record) -> None:
    desk = desk_of("ling")
    values = {"delegation_name": "待办结团组", "entry": "partial", "visit_kind": "civil", "arrive_on": "2024"}
    approved = enter("visiting_delegation", values, desk=desk, state="approved")
    enter("visiting_delegation", values, desk=desk, state="draft")
    enter("visiting_delegation", values, desk=desk, state="cancelled")
    field = service.figure(desk.compiled(yearly), "civil_groups")
    assert figures.run(field, yearly, desk=desk).result == 4
    assert figures.under_way(field, yearly, desk=desk) == [approved.id]


def test_states_under_way_are_neither_begun_returned_nor_given_up(office: object) -> None:
    states = open_states(desk_of("ling").types.current("visiting_delegation"))
    assert states == {"unit_review", "countersign", "leader_review", "approved"}


def test_a_closed_report_is_not_counted_again(yearly: Record) -> None:
    desk = desk_of("ling")
    service.compute(yearly, desk=desk)
    _move(yearly, "published", desk)
    with pytest.raises(Conflict) as refused:
        service.compute(yearly, desk=desk)
    assert refused.value.code == "report.frozen"
    with pytest.raises(Conflict):
        service.write(yearly, {"act_next": "改写"}, desk=desk)


def test_later_changes_of_a_closed_year_are_told_as_corrections(yearly: Record) -> None:
    desk = desk_of("ling")
    service.compute(yearly, desk=desk)
    _move(yearly, "published", desk)
    late = enter("recommendation", {"honour": "补报人选", "count": "3", "recommended_on": "2024"}, desk=desk)
    field = service.figure(desk.compiled(yearly), "recommended")
    old = runs.thawed(desk.session, runs.latest(desk.session, yearly.id)["recommended"])
    differing = figures.unlike(old, figures.run(field, yearly, desk=desk))
    assert [(record_id, was, now and now.value) for record_id, was, now in differing] == [(late.id, None, "3")]


def test_who_may_not_change_the_report_may_not_count(yearly: Record) -> None:
    with pytest.raises(Forbidden):
        service.compute(fresh(yearly, desk_of("ling")), desk=desk_of("wen"))


def test_figures_count_what_the_reader_may_not_see(yearly: Record) -> None:
    ling, yun = desk_of("ling"), desk_of("yun")
    values = {"honour": "别的部门推荐", "count": "5", "recommended_on": "2024", "unit": "综合处"}
    hidden = enter("recommendation", values, desk=ling)
    field = service.figure(yun.compiled(yearly), "recommended")
    run = figures.run(field, yearly, desk=yun)
    assert run.result == 21
    assert hidden.id not in queries.seen(yun.session, yun.viewer, [each.record_id for each in run.contributions])


def test_rows_of_a_table_are_counted_one_by_one(summary: Record) -> None:
    desk = desk_of("ling")
    compiled = desk.compiled(summary)
    listed = figures.run(service.figure(compiled, "majors_listed"), summary, desk=desk)
    distinct = figures.run(service.figure(compiled, "majors"), summary, desk=desk)
    assert (listed.result, len(listed.contributions)) == (4, 4)
    assert (distinct.result, sorted(each.value or "" for each in distinct.contributions)[-2:]) == (
        3,
        ["旅游管理", "软件技术"],
    )


def test_a_figure_of_a_type_that_the_office_lacks_is_nothing(yearly: Record) -> None:
    desk = desk_of("ling")
    field = service.figure(desk.compiled(yearly), "donations_count")
    gone = field.definition.options.model_copy(update={"of": "no_such_type"})
    changed = replace(field, definition=field.definition.model_copy(update={"options": gone}))
    assert figures.run(changed, yearly, desk=desk).result is None


@given(st.lists(DIGITS, max_size=30), st.sampled_from(["count", "sum", "distinct", "min", "max", "avg"]))
def test_an_aggregate_does_not_depend_on_the_order(values: list[str | None], agg: str) -> None:
    assert aggregate(agg, values) == aggregate(agg, list(reversed(values)))


@given(st.lists(st.tuples(DIGITS, st.lists(st.sampled_from(["JP", "KR", "FR"]), unique=True, max_size=3)), max_size=20))
def test_groups_hold_each_part_once(parts: list[tuple[str | None, list[str]]]) -> None:
    groups = by_group("count", [(value, [(code, code) for code in codes]) for value, codes in parts])
    for code, (_label, number) in groups.items():
        assert number == sum(code in codes for _value, codes in parts)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entered=st.lists(st.tuples(st.integers(0, 50), st.sampled_from([2023, 2024])), max_size=6))
def test_whatever_is_entered_the_stored_run_gives_the_figure(
    entered: list[tuple[int, int]], office: object, filled: object
) -> None:
    desk = desk_of("ling")
    yearly = one("annual_report", 2024)
    with desk.session.begin_nested() as point:
        for count, year in entered:
            values = {"honour": f"称号{count}", "count": str(count), "recommended_on": str(year)}
            enter("recommendation", values, desk=desk)
        service.compute(yearly, desk=desk)
        run = runs.thawed(desk.session, runs.latest(desk.session, yearly.id)["recommended"])
        assert run.again() == run.result == 16 + sum(count for count, year in entered if year == 2024)
        assert Decimal(yearly.data["recommended"]["value"]) == run.result
        point.rollback()


def _move(report: Record, state: str, desk: object) -> None:
    at = desk_of("ling", NOW + timedelta(hours=1))
    store.save(
        at.session,
        report,
        at.compiled(report),
        stored=report.data,
        state=state,
        actor=at.actor,
        now=at.now,
        why="",
        lookups=at.lookups,
    )
