from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.errors import Invalid
from app.expressions import PartialDate
from app.fields.date import Date, DateOptions, DateRange, Month, MonthOptions
from app.fields.days import as_date, first_day, iso, last_day, read_day

TODAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    "raw",
    [
        "2024-03-05",
        "2024-3-5",
        "2024.3.5",
        "2024/3/5",
        "2024/03/05",
        "2024 . 3 . 5",
        "20240305",
        "2024年3月5日",
        "2024年03月05号",
        "2024 年 3 月 5 日",
        "２０２４－３－５",
        "２０２４．３．５",
        "2024。3。5",
        "二〇二四年三月五日",
        "二零二四年三月五日",
        "二○二四年三月五日",
        "2024年3月5日（星期二）",
        "2024-03-05 周二",
        "2024-03-05 00:00:00",
        "2024/3/5 0:00",
        "2024-03-05T08:00:00.000Z",
        "2024-03-05T08:00:00+08:00",
        "5 Mar 2024",
        "05-MAR-2024",
        "March 5, 2024",
        date(2024, 3, 5),
        datetime.fromisoformat("2024-03-05T23:59"),
        45356,
        45356.0,
        20240305,
        "２０２４年３月５日",
    ],
    ids=str,
)
def test_a_day_is_read(clean, raw):
    assert clean("date", raw) == "2024-03-05"


@pytest.mark.parametrize("raw", ["3-5", "3.5", "3/5", "3月5日", "三月五日", "03-05", "3月5号"])
def test_a_missing_year_is_this_year(clean, raw):
    assert clean("date", raw) == "2025-03-05"


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("二〇二三年十月十日", "2023-10-10"),
        ("二〇二三年十二月三十一日", "2023-12-31"),
        ("二〇二三年十一月廿五日", "2023-11-25"),
    ],
)
def test_chinese_tens_are_read(clean, raw, day):
    assert clean("date", raw) == day


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("abc", "field.not_date"),
        ("2024-3-5-6", "field.not_date"),
        ("12345", "field.not_date"),
        (3.5, "field.not_date"),
        (0, "field.not_date"),
        (-1, "field.not_date"),
        (True, "field.not_date"),
        (10**30, "field.not_date"),
        (float("nan"), "field.not_date"),
        ("5 Foo 2024", "field.not_date"),
        ("1" * 1000, "field.not_date"),
        ("2024-02-30", "field.no_such_day"),
        ("2023年2月29日", "field.no_such_day"),
        ("20241301", "field.no_such_day"),
        ("2024-00-01", "field.no_such_day"),
        ("3/5/2024", "field.date_order"),
        ("24.3.5", "field.date_short_year"),
        ("240305", "field.date_short_year"),
        ("24年3月5日", "field.date_short_year"),
        ("0024-03-05", "field.date_far"),
        ("9999-12-31", "field.date_far"),
        ("2024-3", "field.needs_day"),
        ("2024年", "field.needs_day"),
        (2024, "field.needs_day"),
    ],
)
def test_a_day_is_refused(refused, raw, code):
    assert refused("date", raw) == [(code, "")]


@pytest.mark.parametrize(
    ("raw", "precision", "stored"),
    [
        ("1978.6", "month", "1978-06"),
        ("197806", "month", "1978-06"),
        ("6月", "month", "2025-06"),
        ("Jun 1978", "month", "1978-06"),
        ("1978", "year", "1978"),
        ("一九七八年", "year", "1978"),
        ("1978-06-05", "year", "1978-06-05"),
        (PartialDate.of(date(1978, 6, 1), "month"), "month", "1978-06"),
    ],
)
def test_less_may_be_known_where_the_field_allows(clean, raw, precision, stored):
    assert clean("date", raw, precision=precision) == stored


def test_a_year_is_not_enough_for_a_month(refused):
    assert refused("date", "1978", precision="month") == [("field.needs_month", "")]
    assert refused("month", "1978") == [("field.needs_month", "")]


def test_limits_are_allowed_themselves(clean, refused):
    limits = {"earliest": "2024-01-01", "latest": "2024-12-31"}
    assert clean("date", "2024-01-01", **limits) == "2024-01-01"
    assert clean("date", "2024-12-31", **limits) == "2024-12-31"
    assert refused("date", "2023-12-31", **limits) == [("field.date_early", "")]
    assert refused("date", "2025-01-01", **limits) == [("field.date_late", "")]
    assert clean("date", "2024", precision="year", **limits) == "2024"


def test_limits_may_not_cross():
    with pytest.raises(ValidationError, match="is after latest"):
        DateOptions(earliest="2024-01-02", latest="2024-01-01")


def test_a_partial_date_spans_its_days():
    assert (first_day("2024-02"), last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (first_day("2024"), last_day("2024")) == (date(2024, 1, 1), date(2024, 12, 31))
    assert first_day("2024-02-03") == last_day("2024-02-03") == date(2024, 2, 3)


def test_a_partial_date_reads_as_its_first_day(world):
    value = Date().value("2024-02", DateOptions(precision="month"), world)
    assert (value, value.precision) == (date(2024, 2, 1), "month")
    assert Date().cell("2024-02", DateOptions(), world, "zh") == "2024-02"
    assert Date().cell("2024-02-03", DateOptions(), world, "zh") == date(2024, 2, 3)


@pytest.mark.parametrize(
    ("raw", "start", "end"),
    [
        ("2024.3.5—3.12", "2024-03-05", "2024-03-12"),
        ("2024.3.5－3.12", "2024-03-05", "2024-03-12"),
        ("2024.3.5——2024.3.12", "2024-03-05", "2024-03-12"),
        ("2024年3月5日至12日", "2024-03-05", "2024-03-12"),
        ("2024年3月5日到3月12日", "2024-03-05", "2024-03-12"),
        ("2024年12月28日至2025年1月3日", "2024-12-28", "2025-01-03"),
        ("3月5日-12日", "2025-03-05", "2025-03-12"),
        ("2024-03-05 至 2024-03-12", "2024-03-05", "2024-03-12"),
        ("2024-03-05～2024-03-12", "2024-03-05", "2024-03-12"),
        ("2024-03-05/2024-03-12", "2024-03-05", "2024-03-12"),
        ("2024-03-05-2024-03-12", "2024-03-05", "2024-03-12"),
        ("2024-03-05 - 2024-03-12", "2024-03-05", "2024-03-12"),
        ("20240305-20240312", "2024-03-05", "2024-03-12"),
        ("5 Mar 2024 to 12 Mar 2024", "2024-03-05", "2024-03-12"),
        ({"from": "2024/3/5", "to": "2024/3/12"}, "2024-03-05", "2024-03-12"),
        ([date(2024, 3, 5), "2024.3.12"], "2024-03-05", "2024-03-12"),
        ("2024-03-05 至 2024-03-05", "2024-03-05", "2024-03-05"),
    ],
    ids=str,
)
def test_a_range_is_read(clean, raw, start, end):
    assert clean("date_range", raw) == {"from": start, "to": end}


@pytest.mark.parametrize(
    ("raw", "faults"),
    [
        ("2024-03-05", [("field.range_half", ".to")]),
        ({"to": "2024-03-05"}, [("field.range_half", ".from")]),
        (date(2024, 3, 5), [("field.range_half", ".to")]),
        ({"from": "2024-3-9", "to": "2024-3-5"}, [("field.range_order", ".to")]),
        ({"from": "abc", "to": "2024-2-30"}, [("field.not_date", ".from"), ("field.no_such_day", ".to")]),
        ({"from": "2024", "to": "2024-3"}, [("field.needs_day", ".from"), ("field.needs_day", ".to")]),
        ("至", [("field.not_date", "")]),
        ("至 2024-03-05", [("field.range_half", ".from")]),
        ("2024-03-05 至", [("field.range_half", ".to")]),
        ("一周", [("field.not_date", "")]),
    ],
    ids=str,
)
def test_a_range_is_refused(refused, raw, faults):
    assert refused("date_range", raw) == faults


def test_the_ends_of_a_range_are_two_dates(world):
    stored = {"from": "2024-03-05", "to": "2024-03-12"}
    assert DateRange().value(stored, DateOptions(), world) == [date(2024, 3, 5), date(2024, 3, 12)]


@pytest.mark.parametrize(
    "raw", ["2024-03", "2024年3月", "2024.3", "202403", 202403, "2024-03-05", date(2024, 3, 5), "二〇二四年三月"]
)
def test_a_month_is_read(clean, raw):
    assert clean("month", raw) == "2024-03"


def test_a_month_reads_as_a_partial_date(world):
    value = Month().value("2024-03", MonthOptions(), world)
    assert iso(value) == "2024-03"


@pytest.mark.parametrize("raw", ["2024", "2024年", "２０２４", 2024, 2024.0, "2024-03", date(2024, 3, 5), "二〇二四年"])
def test_a_year_is_read(clean, raw):
    assert clean("year", raw) == 2024


def test_a_year_has_limits(refused):
    assert refused("year", "2024", min=2025) == [("field.year_range", "")]
    assert refused("year", "24") == [("field.not_date", "")]


days = st.dates(date(1800, 1, 1), date(2200, 12, 31))
_NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")


def in_numerals(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else str(tens)) + ("十" if tens else "") + (str(ones) if ones else "")


@given(day=days)
def test_every_day_comes_back_from_every_way_to_write_it(day):
    y, m, d = day.year, day.month, day.day
    forms = [
        day,
        day.isoformat(),
        f"{y}.{m}.{d}",
        f"{y}/{m}/{d}",
        f"{y}{m:02}{d:02}",
        f"{y}年{m}月{d}日",
        f"{y}-{m}-{d}".translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
        f"{y}年{in_numerals(m)}月{in_numerals(d)}日".translate(_NUMERALS),
        f"{day:%d %b %Y}",
        f"{day:%B %d, %Y}",
        datetime.fromisoformat(f"{day.isoformat()}T12:00"),
    ]
    assert {read_day(form, today=TODAY) for form in forms} == {day.isoformat()}
    assert as_date(day.isoformat()) == day


@given(day=st.dates(date(1908, 4, 1), date(2199, 12, 31)))
def test_spreadsheet_day_numbers_are_days(day):
    assert read_day((day - date(1899, 12, 30)) // timedelta(days=1), today=TODAY) == day.isoformat()


@given(start=days, end=days, options=st.just(DateOptions()))
def test_ranges_come_back(start, end, options):
    start, end = sorted((start, end))
    kind, world = DateRange(), type("W", (), {"today": TODAY})()
    stored = kind.clean([start, end], options, world)
    for language in ("zh", "en"):
        assert kind.clean(kind.show(stored, options, world, language), options, world) == stored
    assert kind.clean(kind.text(stored, options, world), options, world) == stored


@given(raw=st.text(alphabet="0123456789年月日号-./ 〇一二三十至T:", max_size=24))
def test_any_text_is_a_date_or_refused_with_reason(raw):
    try:
        found = read_day(raw, today=TODAY)
    except Invalid:
        return
    assert found is None or first_day(found) <= last_day(found)
