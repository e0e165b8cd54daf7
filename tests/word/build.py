"""Templates made in code, broken files made from them, and what can be read back from a document."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from docx import Document
from lxml import etree

from app.expressions import Kind, Name, Scope
from app.word import Template

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAIN = "word/document.xml"

VISITORS = Name(
    "visitors",
    "来访人员",
    Kind.ROWS,
    members=(
        Name("name_zh", "中文译名", Kind.TEXT),
        Name("age", "年龄", Kind.NUMBER),
        Name("born_on", "出生日期", Kind.DATE),
    ),
)
COSTS = Name("costs", "费用", Kind.ROWS, members=(Name("item", "科目", Kind.TEXT), Name("amount", "金额", Kind.NUMBER)))
SCOPE = Scope(
    [
        Name("title", "团组名称", Kind.TEXT),
        Name("arrive_on", "到达日期", Kind.DATE),
        Name("country", "出访国家/地区", Kind.TEXT),
        Name("contact", "联系人（电话）", Kind.TEXT),
        Name("headcount", "人数", Kind.NUMBER),
        Name("has_media", "有媒体随行", Kind.YESNO),
        Name("work", "主要工作", Kind.TEXT),
        VISITORS,
        COSTS,
    ]
)


def saved(document: Any) -> bytes:
    """A python-docx document as bytes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def template(*blocks: str | Sequence[Sequence[str]]) -> bytes:
    """A document of paragraphs (texts) and tables (rows of cells); `|` cuts a paragraph into runs where it says so."""
    document = blank()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            table = document.add_table(len(block), len(block[0]))
            for row, texts in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
    return saved(document)


def in_runs(*texts: str) -> bytes:
    """A document of one paragraph in several runs, of which every other one is bold."""
    document = blank()
    paragraph = document.add_paragraph()
    for number, text in enumerate(texts):
        paragraph.add_run(text).bold = True if number % 2 else None
    return saved(document)


def body_xml(xml: str) -> bytes:
    """A document with this XML as its body."""
    base = _base()
    root = etree.fromstring(base[MAIN])
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in root.nsmap.items() if prefix)
    for number, element in enumerate(etree.fromstring(f"<x {names}>{xml}</x>")):
        root[0].insert(number, element)
    return zipped(({**base, MAIN: etree.tostring(root)}).items())


def blank() -> Any:
    """A new python-docx document without the parts and styles that only cost time."""
    return Document(io.BytesIO(_blank()))


@cache
def _blank() -> bytes:
    document = Document()
    for relation in list(document.part.rels.values()):
        if not relation.reltype.endswith(("/styles", "/settings")):
            document.part.rels.pop(relation.rId)
    for style in list(document.styles):
        if style.name not in {
            "Normal",
            "Normal Table",
            "Default Paragraph Font",
            "Heading 1",
            "Heading 2",
            "Heading 3",
            "Header",
        }:
            style.delete()
    return saved(document)


@cache
def _base() -> dict[str, bytes]:
    return parts_of(template())


def run_xml(text: str) -> str:
    """A run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph_xml(*runs: str) -> str:
    """A paragraph of runs."""
    return f"<w:p>{''.join(map(run_xml, runs))}</w:p>"


def with_header(data: bytes, text: str) -> bytes:
    """The document with a header."""
    document = Document(io.BytesIO(data))
    document.sections[0].header.paragraphs[0].text = text
    return saved(document)


def part_of(data: bytes, name: str = MAIN) -> bytes:
    """One part's bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def parts_of(data: bytes) -> dict[str, bytes]:
    """All parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Iterable[tuple[str, bytes]], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts; names may repeat and may be anything."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def changed(data: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The document with parts added, replaced, or (None) left out."""
    merged: dict[str, bytes | None] = {**parts_of(data), **parts}
    return zipped((name, content) for name, content in merged.items() if content is not None)


def replaced(data: bytes, old: str, new: str, *, part: str = MAIN) -> bytes:
    """The document with other words in one part."""
    before = part_of(data, part).decode()
    assert old in before
    return changed(data, {part: before.replace(old, new).encode()})


def related(data: bytes, kind: str, target: str, *, mode: str = "External") -> bytes:
    """The document with one more relationship."""
    new = f'<Relationship Id="rIdX" Type="http://x/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return replaced(data, "</Relationships>", new + "</Relationships>", part="word/_rels/document.xml.rels")


def text_of(paragraph: Any) -> str:
    """What a paragraph says; line breaks and tabs as characters."""
    marks = {W + "br": "\n", W + "tab": "\t"}
    return "".join(
        (node.text or "") if node.tag == W + "t" else marks[node.tag]
        for run in paragraph.iter(W + "r")
        for node in run
        if node.tag == W + "t" or node.tag in marks
    )


def lines(data: bytes, part: str = MAIN) -> list[str]:
    """The texts of a part's paragraphs, in order."""
    return [text_of(paragraph) for paragraph in etree.fromstring(part_of(data, part)).iter(W + "p")]


def grid(data: bytes, number: int = 0) -> list[list[str]]:
    """The texts of a table's cells."""
    table = list(etree.fromstring(part_of(data)).iter(W + "tbl"))[number]
    return [
        ["\n".join(map(text_of, cell.iter(W + "p"))) for cell in row.iter(W + "tc")] for row in table.iter(W + "tr")
    ]


def filled(data: bytes, values: Mapping[str, Any], *, scope: Scope | None = None) -> bytes:
    """The document; Word's own reader must be able to open it."""
    document = Template.compile(data, scope=scope).render(values)
    Document(io.BytesIO(document))
    return document


def bold(run: Any) -> bool:
    """Whether a run is bold."""
    return run.find(f"{W}rPr/{W}b") is not None
