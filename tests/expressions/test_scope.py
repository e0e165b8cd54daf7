"""Names, and what the tokenizer and the printer make of their labels."""

import pytest

from app.expressions import RESERVED, ExpressionInvalid, Kind, Name, Scope, bind, fold
from tests.expressions.office import SCOPE


def test_labels_are_folded() -> None:
    assert fold(" 联系人（电话） ") == fold("联系人(电话)") == "联系人(电话)"
    assert fold("Ｐassport No") == "passportno"


def test_a_former_key_leads_to_the_field() -> None:
    assert bind("people > 1", SCOPE).source == "headcount > 1"


def test_a_key_is_never_taken_for_the_former_key_of_another() -> None:
    scope = Scope((Name("old", "旧", Kind.NUMBER), Name("new", "新", Kind.NUMBER, aliases=("old",))))
    assert bind("old", scope).key == "old"


@pytest.mark.parametrize(
    ("labels", "source", "names"),
    [
        (("国家", "国家/地区"), "国家/地区", ("k1",)),
        (("国家", "地区"), "国家/地区", ("k0", "k1")),
        (("人数", "人数合计"), "人数合计 + 人数", ("k0", "k1")),
        (("人数", "天"), "人数*天", ("k0", "k1")),
        (("3-5岁",), "3-5岁 + 1", ("k0",)),
        (("是否境外",), "是否境外", ("k0",)),
        (("Head count",), "head  count > 1", ("k0",)),
        (("2024年度计划",), "2024年度计划 - 1", ("k0",)),
    ],
    ids=str,
)
def test_labels_match_longest_first(labels: tuple[str, ...], source: str, names: tuple[str, ...]) -> None:
    scope = Scope(Name(f"k{n}", label, Kind.NUMBER) for n, label in enumerate(labels))
    assert bind(source, scope).names == set(names)


def test_a_renamed_label_changes_nothing() -> None:
    before = Scope((Name("a", "甲", Kind.NUMBER), Name("b", "乙", Kind.NUMBER), Name("c", "丙", Kind.NUMBER)))
    after = Scope((Name("a", "a / b", Kind.NUMBER), Name("b", "1 + c", Kind.NUMBER), Name("c", "count", Kind.NUMBER)))
    for source in ("甲 / 乙", "1 + 丙", "max(甲, 丙)", "甲 if 乙 > 丙 else 丙"):
        stored = bind(source, before)
        assert bind(stored.source, after).tree == stored.tree
        assert bind(stored.shown(after), after).tree == stored.tree


def test_a_label_that_begins_another_is_quoted_when_shown() -> None:
    scope = Scope((Name("a", "人数", Kind.NUMBER), Name("b", "天数", Kind.NUMBER), Name("c", "人数/天数", Kind.NUMBER)))
    stored = bind("「人数」 / 天数", scope)
    assert stored.names == {"a", "b"}
    assert stored.shown(scope) == "「人数」 / 天数"
    assert bind(stored.shown(scope), scope) == stored


def test_a_label_that_cannot_be_read_back_is_shown_as_its_key() -> None:
    scope = Scope((Name("a", "某", Kind.NUMBER), Name("b", "某", Kind.NUMBER), Name("c", "怪」的", Kind.NUMBER)))
    assert bind("a + b + c", scope).shown(scope) == "某 + b + c"


def test_reserved_names_are_in_every_scope_but_give_way() -> None:
    assert {name.key for name in RESERVED} == {"state", "today", "now", "actor", "record", "loop"}
    scope = Scope((Name("state_of", "状态", Kind.NUMBER),))
    assert bind("状态 + 1", scope).names == {"state_of"}
    assert bind("state", scope).shown(scope) == "state"


@pytest.mark.parametrize("name", SCOPE.names, ids=lambda name: name.key)
def test_a_name_alone_means_what_it_means_in_brackets(name: Name) -> None:
    for written in (name.key, name.label, f" {name.label}　", " ".join(name.label)):
        alone, bracketed = bind(written, SCOPE), bind(f"({written})", SCOPE)
        assert alone.tree == bracketed.tree
        assert (alone.source, alone.kind, alone.names) == (bracketed.source, bracketed.kind, bracketed.names)
        assert written[slice(*alone.tree.span)] == written.strip()


@pytest.mark.parametrize("label", ["not", "true", "3", "people list", "团长x"])
def test_a_name_alone_is_read_as_in_any_other_place(label: str) -> None:
    scope = Scope([Name("first", label, Kind.TEXT), Name("people", "人员", Kind.TEXT), Name("团长", "", Kind.TEXT)])
    for written in (label, "人员", "people", "团长"):
        assert tree_or_codes(written, scope) == tree_or_codes(f"({written})", scope)


def tree_or_codes(source: str, scope: Scope) -> object:
    try:
        return bind(source, scope).tree
    except ExpressionInvalid as refused:
        return len(refused.faults) > 0
