"""Expressions as people read them who do not write them: labels and words, in their language."""

import pytest

from app.expressions import Kind, Name, Scope, bind

SCOPE = Scope(
    (
        Name("arrive_on", "抵达日期", Kind.DATE, label_en="Arrival"),
        Name("count", "人数", Kind.NUMBER, label_en="People"),
        Name("has_media", "有媒体随行", Kind.YESNO, label_en="Media"),
        Name(
            "kind",
            "类别",
            Kind.TEXT,
            choices={"own": "自组团", "joint": "双跨团"},
            choices_en={"own": "Own group"},
            label_en="Kind",
        ),
        Name("note", "备注", Kind.TEXT, label_en="Note"),
    )
)


@pytest.mark.parametrize(
    ("rule", "chinese", "english"),
    [
        ("year(arrive_on) == 2024", "年份(抵达日期) 是 2024", "year(Arrival) is 2024"),
        ("kind == 'own' and count > 1", "类别 是 '自组团'，并且 人数 > 1", "Kind is 'Own group' and People > 1"),
        (
            "kind in ['own', 'joint'] or has_media == true",
            "类别 属于 ['自组团', '双跨团']，或者 有媒体随行 是 是",
            "Kind is one of ['Own group', '双跨团'] or Media is yes",
        ),
        ("not (note is none)", "并非 备注 没有填", "not Note is not filled in"),
        ("arrive_on is defined and count >= 2", "抵达日期 已填，并且 人数 ≥ 2", "Arrival is filled in and People ≥ 2"),
        (
            "record.department == actor.department",
            "本记录的部门 是 当前用户的部门",
            "department of this record is department of current user",
        ),
        ("1 if has_media else 2", "1 if 有媒体随行 else 2", "1 if Media else 2"),
    ],
)
def test_a_rule_is_told(rule: str, chinese: str, english: str) -> None:
    bound = bind(rule, SCOPE)
    assert bound.told(SCOPE, "zh") == chinese
    assert bound.told(SCOPE, "en") == english
