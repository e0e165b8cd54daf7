"""Templates of our own that do what docxtpl's own test templates do, as far as these use data only.

Words in the run where a split tag ends keep the format of that run; docxtpl gives them the format of the run where the
tag begins. So there are none here.
"""

from typing import Any

from . import build
from .build import W, body_xml, in_runs, paragraph_xml, run_xml, template

PROOF = '<w:proofErr w:type="spellStart"/>'
FORMS = ("", "<w:rPr><w:b/></w:rPr>", '<w:rPr><w:lang w:val="en-US"/></w:rPr>')


def runs(*texts: str) -> str:
    """A paragraph of runs in different formats, with proofing marks between, as Word writes them."""
    made = (f'<w:r>{FORMS[at % 3]}<w:t xml:space="preserve">{text}</w:t></w:r>' for at, text in enumerate(texts))
    return f"<w:p>{PROOF.join(made)}</w:p>"


def cell(*paragraphs: str, form: str = '<w:tcW w:w="1500" w:type="dxa"/>') -> str:
    """A cell of paragraphs."""
    return f"<w:tc><w:tcPr>{form}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def table(columns: int, *rows: list[str]) -> str:
    """A table of rows of cells."""
    grid = '<w:gridCol w:w="1500"/>' * columns
    made = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>"


def cells(*texts: str) -> list[str]:
    """Cells of one paragraph each."""
    return [cell(paragraph_xml(text)) for text in texts]


DRAWING = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="7" name="图"/></wp:inline></w:drawing></w:r></w:p>'
)
BOX = (
    '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing>'
    "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)

VALUES: dict[str, Any] = {
    "name": "Eric & <b>",
    "title": "年度报告",
    "yes": True,
    "no": False,
    "total": "100,000.00",
    "spaces": "     ",
    "tabs": "\t\t一\t",
    "lines": "一\n\n二",
    "colour": "8888FF",
    "labels": ["水果", "蔬菜", "石头", "东西"],
    "rows": [
        {"label": "黄", "cols": ["香蕉", "辣椒", "黄铁矿", "出租车"], "bg": "FFDD00"},
        {"label": "红", "cols": ["苹果", "番茄", "辰砂", "双层车"], "bg": "FF0000"},
    ],
    "dishes": [{"name": "披萨", "parts": ["面", "酪"]}, {"name": "派", "parts": ["面", "苹果"]}],
}

LOOKALIKES: dict[str, bytes] = {
    "a dynamic table": body_xml(
        table(
            3,
            [cell(paragraph_xml("颜色")), cell(paragraph_xml("{% colspan labels|count %}名称")), ""],
            cells("颜色", "{%tc for l in labels %}", "{{ l }}", "{%tc endfor %}"),
            cells("{%tr for r in rows %}", "", ""),
            cells("{{ r.label }}", "{%tc for c in r.cols %}", "{{ c }}", "{%tc endfor %}"),
            cells("{%tr endfor %}", "", ""),
        )
    ),
    "colours of cells": body_xml(
        table(
            2,
            cells("{%tr for r in rows %}", ""),
            [cell(paragraph_xml("{% cellbg r.bg %}{{ r.label }}")), cell(runs("{%", " cellbg colour ", "%}", "乙"))],
            cells("{%tr endfor %}", ""),
        )
    ),
    "cells merged down": body_xml(
        table(
            2,
            cells("{%tr for r in rows %}", ""),
            [cell(runs("前", "{% vm %}", "{{ title }}")), cell(paragraph_xml("{{ r.label }}"))],
            [cell(paragraph_xml("{% vm %}{{ title }}")), cell(paragraph_xml("{{ loop.index }}"))],
            cells("{%tr endfor %}", ""),
            cells("{{ total }}", ""),
        )
    ),
    "cells merged across": body_xml(
        table(
            3,
            cells("{%tc for x in [1, 2, 3, 4] %}", "{% hm %}头", "{%tc endfor %}"),
            [
                *cells("{%tc for x in [1, 2] %}"),
                cell(
                    paragraph_xml("{% hm %}宽"), form='<w:tcW w:w="1"/><w:gridSpan w:val="2"/><w:vAlign w:val="top"/>'
                ),
                *cells("{%tc endfor %}"),
            ],
            cells("{%tc for x in [1, 2, 3, 4] %}", "{{ x }}", "{%tc endfor %}"),
            cells("{%tr for x in [1, 2] %}", "", ""),
            cells("{% vm %}{{ x }}", "{%tc for y in [1, 2, 3] %}", "{{ x }}-{{ y }}", "{%tc endfor %}"),
            cells("{%tr endfor %}", "", ""),
        )
    ),
    "fewer cells than columns": body_xml(
        table(
            5,
            cells("{%tc for x in [1, 2] %}", "{{ x }}", "{%tc endfor %}"),
            cells("{%tc for x in ['some', 'data'] %}", "{{ x }}", "{%tc endfor %}"),
        )
    ),
    "comments": body_xml(
        paragraph_xml("甲{# 说明 #}乙")
        + paragraph_xml("{#p 整段 #}别的")
        + table(3, cells("一", "{#tc 整格 #}", "二"), cells("{#tr 整行 #}", "", ""), cells("三", "{#tc 整格 #}", "四"))
    ),
    "an order": body_xml(
        runs("尊敬的", "{{ ", "name", " }}", "，")
        + table(
            2, cells("{%tr for r in rows %}", ""), cells("{{ r.label }}", "{{ r.bg }}"), cells("{%tr endfor %}", "")
        )
        + "".join(map(paragraph_xml, ["{%p if no %}", "已付", "{%p else %}", "应付{{ total }}，"]))
        + runs("{% if ", "yes %}", "含税", "{% else ", "%}", "不含税{% endif %}")
        + paragraph_xml("{%p endif %}")
        + runs("{", "{ title }", "}")
    ),
    "loops in loops": body_xml(
        paragraph_xml("{%p for  d  in dishes %}")
        + runs("{{ d.name }}：", "{% for p", " in d.parts ", "%}", "{{", "p", "}}", "、{% endfor %}")
        + paragraph_xml("{%p endfor %}")
        + paragraph_xml("{%p for d in dishes %}")
        + paragraph_xml("{% for p in d.parts %}{{ d.name }}{{ p }} {% endfor %}")
        + paragraph_xml("{%p endfor %}")
    ),
    "lines that join": template(
        "甲", "{%- if yes -%}", "乙", "{%- else -%}", "丙", "{%- endif -%}", "丁", "用 -%_} 和 {_%- 写"
    ),
    "spaces and tabs": body_xml(
        paragraph_xml("{{ spaces }}前{{ spaces }}后")
        + runs("{{ tabs }}", "{{", "tabs", "}}", "尾")
        + paragraph_xml("{{ '   ' }}|{{ '' }}|")
    ),
    "line breaks": body_xml(runs("{{ lines }}", "{{ lines }}后") + table(1, cells("{{ lines }}"))),
    "special signs": template("{{ name }}", "{{ unknown | default('Testé') }}", "{_{ 原样 }_} {_% if %_}"),
    "drawings": body_xml(
        f"{DRAWING}{paragraph_xml('{%p for d in dishes %}')}{DRAWING}{paragraph_xml('{%p endfor %}')}"
    ),
    "text boxes": body_xml(BOX.format(paragraph_xml("框{{ ti", "tle }}"))),
    "controls": body_xml(f"<w:sdt><w:sdtContent>{paragraph_xml('{{ title }}')}</w:sdtContent></w:sdt>"),
    "a link": body_xml(f'<w:p><w:hyperlink w:anchor="x">{run_xml("见{{ title }}")}</w:hyperlink></w:p>'),
    "branches": template("{% if no %}甲{% elif yes and not no %}乙{% else %}丙{% endif %}{% set x = title %}{{ x }}"),
    "runs": in_runs("甲", "{%r if yes %}", "乙", "{%r endif %}", "丙"),
    "the loop": body_xml(
        paragraph_xml("{% for l in labels %}{{ loop.index }}{{ l }}{% if not loop.last %}、{% endif %}{% endfor %}")
    ),
}


def with_note(text: str) -> bytes:
    """A template with a footnote."""
    names = f'xmlns:w="{W[1:-1]}"'
    xml = f'<w:footnotes {names}><w:footnote w:id="2">{runs("注", text)}</w:footnote></w:footnotes>'
    data = build.related(template("正文"), "footnotes", "footnotes.xml", mode="Internal")
    wml = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{wml}.footnotes+xml"/>'
    data = build.replaced(data, "</Types>", override + "</Types>", part="[Content_Types].xml")
    return build.changed(data, {"word/footnotes.xml": xml.encode()})


ELSEWHERE: dict[str, tuple[str, bytes]] = {
    "a header": ("word/header1.xml", build.with_header(template("正文"), "{{ title }}")),
    "a footnote": ("word/footnotes.xml", with_note("{{ title }}")),
}
"""Templates whose tags stand in another part, with its name."""
