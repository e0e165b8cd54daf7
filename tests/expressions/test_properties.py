"""What holds for every expression: nothing but refusals, a stored form that reads back, no way out, bounded work."""

import functools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import Fault
from app.expressions import (
    Coded,
    ExpressionInvalid,
    Name,
    PartialDate,
    Scope,
    Value,
    bind,
    bind_text,
    parse_free,
)
from app.expressions.faults import MAX_CHARACTERS, MAX_DEPTH, MAX_NODES
from app.expressions.printer import canonical
from app.expressions.scope import Kind
from app.expressions.tree import (
    Arith,
    Call,
    Choose,
    Column,
    Compare,
    Field,
    Filter,
    Index,
    Is,
    ListOf,
    Literal,
    Logic,
    Member,
    Negative,
    Node,
    Not,
    walk,
)
from tests.effort import bounded
from tests.expressions.office import SCOPE, VALUES

Found = TypeVar("Found")
MODEST = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_PIECES = """
headcount 人数 visitors 来访人员 年龄 age costs 经费 金额（元） payer 承担方 'us' '我方' countries
出访国家/地区 「人数」 「 」 has_media arrive_on today
 序号 loop actor record state period sum count max first unique join days date default 大写
年月日 顿号 勾选 至少 and or not if else in is none defined true false + - * / // % ** == != < <= > >= = && || !
? : . , | ( ) [ ] （ ） ， ｜ 【 】 1 0 99999 0.5 1e9 'a' "b" ' “ ” ‘ \\ __class__ _ é ㎡ ½ … \u200b 𠮷 {{ }}
"""
PIECES = [*_PIECES.split(), " ", "\n"]

written = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
)


def _attempt(make: Callable[[], Found]) -> tuple[Found | None, tuple[Fault, ...]]:
    """What was made, or the faults that it was refused for."""
    try:
        return make(), ()
    except ExpressionInvalid as refused:
        return None, refused.faults


@MODEST
@given(written)
def test_any_text_is_bound_or_refused_with_a_place(source: str) -> None:
    expression, faults = _attempt(lambda: bind(source, SCOPE))
    if expression is None:
        assert faults
        for fault in faults:
            assert fault.code.startswith("expression.")
            assert fault.span is not None
            assert 0 <= fault.span[0] <= fault.span[1] <= len(source)
        return
    assert bind(expression.source, SCOPE) == expression
    assert bind(expression.source, SCOPE).source == expression.source
    assert bind(expression.shown(SCOPE), SCOPE) == expression
    _attempt(lambda: (expression.value(VALUES), expression.explain(VALUES, SCOPE)))


@MODEST
@given(written)
def test_any_text_without_a_scope_is_read_or_refused(source: str) -> None:
    expression, faults = _attempt(lambda: parse_free(source))
    if expression is None:
        assert faults
        return
    expression.value(VALUES)
    expression.value({})


@MODEST
@given(st.lists(st.one_of(written, st.sampled_from(["{{", "}}", "｛｛", "{%"])), max_size=5).map("".join))
def test_any_pattern_is_bound_or_refused(source: str) -> None:
    pattern, faults = _attempt(lambda: bind_text(source, SCOPE))
    if pattern is None:
        assert all(fault.span and fault.span[1] <= len(source) for fault in faults)
        return
    assert bind_text(pattern.source, SCOPE).parts == pattern.parts


# -- trees

_WORDS = st.text(st.sampled_from("ab '\\\"\n德（ ）“"), max_size=5)
_NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2).map(Literal)
_NUMBER_LEAF = st.one_of(_NUMBERS, st.just(Field("headcount")), st.just(Field("area")))
_TEXT_LEAF = st.one_of(_WORDS.map(Literal), st.sampled_from([Field("delegation_name"), Field("media_note")]))
_DATE_LEAF = st.sampled_from([Field("arrive_on"), Field("leave_on"), Field("today"), Field("since")])
_ROWS_LEAF = st.sampled_from([Field("visitors"), Field("costs")])


def _calls(name: str, *args: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.tuples(*args).map(lambda found: Call(name, found))


@st.composite
def _chains(draw: st.DrawFn, parts: st.SearchStrategy[Node], ops: list[str]) -> Node:
    found = draw(st.lists(parts, min_size=2, max_size=4))
    signs = draw(st.lists(st.sampled_from(ops), min_size=len(found) - 1, max_size=len(found) - 1))
    return Arith(tuple(signs), tuple(found))


def _numbers(inner: st.SearchStrategy[Node], truths: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        _NUMBER_LEAF,
        _chains(inner, ["+", "-"]),
        _chains(inner, ["*", "/", "//", "%"]),
        inner.map(Negative),
        _calls("round", inner),
        _calls("abs", inner),
        _calls("default", inner, inner),
        _calls("days", _DATE_LEAF, _DATE_LEAF),
        st.tuples(inner, truths, inner).map(lambda found: Choose(*found)),
        st.just(Call("count", (Filter(Field("visitors"), Column("is_head", 0)),))),
        st.sampled_from([">", "<", "=="]).map(
            lambda op: Call(
                "sum", (Member(Filter(Field("costs"), Compare(op, Column("amount", 0), Field("headcount"))), "amount"),)
            )
        ),
        st.just(Index(Member(Field("visitors"), "age"), Negative(Literal(Decimal(1))))),
    )


def _truths(inner: st.SearchStrategy[Node], numbers: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.just(Field("has_media")),
        st.tuples(st.sampled_from(["==", "!=", "<", ">="]), numbers, numbers).map(lambda found: Compare(*found)),
        st.tuples(_DATE_LEAF, _DATE_LEAF).map(lambda found: Compare("<=", *found)),
        st.tuples(_TEXT_LEAF, st.lists(_TEXT_LEAF, max_size=3)).map(
            lambda found: Compare("not in", found[0], ListOf(tuple(found[1])))
        ),
        several.map(lambda parts: Logic("and", parts)),
        several.map(lambda parts: Logic("or", parts)),
        inner.map(Not),
        numbers.map(lambda of: Is(of, given=True)),
        _TEXT_LEAF.map(lambda of: Is(of, given=False)),
    )


@st.composite
def trees(draw: st.DrawFn) -> Node:
    """Bound trees as the binder would make them, a few levels deep."""
    numbers: st.SearchStrategy[Node] = _NUMBER_LEAF
    truths: st.SearchStrategy[Node] = st.just(Field("has_media"))
    for _ in range(draw(st.integers(1, 2))):
        numbers, truths = _numbers(numbers, truths), _truths(truths, numbers)
    texts = st.one_of(
        _TEXT_LEAF, _calls("fixed", numbers), _calls("listed", st.just(Member(Field("visitors"), "name_zh")))
    )
    return draw(st.one_of(numbers, truths, texts))


@settings(MODEST, max_examples=80)
@given(trees())
def test_a_tree_reads_back_from_its_printed_form(tree: Node) -> None:
    sizes = [depth for _, depth in walk(tree)]
    source = canonical(tree)
    if len(source) > MAX_CHARACTERS or len(sizes) > MAX_NODES or max(sizes) > MAX_DEPTH:
        return
    expression = bind(source, SCOPE)
    assert expression.tree == tree
    assert expression.source == source
    assert bind(expression.shown(SCOPE), SCOPE).tree == tree


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.decimals(),
        st.integers(),
        st.floats(),
        st.dates(),
        st.text(max_size=8),
        st.sampled_from(["us", "2024-03", "12.5", Coded("us", "我方"), PartialDate.of(date(2024, 1, 1), "year")]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["age", "amount", "payer", "name_zh", "is_head"]), inner, max_size=4),
    ),
    max_leaves=8,
)
FREE = """
a + b; a - b; a * b; a / b; a // b; a % b
-a; a < b; a == b; a != b; a in b; a and b
a if b else a; a.age; a[0]; a[b]; a[age > 1]; a[age > b].amount
sum(a); avg(a); max(a); max(a, b); min(a); count(a)
any(a); all(a); first(a); last(a); unique(a); join(a, b)
a | 顿号; a | 换行; a | numbered; a | 至少(3); a | 至少(b); round(a, b)
a | 大写; a | 中文数字; a | 千分位; a | 万元; a | 百分比; a | 保留(b)
floor(a); ceil(a); abs(a); date(a, b, 1); days(a, b); months(a, b)
years(a, b); add_days(a, b); add_months(a, b); year(a); month(a); day(a)
a | 年月日; a | 月日; a | 年月; a | 年; a | 日期; a | 中文日期
len(a); contains(a, b); starts(a, b); ends(a, b); upper(a); lower(a)
trim(a); replace(a, b, a); a | default(b); a | label; a | code; a | 勾选
a | 勾选('us'); a is none; [a, b]
"""
READY = [parse_free(source) for line in FREE.strip().splitlines() for source in line.split("; ")]


@settings(MODEST, max_examples=60)
@given(a=values, b=values)
def test_no_value_makes_an_evaluation_fail(a: Value, b: Value) -> None:
    for expression in READY:
        found, faults = _attempt(functools.partial(expression.value, {"a": a, "b": b}))
        assert {fault.code for fault in faults} <= {"expression.list_too_long"}
        assert (
            not (isinstance(found, Decimal) and not found.is_finite())
            or found is a
            or found is b
            or isinstance(a, list | dict)
        )


# -- no way out

ATTACKS = [
    "''.__class__",
    "headcount.__class__.__mro__[1].__subclasses__()",
    "().__class__.__base__",
    "visitors.__len__",
    "visitors['__class__']",
    "actor.__dict__",
    "actor['password']",
    "delegation_name.format(1)",
    "'{0.__class__}'.format(1)",
    "'%s' % 1",
    "'a' * 10",
    "10 * 'a'",
    "[1] * 9",
    "9**9",
    "9**9**9**9",
    "__import__('os')",
    "open('/etc/passwd')",
    "eval('1')",
    "exec('1')",
    "getattr(headcount, 'real')",
    "lambda: 1",
    "[x for x in visitors]",
    "headcount := 1",
    "headcount; headcount",
    "f'{headcount}'",
    "globals()",
    "self",
    "values",
    "visitors.append(1)",
    "first(visitors)()",
    "(count)(visitors)",
    "count.run(visitors)",
    "{{ headcount }}",
    "{% if headcount %}",
    "import os",
    "headcount\x00",
    "1" * 40,
    "1e999",
    "0x10",
    "headcount.real",
    "arrive_on.year",
    "today.today()",
    "record.data",
    "host_unit.label",
    "level.label",
]


@pytest.mark.parametrize("source", ATTACKS, ids=str)
def test_there_is_no_way_out(source: str) -> None:
    with pytest.raises(ExpressionInvalid):
        bind(source, SCOPE)


@pytest.mark.parametrize("source", ATTACKS, ids=str)
def test_without_a_scope_there_is_nothing_but_data(source: str) -> None:
    try:
        found = parse_free(source).value(VALUES)
    except ExpressionInvalid:
        return
    assert found is None or found == [] or set(map(type, found if isinstance(found, list) else [])) == {type(None)}


def test_data_never_give_python_attributes() -> None:
    for source in ("a.__class__", "a.items", "a.keys", "a.label", "a.members", "a.real", "a.year"):
        for value in ({}, Coded("x", "y"), Decimal(1), date(2024, 1, 1), "text", [], object()):
            assert not parse_free(source).value({"a": value})  # type: ignore[dict-item]


# -- limits

BOMBS = {
    "brackets": "(" * 400 + "1" + ")" * 400,
    "open brackets": "(" * 900,
    "square": "visitors" + "[0" * 300,
    "not": "not " * 200 + "has_media",
    "minus": "-" * 900 + "1",
    "filters": "1" + " | round" * 120,
    "members": "actor" + ".name" * 150,
    "else": "1 if has_media else " * 49 + "1",
    "calls": "abs(" * 200 + "1" + ")" * 200,
    "lists": "[" * 499 + "]" * 499,
    "nodes": "+".join(["1"] * 400),
    "length": "1 + " * 300 + "1",
    "spaces": " " * 1001,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_with_little_work(bomb: str) -> None:
    source = BOMBS[bomb]
    with pytest.raises(ExpressionInvalid):
        bounded(lambda: bind(source, SCOPE), calls=200 * len(source))
    with pytest.raises(ExpressionInvalid):
        bounded(lambda: parse_free(source), calls=200 * len(source))


def test_a_long_sum_is_not_deep() -> None:
    assert bind("+".join(["1"] * 240), SCOPE).value({}) == 240
    assert bind(" or ".join(["has_media"] * 76), SCOPE).holds(VALUES) is False
    assert bind(" + ".join(["''"] * 199), SCOPE).value({}) == ""


def test_brackets_may_be_as_deep_as_the_limit() -> None:
    assert bind("(" * 29 + "1" + ")" * 29, SCOPE).value({}) == 1
    with pytest.raises(ExpressionInvalid) as refused:
        bind("(" * 30 + "1" + ")" * 30, SCOPE)
    assert [fault.code for fault in refused.value.faults] == ["expression.too_deep"]


def _rows(count: int) -> dict[str, Value]:
    return {
        "costs": [{"item": "x" * 50, "amount": Decimal(n), "payer": "us"} for n in range(count)],
        "headcount": Decimal(1),
    }


@pytest.mark.parametrize(
    "source",
    ["count(costs)", "sum(costs.amount)", "costs[amount > 1]", "count(unique(costs.item))", "costs.amount | 顿号"],
    ids=str,
)
def test_ten_thousand_items_are_taken_and_one_more_is_not(source: str) -> None:
    expression = bind(source, SCOPE)
    assert expression.value(_rows(10_000)) is not None
    with pytest.raises(ExpressionInvalid) as refused:
        expression.value(_rows(10_001))
    assert refused.value.faults[0].code == "expression.list_too_long"


@pytest.mark.parametrize(
    "source",
    [
        "count(costs[count(costs[amount > headcount and amount in costs.amount]) > 1])",
        "costs[item in join(costs.item)]",
        "costs[contains(join(costs.item, item), item)]",
        "costs[amount == max(costs[amount > 1].amount)]",
        "costs[count(costs[count(costs[count(costs[amount >= 0]) >= 0]) >= 0]) >= 0]",
    ],
    ids=str,
)
def test_the_work_of_filters_has_a_bound(source: str) -> None:
    rows = _rows(10_000)
    _, faults = _attempt(lambda: bounded(lambda: bind(source, SCOPE).value(rows), calls=3_000_000))
    assert {fault.code for fault in faults} <= {"expression.too_much_work", "expression.result_too_long"}


def test_what_is_the_same_for_all_rows_is_worked_out_once() -> None:
    assert len(bind("costs[amount > avg(costs.amount)]", SCOPE).value(_rows(10_000)) or ()) == 5_000  # type: ignore[arg-type]


def test_text_cannot_grow_without_end() -> None:
    big = {"delegation_name": "字" * 150_000, "costs": [{"item": "x" * 30_000}] * 10}
    for source in ("delegation_name + delegation_name", "replace(delegation_name, '字', '字字')", "costs.item | 顿号"):
        with pytest.raises(ExpressionInvalid) as refused:
            bind(source, SCOPE).value(big)
        assert refused.value.faults[0].code == "expression.result_too_long"
    with pytest.raises(ExpressionInvalid):
        bind_text("{{ delegation_name }}{{ delegation_name }}", SCOPE).render(big)


def test_numbers_cannot_grow_without_end() -> None:
    source = "*".join(["9999999999999999999999999999"] * 30)
    assert bind(source, SCOPE).value({}) is None


def test_a_stored_form_is_never_too_long_to_be_read() -> None:
    scope = Scope([Name("a_key_that_is_much_longer_than_its_label", "短", Kind.NUMBER)])
    with pytest.raises(ExpressionInvalid) as refused:
        bind(" + ".join(["短"] * 30), scope)
    assert refused.value.faults[0].code == "expression.too_long"
