"""The page of a record: what is read by whom, its files, its history, what belongs to it; and search over all types."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as people
from app.audit.models import AuditEntry
from app.extensions import db
from app.records import desks, files
from app.web import clock
from tests.conftest import Cast
from tests.records.list_office import change, furnish, keep

Login = Callable[[str], FlaskClient]
SECRETS = {"inner": "慎重处理", "code": "ABCDEFGH", "passport": "E12345678"}
VISITORS = [{"_id": 1, "who": "汉斯", "passport_no": "C01X00T47"}, {"_id": 2, "who": "安娜"}]


@pytest.fixture
def office(app: Flask, cast: Cast) -> Flask:
    furnish(app, cast)
    return app


@pytest.fixture
def ada(office: Flask, login: Login) -> FlaskClient:
    return login("ada")


@pytest.fixture
def stan(office: Flask, login: Login) -> FlaskClient:
    return login("stan")


def text(page: str) -> str:
    """What people read of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])))


def deeds(office: Flask, deed: str) -> list[str]:
    with office.app_context():
        return [entry.facts for entry in db.session.query(AuditEntry).filter_by(deed=deed)]


def upload(office: Flask, login: str, name: str, content: bytes = b"%PDF-1.4 x") -> dict[str, object]:
    """A file of somebody, as a field keeps it."""
    with office.app_context():
        user = people.user_by_login(login)
        assert user is not None
        desk = desks.of_user(user.id)
        received = files.receive(clock.settings().instance / "files", BytesIO(content), name)
        row = files.add(desk.session, received, actor=desk.actor, now=desk.now)
        kept = {"file": row.token, "name": row.name, "size": row.size, "kind": row.kind}
        db.session.commit()
        return kept


def test_a_record_is_read_like_a_paper(office: Flask, ada: FlaskClient) -> None:
    record_id = keep(office, "stan", cost="1200.50", note="第一行\n第二行", visitors=VISITORS, countries=["DE", "JP"])
    page = ada.get(f"/records/{record_id}").text
    read = text(page)
    assert "慕尼黑大学（3人） 起草" in read
    assert "司丹" in read
    for told in ("团组名称 慕尼黑大学", "人数 3", "国家 德国、日本", "经费 1,200.50 元", "来访人员 2 行", "汉斯"):
        assert told in read
    assert "第一行\n第二行" in page
    assert "媒体情况" not in read, "a field that is hidden by its condition is not asked for"
    assert re.search(r'class=" ?is-empty" id="v-leave_on"', page), "kept out of sight until one asks for it"


def test_one_may_see_or_it_is_not_there(office: Flask, login: Login) -> None:
    record_id = keep(office, "ada")
    there = login("eve").get(f"/records/{record_id}")
    nowhere = login("eve").get(f"/records/{record_id + 999}")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert text(there.text) == text(nowhere.text)


def test_hidden_fields_are_not_there_and_masked_ones_are_masked(office: Flask, stan: FlaskClient) -> None:
    record_id = keep(office, "stan", **SECRETS, visitors=VISITORS)
    for tab in ("", "?tab=history", "?tab=files"):
        page = stan.get(f"/records/{record_id}{tab}").text
        for secret in ("慎重", "内部意见", "ABCDEFGH", "E12345678", "C01X00T47"):
            assert secret not in page, tab
    assert "E12****78" in stan.get(f"/records/{record_id}").text


def test_reading_secrets_is_written_down_once_a_page_and_without_them(office: Flask, ada: FlaskClient) -> None:
    record_id = keep(office, "stan", **SECRETS, visitors=VISITORS)
    assert "E12345678" in ada.get(f"/records/{record_id}").text
    assert deeds(office, "record.secrets_read") == ['{"fields":["passport","visitors.passport_no"]}']
    ada.get(f"/records/{record_id}?tab=files")
    assert len(deeds(office, "record.secrets_read")) == 1
    ada.get(f"/records/{record_id}?tab=history")
    assert len(deeds(office, "record.secrets_read")) == 2


def test_who_sees_them_masked_reads_no_secrets(office: Flask, stan: FlaskClient) -> None:
    record_id = keep(office, "stan", **SECRETS)
    stan.get(f"/records/{record_id}")
    assert deeds(office, "record.secrets_read") == []


def test_the_history_says_what_it_was_and_what_it_became(office: Flask, ada: FlaskClient) -> None:
    record_id = keep(office, "stan", note="一")
    change(office, "ada", record_id, headcount=5, note=None, cost="10.00")
    read = text(ada.get(f"/records/{record_id}?tab=history").text)
    assert "修改 爱达" in read
    assert "人数 3 5" in read
    assert "说明 一 清空" in read
    assert "经费 未填 10.00" in read
    assert read.index("修改 爱达") < read.index("新建 司丹"), "the newest stands first"


def test_the_strip_says_what_the_next_step_wants(office: Flask, stan: FlaskClient, login: Login) -> None:
    record_id = keep(office, "stan", name=None)
    page = stan.get(f"/records/{record_id}").text
    assert "进入“审核”前还缺：团组名称、邀请函号" in text(page)
    assert f'href="/records/{record_id}/edit#f-name"' in page
    assert "前还缺" in text(login("olga").get(f"/records/{record_id}").text)
    assert f"/records/{record_id}/edit" not in login("olga").get(f"/records/{record_id}").text


def test_nothing_is_missing_when_nothing_is(office: Flask, stan: FlaskClient) -> None:
    record_id = keep(office, "stan", proof="来函1号")
    assert "前还缺" not in stan.get(f"/records/{record_id}").text


def test_a_file_is_saved_under_its_name_and_never_opened(office: Flask, stan: FlaskClient) -> None:
    kept = upload(office, "stan", "邀请 函.pdf")
    record_id = keep(office, "stan", papers=[kept])
    listed = stan.get(f"/records/{record_id}?tab=files").text
    assert "邀请 函.pdf" in listed
    assert "司丹" in listed
    with stan.get(f"/records/{record_id}/files/{kept['file']}") as answer:
        assert answer.data == b"%PDF-1.4 x"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert "filename*=UTF-8''%E9%82%80%E8%AF%B7%20%E5%87%BD.pdf" in answer.headers["Content-Disposition"]
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_file_is_there_for_who_sees_its_field(
    office: Flask, stan: FlaskClient, ada: FlaskClient, login: Login
) -> None:
    kept = upload(office, "ada", "内部.pdf")
    record_id = keep(office, "stan", inner_papers=[kept])
    path = f"/records/{record_id}/files/{kept['file']}"
    with ada.get(path) as answer:
        assert answer.status_code == 200
    assert stan.get(path).status_code == 404
    assert login("eve").get(path).status_code == 404
    assert "内部.pdf" not in stan.get(f"/records/{record_id}?tab=files").text
    assert "内部.pdf" not in stan.get(f"/records/{record_id}").text


def test_a_file_of_another_record_is_not_there(office: Flask, stan: FlaskClient) -> None:
    kept = upload(office, "stan", "甲.pdf")
    keep(office, "stan", papers=[kept])
    other = keep(office, "stan", name="另一个")
    assert stan.get(f"/records/{other}/files/{kept['file']}").status_code == 404
    assert stan.get(f"/records/{other}/files/nothing").status_code == 404


def test_related_records_stand_on_both_pages(office: Flask, ada: FlaskClient, stan: FlaskClient) -> None:
    partner = keep(office, "ada", key="partner", name="慕尼黑", site="https://example.org/")
    visit = keep(office, "ada", partner={"id": partner, "label": "慕尼黑"})
    here = ada.get(f"/records/{visit}").text
    assert here.count(f'href="/records/{partner}"') == 2, "in its field, and beside the paper"
    there = ada.get(f"/records/{partner}").text
    assert f'href="/records/{visit}"' in there
    assert 'href="https://example.org/" rel="noopener noreferrer"' in there
    assert f'href="/records/{visit}"' not in stan.get(f"/records/{partner}").text, "he does not see that visit"


def test_the_brief_leaves_out_what_one_does_not_see(office: Flask, ada: FlaskClient, stan: FlaskClient) -> None:
    record_id = keep(office, "stan", inner="加急")
    assert 'data-copy="慕尼黑大学一行3人加急"' in ada.get(f"/records/{record_id}").text
    assert 'data-copy="慕尼黑大学一行3人"' in stan.get(f"/records/{record_id}").text


def test_copying_is_for_those_who_may_begin_one(office: Flask, stan: FlaskClient, login: Login) -> None:
    record_id = keep(office, "stan")
    link = f"/types/visit/new?copy={record_id}"
    assert link in stan.get(f"/records/{record_id}").text
    assert link not in login("olga").get(f"/records/{record_id}").text


def test_search_finds_over_all_types_and_shows_where(office: Flask, ada: FlaskClient) -> None:
    visit = keep(office, "stan", note="商谈联合实验室")
    partner = keep(office, "ada", key="partner", name="慕尼黑工业")
    page = ada.get("/search?q=慕尼").text
    assert re.findall(r'class="row-link" href="/records/(\d+)"', page) == [str(partner), str(visit)]
    assert "<mark>慕尼</mark>黑大学" in page
    elsewhere = ada.get("/search?q=实验").text
    assert "说明：" in elsewhere
    assert "商谈联合<mark>实验</mark>室" in elsewhere
    only = ada.get("/search?q=慕尼&type=partner").text
    assert re.findall(r'href="/records/(\d+)"', only) == [str(partner)]


def test_search_finds_nothing_by_what_one_does_not_see(office: Flask, ada: FlaskClient, stan: FlaskClient) -> None:
    keep(office, "stan", inner="加急办理", code="KODE77")
    assert "没有找到" in stan.get("/search?q=加急").text
    assert "没有找到" in stan.get("/search?q=KODE77").text
    assert "加急办理" in text(ada.get("/search?q=加急").text).replace(" ", "")


def test_search_finds_no_records_of_others(office: Flask, stan: FlaskClient) -> None:
    keep(office, "ada")
    assert "没有找到“慕尼黑”" in stan.get("/search?q=慕尼黑").text


@pytest.mark.parametrize("words", ["", "   ", "，。", '"*', "a" * 300])
def test_search_bears_everything(office: Flask, ada: FlaskClient, words: str) -> None:
    assert ada.get("/search", query_string={"q": words}).status_code == 200


def test_long_words_and_markup_are_only_text(office: Flask, ada: FlaskClient) -> None:
    name = "<script>alert(1)</script>" + "很长的名称" * 30
    record_id = keep(office, "ada", name=name, note="<b>x</b>", code="<i>")
    for path in (f"/records/{record_id}", f"/records/{record_id}?tab=history", "/types/visit", "/", "/search?q=很长"):
        page = ada.get(path).text
        assert "<script>alert" not in page, path
        assert "<b>x</b>" not in page
        assert "<i>" not in page
