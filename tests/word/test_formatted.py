"""Text with headings, lists and bold in a Word file."""

import io
import re

from docx import Document
from docx.document import Document as Docx

from app.expressions import Formatted, Name, Scope, Value
from app.expressions.scope import Kind
from app.word import Template
from tests.workflow.office import docx

SCOPE = Scope([Name("body", "正文", Kind.TEXT)])
BODY = Formatted("# 总体情况\n全年来访 **12** 批。\n## 来访\n- 德国 & 法国\n1. 签约")


def made(text: str, value: Value) -> Docx:
    """The file that is made of a template with this paragraph."""
    template = Template.compile(docx(text), scope=SCOPE)
    return Document(io.BytesIO(template.render({"body": value})))


def test_lines_become_paragraphs_with_the_headings_of_the_template() -> None:
    paragraphs = made("{{p 正文 }}", BODY).paragraphs
    found = [(each.text, each.style and each.style.name) for each in paragraphs if each.text]
    assert found == [
        ("总体情况", "Heading 1"),
        ("全年来访 12 批。", "Normal"),
        ("来访", "Heading 2"),
        ("• 德国 & 法国", "Normal"),
        ("1. 签约", "Normal"),
    ]


def test_bold_words_stand_in_bold_runs() -> None:
    (line,) = (each for each in made("{{p 正文 }}", BODY).paragraphs if each.text.startswith("全年"))
    assert [(run.text, bool(run.bold)) for run in line.runs if run.text] == [
        ("全年来访 ", False),
        ("12", True),
        (" 批。", False),
    ]


def test_within_a_line_it_is_one_text_with_breaks() -> None:
    (line,) = (each for each in made("情况：{{ 正文 }}。", BODY).paragraphs if each.text)
    assert line.text == "情况：总体情况\n全年来访 12 批。\n来访\n• 德国 & 法国\n1. 签约。"
    assert [run.text for run in line.runs if run.bold] == ["12"]


def test_nothing_is_an_empty_paragraph() -> None:
    assert all(not each.text for each in made("{{p 正文 }}", None).paragraphs)
    assert all(not each.text for each in made("{{p 正文 }}", Formatted("")).paragraphs)


def test_a_plain_text_is_read_as_before() -> None:
    (line,) = (each for each in made("{{p 正文 }}", "# 没有标记的意思 **12**").paragraphs if each.text)
    assert re.fullmatch(r"# 没有标记的意思 \*\*12\*\*", line.text)


def test_a_filter_reads_it_as_plain_text() -> None:
    (line,) = (each for each in made("{{ 正文 | 替换('批', '个') }}", BODY).paragraphs if each.text)
    assert "全年来访 12 个。" in line.text
