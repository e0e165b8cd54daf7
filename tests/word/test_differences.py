"""What changed between two versions of a document, made for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.word.differences import Change, Difference, Piece, differences

from .. import effort
from . import build, forms
from .test_blanks import DOCUMENTS


def told(found: tuple[Difference, ...]) -> list[tuple[str, str, str, str]]:
    """Kind, place, and both texts with what changed in 【】."""
    return [(str(each.change), each.place.text, shown(each.before), shown(each.after)) for each in found]


def shown(pieces: tuple[Piece, ...]) -> str:
    """A text with what changed in 【】."""
    return "".join(f"【{piece.text}】" if piece.is_changed else piece.text for piece in pieces)


def test_changed_words_are_shown_in_their_paragraph() -> None:
    found = differences(
        build.template("前", "团组名称：{{ 团组名称 }}。"), build.template("前", "团组名称：{{ title }}。")
    )
    assert told(found) == [("changed", "正文 第2段", "团组名称：【{{ 团组名称 }}】。", "团组名称：【{{ title }}】。")]


def test_added_and_removed_paragraphs_have_their_places() -> None:
    found = differences(build.template("甲段", "乙段", "丙段"), build.template("甲段", "丙段", "新的一段"))
    assert told(found) == [
        ("removed", "正文 第2段", "【乙段】", ""),
        ("added", "正文 第3段", "", "【新的一段】"),
    ]


def test_a_cell_that_was_tagged_is_an_addition_in_that_cell() -> None:
    table = [["团组名称", ""], ["人数", ""]]
    found = differences(build.template(table), build.template([["团组名称", "{{ title }}"], ["人数", ""]]))
    assert told(found) == [("added", "正文 表1 第1行 第2列", "", "【{{ title }}】")]


def test_a_cell_that_became_something_else_is_one_change() -> None:
    found = differences(build.template([["甲", "某某"]]), build.template([["甲", "{{ x }}"]]))
    assert told(found) == [("changed", "正文 表1 第1行 第2列", "【某某】", "【{{ x }}】")]


def test_headers_are_compared_with_headers() -> None:
    data = build.template("正文")
    found = differences(build.with_header(data, "旧页眉"), build.with_header(data, "新页眉"))
    assert [(each[1], each[2]) for each in told(found)] == [("页眉1 第1段", "【旧】页眉")]


def test_how_runs_are_cut_is_no_difference() -> None:
    assert differences(build.in_runs("甲乙", "丙"), build.in_runs("甲", "乙丙")) == ()


@forms.MODEST
@given(data=DOCUMENTS)
def test_a_document_does_not_differ_from_itself(data: bytes) -> None:
    assert differences(data, data) == ()


LINES = st.lists(st.sampled_from(["甲", "乙乙", "丙丙丙", "甲乙丙 {{ x }}", "{{ y }}", "甲甲甲甲"]), max_size=8)


@forms.MODEST
@given(old=LINES, new=LINES)
def test_the_differences_lead_from_one_text_to_the_other(old: list[str], new: list[str]) -> None:
    found = differences(build.template(*old), build.template(*new))
    gone = [text for each in found if (text := "".join(piece.text for piece in each.before))]
    come = [text for each in found if (text := "".join(piece.text for piece in each.after))]
    kept = list(old)
    for text in gone:
        kept.remove(text)
    assert sorted(kept + come) == sorted(new)
    assert all(each.change is not Change.CHANGED or (each.before and each.after) for each in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["甲"] * 3_000, ["乙", "甲"] * 1_500),
        ([f"{n}" for n in range(3_000)], [f"{n}" for n in reversed(range(3_000))]),
        (["甲乙" * 9_000], ["乙甲丙" * 6_000]),
    ],
)
def test_large_differences_cost_in_proportion(old: list[str], new: list[str]) -> None:
    before, after = (build.body_xml(forms.lines(*texts)) for texts in (old, new))
    assert effort.bounded(lambda: differences(before, after), calls=6_000_000)
