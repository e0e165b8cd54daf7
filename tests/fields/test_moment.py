"""Times of day, and days with a time."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from pydantic import ValidationError

from app.fields import FieldDef
from app.fields.moment import DateTimeOptions, TimeOptions


@pytest.mark.parametrize(
    "raw",
    [
        *("14:30", "１４：３０", "14：30", "1430", "14:30:00", "14:30:59", "14点30分", "14时30分", "14点半", "14點半"),
        *("下午2点半", "下午2:30", "下午 2时30分", "下午两点半", "十四点三十分", "2:30 pm", "2:30p.m.", "14时30分00秒"),
        *(time(14, 30), datetime(2024, 3, 5, 14, 30), 0.6041666667, Decimal("0.604166666666667")),  # noqa: DTZ001
    ],
    ids=str,
)
def test_a_time_is_read(clean, raw):
    assert clean("time", raw) == "14:30"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("9:05", "09:05"),
        ("905", "09:05"),
        ("9点", "09:00"),
        ("9点整", "09:00"),
        ("9点一刻", "09:15"),
        ("9点3刻", "09:45"),
        ("早上8点", "08:00"),
        ("上午12点", "12:00"),
        ("中午12点", "12:00"),
        ("中午1点", "13:00"),
        ("凌晨12点", "00:00"),
        ("晚上8点", "20:00"),
        ("晚8点半", "20:30"),
        ("12 am", "00:00"),
        ("12:10 pm", "12:10"),
        ("2pm", "14:00"),
        ("0:00", "00:00"),
        ("下午14:30", "14:30"),
    ],
)
def test_a_time_is_read_as_it_is_said(clean, raw, kept):
    assert clean("time", raw) == kept


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("午后", "field.not_time"),
        ("14", "field.not_time"),
        ("2024-03-05", "field.not_time"),
        ("9" * 200, "field.not_time"),
        ("25:00", "field.no_such_time"),
        ("14:61", "field.no_such_time"),
        ("1490", "field.no_such_time"),
        ("24:00", "field.time_end_of_day"),
        ("晚上12点", "field.time_end_of_day"),
    ],
)
def test_what_is_no_time_is_refused(refused, raw, code):
    assert refused("time", raw) == [(code, "")]


def test_a_time_keeps_within_its_limits(clean, refused):
    limits = {"earliest": "8:30", "latest": "17:00"}
    assert clean("time", "8:30", **limits) == "08:30"
    assert clean("time", "17:00", **limits) == "17:00"
    assert refused("time", "8:29", **limits) == [("field.time_early", "")]
    assert refused("time", "17:01", **limits) == [("field.time_late", "")]


@pytest.mark.parametrize(
    "raw",
    [
        *("2024-03-05 14:30", "2024.3.5 14:30", "2024/3/5  14：30", "20240305 14:30", "2024-03-05T14:30:00"),
        *("2024年3月5日下午2时30分", "2024年3月5日 14时30分", "2024年3月5日14:30", "2024年3月5日（星期二）14:30"),
        *("二〇二四年三月五日下午两点半", "2024年3月5日 14点半", "5 Mar 2024, 2:30 pm"),
        *(datetime(2024, 3, 5, 14, 30, 12), 45356.6041666667, Decimal("45356.6041666667")),  # noqa: DTZ001
    ],
    ids=str,
)
def test_a_day_with_a_time_is_read(clean, raw):
    assert clean("datetime", raw) == "2024-03-05 14:30"


def test_a_missing_year_is_this_year(clean):
    assert clean("datetime", "3月5日14:30") == "2025-03-05 14:30"


def test_a_day_of_a_spreadsheet_is_its_midnight(clean):
    assert clean("datetime", date(2024, 3, 5)) == "2024-03-05 00:00"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2024-03-05", "field.needs_time"),
        ("3月5日", "field.needs_time"),
        ("2024年3月", "field.needs_day"),
        ("2024年3月 14:30", "field.needs_day"),
        ("2024-02-30 14:30", "field.no_such_day"),
        ("2024-03-05 25:00", "field.no_such_time"),
        ("14:30", "field.not_date"),
        ("明天下午", "field.not_date"),
        ("2024-03-05T06:30Z", "field.moment_zone"),
        ("2024-03-05T06:30:00+08:00", "field.moment_zone"),
        (datetime(2024, 3, 5, 6, 30, tzinfo=UTC), "field.moment_zone"),
    ],
    ids=str,
)
def test_what_is_no_day_with_a_time_is_refused(refused, raw, code):
    assert [each for each, _place in refused("datetime", raw)] == [code]


def test_a_day_with_a_time_keeps_within_its_limits(clean, refused):
    limits = {"earliest": "2024-03-05 08:30", "latest": "2024-03-05 17:00"}
    assert clean("datetime", "2024-03-05 8:30", **limits) == "2024-03-05 08:30"
    assert refused("datetime", "2024-03-05 8:29", **limits) == [("field.time_early", "")]
    assert refused("datetime", "2024-03-06 8:29", **limits) == [("field.time_late", "")]


@pytest.mark.parametrize(
    "options",
    [
        (TimeOptions, {"earliest": "17:00", "latest": "08:30"}),
        (DateTimeOptions, {"earliest": "2024-03-06 08:30", "latest": "2024-03-05 08:30"}),
        (DateTimeOptions, {"earliest": "2024-03-06T08:30Z"}),
    ],
)
def test_limits_that_make_no_sense_are_refused(options):
    kind, given = options
    with pytest.raises(ValidationError):
        kind.model_validate(given)


@pytest.mark.parametrize(
    ("name", "limit"), [("time", "08:30"), ("datetime", "2024-03-05 08:30")], ids=["time", "datetime"]
)
def test_limits_are_written_as_they_are_read(name, limit):
    field = FieldDef.model_validate({"key": "a", "type": name, "label": "甲", "earliest": limit})
    assert field.model_dump(mode="json", exclude_defaults=True)["earliest"] == limit


def test_a_day_becomes_no_moment_but_a_moment_becomes_a_day(clean, refused):
    assert clean("date", "2024-03-05 14:30") == "2024-03-05"
    assert refused("datetime", "2024-03-05") == [("field.needs_time", "")]
