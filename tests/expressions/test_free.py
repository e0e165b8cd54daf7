"""Expressions without a scope, over plain data as docxtpl templates have them."""

import pytest

from app.expressions import ExpressionInvalid, Value, parse_free, pipes

DATA: dict[str, Value] = {
    "出访国家/地区": "德国",
    "联系人（电话）": "王",
    "1号附件": "名单",
    "团长-姓名": "安娜",
    "面积㎡": 12,  # type: ignore[dict-item]
    "a": {"b": [{"c": "x", "items": "i"}, {"c": "y"}]},
    "rows": [{"name": "甲", "n": 1, "电话（手机）": "1"}, {"name": "乙", "n": 2}],  # type: ignore[dict-item]
    "n": 3,  # type: ignore[dict-item]
    "loop": {"index": 7},  # type: ignore[dict-item]
}

GIVES: dict[str, Value] = {
    "n": 3,  # type: ignore[dict-item]
    "n + 1": 4,  # type: ignore[dict-item]
    "a.b[0].c": "x",
    "a['b'][1]['c']": "y",
    "a.b[0].items": "i",
    "a.b.c": ["x", "y"],
    "a.x.y": None,
    "nothing": None,
    "rows[n > 1].name": ["乙"],
    "rows[-1].name": "乙",
    "rows.电话（手机）": ["1", None],
    "出访国家/地区": "德国",
    "出访 国家/地区": "德国",
    "出访国家／地区": "德国",
    "联系人（电话）": "王",
    "联系人(电话)": "王",
    "1号附件": "名单",
    "团长-姓名": "安娜",
    "面积㎡": 12,  # type: ignore[dict-item]
    "出访国家/地区 | 顿号": "德国",
    "联系人（电话） | 默认('无')": "王",
    "缺/少 | 默认('无')": "无",
    "1号附件 | upper": "名单",
    "序号": 7,  # type: ignore[dict-item]
    "foo(1)": None,
    "任意 文字": None,
}


@pytest.mark.parametrize("source", GIVES, ids=str)
def test_plain_data_are_read(source: str) -> None:
    assert parse_free(source).value(DATA) == GIVES[source]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a.b + n", "a n"),
        ("联系人（电话）", "联系人（电话）"),
        ("成员.联系人（电话）", "成员"),
        ("序号", "序号"),
    ],
    ids=str,
)
def test_names_are_the_first_steps(source: str, names: str) -> None:
    assert parse_free(source).names == set(names.split())


def test_data_may_have_a_number_column_of_their_own() -> None:
    assert parse_free("序号").value({"序号": "A", "loop": {"index": 1}}) == "A"  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("x | foo", "unknown_filter"),
        ("联系人（电话） | foo", "unknown_filter"),
        ("a + 1 | 大写", "pipe_after_arithmetic"),
        ("人数 + 1 | 大写", "pipe_after_arithmetic"),
        ("", "empty"),
        ("x" * 1001, "too_long"),
    ],
    ids=lambda text: text[:20],
)
def test_what_cannot_be_meant_is_refused(source: str, code: str) -> None:
    with pytest.raises(ExpressionInvalid) as refused:
        parse_free(source)
    assert refused.value.faults[0].code == f"expression.{code}"


def test_pipes_are_found_outside_brackets_and_texts() -> None:
    source = "f(a | b) | c('|') | d"
    assert [source[start:end].strip() for start, end in pipes(source)] == ["f(a | b)", "c('|')", "d"]
