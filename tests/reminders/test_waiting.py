"""到期: what is shown to whom, from when, and until when."""

import copy
from datetime import date, datetime, timedelta

import pytest

from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.reminders.waiting import waiting
from app.workdays import spans
from app.workdays.calendar import Calendar
from tests.conftest import NOW
from tests.workflow.office import VISIT, Office

ARRIVES = date(2024, 4, 1)


def reminding(office: Office, **rule: str) -> None:
    """The visit with one reminder."""
    definition = RecordType.model_validate({**VISIT, "remind": [{"at": "arrive_on", "say": "请办结", **rule}]})
    publish(definition, actor=office.desk("ada").actor, now=NOW)


def seen(office: Office, name: str, day: date) -> list[tuple[date, bool]]:
    moment = datetime.combine(day, NOW.timetz())
    return [(each.on, each.is_late) for each in waiting(office.desk(name, now=moment))]


def test_after_a_day_the_owner_is_reminded_and_told_when_it_is_late(office: Office) -> None:
    reminding(office, after="20 days", when="state == 'draft'")
    office.visit()
    on = ARRIVES + timedelta(days=20)
    assert seen(office, "stan", ARRIVES - timedelta(days=1)) == []
    assert seen(office, "stan", ARRIVES) == [(on, False)]
    assert seen(office, "stan", on + timedelta(days=1)) == [(on, True)]


@pytest.mark.parametrize(("span", "is_told"), [("1 workday", True), ("1 day", False)])
def test_a_day_counted_in_workdays_of_an_unknown_year_says_so(office: Office, span: str, is_told: bool) -> None:
    reminding(office, after=span)
    office.visit(arrive_on="2099-04-01")
    (found,) = waiting(office.desk("stan", now=datetime.combine(date(2099, 4, 1), NOW.timetz())))
    assert ("2099" in found.doubt) is is_told


def test_before_a_day_it_is_shown_so_much_ahead(office: Office) -> None:
    reminding(office, before="2 weeks")
    office.visit()
    assert seen(office, "stan", ARRIVES - timedelta(days=15)) == []
    assert seen(office, "stan", ARRIVES - timedelta(days=14)) == [(ARRIVES, False)]


def test_a_moment_counts_as_its_day(office: Office) -> None:
    changed = copy.deepcopy(VISIT)
    changed["sections"][0]["fields"].append({"key": "meets_at", "type": "datetime", "label": "会见"})
    changed["remind"] = [{"at": "meets_at", "before": "1 day", "say": "请准备会见"}]
    publish(RecordType.model_validate(changed), actor=office.desk("ada").actor, now=NOW)
    office.visit(meets_at="2024-04-01 14:30")
    assert seen(office, "stan", ARRIVES - timedelta(days=2)) == []
    assert seen(office, "stan", ARRIVES - timedelta(days=1)) == [(ARRIVES, False)]
    assert seen(office, "stan", ARRIVES) == [(ARRIVES, False)]
    assert seen(office, "stan", ARRIVES + timedelta(days=1)) == [(ARRIVES, True)]


def test_it_goes_when_its_condition_no_longer_holds(office: Office) -> None:
    reminding(office, after="20 days", when="state == 'draft'")
    office.walk(office.visit(), to="approved")
    assert seen(office, "stan", ARRIVES) == []


def test_only_whom_it_is_for_is_reminded(office: Office) -> None:
    reminding(office, after="20 days", to="leader")
    office.visit()
    assert seen(office, "stan", ARRIVES) == []


def test_what_does_not_wait_takes_nobodys_place(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reminding(office, after="20 days", when="state == 'draft' and name_of != '已核'")
    monkeypatch.setattr("app.reminders.waiting.MOST", 1)
    for name in ("已核", "已核", "慕尼黑大学代表团"):
        office.visit(name_of=name)
    office.visit("oto", host_unit=None)
    assert seen(office, "stan", ARRIVES) == [(ARRIVES + timedelta(days=20), False)]


def test_the_earliest_days_are_shown_first(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reminding(office, after="20 days")
    monkeypatch.setattr("app.reminders.waiting.MOST", 1)
    for day in ("2024-03-31", "2024-03-30", "2024-04-01"):
        office.visit(arrive_on=day)
    assert seen(office, "stan", ARRIVES) == [(date(2024, 4, 19), False)]


def test_a_condition_that_the_database_cannot_ask_counts_as_well(office: Office) -> None:
    reminding(office, after="20 days", when="count(visitors[nation == '德国']) == 2")
    office.visit()
    office.visit(visitors=None)
    assert len(seen(office, "stan", ARRIVES)) == 1


def test_spans_count_days_weeks_months_and_workdays() -> None:
    friday, weekdays = date(2024, 3, 1), Calendar()
    assert spans.shifted(friday, "1 workday", weekdays) == date(2024, 3, 4)
    assert spans.shifted(friday, "2 weeks", weekdays) == date(2024, 3, 15)
    assert spans.shifted(friday, "1 month", weekdays) == date(2024, 3, 31)
    assert spans.shifted(friday, "soon", weekdays) is None
