"""Types that begin from files: headings and values of a sheet, tags of a template, places of a blank form."""

import io
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import word
from app.audit.models import AuditEntry
from app.definitions import queries
from app.definitions.types import Types
from app.designer import service
from app.designer.service import Turn
from app.designer.starts import opening, paper, sheet
from app.designer.starts.proposed import Named, Proposed, corrected, drafted, faults_of
from app.documents.models import IN_FORCE, TemplateFile
from app.errors import Invalid
from app.exports import FORMATS, Column, Sheet
from app.extensions import db
from app.fields import FIELD_TYPES
from app.imports import Places, RawCell, Table, read
from app.word.blanks import places
from tests.conftest import NOW, Cast
from tests.fields.conftest import World
from tests.word import hostile
from tests.word.build import template

NAMED = Named("来客登记", "guests", ("staff",), ("admin",))


def workbook(header: Sequence[str], *rows: Sequence[Any]) -> bytes:
    columns = tuple(Column(f"c{at}", label) for at, label in enumerate(header))
    return FORMATS.get("xlsx").write(Sheet("台账", columns, rows))


LEDGER = workbook(
    ("姓名", "人数", "经费（元）", "抵达日期", "有媒体随行", "类别", "联系电话", "身份证号", "备注", "邮箱"),
    ("王敏", 3, 1200.5, date(2024, 3, 1), "是", "政府", "13800138000", "11010519491231002X", None, "a@example.org"),
    ("李雷", 12, 800, date(2024, 3, 5), "否", "高校", "0572-2320001", "440524188001010014", None, "b@example.org"),
    ("韩梅", 7, 66, date(2024, 4, 1), "否", "政府", "13800138001", "11010519491231002X", "晚到", "c@example.org"),
    ("赵云", 7, 66, date(2024, 4, 2), "是", "高校", "13800138002", "11010519491231002X", None, "d@example.org"),
)
KINDS = ["text", "integer", "money", "date", "yesno", "choice", "phone", "id_card", "paragraph", "email"]


def guessed(*values: Any, label: str = "某项") -> Proposed:
    return sheet.proposals(
        read(workbook((label, "另一项"), *((each, "x") for each in values)), name="a.xlsx"), World()
    )[0]


def table(header: Sequence[str], rows: Sequence[Sequence[RawCell]]) -> Table:
    return Table(tuple(header), [list(row) for row in rows], Places(range(2, len(rows) + 2), range(len(header))))


def test_headings_become_fields_of_the_types_that_their_values_say() -> None:
    found = sheet.proposals(read(LEDGER, name="台账.xlsx"), World())
    assert [each.label for each in found][:3] == ["姓名", "人数", "经费（元）"]
    assert [each.type for each in found] == KINDS
    assert found[5].choices == ("政府", "高校")
    assert found[0].samples == ("王敏", "李雷", "韩梅")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((), "text"),
        (("甲", "乙", "丙", "丁"), "text"),
        (("甲", "乙", "甲", "乙"), "choice"),
        (("0012", "0013", "0014"), "text"),
        ((1, 2, 2.5), "decimal"),
        (("长" * 80, "短"), "paragraph"),
        (("2024-01-02", "2024年1月3日"), "date"),
        (("https://example.org", "http://example.com/a"), "url"),
        (("√", "×", "√"), "yesno"),
    ],
)
def test_a_guess_goes_by_all_values(values: tuple[Any, ...], kind: str) -> None:
    assert guessed(*values).type == kind


def test_values_that_do_not_fit_are_shown() -> None:
    days = [date(2024, 1, day) for day in range(1, 20)]
    found = guessed(*days, "待定", label="抵达日期")
    assert found.type == "date"
    assert found.odd == ("待定",)


def test_of_many_values_each_is_judged_once_and_not_all(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    url = FIELD_TYPES.get("url")
    take = url.clean

    def clean(_self: object, raw: Any, options: Any, lookups: Any) -> Any:
        asked.append(raw)
        return take(raw, options, lookups)

    monkeypatch.setattr(type(url), "clean", clean)
    same = [[f"http://x.cn/{row % 7}"] * 2 for row in range(5_000)]
    assert [each.type for each in sheet.proposals(table(["网址", "链接"], same), World())] == ["url", "url"]
    assert len(asked) == 14
    asked.clear()
    others = [[f"http://x.cn/{row}-{column}" for column in range(100)] for row in range(2_000)]
    heads = [f"网址{at}" for at in range(100)]
    assert {each.type for each in sheet.proposals(table(heads, others), World())} == {"url"}
    assert len(asked) <= sheet.ALL_JUDGED


def test_a_cell_that_is_very_long_is_words() -> None:
    asked = sheet.proposals(table(["网址"], [["http://x.cn/" + "a" * 5_000]]), World())
    assert [each.type for each in asked] == ["paragraph"]


def test_numbers_of_rows_are_not_proposed_as_a_field() -> None:
    numbered = table(("序号", "姓名"), [[Decimal(1), "王敏"], [Decimal(2), "李雷"]])
    real = table(("序号", "编号"), [[Decimal(7), Decimal(1)], [Decimal(3), Decimal(2)]])
    assert [each.is_numbering for each in sheet.proposals(numbered, World())] == [True, False]
    assert not any(each.is_numbering for each in sheet.proposals(real, World()))


@pytest.mark.parametrize(
    "sample", [["示例：张三", "约十人", "某日"], ["（1）", "（2）", "（3）"], ["例：张三", "若干", "x"]]
)
def test_rows_that_show_how_to_fill_in_say_nothing_about_the_types(sample: list[RawCell]) -> None:
    rows = [sample, ["王敏", Decimal(3), date(2024, 3, 1)], ["李雷", Decimal(5), date(2024, 3, 2)]]
    found = sheet.proposals(table(("姓名", "人数", "日期"), rows), World())
    assert [each.type for each in found] == ["text", "integer", "date"]
    assert not any(each.odd for each in found)


def test_what_is_guessed_makes_a_draft_that_reads() -> None:
    found = sheet.proposals(read(LEDGER, name="台账.xlsx"), World())
    definition, source = drafted(NAMED, found)
    assert [each.type for each in definition.fields()] == KINDS
    assert definition.title == "{{ xm }}"
    assert "key: guests" in source
    assert [choice.label.zh for choice in definition.field("lb").options.choices] == ["政府", "高校"]  # type: ignore[union-attr]


def test_twin_headings_empty_names_and_choices_without_choices_are_told_all_at_once() -> None:
    found = [Proposed("甲"), Proposed("甲"), Proposed("乙", "choice")]
    given = {"take-0": "on", "take-1": "on", "take-2": "on", "choices-2": "只有一个", "label-0": "甲"}
    assert [fault.code for fault in faults_of(found, given)] == ["starts.no_choices", "starts.twice"]
    assert [fault.code for fault in faults_of(found, {**given, "label-0": " "})] == [
        "starts.no_label",
        "starts.no_choices",
    ]
    assert [fault.code for fault in faults_of(found, {})] == ["starts.nothing"]


def test_what_is_not_ticked_is_left_out_and_what_was_typed_counts() -> None:
    given = {"take-1": "on", "label-1": "地点", "type-1": "choice", "choices-1": "甲、乙，丙;甲"}
    assert corrected([Proposed("甲"), Proposed("乙")], given) == (Proposed("地点", "choice", ("甲", "乙", "丙")),)


def test_a_type_that_is_not_offered_is_not_taken() -> None:
    assert corrected([Proposed("甲")], {"take-0": "on", "type-0": "serial"})[0].type == "text"
    assert set(KINDS) <= set(FIELD_TYPES.names())


# -- templates


TAGGED = template(
    "{{ 团组名称 }} {{ 抵达日期 | 年月日 }} {{ 经费 | 大写 }} {{ 来访目的 | 勾选 }} {{ 国别 | 顿号 }}",
    [["序号", "姓名", "出生日期"], ["{{ 序号 }}", "{{ 来访人员.姓名 }}", "{{ 来访人员.出生日期 | 年月日 }}"]],
    "{%p if 有媒体随行 %}", "{{ 媒体情况 }}", "{%p endif %}",
    "{% for 项 in 日程 %}{{ 项.地点 }}{% endfor %} {{ record.number }} {{ 今天 | 年月日 }} {{ 类别 | 勾选('公务') }}",
)  # fmt: skip


def test_tags_become_fields_and_tags_of_rows_the_columns_of_tables() -> None:
    found = paper.of_tags(word.Template.compile(TAGGED))
    plain = {each.label: each.type for each in found}
    assert plain == {
        "团组名称": "text",
        "抵达日期": "date",
        "经费": "money",
        "来访目的": "choice",
        "国别": "choice",
        "来访人员": "table",
        "有媒体随行": "yesno",
        "媒体情况": "paragraph",
        "日程": "table",
        "类别": "choice",
    }
    tables = {each.label: [(one.label, one.type) for one in each.columns] for each in found if each.columns}
    assert tables == {"来访人员": [("姓名", "text"), ("出生日期", "date")], "日程": [("地点", "text")]}
    assert next(each for each in found if each.label == "国别").many
    assert next(each for each in found if each.label == "类别").choices == ("公务", "选项一")


def test_a_tag_that_is_a_key_keeps_it() -> None:
    found = paper.of_tags(word.Template.compile(template("{{ arrive_on | 年月日 }}")))
    assert found == [Proposed("arrive_on", "date", key="arrive_on")]


BLANK = template("姓名：________  性别：□男 □女", [["出生日期", "", "联系电话", ""]])


def test_places_of_a_blank_form_become_fields() -> None:
    found = {each.label: each.type for each in paper.of_places(places(BLANK))}
    assert found["姓名"] == "text"
    assert found["性别"] == "choice"
    assert found["出生日期"] == "date"
    assert found["联系电话"] == "phone"


# -- the pages


@pytest.fixture
def browser(login: Callable[[str], FlaskClient]) -> FlaskClient:
    return login("ada")


def send(browser: FlaskClient, data: bytes, name: str) -> Any:
    return browser.post("/designer/new/file", data={"file": (io.BytesIO(data), name)})


def answers(page: str) -> dict[str, str]:
    """The form as it is shown, sent back as it is."""
    given = dict.fromkeys(re.findall(r'name="(take-[\d-]+)"', page), "on")
    given |= dict(re.findall(r'name="((?:label|choices)-[\d-]+)"[^>]* value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]* name="(type-[\d-]+)".*?>(.*?)</select>', page, re.DOTALL):
        given[name] = re.search(r'value="(\w+)" selected', options)[1]  # type: ignore[index]
    return {**given, "fill": "staff", "see": "admin"}


def test_a_ledger_becomes_a_draft_that_can_be_published(browser: FlaskClient, app: Flask, cast: Cast) -> None:
    sent = send(browser, LEDGER, "来客登记.xlsx")
    page = browser.get(sent.location).text
    assert 'value="来客登记"' in page
    made = browser.post(sent.location, data={**answers(page), "label": "来客登记", "key": "guests"})
    assert made.location == "/designer/guests/fields"
    with app.app_context():
        standing = service.standing("guests")
        assert [each.type for each in standing.definition.fields()] == KINDS
        service.publish("guests", Turn(standing.lock, cast.actor("ada"), NOW), types=Types())
        db.session.commit()
        assert queries.current("guests") is not None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_with_headings_becomes_a_draft(browser: FlaskClient, encoding: str) -> None:
    data = "序号,姓名,人数,抵达日期\n1,王敏,3,2024-03-01\n2,李雷,12,2024-03-05\n".encode(encoding)
    sent = send(browser, data, "来客.csv")
    page = browser.get(sent.location).text
    assert 'value="来客"' in page
    assert "像是行号" in page
    assert 'id="take-0" aria-label="要“序号”">' in page
    given = {**answers(page), "label": "来客登记", "key": "guests"}
    assert browser.post(sent.location, data=given).status_code == 302


def test_a_csv_goes_through_the_gate_of_sheets(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "TEXT_ROOM", 1 << 10)
    for data, name, said in (
        (b"\0\1\2" * 200, "a.csv", "不是"),
        ("姓名,人数\n".encode() + b"a,1\n" * 400, "a.csv", "超过 0 MB"),
        (b"a\n", "a.xlsx", "文件损坏"),
    ):
        answer = send(browser, data, name)
        assert answer.status_code == 422, name
        assert said in answer.text, name


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ROOM", 1 << 20)
    monkeypatch.setattr(ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b"<c/>" * (1 << 19))
    answer = send(browser, out.getvalue(), "a.xlsx")
    assert answer.status_code == 422
    assert "展开后超过 1 MB" in answer.text


def test_of_a_long_ledger_the_top_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "READ", 3)
    long = workbook(("姓名", "人数"), *(("王敏", at) for at in range(9)))
    lines = "姓名,人数\n" + "王敏,1\n" * 9
    assert len(opening._table("a.xlsx", long, None).rows) == 2
    assert len(opening._table("a.csv", lines.encode(), None).rows) == 2


def test_a_tagged_template_becomes_a_draft_with_the_template_as_its_document(browser: FlaskClient, app: Flask) -> None:
    sent = send(browser, TAGGED, "来访表.docx")
    page = browser.get(sent.location).text
    assert '<tr class="dz-of-table">' in page  # drawn as a row: on the canvas a column is a box
    made = browser.post(sent.location, data={**answers(page), "label": "来访", "key": "visits"})
    assert made.location == "/designer/visits/fields"
    with app.app_context():
        definition = service.standing("visits").definition
        assert [each.template for each in definition.documents] == ["来访表.docx"]
        file = db.session.scalars(select(TemplateFile)).one()
        assert (file.name, file.state, file.content) == ("来访表.docx", IN_FORCE, TAGGED)
    assert "填不出来" not in browser.get("/designer/visits/publish").text


def test_a_blank_form_gets_its_tags_by_itself(browser: FlaskClient, app: Flask) -> None:
    sent = send(browser, BLANK, "登记表.docx")
    page = browser.get(sent.location).text
    browser.post(sent.location, data={**answers(page), "label": "登记", "key": "entries"})
    with app.app_context():
        file = db.session.scalars(select(TemplateFile)).one()
        written = {tag.text for tag in word.Template.compile(file.content).tags}
    assert {"{{ 姓名 }}", "{{ 性别 | 勾选 }}", "{{ 出生日期 | 年月日 }}", "{{ 联系电话 }}"} <= written
    assert "填不出来" not in browser.get("/designer/entries/publish").text


def test_a_template_of_the_same_name_keeps_its_place(browser: FlaskClient, app: Flask) -> None:
    sent = send(browser, TAGGED, "来访备案表.docx")
    page = browser.get(sent.location).text
    browser.post(sent.location, data={**answers(page), "label": "来访", "key": "visits"})
    with app.app_context():
        assert db.session.scalars(select(TemplateFile.name)).one() == "来访备案表 2.docx"


def test_what_was_put_right_is_still_there_when_something_is_wrong(browser: FlaskClient) -> None:
    sent = send(browser, LEDGER, "来客登记.xlsx")
    given = {**answers(browser.get(sent.location).text), "label": "来客登记", "label-0": "", "label-1": "随行人数"}
    answer = browser.post(sent.location, data=given)
    assert answer.status_code == 422
    assert "请写名称，或者去掉勾选" in answer.text
    assert 'value="随行人数"' in answer.text


def test_a_key_that_is_taken_is_said_beside_it(browser: FlaskClient) -> None:
    sent = send(browser, LEDGER, "来客登记.xlsx")
    given = {**answers(browser.get(sent.location).text), "label": "来客登记", "key": "guests"}
    browser.post(sent.location, data=given)
    assert "请换一个" in browser.post(sent.location, data=given).text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF-1.7", "不能用来新建事项"),
        ("a.xlsx", b"", "请选择一个文件"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 90, ""),
        ("a.docx", b"PK\x03\x04" + b"\0" * 90, ""),
        ("a.docx", hostile.field('DDEAUTO c:\\\\cmd "/c calc"'), ""),
        ("a.docx", template("{{ 名称 "), ""),
        ("a.docx", template("只有文字。"), "也没有找到要填的地方"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_and_told_in_the_audit(
    name: str, data: bytes, said: str, browser: FlaskClient, app: Flask
) -> None:
    answer = send(browser, data, name)
    assert answer.status_code == 422
    assert said in answer.text
    with app.app_context():
        assert (
            db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "type.refused")).one().about
            == f"file:{name}"
        )


def test_more_fields_than_a_type_should_have_are_refused() -> None:
    header = [f"第{at}项" for at in range(250)]
    with pytest.raises(Invalid):
        sheet.proposals(read(workbook(header, ["x"] * 250), name="a.xlsx"), World())


def test_only_who_designs_begins_types(login: Callable[[str], FlaskClient]) -> None:
    assert login("stan").get("/designer/new/file").status_code == 403


def test_the_library_shows_what_is_shipped_and_leads_to_a_copy(browser: FlaskClient) -> None:
    page = browser.get("/designer/library").text
    assert "来访团组" in page
    start = re.search(r'href="(/designer/new\?start=shipped[^"]*visiting_delegation)"', page)
    assert start is not None
    assert 'selected value="shipped:visiting_delegation"' in browser.get(start[1]).text
