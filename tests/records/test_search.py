"""Full text: every substring of Chinese is found, and nothing typed is a command."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.records import queries, search

from .conftest import MakeRecord
from .office import ADA, viewer

PARTS = [
    *("国", "院", "国际", "际学", "国际学院", "国际学院代表团", "国际 代表", "代表，国际"),
    *("DFG", "dfg", "ＤＦＧ", "df", "2026年", "年商", "josé", "jose"),
]
COMMANDS = [
    *('" OR 1', "国际* OR 别", "NEAR(国 际)", "body:国际", "NOT 国际", "^国际"),
    *("国际 AND", "-国际", "'; --", "国\0际", "{国}"),
]


def _found(session: Session, typed: str) -> list[str]:
    return [line.data["name"] for line in queries.find(session, viewer(ADA), typed)]


@pytest.mark.parametrize("typed", PARTS)
def test_parts_of_a_text_are_found(session: Session, make_record: MakeRecord, typed: str) -> None:
    make_record(name="国际学院代表团", note="与DFG在2026年商谈，José 参加")
    make_record(name="别的", arrive_on="2019-01-01", note="无关")
    assert _found(session, typed) == ["国际学院代表团"]


@pytest.mark.parametrize("typed", ["学国", "国际学校", "国际 无关", "fg", "", " ", "《》", "*", '"', "()", "026"])
def test_what_is_not_there_is_not_found(session: Session, make_record: MakeRecord, typed: str) -> None:
    make_record(name="国际学院代表团", note="DFG 2026")
    make_record(name="别的", note="无关")
    assert _found(session, typed) == []


@pytest.mark.parametrize("typed", COMMANDS)
def test_nothing_typed_is_a_command(session: Session, make_record: MakeRecord, typed: str) -> None:
    make_record(name="别的")
    assert _found(session, typed) == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_every_query_can_be_asked(typed: str) -> None:
    asked = search.query(typed)
    assert asked is None or asked.count('"') % 2 == 0
    assert asked is None or all(char not in asked.replace(" AND ", " ") for char in "():^-{}'")


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="国际学院大", min_size=1, max_size=12), st.data())
def test_a_phrase_of_pairs_is_a_substring(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    part = text[start:end]
    asked = search.query(part)
    tokens = search.body([text]).split()
    if len(part) == 1:
        assert any(token.startswith(part) for token in tokens)
    else:
        pairs = str(asked).strip('"').split()
        assert any(tokens[at : at + len(pairs)] == pairs for at in range(len(tokens)))


def test_newest_first(session: Session, make_record: MakeRecord) -> None:
    for name in ("学院一", "学院二", "学院三"):
        make_record(name=name)
    assert _found(session, "学院") == ["学院三", "学院二", "学院一"]
