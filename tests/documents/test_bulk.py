"""Papers of many records: what is made, what is refused and why, in which file, and what a stop in between costs."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Docx
from flask import Flask
from flask.testing import FlaskClient

from app.audit import queries as audit
from app.audit import service as chain
from app.documents import bulk, making, queries
from app.extensions import db
from app.imports import read
from app.jobs import queries as jobs
from app.jobs import results
from app.jobs.models import Job, JobState
from app.records.models import Record
from tests.workflow.office import Office, docx

Login = Callable[[str], FlaskClient]
LIST = "/types/visit"
NAMES = ("慕尼黑大学代表团", "巴黎大学代表团", "东京大学代表团")


@pytest.fixture
def visits(app: Flask, cast: Office) -> list[int]:
    """Two that are under review, and a draft between them; no work of other tests."""
    shutil.rmtree(app.config["SETTINGS"].instance / results.FOLDER, ignore_errors=True)
    with app.app_context():
        first, second, third = (cast.visit(name_of=name) for name in NAMES)
        cast.walk(first, to="unit_review")
        cast.walk(third, to="unit_review")
        db.session.commit()
        return [first.id, second.id, third.id]


@pytest.fixture
def template(shelf: Path) -> Iterator[Path]:
    """The template of the sign sheet, to be changed; put right afterwards."""
    path = shelf / "呈批表.docx"
    kept = path.read_bytes()
    yield path
    path.write_bytes(kept)


def ordered(browser: FlaskClient, **data: object) -> str:
    """The address of the work that was asked for."""
    answer = browser.post(f"{LIST}/papers/run?sort=record", data={"paper": "sign_sheet", "_once": "x", **data})
    assert answer.status_code == 302
    return str(answer.location)


def worked(app: Flask, browser: FlaskClient, **data: object) -> str:
    """The page of the finished work."""
    address = ordered(browser, **data)
    app.extensions["worker"].run_waiting()
    return str(browser.get(address).text)


def fetched(browser: FlaskClient, page: str, label: str = "下载材料") -> bytes:
    """A file that the page offers."""
    found = re.search(rf'href="(/exports/\w+)">{label}<', page)
    assert found, page
    with browser.get(found[1]) as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        return bytes(answer.data)


def names_in(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def issues(app: Flask, record_id: int, key: str = "sign_sheet") -> dict[int, str]:
    with app.app_context():
        return {each.issue: each.state for each in queries.of_record(db.session(), record_id) if each.key == key}


def test_the_list_offers_papers_to_those_who_may_make_them(app: Flask, visits: list[int], login: Login) -> None:
    assert f"{LIST}/papers" in login("stan").get(LIST).text
    assert f"{LIST}/papers" not in login("lee").get(LIST).text
    page = login("stan").post(f"{LIST}/papers", data={"pick": [visits[0], visits[2]]}).text
    assert "所选的 2 条" in page
    assert page.count('name="pick"') == 2
    assert "全部 3 条" in login("stan").post(f"{LIST}/papers").text
    assert "符合条件的 1 条" in login("stan").post(f"{LIST}/papers?q=巴黎").text


def test_all_of_a_list_goes_into_one_archive(app: Flask, visits: list[int], login: Login) -> None:
    browser = login("stan")
    page = worked(app, browser, again="y")
    assert "共 3 条记录，新生成材料 2 份" in page
    assert "1 份没有生成：“起草”时不能生成《来访呈批表》" in page
    assert sorted(names_in(fetched(browser, page))) == [
        "来访呈批表_东京大学代表团（2人）.docx",
        "来访呈批表_慕尼黑大学代表团（2人）.docx",
    ]
    assert issues(app, visits[0]) == {1: "superseded", 2: "issued"}
    assert issues(app, visits[1]) == {}


def test_only_the_ticked_records_get_papers(app: Flask, visits: list[int], login: Login) -> None:
    browser = login("stan")
    page = worked(app, browser, pick=[visits[2]], again="y")
    assert names_in(fetched(browser, page)) == ["来访呈批表_东京大学代表团（2人）.docx"]
    assert issues(app, visits[0]) == {1: "issued"}


def test_what_says_the_same_is_not_made_again(app: Flask, visits: list[int], login: Login, template: Path) -> None:
    browser = login("stan")
    page = worked(app, browser)
    assert "新生成材料 0 份" in page
    assert "2 份内容没有变化" in page
    assert len(names_in(fetched(browser, page))) == 2
    assert issues(app, visits[0]) == {1: "issued"}
    template.write_bytes(docx("新的模板 {{ 团组名称 }}"))
    assert "新生成材料 2 份" in worked(app, browser, _once="y")
    assert issues(app, visits[0]) == {1: "superseded", 2: "issued"}


def test_all_papers_in_one_word_file_each_on_a_page_of_its_own(app: Flask, visits: list[int], login: Login) -> None:
    browser = login("stan")
    document = Docx(io.BytesIO(fetched(browser, worked(app, browser, form="word"))))
    assert len(document.sections) == 2
    said = [paragraph.text for paragraph in document.paragraphs if "代表团" in paragraph.text]
    assert [text.split()[0] for text in said] == [NAMES[2], NAMES[0]] or [text.split()[0] for text in said] == [
        NAMES[0],
        NAMES[2],
    ]


def test_too_many_for_one_file_come_as_several(
    app: Flask, visits: list[int], login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.documents.packs.VOLUME", 1)
    browser = login("stan")
    found = names_in(fetched(browser, worked(app, browser, form="word")))
    assert [name[-8:] for name in found] == ["_01.docx", "_02.docx"]


def test_several_papers_of_each_record_come_in_the_order_of_the_list(
    app: Flask, visits: list[int], login: Login
) -> None:
    browser = login("stan")
    page = worked(app, browser, paper=["sign_sheet", "badge"])
    assert len(names_in(fetched(browser, page))) == 2 + 3 * 2


def test_what_was_not_made_is_a_list_with_the_reasons(app: Flask, visits: list[int], login: Login) -> None:
    browser = login("stan")
    sheet = read(fetched(browser, worked(app, browser), "下载没有生成的清单"), name="list.xlsx")
    assert list(sheet.header or ()) == ["名称", "编号", "材料", "没有生成的原因"]
    (row,) = sheet.rows
    assert row[0] == "巴黎大学代表团（2人）"
    assert row[2] == "来访呈批表"
    assert "起草" in str(row[3])


def test_who_may_not_make_or_read_a_paper_is_told_for_each_record(app: Flask, visits: list[int], login: Login) -> None:
    with app.app_context():
        office = visits[0]
        assert office
    refused = worked(app, login("lee"))
    assert "没有为它生成材料的权限（可以生成的角色：staff、foreign_affairs）" in refused
    assert "下载材料" not in refused
    assert issues(app, visits[0]) == {1: "issued"}
    assert worked(app, login("eve")).count("共 0 条记录") == 1


def test_a_paper_that_shows_what_is_masked_for_the_asker_is_refused(
    app: Flask, cast: Office, visits: list[int], login: Login
) -> None:
    with app.app_context():
        record = cast.walk(cast.reload(db.session.get_one(Record, visits[0])), to="approved")
        record.owner_id = cast.lee
        db.session.commit()
    page = worked(app, login("lee"), paper="filing_form", pick=[visits[0]])
    assert "材料里有您看不到的内容（可以看到的角色：staff、foreign_affairs）" in page


def test_a_spoilt_template_is_said_for_every_record_and_stops_nothing_else(
    app: Flask, visits: list[int], login: Login, template: Path
) -> None:
    template.write_bytes(docx("{{ 团组名程 }}"))
    browser = login("stan")
    page = worked(app, browser, paper=["sign_sheet", "badge"])
    assert "2 份没有生成：模板“呈批表.docx”正文 第1段" in page
    assert "团组名称" in page, "what was probably meant"
    assert len(names_in(fetched(browser, page))) == 6


def test_the_file_is_for_who_asked(app: Flask, visits: list[int], login: Login) -> None:
    page = worked(app, login("stan"))
    link = re.search(r'href="(/exports/\w+)"', page)
    assert link
    assert login("amy").get(link[1]).status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [({"paper": []}, "请至少选择一种材料"), ({"paper": ["no_such"]}, "请至少选择一种材料")],
    ids=["none", "unknown"],
)
def test_an_order_says_which_papers(visits: list[int], login: Login, data: dict[str, object], words: str) -> None:
    answer = login("stan").post(f"{LIST}/papers/run", data={"form": "word", "again": "y", "pick": visits, **data})
    assert answer.status_code == 422
    assert words in answer.text
    assert answer.text.count('name="pick"') == 3
    assert re.search(r'value="word" checked', answer.text), "what was chosen stays chosen"


def test_an_order_that_is_sent_twice_is_one(app: Flask, visits: list[int], login: Login) -> None:
    browser = login("stan")
    assert ordered(browser) == ordered(browser)
    assert ordered(browser, _once="another") != ordered(browser)
    assert ordered(login("amy"), pick=visits) != ordered(browser)


def test_more_than_the_limit_is_refused_as_a_whole(
    app: Flask, visits: list[int], login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    assert "没有做完" in worked(app, login("stan"), again="y")
    assert issues(app, visits[0]) == {1: "issued"}


def test_the_audit_names_every_paper_and_the_pile(app: Flask, visits: list[int], login: Login) -> None:
    worked(app, login("stan"), again="y")
    with app.app_context():
        assert chain.verify().broken_at is None
        deeds = [(entry.deed, entry.about) for entry in audit.entries()]
    assert deeds[-1] == ("documents.packed", "type:visit")
    assert set(deeds[-3:-1]) == {("document.issued", f"record:{visits[0]}"), ("document.issued", f"record:{visits[2]}")}


def test_readings_of_sensitive_fields_are_taken_down(app: Flask, visits: list[int], cast: Office, login: Login) -> None:
    with app.app_context():
        cast.walk(cast.reload(db.session.get_one(Record, visits[0])), to="approved")
        db.session.commit()
    worked(app, login("fay"), paper="filing_form", pick=[visits[0]])
    with app.app_context():
        readings = [entry for entry in audit.entries() if entry.deed == "document.read"]
    assert [entry.about for entry in readings] == [f"record:{visits[0]}"]
    assert "visitors.passport_no" in readings[0].facts


def test_what_was_saved_in_between_is_printed_as_it_is_now(
    app: Flask, cast: Office, visits: list[int], login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the rendering and the transaction that enters it, somebody saves the record."""
    finish, changed = making.Batch.finish, []

    def meddling(batch: making.Batch) -> None:
        finish(batch)
        if not changed:
            changed.append(True)
            db.session.rollback()
            record = cast.reload(db.session.get_one(Record, visits[0]))
            cast.press(record, "amy", "send_back", "名单不全")
            db.session.commit()

    monkeypatch.setattr(making.Batch, "finish", meddling)
    page = worked(app, login("stan"), again="y")
    assert "“退回修改”时不能生成《来访呈批表》" in page
    assert 2 not in issues(app, visits[0])
    assert issues(app, visits[2]) == {1: "superseded", 2: "issued"}


def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk._Order, "stretch", 1)


def test_a_stretch_is_entered_when_the_next_one_is_drawn_up_and_its_own_files_are_on_the_disk(
    app: Flask, visits: list[int], login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_by_one(monkeypatch)
    told: list[str] = []

    def tell(owner: object, name: str) -> None:
        done = getattr(owner, name)

        def telling(*args: Any, **kwargs: Any) -> Any:
            told.append(name)
            return done(*args, **kwargs)

        monkeypatch.setattr(owner, name, telling)

    tell(making.Writer, "batch")
    tell(making.Batch, "finish")
    tell(making, "enter")
    worked(app, login("stan"), again="y", pick=[visits[0], visits[2]])
    assert told == ["batch", "batch", "finish", "enter", "finish", "enter"]


def test_begun_again_after_a_stop_it_makes_nothing_twice(
    app: Flask, visits: list[int], login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_by_one(monkeypatch)
    browser = login("stan")
    address = ordered(browser, again="y", pick=[visits[0], visits[2]])
    enter, calls = making.enter, []

    def dying(*args: object, **kwargs: object) -> list[int]:
        calls.append(True)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return enter(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("app.documents.making.enter", dying)
    with pytest.raises(KeyboardInterrupt):
        app.extensions["worker"].run_waiting()
    with app.app_context():
        db.session.rollback()
        job = db.session.get_one(Job, int(address.rpartition("/")[2]))
        assert (job.state, job.done) == (JobState.RUNNING, 1)
        job.state = JobState.QUEUED  # as the worker does when it starts
        db.session.commit()
    monkeypatch.setattr("app.documents.making.enter", enter)
    app.extensions["worker"].run_waiting()
    page = browser.get(address).text
    assert "共 2 条记录，新生成材料 2 份" in page
    assert len(names_in(fetched(browser, page))) == 2
    assert issues(app, visits[0]) == issues(app, visits[2]) == {1: "superseded", 2: "issued"}


def test_stopped_it_keeps_what_was_entered(
    app: Flask, visits: list[int], login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_by_one(monkeypatch)
    browser = login("stan")
    address = ordered(browser, again="y", pick=[visits[0], visits[2]])
    asked, looks = jobs.cancel_is_asked, []

    def after_the_first(job_id: int) -> bool:
        looks.append(job_id)
        return asked(job_id) or len(looks) == 1

    monkeypatch.setattr("app.jobs.queries.cancel_is_asked", after_the_first)
    app.extensions["worker"].run_waiting()
    page = browser.get(address).text
    assert "已停止" in page
    assert "下载材料" not in page
    assert sorted(len(issues(app, each)) for each in (visits[0], visits[2])) == [1, 2]
