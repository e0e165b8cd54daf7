"""Values reach the file exactly: every character that XML allows, the others left out and counted."""

import io
import random
import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.expressions import Coded
from app.word import Template

from . import build
from .build import SCOPE, W, body_xml, grid, lines, paragraph_xml, template

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SAMPLES = [
    "&amp; &lt;b&gt; ]]> <![CDATA[x]]> <!-- --> <?x?> &#38; \"'",
    "𠮷𡈽𫝀𰻝 㐀 龥 𪚥",
    "مرحبا بالعالم שלום \u202eabc\u202c \u200f",
    "é e\u0301 ﬀ ™ Ω K Å",
    "👨‍👩‍👧‍👦 🏳️‍🌈 ✅️",
    "\u00a0\u3000\u2003\u200b\ufeff\u00ad\u2028\u2029\x7f\x85\x9f",
    " 前后有空格　",
    "{{ 团组名称 }} {% if %} {# #} {_{ }_} <?bw 0?> bw-0000000000000000-0;",
    "\U0001fffe\U0010ffff\ufdd0",
    "一\r\n二\r三\n四\t五",
]


def normal(text: str) -> str:
    """What a value reads like in a file: without what XML forbids, one kind of line end."""
    return re.sub("\r\n|\r", "\n", FORBIDDEN.sub("", text))


@cache
def pages() -> Template:
    """A template of a hundred tags, in paragraphs and in cells."""
    tags = [f"{{{{ v{number} }}}}" for number in range(100)]
    cells = "".join(f"<w:tr><w:tc>{paragraph_xml(tag)}</w:tc></w:tr>" for tag in tags[50:])
    return Template.compile(body_xml("".join(map(paragraph_xml, tags[:50])) + f"<w:tbl>{cells}</w:tbl>"))


def printed(values: list[str]) -> tuple[list[str], int]:
    """What a hundred values read like, and how many characters were left out."""
    finished = pages().finish({f"v{number}": value for number, value in enumerate(values)})
    return lines(finished.data), finished.removed


# -- ten thousand of them


def any_text(source: random.Random) -> str:
    """Characters from everywhere: every plane, signs that XML knows, controls, surrogates, line ends."""
    kinds = [
        lambda: chr(source.randrange(0x20)),
        lambda: chr(source.randrange(0x20, 0x300)),
        lambda: chr(source.randrange(0x4E00, 0x9FFF)),
        lambda: chr(source.randrange(0x20000, 0x323B0)),
        lambda: chr(source.randrange(0x110000)),
        lambda: source.choice(["&", "<", ">", "]]>", '"', "\r\n", "\n", "\t", "{{", "}}", "　", "\ufffe", "א"]),
    ]
    return "".join(source.choice(kinds)() for _ in range(source.randrange(30)))


def test_ten_thousand_random_values_are_printed_exactly_and_what_is_left_out_is_counted() -> None:
    source = random.Random(20240305)
    for _ in range(100):
        values = [any_text(source) for _ in range(100)]
        found, removed = printed(values)
        assert found == [normal(value) for value in values]
        assert removed == sum(len(FORBIDDEN.findall(value)) for value in values)


@settings(max_examples=30, deadline=None, database=None)
@given(st.lists(st.text(st.characters(exclude_categories=())), min_size=100, max_size=100))
def test_texts_that_nobody_thought_of_are_printed_exactly(values: list[str]) -> None:
    assert printed(values) == ([normal(value) for value in values], sum(len(FORBIDDEN.findall(v)) for v in values))


@pytest.mark.parametrize("value", SAMPLES)
def test_what_texts_are_made_of_is_printed_exactly(value: str) -> None:
    found, removed = printed([value] * 100)
    assert (found, removed) == ([normal(value)] * 100, 0)


def test_nothing_is_normalised_behind_anybodys_back() -> None:
    value = "e\u0301 K ﬀ ㎡ ①"
    assert unicodedata.normalize("NFKC", value) != value
    assert printed([value])[0][0] == value


def test_long_text_is_printed_whole() -> None:
    value = "各有关单位要高度重视，" * 50_000
    assert printed([value])[0][0] == value


# -- what is left out


def test_forbidden_characters_are_counted_wherever_they_would_be_printed() -> None:
    data = build.with_header(template("{{ title }}", "{{p work }}", [["{{ 来访人员.中文译名 }}"]]), "{{ title }}")
    compiled = Template.compile(data, scope=SCOPE)
    finished = compiled.finish({"title": "a\x00b\x0b", "work": "一\x01\n二", "visitors": [{"name_zh": "\ufffe"}] * 2})
    assert finished.removed == 2 + 2 + 1 + 2
    assert compiled.finish({"title": "ab"}).removed == 0


def test_the_count_is_of_one_document() -> None:
    compiled = Template.compile(template("{{ title }}"), scope=SCOPE)
    assert [compiled.finish({"title": "\x00"}).removed for _ in range(3)] == [1, 1, 1]


# -- kinds of values


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("1234567.80"), "1234567.80"),
        (Decimal("1E+3"), "1000"),
        (0, "0"),
        (1.5, "1.5"),
        (True, "是"),
        (False, "否"),
        (date(2024, 3, 5), "2024年3月5日"),
        (Coded("us", "我方 & <b>"), "我方 & <b>"),
        ([Coded("us", "我方"), None, "x\ny"], "我方、x\ny"),
        ({"a": "甲", "b": None, "c": Decimal(2)}, "甲，2"),
    ],
    ids=repr,
)
def test_every_kind_of_value_is_printed(value: Any, words: str) -> None:
    assert lines(Template.compile(template("{{ x }}")).render({"x": value})) == [words]


def test_a_text_of_another_class_is_printed_as_the_text_it_is() -> None:
    class Odd(str):
        __slots__ = ()

        def __str__(self) -> str:
            return self

    assert lines(Template.compile(template("{{ x }}")).render({"x": Odd("甲\n<乙>")})) == ["甲\n<乙>"]


# -- missing


@pytest.mark.parametrize("value", [None, "", [], "\x00"], ids=repr)
def test_what_is_missing_prints_nothing(value: Any) -> None:
    compiled = Template.compile(template("前{{ 团组名称 }}后"), scope=SCOPE)
    assert lines(compiled.render({"title": value})) == ["前后"]


def test_a_preview_shows_where_something_is_missing() -> None:
    data = build.with_header(
        template("前{{ 团组名称 }}后{{ 人数 + 1 }}", [["{{ 来访人员.中文译名 }}"]], "{{ country }}"),
        "{{ 到达日期 | 年月日 }}",
    )
    shown = Template.compile(data, scope=SCOPE).preview({"country": "DE"}).data
    assert lines(shown) == ["前〔团组名称〕后〔人数 + 1〕", "〔来访人员.中文译名〕", "DE"]
    assert lines(shown, "word/header1.xml") == ["〔到达日期 | 年月日〕"]
    Document(io.BytesIO(shown))


def test_a_preview_of_a_full_record_is_the_document() -> None:
    compiled = Template.compile(template("{{ 团组名称 }}", [["{{ 来访人员.年龄 }}"]]), scope=SCOPE)
    values = {"title": "甲", "visitors": [{"age": Decimal(3)}]}
    assert compiled.preview(values).data == compiled.render(values)


# -- tabs


def test_tabs_stand_in_runs_of_the_same_format() -> None:
    document = build.filled(build.in_runs("甲", "{{ title }}"), {"title": "\t一\t\t二"}, scope=SCOPE)
    runs = list(etree.fromstring(build.part_of(document)).iter(W + "r"))
    assert [build.bold(run) for run in runs] == [False, *[True] * (len(runs) - 1)]
    assert lines(document) == ["甲\t一\t\t二"]
    assert grid(build.filled(template([["{{ title }}"]]), {"title": "a\tb"}, scope=SCOPE)) == [["a\tb"]]
