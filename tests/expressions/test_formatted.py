"""Text with headings, lists and bold."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.expressions import Formatted, Name, Scope, bind, unmarked
from app.expressions.formatted import Stretch
from app.expressions.scope import Kind

TEXT = "# 总体\n## 来访\n全年 **12** 批，**65** 人。\n- 德国\n• 法国\n\n1. 签约\n5. 参观\n三句话"


def test_lines_are_what_their_marks_say() -> None:
    lines = Formatted(TEXT).lines
    assert [(line.form, line.level, line.number) for line in lines] == [
        ("heading", 1, 0),
        ("heading", 2, 0),
        ("text", 0, 0),
        ("bullet", 0, 0),
        ("bullet", 0, 0),
        ("number", 0, 1),
        ("number", 0, 2),
        ("text", 0, 0),
    ]
    assert lines[2].stretches == (
        Stretch("全年 "),
        Stretch("12", bold=True),
        Stretch(" 批，"),
        Stretch("65", bold=True),
        Stretch(" 人。"),
    )


def test_it_reads_as_plain_text() -> None:
    assert Formatted(TEXT) == "总体\n来访\n全年 12 批，65 人。\n• 德国\n• 法国\n1. 签约\n2. 参观\n三句话"
    scope = Scope([Name("body", "正文", Kind.TEXT)])
    assert bind("contains(body, '12 批')", scope).value({"body": Formatted(TEXT)}) is True
    assert bind("len(body)", scope).value({"body": Formatted("**甲**")}) == 1


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("#没有空格", "#没有空格"),
        ("#### 太深", "#### 太深"),
        ("\\# 不是标题", "# 不是标题"),
        ("\\- 不是列表", "- 不是列表"),
        ("\\1. 不是编号", "1. 不是编号"),
        ("1.5 万", "1.5 万"),
        ("2024年. 好", "2024年. 好"),
        ("开 ** 没有关", "开 ** 没有关"),
        ("甲 **乙** 丙 ** 丁", "甲 乙 丙 ** 丁"),
        ("\\*\\*星\\*\\*", "**星**"),
        ("<b>不是标签</b>", "<b>不是标签</b>"),
        ("＃ 全角", "全角"),
        ("#", "#"),
        ("- ", "-"),
    ],
)
def test_only_marks_are_marks(written: str, plain: str) -> None:
    assert str.__str__(Formatted(written)) == plain


LINES = st.lists(st.text(st.sampled_from("#-*•1.、 甲乙\\a"), max_size=12), max_size=6).map("\n".join)


@given(LINES)
def test_plain_text_can_be_written_without_a_mark(text: str) -> None:
    meant = "\n".join(line.strip() for line in text.split("\n") if line.strip())
    found = Formatted(unmarked("\n".join(line.strip() for line in text.split("\n"))))
    assert found == meant
    assert {line.form for line in found.lines} <= {"text"}
    assert not any(stretch.bold for line in found.lines for stretch in line.stretches)


@given(LINES)
def test_whatever_is_written_can_be_read(text: str) -> None:
    found = Formatted(text)
    assert "\n".join(line.plain for line in found.lines) == found
    assert pickle.loads(pickle.dumps(found)).lines == found.lines
