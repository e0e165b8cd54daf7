"""docxtpl as the oracle: its templates that use data only give the same document here."""

import io
from typing import Any

import pytest
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import Environment
from lxml import etree

from app.word import Template

from . import build
from .build import W, in_runs, template

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
PEOPLE = [{"name": "张三", "age": 40, "langs": ["汉", "英"]}, {"name": "李四 & <b>", "age": 50, "langs": []}]
VALUES: dict[str, Any] = {
    "title": "考察团",
    "people": PEOPLE,
    "yes": True,
    "no": False,
    "lines": "一\n二",
    "tabs": "一\t二",
}

TEMPLATES = {
    "values": template("{{ title }}和{{title}}", "{{ people[0].name }}", "{{ nothing }}"),
    "escaped": template("{{ people[1].name }}"),
    "line breaks": template("{{ lines }}"),
    "tabs": template("甲{{ tabs }}乙"),
    "split": in_runs("甲{", "{ ti", "tle", " }}", "乙"),
    "filters": template("{{ nothing | default('无') }}"),
    "if": template(
        "{% if yes %}甲{% else %}乙{% endif %}{% if no %}丙{% elif yes %}丁{% endif %}"
        "{% if not no and yes %}戊{% endif %}"
    ),
    "paragraph if": template("头", "{%p if no %}", "甲", "{%p else %}", "乙", "{%p endif %}", "尾"),
    "paragraph for": template("{%p for p in people %}", "{{ loop.index }}. {{ p.name }}，{{ p.age }}", "{%p endfor %}"),
    "inline for": template("{% for p in people %}{{ p.name }}{% if not loop.last %}、{% endif %}{% endfor %}"),
    "nested for": template("{% for p in people %}{% for l in p.langs %}{{ l }}{% else %}无{% endfor %};{% endfor %}"),
    "rows": template(
        [["姓名", "年龄"], ["{%tr for p in people %}", ""], ["{{ p.name }}", "{{ p.age }}"], ["{%tr endfor %}", ""]]
    ),
    "rows with if": template(
        [
            ["{%tr for p in people %}"],
            ["{%tr if p.age > 45 %}"],
            ["{{ p.name }}"],
            ["{%tr endif %}"],
            ["{%tr endfor %}"],
            ["尾"],
        ]
    ),
    "runs": in_runs("甲", "{%r if yes %}", "乙", "{%r endif %}", "丙"),
    "set": template("{% set x = title %}{{ x }}"),
    "comments": template("甲{# 说明 #}乙", "{#p 说明 #}", "丙"),
    "braces": template("{_{ title }_}"),
    "minus": template("甲", "{%- if yes %}乙{% endif -%}", "丙"),
    "spans": template("甲{% if yes %}乙", "丙{% endif %}丁"),
    "header": build.with_header(template("正文"), "{{ title }}"),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_data_only_template_gives_the_same_document(name: str) -> None:
    data = TEMPLATES[name]
    ours, reference = Template.compile(data).render(VALUES), by_docxtpl(data)
    part = "word/header1.xml" if name == "header" else build.MAIN
    assert canonical(ours, part) == canonical(reference, part)


def by_docxtpl(data: bytes) -> bytes:
    """The document as docxtpl makes it."""
    oracle = DocxTemplate(io.BytesIO(data))
    oracle.render(VALUES, Environment(autoescape=True))
    return build.saved(oracle)


def canonical(data: bytes, part: str) -> list[tuple[str, list[tuple[bytes, str]]]]:
    """Paragraph by paragraph (and table cell) the text with its format, runs of one format joined."""
    Document(io.BytesIO(data))
    found = []
    for block in etree.fromstring(build.part_of(data, part)).iter(W + "p", W + "tc", W + "tr", W + "tbl"):
        runs: list[tuple[bytes, str]] = []
        for run in block.findall(W + "r") if block.tag == W + "p" else ():
            form = run.find(W + "rPr")
            style = b"" if form is None else etree.tostring(form, method="c14n")
            marks = {W + "br": "\n", W + "tab": "\t"}
            text = "".join((node.text or "") if node.tag == W + "t" else marks.get(node.tag, "") for node in run)
            if runs and runs[-1][0] == style:
                runs[-1] = (style, runs[-1][1] + text)
            elif text:
                runs.append((style, text))
        found.append((block.tag, runs))
    return found
