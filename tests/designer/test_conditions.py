"""Rules as rows: what is written is read again, what is read means the same, and what no row can say is told."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.definitions import codec
from app.definitions.checks.sight import Sight
from app.definitions.world import KnownWorld
from app.designer.conditions import (
    ALONE,
    HELD,
    LISTED,
    PARTS,
    SIGNS,
    Conditions,
    Group,
    Other,
    Row,
    conditions_of,
    expression_of,
    meets,
)
from app.designer.subjects import Subject, Subjects, subjects
from app.expressions import Kind, PartialDate, Scope, bind
from app.expressions.coerce import truth
from app.expressions.printer import labelled
from app.fields import FIELD_TYPES
from app.fields.comparisons import COMPARISONS

DEFINITION = codec.load("""\
format: 1
key: visit
label: 来访
title: "{{ name }}"
sections:
  - key: basic
    label: 基本情况
    fields:
      - {key: name, type: text, label: 名称}
      - {key: remark, type: paragraph, label: 备注}
      - {key: headcount, type: integer, label: 人数}
      - {key: cost, type: money, label: 经费（元）}
      - {key: media, type: yesno, label: 有媒体随行}
      - {key: rank, type: choice, label: 级别, choices: [{value: a, label: 部级}, {value: b, label: 厅局级}]}
      - key: fields
        type: choice
        label: 领域
        many: true
        choices: [{value: x, label: 教育}, {value: y, label: 医疗}]
      - {key: arrive_on, type: date, label: 抵达日期}
      - {key: leave_on, type: date, label: 离开日期}
      - {key: stay, type: date_range, label: 起止}
      - {key: at, type: time, label: 几点}
      - {key: host, type: person, label: 接待人}
      - {key: paper, type: file, label: 附件}
      - key: visitors
        type: table
        label: 来访人员
        columns:
          - {key: person, type: text, label: 姓名}
          - {key: age, type: integer, label: 年龄}
          - {key: born, type: date, label: 出生日期}
          - {key: is_head, type: yesno, label: 是团长}
rights:
  - {role: staff, see: all, create: true, change: true}
""")
SIGHT = Sight(DEFINITION, KnownWorld())
TABLE = SIGHT.fields["visitors"]
ROW = SIGHT.row_scope(TABLE)
PICKED = {"state": {"draft": "草稿", "done": "办结"}, "actor.roles": {"staff": "经办人", "head": "负责人"}}
KNOWN = subjects(SIGHT.scope, SIGHT.fields, choices=PICKED)
IN_ROW = subjects(
    SIGHT.scope, SIGHT.fields, row=ROW, columns={each.key: each for each in TABLE.columns}, choices=PICKED
)
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8) | st.sampled_from(
    ["'", "＇", "\\", "a\nb", "「"]
)
NUMBERS = st.decimals(-10_000, 10_000, places=2).map(lambda number: number + 0)  # no number is -0


def bound(source: str, row: Scope | None = None) -> Any:
    return bind(source, SIGHT.scope, row_scope=row)


# ---- Rows of all sorts ----


def fixed(subject: Subject) -> st.SearchStrategy[Any]:
    ways = {Kind.NUMBER: NUMBERS, Kind.DATE: DAYS}
    return ways.get(subject.kind, TEXTS)


def others(subject: Subject, known: Subjects) -> st.SearchStrategy[Other]:
    keys = [each.key for each in known.values() if meets(subject, each)]
    days = st.integers(-400, 400) if subject.kind is Kind.DATE else st.just(0)
    return st.builds(Other, st.sampled_from(keys), days) if keys else st.nothing()


@st.composite
def rows(draw: st.DrawFn, known: Subjects) -> Row:
    subject = known[draw(st.sampled_from(sorted(known)))]
    how, denied = draw(st.sampled_from(subject.comparisons)), draw(st.booleans())
    if how in ALONE:
        return Row(subject.key, how, denied=denied)
    if how in SIGNS:
        return Row(subject.key, how, (draw(fixed(subject) | others(subject, known)),), denied)
    if how in LISTED:
        return Row(subject.key, how, tuple(draw(st.lists(fixed(subject), min_size=1, max_size=3))), denied)
    return Row(subject.key, how, (draw(TEXTS),), denied)


def conditions(known: Subjects) -> st.SearchStrategy[Conditions]:
    groups = st.builds(Group, st.lists(rows(known), min_size=0, max_size=3).map(tuple), st.booleans(), st.booleans())
    parts = st.lists(rows(known) | groups, min_size=1, max_size=4).map(tuple)
    return st.builds(Conditions, parts, st.booleans())


def test_every_comparison_of_every_kind_and_type_can_be_written() -> None:
    known = {*SIGNS, *LISTED, *HELD, *PARTS, *ALONE}
    assert {how for suits in COMPARISONS.values() for how in suits} <= known
    for kind in FIELD_TYPES:
        made: Any = kind.Options.model_construct
        options = made(many=False)
        assert kind.comparisons(options)
        assert set(kind.comparisons(options)) <= known


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.parametrize(("known", "row"), [(KNOWN, None), (IN_ROW, ROW)], ids=["record", "row"])
def test_rows_are_written_and_read_again(data: st.DataObject, known: Subjects, row: Scope | None) -> None:
    given_ = data.draw(conditions(known))
    source = expression_of(given_, known)
    read = bound(source, row) if source else None
    assert read is None or conditions_of(read.tree, known) == given_.tidied()
    assert read is None or read.kind is Kind.YESNO


# ---- What is read means the same ----

ATOMS = st.sampled_from(
    [
        "headcount > 10", "10 < headcount", "headcount == -3", "media", "media == true", "media != true",
        "media == false", "not media", "rank in ['a', 'b']", "rank not in ['a']", "'x' in fields", "'x' not in fields",
        "contains(name, '团')", "not starts(name, '德')", "name is none", "name is not none", "name != 'a'",
        "leave_on >= arrive_on + 3", "arrive_on < today - 10", "date(2024, 3, 5) <= arrive_on", "count(visitors) >= 2",
        "sum(visitors.age) > 50", "any(visitors.is_head)", "all(visitors.is_head) == false", "visitors is defined",
        "state == 'draft'", "'staff' in actor.roles", "first(stay) > today", "min(visitors.born) < date(1950, 1, 1)",
        "headcount + 1 > 10", "count(visitors[age > 60]) > 0", "len(name) > 3", "true", "days(arrive_on, leave_on) > 3",
        "name > 'a'", "headcount in [1, 2]", "(media if headcount > 3 else false)",
    ]
)  # fmt: skip


def sources(deep: int = 3) -> st.SearchStrategy[str]:
    if not deep:
        return ATOMS
    inner = sources(deep - 1)
    joined = st.builds(
        lambda word, parts: f" {word} ".join(f"({part})" for part in parts),
        st.sampled_from(["and", "or"]),
        st.lists(inner, min_size=2, max_size=3),
    )
    return ATOMS | joined | inner.map(lambda part: f"not ({part})")


PARTIAL = DAYS.map(lambda day: PartialDate.of(day.replace(day=1), "month"))
VISITOR = st.fixed_dictionaries(
    {
        "person": st.none() | TEXTS,
        "age": st.none() | st.integers(0, 90).map(Decimal),
        "born": st.none() | DAYS,
        "is_head": st.none() | st.booleans(),
    }
)
RECORDS = st.fixed_dictionaries(
    {
        "name": st.none() | TEXTS | st.just("德国代表团"),
        "headcount": st.none() | st.integers(-3, 20).map(Decimal),
        "media": st.none() | st.booleans(),
        "rank": st.none() | st.sampled_from("ab"),
        "fields": st.none() | st.lists(st.sampled_from("xy")),
        "arrive_on": st.none() | DAYS | PARTIAL,
        "leave_on": st.none() | DAYS,
        "stay": st.none() | st.tuples(DAYS, DAYS).map(list),
        "visitors": st.none() | st.lists(VISITOR, max_size=3),
        "today": DAYS,
        "state": st.sampled_from(["draft", "done"]),
        "actor": st.fixed_dictionaries({"roles": st.lists(st.sampled_from(["staff", "head"]))}),
    }
)


@given(sources(), RECORDS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_is_read_as_rows_holds_of_the_same_records(source: str, record: Mapping[str, Any]) -> None:
    expression = bound(source)
    read = conditions_of(expression.tree, KNOWN)
    if isinstance(read, Conditions):
        again = bound(expression_of(read, KNOWN))
        assert truth(again.value(record)) is truth(expression.value(record))


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("人数 > 10", Conditions((Row("headcount", "gt", (Decimal(10),)),))),
        ("级别 == '部级'", Conditions((Row("rank", "is", ("a",)),))),
        ("离开日期 >= 抵达日期", Conditions((Row("leave_on", "ge", (Other("arrive_on"),)),))),
        ("抵达日期 <= today + 30", Conditions((Row("arrive_on", "le", (Other("today", 30),)),))),
        ("not 有媒体随行", Conditions((Row("media", "yes", denied=True),))),
        ("合计(来访人员.年龄) > 9", Conditions((Row("sum(visitors.age)", "gt", (Decimal(9),)),))),
        (
            "人数 > 1 and (有媒体随行 or 备注 is none)",
            Conditions((Row("headcount", "gt", (Decimal(1),)), Group((Row("media", "yes"), Row("remark", "missing"))))),
        ),
    ],
)
def test_what_people_write_is_read_as_rows(source: str, wanted: Conditions) -> None:
    assert conditions_of(bound(source).tree, KNOWN) == wanted


@pytest.mark.parametrize(
    ("source", "code", "part"),
    [
        ("人数 + 1 > 10 and 有媒体随行", "designer.rule_no_row", "人数 + 1 > 10"),
        ("计数(来访人员[年龄 > 60]) > 0", "designer.rule_no_row", "计数(来访人员[年龄 > 60]) > 0"),
        ("人数 > 字数(名称)", "designer.rule_no_value", "人数 > 字数(名称)"),
        ("有媒体随行 or (人数 > 1 and (人数 < 3 or 人数 > 5))", "designer.rule_too_deep", "人数 < 3 or 人数 > 5"),
        ("名称 > '甲'", "designer.rule_no_row", "名称 > '甲'"),
    ],
)
def test_what_no_row_can_say_stays_text_with_the_part_in_the_way(source: str, code: str, part: str) -> None:
    found = conditions_of(bound(source).tree, KNOWN)
    assert isinstance(found, tuple)
    assert (found[0], labelled(found[1], SIGHT.scope)) == (code, part)


def test_a_table_is_spoken_of_by_its_rows_and_what_its_columns_come_to() -> None:
    of_table = {each.key for each in KNOWN.values() if each.group == "table"}
    assert {"count(visitors)", "sum(visitors.age)", "any(visitors.is_head)", "min(visitors.born)"} <= of_table


def test_in_a_row_its_own_columns_come_first() -> None:
    assert next(iter(IN_ROW.values())).group == "row"
    read = conditions_of(bound("年龄 > 3", ROW).tree, IN_ROW)
    assert read == Conditions((Row("age", "gt", (Decimal(3),)),))


def test_retired_fields_are_not_offered() -> None:
    data = codec.plain_data(DEFINITION)
    data["sections"][0]["fields"][2]["retired"] = True
    sight = Sight(codec.judged(data).made(), KnownWorld())
    assert "headcount" not in subjects(sight.scope, sight.fields)


def test_nothing_is_no_rule() -> None:
    assert expression_of(Conditions(), KNOWN) == ""
    assert expression_of(Conditions((Group(()),)), KNOWN) == ""
