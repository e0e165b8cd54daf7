"""Workbooks made in code, broken ones made from them, and what can be read back from the result."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook as Writer

from app.excel import Workbook
from app.expressions import Kind, Name, Scope
from tests.word.build import changed, part_of, parts_of

__all__ = ["changed", "part_of", "parts_of"]

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET = "xl/worksheets/sheet1.xml"
VISITORS = Name(
    "visitors",
    "来访人员",
    Kind.ROWS,
    members=(
        Name("name_zh", "中文译名", Kind.TEXT),
        Name("age", "年龄", Kind.NUMBER),
        Name("born_on", "出生日期", Kind.DATE),
        Name("fee", "费用", Kind.NUMBER),
    ),
)
COSTS = Name("costs", "经费", Kind.ROWS, members=(Name("item", "科目", Kind.TEXT), Name("amount", "金额", Kind.NUMBER)))
SCOPE = Scope(
    [
        Name("title", "团组名称", Kind.TEXT),
        Name("arrive_on", "到达日期", Kind.DATE),
        Name("headcount", "人数", Kind.NUMBER),
        Name("has_media", "有媒体随行", Kind.YESNO),
        VISITORS,
        COSTS,
    ]
)
PEOPLE = [
    {"name_zh": "穆勒", "age": Decimal(41), "born_on": date(1983, 5, 6), "fee": Decimal("100.50")},
    {"name_zh": "施密特", "age": Decimal(38), "born_on": date(1986, 1, 2), "fee": Decimal("99.50")},
    {"name_zh": "韦伯", "age": Decimal(29), "born_on": date(1995, 7, 8), "fee": Decimal(200)},
]
VALUES: dict[str, Any] = {
    "title": "慕尼黑大学代表团",
    "arrive_on": date(2024, 4, 1),
    "headcount": Decimal(3),
    "has_media": True,
    "visitors": PEOPLE,
}


def book(build: Callable[[Writer], None]) -> bytes:
    """A workbook that somebody builds."""
    out = io.BytesIO()
    with Writer(out, {"in_memory": True}) as writer:
        build(writer)
    return out.getvalue()


def sheet(*rows: Sequence[object], name: str = "汇总") -> bytes:
    """A workbook of one sheet; texts that begin with = are formulas."""

    def build(writer: Writer) -> None:
        fill(writer.add_worksheet(name), rows)

    return book(build)


def fill(page: Any, rows: Sequence[Sequence[object]]) -> None:
    """Write rows; None leaves a cell out."""
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith("="):
                page.write_formula(line, column, value)
            elif value is not None:
                page.write(line, column, value)


def filled(data: bytes, values: Mapping[str, Any] = VALUES, *, scope: Scope | None = SCOPE) -> bytes:
    """The workbook; an ordinary reader must be able to open it, and no part is named twice."""
    made = Workbook.compile(data, scope=scope).render(values)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
    CalamineWorkbook.from_filelike(io.BytesIO(made)).close()
    return made


def grid(data: bytes, name: str | None = None) -> list[list[Any]]:
    """The values of a sheet as a reader sees them."""
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as read:
        page = read.get_sheet_by_name(name) if name else read.get_sheet_by_index(0)
        return [list(row) for row in page.to_python(skip_empty_area=False)]


def cell(data: bytes, name: str, part: str = SHEET) -> Any:
    """The element of a cell."""
    found = [each for each in etree.fromstring(part_of(data, part)).iter(S + "c") if each.get("r") == name]
    assert len(found) == 1, name
    return found[0]


def formulas(data: bytes, part: str = SHEET) -> dict[str, str]:
    """The formulas by cell."""
    cells = etree.fromstring(part_of(data, part)).iter(S + "c")
    return {each.get("r"): each.findtext(S + "f") for each in cells if each.find(S + "f") is not None}


def attributes(data: bytes, tag: str, name: str, part: str = SHEET) -> list[str]:
    """An attribute of all elements with this name."""
    return [str(each.get(name)) for each in etree.fromstring(part_of(data, part)).iter(S + tag)]


def replaced(data: bytes, old: str, new: str, *, part: str = SHEET) -> bytes:
    """The workbook with other words in one part."""
    before = part_of(data, part).decode()
    assert old in before, before[:2000]
    return changed(data, {part: before.replace(old, new).encode()})


def number_format(data: bytes, name: str) -> str:
    """The code of the number format of a cell, or the number of a built-in one."""
    styles = etree.fromstring(part_of(data, "xl/styles.xml"))
    formats = styles.find(S + "cellXfs")
    number = formats[int(cell(data, name).get("s", "0"))].get("numFmtId")
    codes = {each.get("numFmtId"): each.get("formatCode") for each in styles.iter(S + "numFmt")}
    return str(codes.get(number, number))


def text_of(data: bytes, name: str) -> str:
    """What a cell with text of its own says."""
    return re.sub(r"<[^>]+>", "", etree.tostring(cell(data, name).find(S + "is"), encoding="unicode"))
