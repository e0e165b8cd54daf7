"""Fields found and renamed in the tags of workbooks."""

from xlsxwriter import Workbook as Writer

from app.excel import Workbook
from app.excel.mentions import mentions, renamed

from . import build
from .build import SCOPE


def workbook() -> bytes:
    """Tags in shared texts, one of them in two cells, and a text in two formats."""

    def write(book: Writer) -> None:
        sheet = book.add_worksheet("名单")
        sheet.write("A1", "团组名称：{{ 团组名称 }}")
        sheet.write("A2", "{{ title }}")
        sheet.write("B2", "{{ title }}")
        sheet.write_rich_string("A3", "前", book.add_format({"bold": True}), "{{ 来访", "人员.中文译名 }}")
        sheet.write("A4", "团组名称")

    return build.book(write)


def test_a_field_is_found_in_its_cells() -> None:
    found = mentions(workbook(), "团组名称", scope=SCOPE)
    assert [(mention.place.text, mention.text) for mention in found] == [
        ("名单!A1", "{{ 团组名称 }}"),
        ("名单!A2", "{{ title }}"),
        ("名单!B2", "{{ title }}"),
    ]
    assert [mention.place.text for mention in mentions(workbook(), "团组名称")] == ["名单!A1"]


def test_a_renamed_workbook_prints_the_same_from_renamed_values() -> None:
    written, count = renamed(workbook(), {"团组名称": "代表团", "title": "代表团"})
    assert count == 3
    before = Workbook.compile(workbook()).render({"团组名称": "甲", "title": "甲"})
    after = Workbook.compile(written).render({"代表团": "甲"})
    assert build.grid(before) == build.grid(after)


def test_a_column_is_renamed_over_formats() -> None:
    written, count = renamed(workbook(), {"来访人员.中文译名": "来访人员.译名"}, scope=SCOPE)
    assert count == 1
    strings = build.part_of(written, "xl/sharedStrings.xml").decode()
    assert "人员.译名 }}" in strings
    assert strings.count("<r>") == build.part_of(workbook(), "xl/sharedStrings.xml").decode().count("<r>")


def test_a_workbook_that_names_nothing_of_it_stays_byte_for_byte() -> None:
    data = workbook()
    assert renamed(data, {"没有": "别的"}) == (data, 0)
