"""The three papers as text: every row of the public version in its order, the form's pages, the summary's parts."""

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm, Pt

from app.documents import service as documents
from app.records.models import Record
from app.reports import narratives, service
from app.reports.checking import text_of

from .office import desk_of

GOLDEN = Path(__file__).parent / "golden"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def written(report: Record, key: str) -> bytes:
    """The paper, when figures are counted and drafts are taken."""
    desk = desk_of("ling")
    compiled = desk.compiled(report)
    service.compute(report, desk=desk)
    empty = [each for each in service.narratives_of(compiled) if not text_of(report, each)]
    drafts = {each.key: narratives.drafted(each, report, desk=desk).text for each in empty}
    service.write(report, {name: text for name, text in drafts.items() if text}, desk=desk)
    return documents.render(report, compiled, key, desk=desk)


def paper_text(data: bytes) -> str:
    """Paragraphs as lines; rows of a table as cells with | between."""
    body = Document(BytesIO(data)).element.body
    lines: list[str] = []
    for block in body:
        if block.tag == W + "p":
            lines.append(_words(block))
        for row in block.iter(W + "tr"):
            cells = ["／".join(filter(None, map(_words, cell.iter(W + "p")))) for cell in row.iter(W + "tc")]
            lines.append(" | ".join(cells))
    return "\n".join(line for line in lines if line.strip(" |")) + "\n"


def _words(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(W + "t"))


@pytest.mark.parametrize("key", ["public_version", "full_report"])
def test_the_yearly_report_reads_as_it_should(yearly: Record, key: str) -> None:
    assert paper_text(written(yearly, key)) == (GOLDEN / f"{key}.txt").read_text(encoding="utf-8")


def test_the_summary_reads_as_it_should(summary: Record) -> None:
    assert paper_text(written(summary, "summary")) == (GOLDEN / "summary.txt").read_text(encoding="utf-8")


def test_the_public_version_has_every_row_in_its_order(yearly: Record) -> None:
    rows = paper_text(written(yearly, "public_version")).splitlines()[2:]
    labels = [re.split(r" \| ", row)[0] for row in rows]
    assert labels == [
        "单位名称",
        "住所",
        "开办资金(万元)",
        "年初数(万元)",
        "宗旨和业务范围",
        "统一社会信用代码",
        "开展业务情况",
        "一、基本情况",
        "二、开展的主要工作及取得主要效益",
        "三、存在的主要问题",
        "四、下一步打算",
        "对《条例》和实施细则有关变更登记规定的执行情况",
        "相关资质认可",
        "绩效和受奖惩及诉讼投诉情况",
        "接受捐赠以及使用情况",
    ]


@pytest.mark.parametrize(
    "stated",
    [
        "22人",
        "25人",
        "18人",
        "4次",
        "4批96人次",
        "10所",
        "4个项目",
        "2个项目",
        "6场",
        "167位",
        "10名",
        "2名",
        "4名",
        "2人次",
        "2场",
    ],
)
def test_the_public_version_states_every_number(yearly: Record, stated: str) -> None:
    assert stated in paper_text(written(yearly, "public_version"))


def test_the_summary_keeps_to_the_standard_of_official_papers(summary: Record) -> None:
    paper = Document(BytesIO(written(summary, "summary")))
    section = paper.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side / Mm(1)) for side in sides] == [37, 35, 28, 26]
    title = paper.paragraphs[0]
    assert title.runs[0].font.size == Pt(22)
    assert _font(title.runs[0]) == "方正小标宋简体"
    normal = paper.styles["Normal"]
    assert (normal.font.size, normal.paragraph_format.line_spacing) == (Pt(16), Pt(28))
    assert [_font(paper.styles[f"Heading {level}"]) for level in (1, 2)] == ["黑体", "楷体_GB2312"]


def test_page_numbers_stand_between_dashes(summary: Record) -> None:
    with zipfile.ZipFile(BytesIO(written(summary, "summary"))) as package:
        footers = [
            package.read(name).decode() for name in package.namelist() if "footer" in name and "rels" not in name
        ]
    assert len(footers) == 2
    assert all(re.sub(r"<[^>]+>", "", footer).strip() == "－ PAGE －" for footer in footers)


def _font(part: object) -> str:
    fonts = part.element.rPr.find(W + "rFonts")  # type: ignore[attr-defined]
    return str(fonts.get(W + "eastAsia"))
