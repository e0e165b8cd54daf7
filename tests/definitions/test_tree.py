"""Strict YAML: what it refuses, and where; every scalar is text."""

import pytest

from app.definitions.codec import strict
from app.definitions.codec.strict import MOST_DEPTH
from app.definitions.codec.tree import plain, read_tree


def faults(text: str) -> list[tuple[str, str]]:
    return [(fault.code.removeprefix("yaml."), fault.place) for fault in read_tree(text).faults]


def test_every_scalar_is_the_text_that_was_written() -> None:
    text = 'a: NO\nb: 12:30\nc: 007\nd: 2024-03-05\ne: true\nf: ~\ng: "1"\nh: 1.10\n'
    assert plain(read_tree(text).root) == {
        "a": "NO",
        "b": "12:30",
        "c": "007",
        "d": "2024-03-05",
        "e": "true",
        "f": "~",
        "g": "1",
        "h": "1.10",
    }


def test_nothing_written_is_none_and_quotes_make_an_empty_text() -> None:
    assert plain(read_tree("a:\nb: ''\n").root) == {"a": None, "b": ""}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("a: &x 1\n", [("anchor", "1:4")], id="anchor"),
        pytest.param("a: 1\nb: *x\n", [("alias", "2:4")], id="alias"),
        pytest.param("a: !!int 3\n", [("tag", "1:4")], id="tag"),
        pytest.param("a: !own 3\n", [("tag", "1:4")], id="own tag"),
        pytest.param("<<: {a: 1}\n", [("merge_key", "1:1")], id="merge key"),
        pytest.param("a: 1\nb: 2\na: 3\n", [("key_twice", "3:1")], id="key twice"),
        pytest.param("? [a]\n: 2\n", [("key_no_text", "1:3")], id="list as key"),
        pytest.param("a: 1\n---\nb: 2\n", [("second_document", "2:1")], id="second document"),
        pytest.param("a: b: c\n", [("colon", "1:5")], id="colon in a text"),
        pytest.param("a:\n\tb: 1\n", [("tab", "2:1")], id="tab"),
        pytest.param("a: {b: c\nd: 1\n", [("bracket_open", "1:4")], id="open bracket"),
        pytest.param('a: "x\nb: 1\n', [("quote_open", "1:4")], id="open quote"),
        pytest.param("a: 1\nb:2\nc: 3\n", [("no_colon", "2:1")], id="no space behind the colon"),
        pytest.param("a: `x`\n", [("character", "1:4")], id="character"),
        pytest.param("a: 1\n  b: 2\n", [("colon", "2:4")], id="indentation"),
        pytest.param("a: x\x07y\n", [("control_character", "1:5")], id="control character"),
    ],
)
def test_what_strict_yaml_refuses(text: str, found: list[tuple[str, str]]) -> None:
    assert faults(text) == found


def test_one_fault_of_syntax_does_not_hide_the_next() -> None:
    text = "a: b: c\nd: 1\nd: 2\ne: `x`\ng: &q 1\nf: [1,\n"
    assert faults(text) == [
        ("colon", "1:5"),
        ("character", "4:4"),
        ("bracket_open", "6:4"),
        ("key_twice", "3:1"),
        ("anchor", "5:4"),
    ]


def test_depth_is_limited() -> None:
    assert faults("[" * (MOST_DEPTH + 1)) == [("too_deep", f"1:{MOST_DEPTH + 1}")]


def test_the_number_of_nodes_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "MOST_NODES", 20)
    assert faults("- a\n" * 19) == []
    assert faults("- a\n" * 20) == [("too_many", "20:3")]


def test_the_size_is_limited() -> None:
    assert faults("a: " + "文" * 400_000) == [("too_long", "1:1")]


def test_a_byte_order_mark_and_foreign_line_ends_do_no_harm() -> None:
    assert plain(read_tree("\ufeffa: 1\r\nb: 2\r\n").root) == {"a": "1", "b": "2"}
