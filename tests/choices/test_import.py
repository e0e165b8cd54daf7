"""Tables taken into a list: looked at first, every fault with its cell, codes as text, and out again unchanged."""

import html
import re
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.choices import import_views, merging, sent, sheets
from app.choices.sent import Sent
from app.definitions import lists
from app.definitions.schema import ChoiceList
from app.errors import Invalid
from app.exports import FORMATS
from app.imports import read, read_paste
from app.web import clock

from .conftest import ROOMS, book, hidden, number

HERE = ChoiceList.model_validate(ROOMS)
EMPTY = HERE.model_copy(update={"entries": (), "columns": ()})
DAY = date(2026, 7, 1)


def csv(text: str, encoding: str = "utf-8") -> Sent:
    return Sent.of(read(text.encode(encoding), name="x.csv", known=sent.known(HERE)))


def taken(table: Sent, into: ChoiceList = HERE, *, retire_on: date | None = None) -> merging.Proposal:
    return merging.taken_in(into, table, sent.proposed(table, into), retire_on=retire_on)


def told(found: merging.Proposal) -> list[tuple[str, str]]:
    return [(fault.place, fault.code) for fault in found.faults]


def workbook(*rows: list[object], merge: str = "") -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as made:
        page = made.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
        if merge:
            page.merge_range(merge, rows[0][0])
    return file.getvalue()


def post(ada: FlaskClient, data: bytes, name: str = "x.csv") -> TestResponse:
    return ada.post("/lists/rooms/import", data={"file": (BytesIO(data), name)})


# -- what would come of it


def test_new_changed_and_missing_are_told_apart() -> None:
    found = taken(csv("值,名称,城市\n001,壹号,bj\nNEW,五号,gz\n"))
    assert [each.value for each in found.changes.added] == ["NEW"]
    assert [(before.label.zh, now.label.zh) for before, now in found.changes.changed] == [("一号", "壹号")]
    assert [each.value for each in found.missing] == ["NO"]
    assert [each.value for each in found.book.entries] == ["001", "NO", "12:30", "=4", "NEW"]


def test_what_is_missing_is_retired_only_if_that_was_chosen() -> None:
    table = csv("值,名称\n001,一号\n")
    assert not any(each.retired_on == DAY for each in taken(table).book.entries)
    found = taken(table, retire_on=DAY)
    assert [(each.value, each.retired_on) for each in found.book.entries if each.retired_on == DAY] == [("NO", DAY)]
    assert found.book.entries[2].retired
    assert found.book.entries[2].retired_on is None


def test_columns_that_the_table_lacks_stay() -> None:
    entry = taken(csv("值,名称\n001,壹号\n")).book.entries[0]
    assert (entry.label.en, entry.columns) == ("One", {"city": "bj", "seats": "12"})


def test_a_whole_list_comes_in_its_own_order() -> None:
    rows = "".join(f"{value},{name}\n" for value, name in (("=4", "四"), ("NO", "二"), ("001", "一"), ("12:30", "三")))
    assert [each.value for each in taken(csv(f"值,名称\n{rows}")).book.entries] == ["=4", "NO", "001", "12:30"]


def test_without_values_entries_are_known_by_their_names() -> None:
    found = taken(csv("名称,城市\n一号,tj\n五号,tj\n"))
    assert [now.value for _before, now in found.changes.changed] == ["001"]
    assert [each.value for each in found.changes.added] == ["wh"]


@pytest.mark.parametrize("code", ["NO", "001", "12:30", "007e5", "=1+1", "@x", "-5", "是"])
def test_codes_stay_what_was_typed(code: str) -> None:
    found = taken(csv(f"值,名称\n{code},新的一间\n另,再一间\n"), EMPTY)
    assert found.book.entries[0].value == code
    pasted = Sent.of(read_paste(f"值\t名称\n{code}\t新的一间\n另\t再一间", None, known=sent.known(EMPTY)))
    assert taken(pasted, EMPTY).book.entries[0].value == code
    file = Sent.of(read(workbook(["值", "名称"], ["", "x"]), name="x.xlsx", known=sent.known(EMPTY)))
    assert file.header == ("值", "名称")


def test_numbers_and_times_of_a_workbook_are_read_as_they_look() -> None:
    data = workbook(["值", "名称", "时间", "座位"], ["a", "甲", 0.5208333333, 12.0], ["b", "乙", "12:30", 1.5])
    found = taken(Sent.of(read(data, name="x.xlsx", known=sent.known(EMPTY))), EMPTY)
    assert [each.columns["zw"] for each in found.book.entries] == ["12", "1.5"]
    assert [each.label.zh for each in found.book.columns] == ["时间", "座位"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_files_of_offices_are_read_in_their_encodings(encoding: str) -> None:
    assert [each.label.zh for each in taken(csv("值,名称\nx,外事办公室\n", encoding), EMPTY).book.entries] == [
        "外事办公室"
    ]


def test_names_alone_will_do() -> None:
    pasted = Sent.of(read_paste("东楼\n西楼\n", None, known=sent.known(EMPTY)))
    found = taken(pasted, EMPTY)
    assert [(each.value, each.label.zh) for each in found.book.entries] == [("dl", "东楼"), ("xl", "西楼")]


def test_codes_before_names_are_values() -> None:
    pasted = Sent.of(read_paste("CN\t中国\nJP\t日本\n", None, known=sent.known(EMPTY)))
    assert sent.proposed(pasted, EMPTY) == {0: "value", 1: "label"}


def test_merged_and_titled_headers_are_found() -> None:
    data = workbook(["会议室一览表", "", ""], ["值", "名称", "城市"], ["A", "甲", "bj"], merge="A1:C1")
    found = taken(Sent.of(read(data, name="x.xlsx", known=sent.known(HERE))))
    assert [(each.value, each.columns) for each in found.changes.added] == [("A", {"city": "bj"})]


def test_unknown_headings_become_columns_or_are_left_out() -> None:
    table = csv("值,名称,楼层\nA,甲,3\n")
    assert taken(table).book.columns[-1].label.zh == "楼层"
    without = merging.taken_in(HERE, table, {0: "value", 1: "label"}, retire_on=None)
    assert without.book.columns == HERE.columns


# -- faults


def test_every_fault_is_told_at_once_with_its_cell() -> None:
    table = csv(
        f"值,名称,停用,停用日期\nA,,,\n{'x' * 81},长,,\nB,乙,也许,\nC,丙,,2026-02-30\nB,乙乙,,\nD,{'长' * 401},,明天\n"
    )
    assert told(taken(table)) == [
        ("B2", "list.no_name"),
        ("A3", "definition.too_long"),
        ("C4", "list.bad_retired"),
        ("D5", "list.bad_retired_on"),
        ("A6", "list.value_twice"),
        ("B7", "definition.too_long"),
        ("D7", "list.bad_retired_on"),
    ]


def test_twins_by_name_are_told_in_their_row() -> None:
    assert told(taken(csv("值,名称\nA,甲\nB, 甲\n"))) == [("B3", "list.label_twice")]
    assert told(taken(csv("值,名称,城市,座位\nA,一号,bj,12\n"))) == [("B2", "list.label_twice")]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "x.csv"),
        (b"PK\x03\x04 no zip", "x.xlsx"),
        (b"\x00\x01\x02\xff\xfe" * 50, "x.csv"),
        (b"\x81\xff\xff", "x.csv"),
        ("值,名称\n".encode() + b"".join(f"v{at},n{at}\n".encode() for at in range(20_001)), "x.csv"),
        ('值,名称\n"a,b\n'.encode() + b"x" * 140_000, "x.csv"),
    ],
    ids=["empty", "no workbook", "bytes", "no encoding", "20,001 rows", "quote"],
)
def test_what_cannot_be_read_is_said_and_nothing_happens(ada: FlaskClient, app: Flask, data: bytes, name: str) -> None:
    answer = post(ada, data, name)
    assert answer.status_code == 422
    assert "data-faults" in answer.text
    assert number(app) == 1


def test_a_hundred_thousand_rows_are_too_many() -> None:
    with pytest.raises(Invalid) as caught:
        csv("值,名称\n" + "".join(f"v{at},n{at}\n" for at in range(99_000)))
    assert [fault.code for fault in caught.value.faults] == ["list.too_many_entries"]
    with pytest.raises(Invalid) as caught:
        csv("值,名称\n" + "".join(f"v{at},n{at}\n" for at in range(101_000)))
    assert [fault.code for fault in caught.value.faults] == ["sheet.too_many_rows"]


def test_nothing_sent_is_said(ada: FlaskClient) -> None:
    assert "请粘贴表格，或选择一个文件" in ada.post("/lists/rooms/import", data={"text": " "}).text


def test_a_huge_file_is_refused_in_words(ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_views, "FILE_LIMIT", 1_000)
    answer = post(ada, b"x" * 1_001)
    assert answer.status_code == 422
    assert "“x.csv”太大，最多" in answer.text


def test_formulas_of_a_file_are_never_run(ada: FlaskClient, app: Flask) -> None:
    text = '值,名称\n"=cmd|\' /C calc\'!A0","=HYPERLINK(""http://x"",""y"")"\n'
    page = post(ada, text.encode()).text
    send(ada, page)
    entry = book(app).entries[-1]
    assert (entry.value, entry.label.zh) == ("=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")')
    exported = ada.get("/lists/rooms/file/csv").get_data(as_text=True)
    assert "\"'=HYPERLINK" in exported


# -- the pages


def send(ada: FlaskClient, page: str, **more: str) -> TestResponse:
    """Write what a page shows."""
    carried = html.unescape(hidden(page, "sheet"))
    mapped = {f"is{at}": key for at, key in _chosen(page).items()}
    base = hidden(page, "base")
    return ada.post("/lists/rooms/import/apply", data={"sheet": carried, "base": base, **mapped, **more})


def _chosen(page: str) -> dict[int, str]:
    found = {}
    for at, options in re.findall(r'<select[^>]*name="is(\d+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[int(at)] = chosen[1] if chosen else ""
    return found


def test_nothing_is_written_before_it_was_seen(ada: FlaskClient, app: Flask) -> None:
    page = ada.post("/lists/rooms/import", data={"text": "值\t名称\tA列\n001\t壹号\t\nnew\t五号\tx\n"}).text
    for said in ("新增 1 项", "改动 1 项", "表里有 1 项不在这份数据里", "二号"):
        assert said in page
    assert number(app) == 1
    assert send(ada, page).status_code == 302
    now = book(app)
    assert [each.label.zh for each in now.entries] == ["壹号", "二号", "三号", "四号", "五号"]
    assert [each.label.zh for each in now.columns] == ["城市", "座位", "A列"]


def test_what_is_missing_is_retired_from_today_if_chosen(ada: FlaskClient, app: Flask) -> None:
    page = ada.post("/lists/rooms/import", data={"text": "值\t名称\n001\t一号\n"}).text
    send(ada, page, missing="retire")
    with app.app_context():
        assert book(app).entries[1].retired_on == clock.today()


def test_columns_are_said_to_be_something_else(ada: FlaskClient, app: Flask) -> None:
    page = ada.post("/lists/rooms/import", data={"text": "名称\t备注\n五号\t大\n"}).text
    carried = {"sheet": html.unescape(hidden(page, "sheet")), "base": "1"}
    again = ada.post("/lists/rooms/import", data={**carried, "is0": "label", "is1": "column.seats"})
    assert "大" in again.text
    send(ada, again.text)
    assert book(app).entries[-1].columns == {"seats": "大"}
    for wrong, said in ((("", "new"), "请说明哪一列是名称"), (("label", "label"), "选成了同一项")):
        answer = ada.post("/lists/rooms/import", data={**carried, "is0": wrong[0], "is1": wrong[1]})
        assert answer.status_code == 422
        assert said in answer.text


def test_faults_are_listed_and_writing_is_refused(ada: FlaskClient, app: Flask) -> None:
    page = ada.post("/lists/rooms/import", data={"text": "值\t名称\nA\t\nNO\t二号\n"}).text
    assert "第 2 行 B 列" in page
    assert "import/apply" not in page
    assert send(ada, page).status_code == 422
    assert number(app) == 1


@pytest.mark.parametrize("sheet", ["", "{}", "[1,2]", "[[],[[1]],[],[],1]", "x" * 100])
def test_what_was_changed_on_its_way_is_refused(ada: FlaskClient, app: Flask, sheet: str) -> None:
    sent_back = {"sheet": sheet, "base": "1", "is0": "label"}
    assert ada.post("/lists/rooms/import/apply", data=sent_back).status_code == 422
    assert ada.post("/lists/rooms/import", data=sent_back).status_code == 422
    assert number(app) == 1


def test_an_import_into_an_older_version_shows_both_sides(ada: FlaskClient, app: Flask) -> None:
    page = ada.post("/lists/rooms/import", data={"text": "值\t名称\nnew\t五号\n"}).text
    ada.post("/lists/rooms/entry", data={"base": "1", "of": "NO", "label": "对方改的"})
    answer = send(ada, page)
    assert answer.status_code == 409
    for said in ("对方改的", "五号"):
        assert said in answer.text
    assert number(app) == 2


# -- out, and in again


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_exported_list_comes_in_again_unchanged(kind: str, language: str) -> None:
    data = FORMATS.get(kind).write(sheets.sheet(HERE, language))
    table = Sent.of(read(data, name=f"x.{kind}", known=sent.known(HERE)))
    found = taken(table)
    assert told(found) == []
    assert not found.changes, found.changes
    assert found.missing == ()
    fresh = taken(table, EMPTY)
    assert [each.value for each in fresh.book.entries] == ["001", "NO", "12:30", "=4"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_file_is_downloaded(ada: FlaskClient, kind: str) -> None:
    answer = ada.get(f"/lists/rooms/file/{kind}")
    assert answer.status_code == 200
    page = post(ada, answer.data, f"会议室.{kind}").text
    assert "没有变化。" in page


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_list_without_entries_is_a_file_too(kind: str) -> None:
    assert FORMATS.get(kind).write(sheets.sheet(EMPTY, "zh"))


def test_an_exported_list_passes_the_gate() -> None:
    assert lists.problems(HERE) == []
    with pytest.raises(Invalid):
        Sent.read("[]")
