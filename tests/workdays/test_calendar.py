"""Workdays: what was published counts, the office's own days count more, unknown years count by weekdays."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.workdays.calendar import Calendar, OwnDay, calendar_of, published

DAYS = st.dates(date(2022, 1, 1), date(2030, 12, 31))
OWN = st.builds(OwnDay, DAYS, st.booleans(), st.just("校庆"))


def test_days_off_are_skipped_and_days_worked_instead_are_counted() -> None:
    calendar = calendar_of(())
    assert calendar.after(date(2026, 2, 13), 1) == date(2026, 2, 14)  # a Saturday that is worked
    assert calendar.after(date(2026, 2, 14), 1) == date(2026, 2, 24)  # over the Spring Festival
    assert calendar.after(date(2024, 9, 30), 2) == date(2024, 10, 9)
    assert calendar.after(date(2025, 9, 26), 2) == date(2025, 9, 29)  # Sunday the 28th is worked


def test_own_days_count_more_than_published_ones() -> None:
    duty, feast = (
        OwnDay(date(2026, 10, 5), works=True, name="值班"),
        OwnDay(date(2026, 11, 11), works=False, name="校庆"),
    )
    calendar = calendar_of((duty, feast))
    assert calendar.works(duty.day)
    assert not calendar.works(feast.day)


def test_a_year_that_was_not_published_counts_from_monday_to_friday_and_is_known_to_be_missing() -> None:
    calendar = calendar_of(())
    new_year, saturday = date(2040, 1, 2), date(2040, 1, 7)
    assert calendar.works(new_year)
    assert not calendar.works(saturday)
    assert not calendar.knows(new_year)
    assert calendar.knows(date(2026, 1, 1))


def test_each_published_year_is_whole() -> None:
    for year in published():
        off = {day for holiday in year.off for day in holiday.days()}
        assert year.source.startswith("国办发明电")
        assert len(off) == sum(len(list(holiday.days())) for holiday in year.off), "no day is off twice"
        assert not off & set(year.worked)
        assert all(day.weekday() >= 5 for day in year.worked), "only Saturdays and Sundays are worked instead"
        assert all(holiday.first <= holiday.last for holiday in year.off)


def test_as_many_weekdays_are_worked_instead_as_the_long_holidays_took() -> None:
    statutory = {2023: 11, 2024: 11, 2025: 13, 2026: 13}
    for year in published():
        days = [day for holiday in year.off for day in holiday.days()]
        weekdays, weekends = (sum(day.weekday() < 5 for day in days), sum(day.weekday() >= 5 for day in days))
        assert weekdays - len(year.worked) <= statutory[year.year] <= weekdays + weekends


@given(DAYS, st.integers(0, 60), st.lists(OWN, max_size=8))
def test_between_a_day_and_the_one_so_many_workdays_behind_lie_exactly_so_many(
    day: date, count: int, own: list[OwnDay]
) -> None:
    calendar = calendar_of(own)
    end = calendar.after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(calendar.works, between)) == count
    assert end == day or calendar.works(end)


def test_a_calendar_without_anything_special_knows_weekdays() -> None:
    assert Calendar().after(date(2024, 3, 1), 1) == date(2024, 3, 4)
