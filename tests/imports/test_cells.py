"""Cells as people see them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from app.imports.cells import cell, has_lost_digits, is_text


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("", None),
        (" \u3000\n", None),
        (" a ", " a "),
        (12.0, Decimal(12)),
        (7, Decimal(7)),
        (0.1 + 0.2, Decimal("0.3")),
        (1e-7, Decimal("0.0000001")),
        (1e20, Decimal("100000000000000000000")),
        (float("nan"), None),
        (True, True),
        (date(2024, 1, 2), date(2024, 1, 2)),
        (datetime(2024, 1, 2), date(2024, 1, 2)),  # noqa: DTZ001
        (datetime(2024, 1, 2, 8, 29, 59, 999_999), datetime(2024, 1, 2, 8, 30)),  # noqa: DTZ001
        (time(8, 30), "08:30"),
        (time(8, 30, 5), "08:30:05"),
        (timedelta(hours=36, minutes=30), "36:30"),
        (timedelta(seconds=-3661), "-1:01:01"),
        (object(), None),
    ],
)
def test_each_value_has_one_form(value: object, seen: object) -> None:
    found = cell(value)
    assert found == seen
    assert type(found) is type(seen)


@pytest.mark.parametrize(
    ("value", "lost"),
    [
        (Decimal("110101199003070000"), True),
        (Decimal("999999999999999"), False),
        (Decimal("1.5"), False),
        ("110101199003070011", False),
        ("1.10101E+17", True),
        ("1E+5", False),
        (None, False),
    ],
)
def test_long_numbers_lose_digits_but_long_texts_do_not(value: str, lost: bool) -> None:
    assert has_lost_digits(value) is lost


@pytest.mark.parametrize(
    ("value", "words"),
    [
        *((text, True) for text in ("姓名", "5人", "")),
        *((text, False) for text in ("12", "1,234.50", "¥12.00", "2024年5月", "2024/5/6", "50%")),
        (Decimal(1), False),
        (None, False),
    ],
)
def test_words_are_told_from_numbers_and_dates(value: str, words: bool) -> None:
    assert is_text(value) is words
