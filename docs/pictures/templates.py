"""Takes the pictures of docs/word-templates.md: what is written into a template, and beside it what is printed.

python -m docs.pictures.templates          all of them, into docs/pictures
python -m docs.pictures.templates rows qr  only these

Needs LibreOffice, and pdftoppm of poppler-utils.
"""

import argparse
import io
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image, ImageChops, ImageDraw
from xlsxwriter import Workbook as Writer

from app.config import ROOT
from app.conversion import Converter
from app.definitions.compiled import compile_type
from app.definitions.files import read_forms
from app.definitions.world import ListLookups
from app.documents.context import scope_of
from app.excel import Workbook
from app.expressions import Coded, Kind, Name, Picture, Scope
from app.word import Template
from app.word.sample import samples

FOLDER = Path(__file__).parent
DOTS = 144
"""To the inch."""
MARGIN, GAP, ARROW = 14, 64, 14
WIDEST = 1100
"""Pixels in which two pages stand beside each other."""
PAPER, GROUND, INK = "white", "#eef1f5", "#5b6b7f"
COLOURS = 64
"""Enough for black letters on white, and small files."""
FONT = "Noto Serif CJK SC"

Block = str | Sequence[Sequence[str]]


@dataclass(frozen=True)
class Example:
    """A template, by what stands in it: paragraphs, and tables as rows of cells; `merged`: cells that are one."""

    name: str
    blocks: Sequence[Block]
    width: int = 84
    """Of the page, in millimetres."""
    merged: tuple[tuple[int, int], tuple[int, int]] | None = None


PERSON = ("{{ 序号 }}", "{{ 来访人员.护照姓名 }}", "{{ 来访人员.国籍（地区） }}", "{{ 来访人员.职务 }}")
HEADS = ("序号", "姓名", "国籍", "职务")
EXAMPLES = (
    Example("field", ("团组名称：{{ 团组名称 }}", "来访人数：{{ 来访人数 }}人")),
    Example(
        "format",
        ("抵达：{{ 抵达日期 | 年月日 }}", "经费：{{ 我方经费合计（元） | 大写 }}", "礼品：{{ 礼品 | 默认('无') }}"),
    ),
    Example("rows", ((HEADS, PERSON),), width=150),
    Example("padded", ((HEADS, ("{{ 序号 }}{{ 来访人员 | 至少(5) }}", *PERSON[1:])),), width=150),
    Example(
        "label",
        ((("来访人员", "姓名", "职务"), ("", "{{ 来访人员.护照姓名 }}", "{{ 来访人员.职务 }}")),),
        width=130,
        merged=((0, 0), (1, 0)),
    ),
    Example("boxes", ("来访目的：{{ 来访目的 | 勾选 }}",)),
    Example("boxes-there", ("来访目的{{ 来访目的 | 勾选 }}：", "□友好访问 □商谈合作 □考察学习", "□签约 □其他")),
    Example("either", ("{% if 有媒体随行 %}有媒体随行{% else %}没有媒体随行{% endif %}",)),
    Example(
        "only-if",
        ("一、基本情况", "{%p if 媒体情况 is defined %}", "二、媒体：{{ 媒体情况 }}", "{%p endif %}", "（完）"),
    ),
    Example("list", ("来宾：{% for 人 in 来访人员 %}{{ 人.护照姓名 }}{{ '。' if loop.last else '、' }}{% endfor %}",)),
    Example("text", ("{{p 来访目的说明 }}",)),
    Example(
        "opinion",
        ((("部门意见", "{{ 部门审核意见 }}"), ("签批人", "{{ 部门审核签批人 }}　{{ 部门审核日期 }}")),),
        width=100,
    ),
    Example("qr", ("{{ 备案编号 | 二维码 }}", "{{ 备案编号 }}")),
    Example("picture", ("{{ 照片 | 图片(宽='3cm') }}",)),
    Example("colour", ((("{% cellbg 'FFDD00' if 有媒体随行 %}媒体", "{{ 有媒体随行 }}"),),), width=84),
)
GUESTS = (
    ("ANNA WEBER", "de", "德国", "副校长"),
    ("KARL MÜLLER", "de", "德国", "教授"),
    ("LUCIE MARTIN", "fr", "法国", "国际处处长"),
)


def main() -> None:
    """Take what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only these")
    asked = parser.parse_args().names
    scope = names()
    values = {**samples(scope), **_values(), **_opinion(scope)}
    for example in EXAMPLES:
        if not asked or example.name in asked:
            source = template_of(example)
            _save(example.name, source, Template.compile(source, scope=scope).render(values), "材料.docx")
    if not asked or "workbook" in asked:
        source = _workbook()
        _save("workbook", source, Workbook.compile(source, scope=scope).render(values), "材料.xlsx")


@cache
def names() -> Scope:
    """What the papers of a visiting delegation may print, and a photograph."""
    forms = read_forms((ROOT / "forms",))
    fields_of = partial(lambda key: forms.types[key].definition.fields() if key in forms.types else ())
    definition = forms.types["visiting_delegation"].definition
    compiled = compile_type(definition, lookups=ListLookups(forms.world()), fields_of=fields_of)
    return Scope([*scope_of(compiled, definition.documents[0]), Name("photo", "照片", Kind.ANY)])


def _values() -> dict[str, Any]:
    guests = [
        {"name_en": name, "nationality": Coded(code, country), "post": post} for name, code, country, post in GUESTS
    ]
    return {
        "delegation_name": "慕尼黑大学代表团",
        "headcount": Decimal(3),
        "arrive_on": date(2026, 4, 13),
        "cost_ours": Decimal("1409.50"),
        "gifts": None,
        "filing_no": "外来备〔2026〕7号",
        "has_media": True,
        "media_note": "巴伐利亚电视台记者一名",
        "purpose_note": "一、续签协议\n两校学生交换协议期满，拟续签五年。\n二、参观实验室\n参观材料学院两个实验室。",
        "purposes": [Coded("cooperation", "商谈合作"), Coded("signing", "签约")],
        "visitors": guests,
        "photo": _photograph(),
    }


def _opinion(scope: Scope) -> dict[str, Any]:
    """What the head of the department said."""
    said = {"部门审核意见": "同意", "部门审核签批人": "陈默", "部门审核日期": date(2026, 3, 30)}
    return {name.key: said[name.label] for name in scope if name.label in said}


def _photograph() -> Picture:
    """A hill under a sun, in the place of a photograph."""
    image = Image.new("RGB", (480, 300), "#cfe3f5")
    draw = ImageDraw.Draw(image)
    draw.ellipse((340, 40, 410, 110), fill="#f5c542")
    draw.polygon([(0, 300), (170, 120), (290, 230), (360, 170), (480, 300)], fill="#5f8f5a")
    out = io.BytesIO()
    image.save(out, "PNG")
    return Picture("照片", "png", out.getvalue())


def template_of(example: Example) -> bytes:
    """The template that this example is."""
    document = Document()
    for heading in (document.styles[f"Heading {level}"] for level in (1, 2)):
        heading.font.color.rgb, heading.font.size = RGBColor(0, 0, 0), Pt(12)
    section, style = document.sections[0], document.styles["Normal"]
    section.page_width, section.page_height = Mm(example.width), Mm(120)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(4)
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    for block in example.blocks:
        if isinstance(block, str):
            document.add_paragraph(block).paragraph_format.space_after = Pt(4)
        else:
            _add_table(document, block, example)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_table(document: Any, rows: Sequence[Sequence[str]], example: Example) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    if example.merged:
        first, last = example.merged
        table.cell(*first).merge(table.cell(*last))


def _workbook() -> bytes:
    """A list of guests with a total."""
    out = io.BytesIO()
    with Writer(out, {"in_memory": True}) as book:
        framed, bold = book.add_format({"border": 1}), book.add_format({"border": 1, "bold": True})
        page = book.add_worksheet("名单")
        page.set_paper(11)  # A5
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_column(0, 0, 10)
        page.set_column(1, 3, 27)
        for column, text in enumerate(HEADS):
            page.write_string(0, column, text, bold)
        for column, text in enumerate(PERSON):
            page.write_string(1, column, text, framed)
        page.write_string(2, 0, "合计", bold)
        page.write_formula(2, 1, "=COUNTA(B2:B2)", bold)
    return out.getvalue()


def _save(name: str, source: bytes, result: bytes, file: str) -> None:
    converter = Converter.of()
    before, after = (_picture(converter.to_pdf(data, file)) for data in (source, result))
    _together(before, after).quantize(COLOURS, dither=Image.Dither.NONE).save(
        FOLDER / f"word-{name}.png", optimize=True
    )


def _picture(pdf: bytes) -> Image.Image:
    """The first page, without its empty edges."""
    with TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(DOTS), "-png", "-f", "1", "-l", "1", "-singlefile", "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, check=True)  # noqa: S603 - a fixed command
        page = Image.open(f"{folder}/page.png").convert("RGB")
    seen = ImageChops.difference(page, Image.new("RGB", page.size, PAPER)).getbbox() or (0, 0, 1, 1)
    cut = page.crop(seen)
    framed = Image.new("RGB", (cut.width + 2 * MARGIN, cut.height + 2 * MARGIN), PAPER)
    framed.paste(cut, (MARGIN, MARGIN))
    return framed


def _together(before: Image.Image, after: Image.Image) -> Image.Image:
    """Two pages and an arrow from the one to the other: to the right, or downwards where they are wide."""
    across = before.width + after.width + GAP <= WIDEST
    ahead = (before.width + GAP, 0) if across else (0, before.height + GAP)
    width, height = max(before.width, ahead[0] + after.width), max(before.height, ahead[1] + after.height)
    whole = Image.new("RGB", (width + 2 * MARGIN, height + 2 * MARGIN), GROUND)
    for page, (left, top) in ((before, (0, 0)), (after, ahead)):
        middle = (0, (height - page.height) // 2) if across else ((width - page.width) // 2, 0)
        whole.paste(page, (MARGIN + left + middle[0], MARGIN + top + middle[1]))
    x = MARGIN + (before.width + GAP // 2 if across else width // 2)
    y = MARGIN + (height // 2 if across else before.height + GAP // 2)
    points = [(-1, -1), (1, 0), (-1, 1)] if across else [(-1, -1), (0, 1), (1, -1)]
    ImageDraw.Draw(whole).polygon([(x + ARROW * right, y + ARROW * down) for right, down in points], fill=INK)
    return whole


if __name__ == "__main__":
    main()
