"""The numbers of two published papers, counted from records; a stored run gives its figure again, always."""

from decimal import Decimal

import pytest

from app.extensions import db
from app.records.models import Record
from app.reports import figure_pages, narratives, runs, service

from .office import desk_of, enter

YEARLY = {
    "youth_out": 22,
    "youth_in": 43,
    "culture_visits": 4,
    "civil_groups": 4,
    "civil_people": 96,
    "school_pairs": 10,
    "projects_submitted": 4,
    "projects_funded": 2,
    "brand_events": 6,
    "brand_foreigners": 167,
    "recommended": 16,
    "integrity_talks": 2,
    "trainings_attended": 2,
    "renewals": 1,
    "changes_registered": 0,
    "donations_count": 0,
}
SUMMARY = {
    "out_groups": 11,
    "out_people": 61,
    "out_own_groups": 10,
    "out_foreign_groups": 8,
    "out_foreign_people": 32,
    "out_hmt_groups": 3,
    "out_hmt_people": 29,
    "in_groups": 10,
    "in_people": 35,
    "teachers": 5,
    "lecturers": 2,
    "trainers": 1,
    "students_in": 4,
    "students_out": 20,
    "trainees": 20,
    "affairs_trained": 5,
    "studies": 7,
    "ideology_meetings": 2,
    "talks": 3,
    "bases": 2,
    "majors_listed": 4,
    "majors": 3,
}


@pytest.fixture
def counted(yearly: Record) -> dict[str, service.Counted]:
    return {each.field.key: each for each in service.compute(yearly, desk=desk_of("ling"))}


def test_the_yearly_report_has_the_numbers_of_the_published_one(counted: dict[str, service.Counted]) -> None:
    found = {key: counted[key].run.result for key in YEARLY}
    assert found == {key: Decimal(number) for key, number in YEARLY.items()}


def test_groups_tell_the_numbers_apart(counted: dict[str, service.Counted]) -> None:
    assert dict(counted["youth_in"].run.groups().values()) == {"法国": Decimal(18), "韩国": Decimal(25)}
    assert dict(counted["recommended"].run.groups().values()) == {
        "国际传播使者": Decimal(10),
        "旅游推介官": Decimal(4),
        "诗画浙江友好使者": Decimal(2),
    }


def test_computed_fields_follow_and_the_funds_are_warned_of(yearly: Record) -> None:
    service.compute(yearly, desk=desk_of("ling"))
    assert yearly.data["net_change"] == "-0.82"
    assert yearly.data["net_against_opening"] == "-86.5"


def test_the_summary_counts_eleven_groups_beside_the_ten_that_were_published(summary: Record) -> None:
    desk = desk_of("ling")
    found = {each.field.key: each.run.result for each in service.compute(summary, desk=desk)}
    assert {key: found[key] for key in SUMMARY} == {key: Decimal(number) for key, number in SUMMARY.items()}
    assert summary.data["out_groups"]["value"] == "11"
    assert summary.data["out_groups"]["typed"] == "10"
    assert summary.data["out_groups"]["reason"]


def test_every_stored_run_gives_its_figure_again(yearly: Record, summary: Record) -> None:
    desk = desk_of("ling")
    for report in (yearly, summary):
        for each in service.compute(report, desk=desk):
            stored = runs.thawed(desk.session, runs.latest(desk.session, report.id)[each.field.key])
            assert stored.again() == stored.result == each.run.result
            assert stored.contributions == each.run.contributions
    db.session.rollback()


@pytest.mark.usefixtures("office")
def test_a_summary_counts_the_records_of_its_own_department_only() -> None:
    """A visit belongs to the department that receives it, whoever enters it."""
    desk = desk_of("ling")
    visit = {"countries": "日本", "arrive_on": "2023-06-01", "leave_on": "2023-06-03", "entry": "single"}
    for unit, name, heads in (("对外联络处", "甲团", 7), ("综合处", "乙团", 5), ("综合处", "丙团", 4)):
        values = {**visit, "delegation_name": name, "headcount": heads, "host_unit": unit, "important": "是"}
        enter("visiting_delegation", values, desk=desk, state="done")
    found = {}
    for unit in ("对外联络处", "综合处"):
        report = enter("department_summary", {"report_year": "2023", "unit": unit}, desk=desk)
        results = {each.field.key: each.run.result for each in service.compute(report, desk=desk)}
        draft = narratives.drafted(service.narrative(desk.compiled(report), "routine"), report, desk=desk)
        found[unit] = (results["in_groups"], results["in_people"], draft.text)
    assert found["对外联络处"] == (Decimal(1), Decimal(7), "接待甲团来访。全年接待来访团组1批，共7人次。")
    assert found["综合处"] == (Decimal(2), Decimal(9), "接待乙团、丙团来访。全年接待来访团组2批，共9人次。")


def test_the_condition_of_all_records_is_told_with_that_of_the_figure(summary: Record) -> None:
    desk = desk_of("ling")
    (run,) = (each.run for each in service.compute(summary, desk=desk) if each.field.key == "in_groups")
    assert run.where == "record.department == report.unit and year(arrive_on) == period"
    field = service.figure(desk.compiled(summary), "in_groups")
    assert figure_pages.shown(summary, field, desk=desk).where == (
        "本记录的部门 是 本报告的部门",
        "年份(抵达日期) 是 统计年度",
    )
