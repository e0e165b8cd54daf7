from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.fields.number import DecimalNumber, DecimalOptions, Integer, Money, MoneyOptions, NumberOptions

DECIMAL, MONEY = DecimalNumber(), Money()


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("12", 12),
        ("+12", 12),
        ("-12", -12),
        ("−12", -12),
        ("－１２", -12),
        ("1,234,567", 1234567),
        ("1 234", 1234),
        ("1，234", 1234),
        ("12.0", 12),
        ("1.5万", 15000),
        ("3亿", 300_000_000),
        ("12人", 12),
        ("1万人", 10000),
        ("0012", 12),
        ("-0", 0),
        (12, 12),
        (12.0, 12),
        (Decimal("12.00"), 12),
    ],
)
def test_an_integer_is_read(clean, raw, stored):
    assert clean("integer", raw, unit="人") == stored


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("12.5", "field.not_whole"),
        (12.5, "field.not_whole"),
        ("十二", "field.not_number"),
        ("1,2", "field.not_number"),
        ("1,2345", "field.not_number"),
        ("1e5", "field.not_number"),
        ("0x10", "field.not_number"),
        ("--1", "field.not_number"),
        ("1-2", "field.not_number"),
        ("1..2", "field.not_number"),
        (".", "field.not_number"),
        ("-", "field.not_number"),
        ("万", "field.not_number"),
        ("٣", "field.not_number"),
        ("9" * 61, "field.not_number"),
        (True, "field.not_number"),
        (float("nan"), "field.not_number"),
        (float("inf"), "field.not_number"),
        ("9" * 16, "field.number_huge"),
        (10**300, "field.number_huge"),
        ("12 人次", "field.not_number"),
    ],
)
def test_an_integer_is_refused(refused, raw, code):
    assert refused("integer", raw, unit="人") == [(code, "")]


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("￥1,200.5", "1200.50"),
        ("¥ 1200.5 元", "1200.50"),
        ("1.5万元", "15000.00"),
        ("人民币1200元", "1200.00"),
        ("RMB 0.5", "0.50"),
        ("-¥5", "-5.00"),
        (".5", "0.50"),
        ("12.500", "12.50"),
        (33.333333, "33.33"),
        (0.125, "0.13"),
        (0.1 + 0.2, "0.30"),
        (Decimal(10) / 3, "3.33"),
        (Decimal("-0.001"), "0.00"),
    ],
)
def test_money_is_read(clean, raw, stored):
    assert clean("money", raw) == stored


@pytest.mark.parametrize(
    ("raw", "options", "code"),
    [
        ("$30", {}, "field.not_number"),
        ("30元", {"currency": "USD"}, "field.not_number"),
        ("1.234", {}, "field.too_many_places"),
        ("5", {"min": 6}, "field.number_low"),
        ("7", {"max": "6.5"}, "field.number_high"),
    ],
)
def test_money_is_refused(refused, raw, options, code):
    assert refused("money", raw, **options) == [(code, "")]


@pytest.mark.parametrize("raw", ["5", "5万", "5万元", "５ 万元"])
def test_in_a_field_told_in_wan_yuan_five_is_five(clean, raw):
    assert clean("money", raw, unit="万元") == "5.00"


def test_other_currencies_have_their_marks(clean):
    assert clean("money", "€1,000", currency="EUR") == "1000.00"
    assert clean("money", "1000 SEK", currency="SEK") == "1000.00"
    assert clean("money", "1000円", currency="JPY", places=0) == "1000"


def test_percent_is_kept_in_per_cent(clean, world):
    assert clean("percent", "12.5%") == clean("percent", "１２.５％") == clean("percent", 12.5) == "12.50"


def test_a_slot_holds_the_scaled_number(world):
    assert DECIMAL.index("-12.345", DecimalOptions(places=3), world) == -12345
    assert DECIMAL.places_of(DecimalOptions(places=3)) == 3
    assert Integer().places_of(NumberOptions()) == 0


def test_limits_may_not_cross():
    with pytest.raises(ValidationError, match="min 2 is over max 1"):
        MoneyOptions(min="2", max="1")


def test_limits_reach_the_input():
    attrs = MONEY.input_attrs(MoneyOptions(min=0, max="99.5"))
    assert (attrs["min"], attrs["max"], attrs["inputmode"]) == ("0", "99.5", "decimal")
    assert Integer().input_attrs(NumberOptions())["inputmode"] == "numeric"


amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)


@given(number=amounts)
def test_amounts_come_back_from_every_way_to_write_them(number):
    options = MoneyOptions()
    plain = f"{number + 0:f}"
    wide = plain.translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－"))
    for written in (plain, f"{number:,f}", f"¥{plain}", f"{plain}元", wide, number):
        stored = MONEY.clean(written, options, None)
        assert stored == plain
        assert MONEY.value(stored, options, None) == number
        assert MONEY.index(stored, options, None) == int(number * 100)


@given(number=st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False))
def test_ten_thousands_are_exact(number):
    options = MoneyOptions()
    assert Decimal(MONEY.clean(f"{number:f}万", options, None)) == number * 10000


@given(number=st.integers(-(10**14), 10**14))
def test_integers_come_back(number):
    assert Integer().clean(f"{number:,}", NumberOptions(), None) == number
