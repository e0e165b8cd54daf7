from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.expressions import Coded
from app.fields.text import Paragraph, ParagraphOptions, Text, TextOptions

TEXT, PARAGRAPH = Text(), Paragraph()


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        pytest.param("  a\u3000\u3000b\t c\n", "a b c", id="spaces-of-all-kinds"),
        pytest.param("张\u200b三\ufeff", "张三", id="unseen-characters"),
        pytest.param("甲\x07乙\x00", "甲乙", id="control-characters"),
        pytest.param("a\u202eb", "ab", id="turned-text"),
        pytest.param("\ud83d", None, id="half-a-character"),
        pytest.param("🎓", "🎓", id="beyond-the-basic-plane"),
        pytest.param("ＡＢ１", "ＡＢ１", id="width-is-kept"),
        pytest.param(13800138000.0, "13800138000", id="a-number-of-a-sheet"),
        pytest.param(1.5, "1.5", id="a-broken-number"),
        pytest.param(True, "是", id="yes"),
        pytest.param(Decimal("12.50"), "12.50", id="a-computed-number"),
        pytest.param(date(2024, 3, 5), "2024-03-05", id="a-date"),
        pytest.param(datetime.fromisoformat("2024-03-05T00:00"), "2024-03-05", id="midnight"),
        pytest.param(datetime.fromisoformat("2024-03-05T09:30"), "2024-03-05 09:30", id="a-time"),
        pytest.param(Coded("us", "我方"), "我方", id="the-label-of-a-code"),
        pytest.param(["甲", None, "乙"], "甲、乙", id="a-list"),
    ],
)
def test_text_is_one_tidy_line(clean, raw, stored):
    assert clean("text", raw) == stored


@pytest.mark.parametrize(
    ("raw", "options", "code"),
    [
        pytest.param("abcd", {"max": 3}, "field.too_long", id="long"),
        pytest.param("a", {"min": 2}, "field.too_short", id="short"),
        pytest.param("e12345678", {"pattern": "[A-Z0-9]+"}, "field.pattern", id="pattern"),
        pytest.param("AB12C", {"pattern": "[A-Z]+[0-9]+"}, "field.pattern", id="the-whole-must-match"),
        pytest.param("x", {"pattern": "[0-9]+", "example": "12"}, "field.pattern_like", id="with-an-example"),
        pytest.param({"a": "b"}, {}, "field.not_text", id="a-mapping"),
    ],
)
def test_text_is_refused(refused, raw, options, code):
    assert refused("text", raw, **options) == [(code, "")]


def test_length_and_pattern_are_told_together(refused):
    assert refused("text", "abcd", max=3, pattern="[0-9]+") == [("field.too_long", ""), ("field.pattern", "")]


def test_what_is_held_already_is_not_checked_again(clean, refused):
    assert clean("text", "abcd", before="abcd", max=3) == "abcd"
    assert refused("text", "abcde", before="abcd", max=3) == [("field.too_long", "")]


@pytest.mark.parametrize("pattern", ["(?=a)", "(a)\\1", "[", "a{2000}"], ids=["look-ahead", "back", "open", "large"])
def test_a_pattern_that_is_not_re2_is_refused(pattern):
    with pytest.raises(ValidationError) as caught:
        TextOptions(pattern=pattern)
    error = caught.value.errors()[0]
    assert error["type"] == "field.bad_pattern"
    assert error["ctx"]["pattern"] == pattern
    assert error["ctx"]["why"]


def test_an_example_has_to_match_its_pattern():
    with pytest.raises(ValidationError, match="does not match"):
        TextOptions(pattern="[0-9]+", example="x")


@pytest.mark.parametrize("options", [TextOptions, ParagraphOptions])
def test_limits_may_not_cross(options):
    with pytest.raises(ValidationError, match="min 9 is over max 3"):
        options(min=9, max=3)


def test_a_hostile_text_takes_no_time(clean, refused):
    assert refused("text", "a" * 500 + "!", max=600, pattern="(a+)+") == [("field.pattern", "")]


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        pytest.param("a\r\nb\rc\u2028d", "a\nb\nc\nd", id="line-breaks"),
        pytest.param("\n\n  甲  \n\n乙\n\n", "  甲\n\n乙", id="empty-lines-at-the-ends"),
        pytest.param(" \n \n", None, id="only-white-space"),
    ],
)
def test_a_paragraph_keeps_its_lines(clean, raw, stored):
    assert clean("paragraph", raw) == stored


def test_a_paragraph_has_a_length(refused):
    assert refused("paragraph", "甲\n乙", max=2) == [("field.too_long", "")]


@given(raw=st.text(max_size=60))
def test_cleaning_twice_changes_nothing(raw):
    from_text = TEXT.parse(raw, None, None)
    assert TEXT.parse(from_text, None, None) == from_text
    from_lines = PARAGRAPH.parse(raw, None, None)
    assert PARAGRAPH.parse(from_lines, None, None) == from_lines
    (from_text or "").encode()
