"""旧记录: the pages on which records of earlier versions are carried over, and taken back."""

import re
from collections.abc import Callable, Iterator

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.definitions import codec, queries
from app.definitions import service as definitions
from app.designer import service
from app.designer.service import Turn
from app.extensions import db
from app.records import desks, store
from app.records.carrying import queries as carries
from app.records.models import Record
from tests.conftest import NOW, Cast

from .conftest import SOURCE

RECORDS = "/designer/visit/records"
FIRST = SOURCE.replace("{role: staff, see: all", "{role: staff, see: own")
NAME = "{key: name, type: text, label: 名称, required: true, max: 80}"
NUMBER = "{key: name, type: integer, label: 名称}"
SECOND = FIRST.replace(NAME, NUMBER).replace("key: visit\n", "key: visit\nversion: 2\n")


@pytest.fixture(autouse=True)
def visits(app: Flask, cast: Cast) -> tuple[int, int]:
    """Two records of Stan's under the first version; the draft makes a number of their name."""
    with app.app_context():
        definitions.publish(codec.load(FIRST), actor=None, now=NOW, source=FIRST)
        made = keep("12"), keep("国际学院")
        service.write("visit", SECOND, Turn(service.standing("visit").lock, cast.actor("ada"), NOW))
        db.session.commit()
        return made


@pytest.fixture
def ada(login: Callable[[str], FlaskClient]) -> FlaskClient:
    return login("ada")


def keep(name: str) -> int:
    user = accounts.user_by_login("stan")
    assert user is not None
    desk = desks.of(accounts.actor_of(user.id, today=NOW.date()), now=NOW)
    compiled = desk.types.current("visit")
    given = {"stored": {"name": name}, "state": "kept", "actor": desk.actor, "now": desk.now, "why": "created"}
    return store.save(desk.session, None, compiled, lookups=desk.lookups, **given).id  # type: ignore[arg-type]


def form(browser: FlaskClient) -> dict[str, list[str]]:
    """What the page would send."""
    page = browser.get(RECORDS).text
    lock = re.search(r'name="lock" value="(\d+)"', page)
    assert lock is not None
    states = re.findall(r'name="state" value="([^"]+)" checked', page)
    return {"lock": [lock[1]], "state": states, "reason": ["名称改为数字"]}


def held(app: Flask, record_id: int) -> tuple[dict[str, object], int]:
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        return record.data, queries.version(record.version_id).number or 0


def test_the_page_tells_what_converts_and_shows_no_value_of_records_that_one_may_not_see(ada: FlaskClient) -> None:
    page = ada.get(RECORDS).text
    assert "把旧记录转到第 2 版" in page
    assert "1 条能转" in page
    assert "1 条转不了" in page
    assert "其中 1 条您没有权限看" in page
    assert "国际学院" not in page


def test_what_names_a_field_that_converts_is_listed(ada: FlaskClient, app: Flask, cast: Cast) -> None:
    text = SECOND + "checks:\n  - {key: some, rule: name > 0, at: name, say: 名称要大于零}\n"
    with app.app_context():
        service.write("visit", text, Turn(service.standing("visit").lock, cast.actor("ada"), NOW))
        db.session.commit()
    page = ada.get(RECORDS).text
    assert "用到这些字段的地方" in page
    assert "名称要大于零" in page


PAPERS = """\
documents:
  - {key: form, label: 备案表, template: 转换页模板.docx}
  - {key: list, label: 名单, template: 没有这份模板.docx, filename: "{{ name }}_名单"}
"""


@pytest.fixture
def template(app: Flask) -> Iterator[None]:
    """A template whose tags print a name."""
    folder = app.config["SETTINGS"].instance / "templates"
    folder.mkdir(exist_ok=True)
    document, path = Document(), folder / "转换页模板.docx"
    document.add_paragraph("{{ name }}")
    document.save(str(path))
    yield
    path.unlink()


@pytest.mark.usefixtures("template")
def test_papers_that_print_a_field_that_converts_are_listed_with_the_names_of_their_files(
    ada: FlaskClient, app: Flask, cast: Cast
) -> None:
    live = FIRST.replace("key: visit\n", "key: visit\nversion: 2\n") + PAPERS
    with app.app_context():
        definitions.publish(codec.load(live), actor=None, now=NOW, source=live)
        text = SECOND.replace("version: 2", "version: 3") + PAPERS
        service.write("visit", text, Turn(service.standing("visit").lock, cast.actor("ada"), NOW))
        db.session.commit()
    page = ada.get(RECORDS).text
    for place in ("备案表 · 模板文件", "备案表 · 文件名", "名单 · 文件名"):
        assert place in page
    assert "名单 · 模板文件" not in page


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("{key: extra, type: text, label: 另加, visible: 没有 > 3}", "另加 · 显示条件"),
        (
            "{key: rows, type: table, label: 名单, columns: [{key: a, type: text, label: 甲, compute: 没有}]}",
            "名单 · 甲 · 自动计算",
        ),
    ],
)
def test_a_draft_whose_rules_cannot_be_read_says_where_in_words(
    ada: FlaskClient, app: Flask, cast: Cast, field: str, place: str
) -> None:
    text = SECOND.replace(NUMBER, f"{NUMBER}\n      - {field}")
    with app.app_context():
        service.write("visit", text, Turn(service.standing("visit").lock, cast.actor("ada"), NOW))
        db.session.commit()
    page = ada.get(RECORDS).text
    said = page[page.index("还不能转换") : page.index("</strong>", page.index("还不能转换")) + 600]
    assert place in said
    assert "sections" not in said
    assert "basic." not in said


def test_nothing_is_carried_over_by_publishing_alone(ada: FlaskClient, app: Flask, visits: tuple[int, int]) -> None:
    ada.post("/designer/visit/publish", data={"lock": form(ada)["lock"][0]})
    assert held(app, visits[0]) == ({"name": "12"}, 1)
    assert "转换 2 条记录" in ada.get(RECORDS).text


def test_publishing_and_carrying_over_is_one_step_and_can_be_taken_back(
    ada: FlaskClient, app: Flask, visits: tuple[int, int]
) -> None:
    answer = ada.post(f"{RECORDS}/carry", data={**form(ada), "way.name": "left"})
    assert answer.location.startswith("/jobs/")
    app.extensions["worker"].run_waiting()
    assert held(app, visits[0]) == ({"name": 12}, 2)
    assert held(app, visits[1]) == ({"_left": {"name": "国际学院"}}, 2)
    done = ada.get(answer.location).text
    assert "2 条记录转到了第 2 版" in done
    assert 'href="/designer/visit/carried"' in done
    assert "名称改为数字" in ada.get("/designer/visit/carried").text
    with app.app_context():
        back = f"/designer/visit/carried/{carries.carries('visit')[0].id}"
    assert "2 条记录的内容、版本都回到转换以前" in ada.get(back).text
    ada.post(back)
    app.extensions["worker"].run_waiting()
    assert [held(app, each) for each in visits] == [({"name": "12"}, 1), ({"name": "国际学院"}, 1)]
    assert ada.post(back).status_code == 409


def test_a_choice_is_counted_again_and_stays_on_the_page(ada: FlaskClient, app: Flask, visits: tuple[int, int]) -> None:
    given = {**form(ada), "way.name": "stay"}
    page = ada.post(RECORDS, data=given).text
    assert "1 条转到新版本，1 条保持原版本" in page
    assert '<option value="stay" selected>' in page
    assert held(app, visits[0])[1] == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"state": []}, "没有选中要转换的记录"),
        ({"reason": [" "]}, "请写明为什么"),
        ({"way.name": ["rule"], "rule.name": ["没有这个 + 1"]}, "没有这个"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_published(
    ada: FlaskClient, app: Flask, given: dict[str, list[str]], said: str
) -> None:
    answer = ada.post(f"{RECORDS}/carry", data={**form(ada), **given})
    assert answer.status_code == 422
    assert said in answer.text
    with app.app_context():
        live = queries.current("visit")
        assert live is not None
        assert live.number == 1
        assert carries.carries("visit") == []


def test_a_draft_that_changed_meanwhile_is_not_published(ada: FlaskClient, app: Flask, cast: Cast) -> None:
    given = form(ada)
    with app.app_context():
        service.change("visit", "add-section", {}, Turn(service.standing("visit").lock, cast.actor("ada"), NOW))
        db.session.commit()
    assert ada.post(f"{RECORDS}/carry", data=given).status_code == 409


def test_all_that_is_in_the_way_is_said_at_once(ada: FlaskClient, app: Flask, cast: Cast) -> None:
    text = SECOND.replace("rights:\n", "rights:\n  - {role: admin, see: all, change: true}\n")
    with app.app_context():
        service.write("visit", text, Turn(service.standing("visit").lock, cast.actor("ada"), NOW))
        db.session.commit()
    given = {**form(ada), "way.name": ["rule"], "rule.name": ["没有这个 + 1"]}
    answer = ada.post(f"{RECORDS}/carry", data=given).text
    assert "没有这个" in answer
    assert '<a class="alert-link" href="#f-name">名称</a>' in answer
    assert "这次发布会让您自己" in answer


def test_nobody_gives_themselves_more_by_it(ada: FlaskClient, app: Flask, cast: Cast, visits: tuple[int, int]) -> None:
    text = SECOND.replace("rights:\n", "rights:\n  - {role: admin, see: all, change: true}\n")
    with app.app_context():
        service.write("visit", text, Turn(service.standing("visit").lock, cast.actor("ada"), NOW))
        db.session.commit()
    answer = ada.post(f"{RECORDS}/carry", data=form(ada))
    assert answer.status_code == 422
    assert held(app, visits[0])[1] == 1


def test_only_who_describes_types_comes_here(login: Callable[[str], FlaskClient]) -> None:
    stan = login("stan")
    for address in (RECORDS, "/designer/visit/carried"):
        assert stan.get(address).status_code == 403
    assert stan.post(f"{RECORDS}/carry").status_code == 403
