"""大写 and 中文数字: the vectors of the rules, and an independent way to write amounts that has to agree."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.expressions import PartialDate
from app.expressions.coerce import WrongKind
from app.expressions.numerals import capital, chinese_date, cn_number

CAPITALS = {
    "1409.50": "壹仟肆佰零玖元伍角",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    "10000": "壹万元整",
    "135000": "壹拾叁万伍仟元整",
    "1000005": "壹佰万零伍元整",
    "10030000": "壹仟零叁万元整",
    "100000000": "壹亿元整",
    "6007.14": "陆仟零柒元壹角肆分",
    "0.80": "捌角",
    "0.05": "伍分",
    "0": "零元整",
    "0.004": "零元整",
    "-0.004": "零元整",
    "0.005": "壹分",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "-12.30": "负壹拾贰元叁角",
    "10": "壹拾元整",
    "100050000": "壹亿零伍万元整",
    "100005000": "壹亿零伍仟元整",
    "1005000": "壹佰万伍仟元整",
    "1000500": "壹佰万零伍佰元整",
    "1000000000000": "壹万亿元整",
    "1000050000000": "壹万亿零伍仟万元整",
    "1000100000000": "壹万零壹亿元整",
    "1200000000000000": "壹仟贰佰万亿元整",
    "9999999999999999.99": "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}


@pytest.mark.parametrize("amount", CAPITALS, ids=str)
def test_amounts_in_capitals(amount: str) -> None:
    assert capital(Decimal(amount)) == CAPITALS[amount]


@pytest.mark.parametrize("amount", ["10000000000000000", "-99999999999999999"], ids=str)
def test_no_capitals_beyond_the_largest(amount: str) -> None:
    with pytest.raises(WrongKind):
        capital(Decimal(amount))


def by_substitution(fen: int) -> str:
    """The amount written the other way: every digit with its unit, then zeros struck out by rule."""
    yuan, rest = divmod(fen, 100)
    units = ["元", "拾", "佰", "仟", "万", "拾", "佰", "仟", "亿", "拾", "佰", "仟", "万", "拾", "佰", "仟"]
    whole = "".join(
        "零壹贰叁肆伍陆柒捌玖"[int(digit)] + unit
        for digit, unit in zip(str(yuan), reversed(units[: len(str(yuan))]), strict=True)
    )
    whole = re.sub("零[仟佰拾]", "零", whole)
    whole = re.sub("零+", "零", whole)
    whole = re.sub("零([万亿元])", r"\1", whole)  # what is zero before a unit is not said, nor linked
    if yuan >= 10**8:
        whole = re.sub("亿万", "亿零" if re.search("亿万[^元]", whole) else "亿", whole)
    whole = re.sub("零+", "零", whole)
    if not yuan:
        whole = "" if rest else "零元"
    jiao, cents = divmod(rest, 10)
    digits = "零壹贰叁肆伍陆柒捌玖"
    if not rest:
        return whole + "整"
    return whole + (digits[jiao] + "角" if jiao else "零" if yuan else "") + (digits[cents] + "分" if cents else "")


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.integers(0, 10**11 - 1),
        st.lists(st.sampled_from("0001259"), min_size=1, max_size=13).map(lambda d: int("".join(d))),
    )
)
def test_capitals_agree_with_an_independent_way(fen: int) -> None:
    assert capital(Decimal(fen) / 100) == by_substitution(fen)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**18 - 1))
def test_capitals_can_be_read_back(fen: int) -> None:
    written = capital(Decimal(fen) / 100)
    assert read_back(written) == fen
    assert "零零" not in written
    assert written.endswith("整") == (fen % 100 == 0)


def read_back(written: str) -> int:
    """What a person who reads the capitals hears, in 分."""
    yuan_text, _, rest = written.rpartition("元")
    total = section = digit = high = 0
    for char in yuan_text:
        if char in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(char)
        elif char in "拾佰仟":
            section, digit = section + digit * 10 ** ("拾佰仟".index(char) + 1), 0
        elif char == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        elif char == "亿":
            high, total, section, digit = total + section + digit, 0, 0, 0
    fen = (high * 10**8 + total + section + digit) * 100
    for unit, value in (("角", 10), ("分", 1)):
        found = re.search(f"(.){unit}", rest)
        fen += "零壹贰叁肆伍陆柒捌玖".index(found[1]) * value if found else 0
    return fen


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("0", "零"),
        ("5", "五"),
        ("10", "十"),
        ("12", "十二"),
        ("20", "二十"),
        ("105", "一百零五"),
        ("110", "一百一十"),
        ("1200", "一千二百"),
        ("10012", "一万零一十二"),
        ("120000", "十二万"),
        ("12.50", "十二点五零"),
        ("12.00", "十二"),
        ("-3", "负三"),
        ("0.5", "零点五"),
    ],
    ids=str,
)
def test_numbers_in_characters(number: str, written: str) -> None:
    assert cn_number(Decimal(number)) == written


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (date(2024, 3, 5), "二〇二四年三月五日"),
        (date(2010, 10, 20), "二〇一〇年十月二十日"),
        (date(2025, 12, 31), "二〇二五年十二月三十一日"),
        (PartialDate.of(date(2024, 3, 1), "month"), "二〇二四年三月"),
        (PartialDate.of(date(2024, 1, 1), "year"), "二〇二四年"),
    ],
    ids=str,
)
def test_dates_in_characters(moment: date, written: str) -> None:
    assert chinese_date(moment) == written
