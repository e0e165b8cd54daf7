"""Old ledgers: sent, mapped, looked through, mended, imported; and everything that is refused on the way."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.exports import FORMATS, Column, Sheet
from app.extensions import db
from app.imports import read
from app.jobs.models import Job
from app.numbers import queries
from app.records import importing
from app.records.models import Record
from tests.conftest import Cast
from tests.records.list_office import furnish, keep

Login = Callable[[str], FlaskClient]
START = "/types/visit/import"
HEADER = ("备案编号", "团组名称", "来访人数", "国家", "抵达日期", "备注")
GOOD = (
    ("外来备〔2019〕1号", "柏林大学", "3", "德国", "2019.5.6", "甲"),
    ("外来备〔2019〕2号", "京都大学", "12", "日本、德国", "2019年6月", None),
)


@pytest.fixture
def office(app: Flask, cast: Cast) -> Flask:
    furnish(app, cast)
    return app


@pytest.fixture
def ada(office: Flask, login: Login) -> FlaskClient:
    return login("ada")


def workbook(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    columns = tuple(Column(str(at), label) for at, label in enumerate(header))
    return FORMATS.get("xlsx").write(Sheet("台账", columns, rows))


def send(browser: FlaskClient, rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, path: str = START) -> str:
    """Send a workbook; the address of its mapping."""
    answer = browser.post(path, data={"file": (BytesIO(workbook(header, rows)), "旧台账.xlsx")})
    assert answer.status_code == 302, text(answer.text)
    return str(answer.location)


def proposed(page: str) -> dict[str, str]:
    """What the selects say."""
    return dict(re.findall(r'name="(c\d+)".*?<option value="([^"]*)" selected', page, re.DOTALL))


def decide(browser: FlaskClient, url: str, **changes: str) -> str:
    """Map as proposed, with changes; the address of the dry run."""
    chosen = {**proposed(browser.get(url).text), "c5": "-", "state": "done", **changes}
    answer = browser.post(url, data=chosen)
    assert answer.status_code == 302, text(answer.text)
    return str(answer.location)


def run(office: Flask, browser: FlaskClient, url: str, **data: str) -> str:
    """Import, and what the job's page says."""
    answer = browser.post(f"{url}/run", data=data)
    assert answer.status_code == 302, text(answer.text)
    office.extensions["worker"].run_waiting()
    return browser.get(answer.location).text


def text(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])))


def records(office: Flask) -> list[Record]:
    with office.app_context():
        return list(db.session.scalars(select(Record).order_by(Record.id)))


def test_a_ledger_becomes_records(office: Flask, ada: FlaskClient) -> None:
    url = send(ada, GOOD)
    check = ada.get(decide(ada, url)).text
    assert "2 行可以导入" in text(check)
    assert "柏林大学（3人）" in check
    assert records(office) == [], "nothing was written yet"
    page = run(office, ada, url)
    assert "已导入 2 条" in page
    first, second = records(office)
    assert (first.title, first.number, first.state, first.year, first.imported) == (
        *("柏林大学（3人）", "外来备〔2019〕1号", "done", 2019),
        True,
    )
    with office.app_context():
        assert queries.last(db.session(), "visits", "2019") == 2, "the register knows of them"
    assert second.data["countries"] == ["JP", "DE"]
    assert second.data["arrive_on"] == "2019-06"
    assert first.data["kind"] == "civil", "what the ledger does not speak of starts as in an empty form"
    assert "历史补录" in ada.get(f"/records/{first.id}").text
    assert "历史补录 爱达" in text(ada.get(f"/records/{first.id}?tab=history").text)


def test_columns_are_proposed_by_their_names(ada: FlaskClient) -> None:
    page = ada.get(send(ada, GOOD)).text
    assert list(proposed(page).values()) == ["_number", "name", "headcount", "countries", "arrive_on", ""]
    assert "2 行" in text(page)
    assert "柏林大学" in page


def test_every_column_is_decided_about(ada: FlaskClient) -> None:
    url = send(ada, GOOD)
    chosen = proposed(ada.get(url).text)
    answer = ada.post(url, data={**chosen, "state": "done"})
    assert answer.status_code == 422
    assert "“备注”还没有对应的字段" in answer.text
    twice = ada.post(url, data={**chosen, "c5": "name", "state": "done"})
    assert "“备注”和“团组名称”对应了同一个字段" in twice.text
    nothing = ada.post(url, data={**dict.fromkeys(chosen, "-"), "state": "done"})
    assert "还没有一列对应到字段" in nothing.text
    assert "“draft”" in ada.post(url, data={**chosen, "c5": "-", "state": "draft"}).text


def test_required_fields_without_a_column_are_named(ada: FlaskClient) -> None:
    page = ada.get(send(ada, [["德国"]], ["国家"])).text
    assert "这些必填字段还没有对应的列：团组名称、人数" in text(page)


WRONG = (
    ("", "柏林大学", "十几", "德国", "2019.13.6", None),
    ("", None, "3", "联邦德国", "2019-05-06", None),
    ("", "京都大学", "12", "日本", "2019-06-07", None),
)


def test_faults_stand_at_their_cells(office: Flask, ada: FlaskClient) -> None:
    url = send(ada, WRONG)
    check = text(ada.get(decide(ada, url)).text)
    assert "1 行可以导入" in check
    assert "2 行有问题" in check
    for told in (
        "第 2 行 C 列 十几 “十几”不是数字",
        "第 2 行 E 列 2019.13.6 日历上没有“2019.13.6”这一天",
        "第 3 行 B 列 — 请填写“团组名称”",
        "第 3 行 D 列 联邦德国 列表里没有“联邦德国”",
    ):
        assert told in check


def test_nothing_is_imported_while_a_row_is_wrong(office: Flask, ada: FlaskClient) -> None:
    url = send(ada, WRONG)
    decide(ada, url)
    answer = ada.post(f"{url}/run")
    assert answer.status_code == 422
    assert "还有 2 行有问题" in answer.text
    with office.app_context():
        assert db.session.scalar(select(Job)) is None
    assert records(office) == []


def test_wrong_rows_are_skipped_if_one_says_so(office: Flask, ada: FlaskClient) -> None:
    url = send(ada, WRONG)
    decide(ada, url)
    page = run(office, ada, url, skip="y")
    assert "已导入 1 条" in page
    assert "跳过了 2 行" in page
    assert [record.title for record in records(office)] == ["京都大学（12人）"]


def test_the_faults_come_as_a_workbook_that_can_be_mended_and_sent_again(office: Flask, ada: FlaskClient) -> None:
    url = send(ada, WRONG)
    decide(ada, url)
    run(office, ada, url, skip="y")
    with ada.get(f"{url}/faults") as answer:
        table = read(answer.data, name="faults.xlsx")
    assert table.header == ("行", "问题", *HEADER)
    assert [row[0] for row in table.rows] == [2, 3]
    assert "来访人数：“十几”不是数字" in str(table.rows[0][1])
    mended = [[*row] for row in table.rows]
    mended[0][4], mended[0][6], mended[1][3], mended[1][5] = "12", "2019-12-06", "慕尼黑大学", "德国"
    again = send(ada, mended, table.header)
    chosen = proposed(ada.get(again).text)
    assert list(chosen.values())[:3] == ["-", "-", "_number"], "our own columns are ignored"
    answer = ada.post(again, data={**chosen, "c7": "-", "state": "done"})
    assert "2 行可以导入" in text(ada.get(answer.location).text)
    run(office, ada, again)
    assert len(records(office)) == 3


def test_what_is_there_already_is_said(office: Flask, ada: FlaskClient) -> None:
    keep(office, "ada", name="柏林大学", filing_no="外来备〔2019〕2号")
    rows = [*GOOD, ("外来备〔2019〕1号", "柏林大学", "3", None, None, None)]
    check = text(ada.get(decide(ada, send(ada, rows))).text)
    assert "编号“外来备〔2019〕2号”已被别的记录使用" in check
    assert "编号“外来备〔2019〕1号”与第 2 行相同" in check
    assert "台账里已有同名的“柏林大学（3人）”" in check
    assert "与第 2 行同名" in check
    assert "1 行可以导入" in check


def test_of_what_there_may_be_one_only_a_second_is_wrong(office: Flask, ada: FlaskClient) -> None:
    keep(office, "ada", key="partner", name="柏林大学")
    url = send(ada, [["柏林大学"], ["京都大学"], ["京都大学"]], ["名称"], "/types/partner/import")
    answer = ada.post(url, data={"c0": "name", "state": "kept"})
    check = text(ada.get(answer.location).text)
    assert "已有一条记录的名称与这一行完全相同" in check
    assert "与第 3 行重复" in check
    assert "1 行可以导入" in check


def test_checks_are_said_and_stop_nothing(office: Flask, ada: FlaskClient) -> None:
    header = ("团组名称", "人数", "抵达日期", "离开日期", "有媒体", "媒体情况", "成果", "登记日期")
    row = ("柏林大学", "3", "2019-05-06", "2019-05-01", "否", "一家", "签约", "2019-05-20")
    url = send(ada, [row], header)
    chosen = proposed(ada.get(url).text)
    assert chosen["c7"] == "_on"
    check = text(ada.get(ada.post(url, data={**chosen, "state": "done"}).location).text)
    assert "第 2 行 D 列 2019-05-01 离开不能早于抵达" in check
    assert "“媒体情况”不需要填写，导入后不会保留" in check
    run(office, ada, url)
    (record,) = records(office)
    assert record.data["outcome"] == "签约", "what belongs to the state in which it is kept stays"
    assert "media_note" not in record.data
    assert record.created_at.date() == date(2019, 5, 20)


def test_a_day_that_is_still_to_come_is_no_day_of_entry(ada: FlaskClient) -> None:
    url = send(ada, [("柏林大学", "3", "2199-01-01"), ("京都大学", "3", "2019")], ("团组名称", "人数", "登记日期"))
    check = text(ada.get(ada.post(url, data={**proposed(ada.get(url).text), "state": "done"}).location).text)
    assert "“2199-01-01”不能作为登记日期" in check
    assert "“2019”不能作为登记日期" in check


def test_pasted_rows_are_a_ledger_too(office: Flask, ada: FlaskClient) -> None:
    pasted = "团组名称\t人数\n柏林大学\t3\n京都大学\t12\n"
    url = ada.post(START, data={"text": pasted}).location
    ada.post(url, data={**proposed(ada.get(url).text), "state": "done"})
    run(office, ada, url)
    assert [record.title for record in records(office)] == ["柏林大学（3人）", "京都大学（12人）"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": " "}, "请选择文件，或把表格粘贴到方框里"),
        ({"file": (b"", "a.xlsx")}, "表格里没有内容"),
        ({"file": (b"PK\x03\x04 broken", "a.xlsx")}, "文件"),
        ({"file": (b"%PDF-1.4", "a.pdf")}, "文件"),
    ],
)
def test_what_is_no_table_is_refused_in_words(ada: FlaskClient, sent: dict[str, Any], words: str) -> None:
    data = {key: (BytesIO(value[0]), value[1]) if key == "file" else value for key, value in sent.items()}
    answer = ada.post(START, data=data)
    assert answer.status_code == 422
    assert words in re.search(r"data-faults>(.*?)</ul>", answer.text, re.DOTALL)[1]  # type: ignore[index]


def test_a_second_sheet_can_be_chosen(office: Flask, ada: FlaskClient) -> None:
    url = send(ada, GOOD)
    assert ada.post(url, data={"sheet": "台账"}).location == url
    assert proposed(ada.get(url).text)["c1"] == "name"


def test_long_ledgers_are_looked_through_and_imported_in_chunks(
    office: Flask, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    monkeypatch.setattr(importing, "CHUNK", 2)
    url = send(ada, [("", f"团{at}", "3", None, None, None) for at in range(5)])
    job = decide(ada, url)
    assert job.startswith("/jobs/")
    office.extensions["worker"].run_waiting()
    assert "看了 5 行，0 行有问题" in ada.get(job).text
    assert "已导入 5 条" in run(office, ada, url)
    with office.app_context():
        notes = [each.facts for each in db.session.query(AuditEntry).filter_by(deed="records.imported")]
        assert [note[note.index('"rows"') :][:8] for note in notes] == ['"rows":2', '"rows":2', '"rows":1']


def test_an_import_that_was_stopped_goes_on_behind_its_last_chunk(
    office: Flask, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    rows = [(f"备{at}", f"团{at}", "3", None, None, None) for at in range(5)]
    url = send(ada, rows)
    decide(ada, url)
    save, calls = importing.past.save, []

    def breaks(*given: Any, **named: Any) -> Record:
        calls.append(given)
        if len(calls) == 4:
            raise OSError("the power fails")
        return save(*given, **named)

    monkeypatch.setattr(importing.past, "save", breaks)
    run(office, ada, url)
    assert len(records(office)) == 2, "a chunk is whole or not there"
    monkeypatch.setattr(importing.past, "save", save)
    assert "已导入 5 条" in run(office, ada, url)
    assert [record.number for record in records(office)] == [f"备{at}" for at in range(5)]
    run(office, ada, url)
    assert len(records(office)) == 5, "once more is no more"


def test_only_those_with_the_capability_import(office: Flask, login: Login, ada: FlaskClient) -> None:
    url = send(ada, GOOD)
    stan = login("stan")
    for path in (START, url, f"{url}/check", f"{url}/faults", f"{START}/template"):
        assert stan.get(path).status_code == 403, path
    for path in (START, url, f"{url}/run"):
        assert stan.post(path, data={}).status_code == 403, path


def test_nobody_opens_what_another_sent(office: Flask, login: Login, ada: FlaskClient) -> None:
    url = send(ada, GOOD)
    amy = login("amy")
    for path in (url, f"{url}/check", f"{url}/faults", "/imports/nothing", "/imports/..%2F.."):
        assert amy.get(path).status_code == 404, path


def test_an_empty_ledger_to_fill_in(ada: FlaskClient) -> None:
    with ada.get(f"{START}/template") as answer:
        header = read(answer.data, name="empty.xlsx", known=["团组名称"]).header
    assert header[:3] == ("备案编号", "团组名称", "人数")
    assert "附件" not in header
    assert "来访人员" not in header
