"""Lists as people set them up: columns of their own, and views under a name, for themselves or for all."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.models import AuditEntry
from app.extensions import db
from app.imports import read
from app.records import view_service
from app.records.models import ChosenColumns, SavedView
from app.records.view_picks import Picks
from tests.conftest import Cast
from tests.records.list_office import furnish, keep

Login = Callable[[str], FlaskClient]
LIST, VIEWS, COLUMNS = "/types/visit", "/types/visit/views", "/types/visit/columns"
JAPAN = "?f=countries.is.JP&sort=-headcount"


@pytest.fixture
def office(app: Flask, cast: Cast) -> Flask:
    """Three visits; Ada and Amy see all of them."""
    furnish(app, cast)
    keep(app, "stan", name="东京都厅", headcount=5, countries=["JP"])
    keep(app, "stan", name="大阪大学", headcount=9, countries=["JP"])
    keep(app, "stan", name="慕尼黑大学", headcount=2, countries=["DE"])
    return app


@pytest.fixture
def ada(office: Flask, login: Login) -> FlaskClient:
    return login("ada")


@pytest.fixture
def stan(office: Flask, login: Login) -> FlaskClient:
    return login("stan")


def saved(app: Flask) -> list[SavedView]:
    with app.app_context():
        return list(db.session.scalars(sa.select(SavedView).order_by(SavedView.id)))


def deeds(app: Flask) -> list[str]:
    with app.app_context():
        return [each for each in db.session.scalars(sa.select(AuditEntry.deed)) if each.startswith("view.")]


def heads(page: str) -> list[str]:
    """The columns of the list."""
    head = re.search(r"<thead>(.*?)</thead>", page, re.DOTALL)
    cells = re.findall(r"<th[^>]*>(.*?)</th>", head[1], re.DOTALL) if head else []
    return [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells[1:]]


def tabs(page: str) -> list[str]:
    """The views in a row above the list."""
    row = re.search(r'<nav class="list-tabs"[^>]*>(.*?)</nav>', page, re.DOTALL)
    found = re.findall(r"<a[^>]*>(.*?)</a>", row[1], re.DOTALL) if row else []
    return [unescape(re.sub(r"<i.*", "", each)).strip() for each in found]


def link_of(page: str, tab: str) -> str:
    found = re.search(rf'href="([^"]*)"[^>]*>{re.escape(tab)}<', page)
    assert found, tab
    return unescape(found[1])


def told(answer: TestResponse) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", answer.text))


def name_it(browser: FlaskClient, name: str, address: str = JAPAN, **data: str) -> TestResponse:
    return browser.post(VIEWS + address, data={"name": name, **data})


# ---- columns


def test_chosen_columns_stand_in_their_order_for_who_chose_them(ada: FlaskClient, stan: FlaskClient) -> None:
    before = heads(stan.get(LIST).text)
    chosen = {"order": ["state", "name", "leave_on", "headcount"], "column": ["headcount", "name", "state"]}
    answer = ada.post(COLUMNS, data=chosen)
    assert (answer.status_code, answer.location) == (302, LIST)
    assert heads(ada.get(LIST).text) == ["状态", "团组名称", "人数"]
    assert heads(stan.get(LIST).text) == before


def test_exports_have_the_chosen_columns(ada: FlaskClient) -> None:
    ada.post(COLUMNS, data={"order": ["headcount", "name"], "column": ["name", "headcount"]})
    with ada.post(f"{LIST}/export", data={"format": "csv"}) as answer:
        table = read(answer.data, name="list.csv")
    assert list(table.header) == ["人数", "团组名称"]


def test_each_view_has_its_own_columns(ada: FlaskClient) -> None:
    ada.post(f"{COLUMNS}?view=large", data={"column": ["name"]})
    keep(ada.application, "stan", name="考察团", headcount=20)
    assert heads(ada.get(f"{LIST}?view=large").text) == ["团组名称"]
    assert len(heads(ada.get(LIST).text)) > 1


def test_columns_go_back_to_what_the_view_has(ada: FlaskClient, office: Flask) -> None:
    before = heads(ada.get(LIST).text)
    assert "恢复默认" not in ada.get(COLUMNS).text
    ada.post(COLUMNS, data={"column": ["name"]})
    assert "恢复默认" in ada.get(COLUMNS).text
    ada.post(COLUMNS, data={"reset": "1"})
    assert heads(ada.get(LIST).text) == before
    with office.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ChosenColumns)) == 0


def test_without_a_column_nothing_changes(ada: FlaskClient) -> None:
    before = heads(ada.get(LIST).text)
    answer = ada.post(COLUMNS, data={"order": ["name"], "column": ["no_such_field"]})
    assert answer.status_code == 422
    assert "请至少勾选一列" in answer.text
    assert heads(ada.get(LIST).text) == before


def test_an_arrow_moves_a_column_without_any_script_and_keeps_nothing(ada: FlaskClient) -> None:
    order = {"order": ["name", "headcount", "state"], "column": ["name", "state"], "move": "up:state"}
    answer = ada.post(COLUMNS, data=order)
    assert answer.status_code == 200
    shown = re.findall(r'name="order" value="(\w+)"', answer.text)
    assert shown[:3] == ["name", "state", "headcount"]
    assert re.findall(r'name="column" value="(\w+)" checked', answer.text) == ["name", "state"]
    assert "inner" in re.findall(r'name="order" value="(\w+)"', ada.get(COLUMNS).text)


def test_secrets_and_what_is_closed_cannot_be_columns(stan: FlaskClient, ada: FlaskClient) -> None:
    offered = re.findall(r'name="order" value="(\w+)"', stan.get(COLUMNS).text)
    assert "inner" not in offered
    for key in ("passport", "note", "visitors", "papers"):
        assert key not in re.findall(r'name="order" value="(\w+)"', ada.get(COLUMNS).text)
    stan.post(COLUMNS, data={"column": ["name", "inner", "passport", "note"]})
    assert heads(stan.get(LIST).text) == ["团组名称"]


@pytest.mark.parametrize(
    ("move", "order"),
    [("up:b", "bac"), ("down:b", "acb"), ("up:a", "abc"), ("down:c", "abc"), ("up:x", "abc"), ("sideways:a", "bac")],
)
def test_a_place_up_or_down(move: str, order: str) -> None:
    assert "".join(Picks.of("abc", "a", order="abc").moved(move).order) == order


def test_what_is_chosen_comes_first_where_no_order_is_told() -> None:
    picks = Picks.of("abcd", "dbz")
    assert (picks.order, picks.chosen) == (tuple("dbac"), ("d", "b"))


# ---- views under a name


def test_a_list_is_kept_under_a_name_and_opened_by_its_tab(ada: FlaskClient, office: Flask) -> None:
    answer = name_it(ada, "日本来访")
    assert answer.status_code == 302
    page = ada.get(answer.location).text
    assert tabs(page) == ["全部", "大团", "日本来访"]
    (view,) = saved(office)
    assert view.asked == {"f": ["countries.is.JP"], "sort": "-headcount"}
    link = link_of(ada.get(LIST).text, "日本来访")
    asked = parse_qs(urlsplit(link).query)
    assert asked == {"view": [str(view.id)], "f": ["countries.is.JP"], "sort": ["-headcount"]}
    opened = ada.get(link).text
    assert 'aria-current="page">日本来访' in opened
    assert "大阪大学" in opened
    assert "慕尼黑大学" not in opened
    assert opened.index("大阪大学") < opened.index("东京都厅")


def test_its_columns_are_kept_with_it(ada: FlaskClient) -> None:
    ada.post(COLUMNS, data={"column": ["name", "headcount"]})
    address = name_it(ada, "日本来访").location
    ada.post(COLUMNS, data={"reset": "1"})
    assert heads(ada.get(address).text) == ["团组名称", "人数"]
    assert len(heads(ada.get(LIST).text)) > 2


def test_it_narrows_the_view_that_it_was_made_from(ada: FlaskClient) -> None:
    keep(ada.application, "stan", name="东京考察团", headcount=30, countries=["JP"])
    page = ada.get(name_it(ada, "日本大团", "?view=large&f=countries.is.JP").location).text
    assert "东京考察团" in page
    assert "大阪大学" not in page


def test_others_see_it_only_when_it_is_shared(ada: FlaskClient, stan: FlaskClient, office: Flask) -> None:
    address = name_it(ada, "日本来访").location
    assert "日本来访" not in tabs(stan.get(LIST).text)
    assert "view=" not in unescape(stan.get(address).text).split("bulk")[0].split('class="list-tab"')[0]
    name_it(ada, "日本来访", shared="1", replace="1")
    page = stan.get(LIST).text
    assert tabs(page) == ["全部", "大团", "日本来访"]
    assert "爱达共享的" in page
    assert deeds(office) == ["view.shared"]
    assert "大阪大学" in stan.get(link_of(page, "日本来访")).text


def test_sharing_takes_sight_of_all_records(stan: FlaskClient, office: Flask) -> None:
    assert "共享给" not in stan.get(f"{VIEWS}/new{JAPAN}").text
    assert name_it(stan, "日本来访", shared="1").status_code == 403
    assert saved(office) == []


def test_own_views_are_nobody_elses_business(ada: FlaskClient, office: Flask) -> None:
    name_it(ada, "日本来访")
    (view,) = saved(office)
    ada.post(f"{VIEWS}/{view.id}", data={"name": "日本"})
    ada.post(f"{VIEWS}/{view.id}/forget")
    assert deeds(office) == []


def test_what_a_shared_view_shows_is_each_persons_own_sight(ada: FlaskClient, stan: FlaskClient, app: Flask) -> None:
    ada.post(COLUMNS, data={"column": ["name", "inner"]})
    name_it(ada, "内部", "?f=inner.filled", shared="1")
    keep(app, "stan", name="密谈", inner="不宜公开")
    page = stan.get(link_of(stan.get(LIST).text, "内部")).text
    assert "内部意见" not in heads(page)
    assert "不宜公开" not in page
    assert "不能按" in page


def test_sent_twice_it_is_one_view(ada: FlaskClient, office: Flask) -> None:
    assert {name_it(ada, "日本来访").location for _ in range(2)} == {f"{LIST}?f=countries.is.JP&sort=-headcount&view=1"}
    assert len(saved(office)) == 1


def test_a_name_that_is_taken_asks_whether_to_replace(ada: FlaskClient, office: Flask) -> None:
    name_it(ada, "日本来访")
    answer = name_it(ada, "日本来访", "?f=countries.is.DE")
    assert answer.status_code == 422
    assert "您已有叫“日本来访”的常用筛选" in told(answer)
    assert 'value="日本来访"' in answer.text
    assert "替换原来的" in answer.text
    name_it(ada, "日本来访", "?f=countries.is.DE", replace="1")
    assert [view.asked for view in saved(office)] == [{"f": ["countries.is.DE"]}]


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "请给常用筛选起一个名称"), (" 　", "请给常用筛选起一个名称"), ("很" * 41, "名称最多 40 个字，现在有 41 个")],
)
def test_a_name_that_cannot_be_is_refused_in_words(ada: FlaskClient, name: str, said: str) -> None:
    answer = name_it(ada, name)
    assert answer.status_code == 422
    assert said in told(answer)


def test_there_is_an_end_to_views(ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_service, "MOST", 2)
    assert [name_it(ada, name).status_code for name in "甲乙丙"] == [302, 302, 422]


def test_many_views_stand_in_a_menu_and_the_open_one_in_the_row(ada: FlaskClient) -> None:
    address = ""
    for number in range(9):
        address = name_it(ada, f"筛选{number}").location
    page = ada.get(LIST).text
    assert tabs(page) == ["全部", "大团", "筛选0", "筛选1", "筛选2", "筛选3", "筛选4"]
    assert tabs(ada.get(address).text)[-1] == "筛选8"
    menu = page.split("list-menu-sheet")[1].split("</details>")[0]
    assert re.findall(r">(筛选\d)<", menu) == [f"筛选{number}" for number in (5, 6, 7, 8)]
    assert "管理常用筛选" in menu


def test_a_list_that_stands_otherwise_offers_to_update_its_view(ada: FlaskClient, office: Flask) -> None:
    address = name_it(ada, "日本来访").location
    assert "更新“日本来访”" not in told(ada.get(address))
    changed = address.replace("sort=-headcount", "sort=headcount")
    page = ada.get(changed).text
    assert "更新“日本来访”" in page
    assert "存为常用筛选" in page
    action = re.search(r'action="([^"]*/narrow[^"]*)"', page)
    assert action
    answer = ada.post(unescape(action[1]), data={"lock": "1"})
    assert answer.status_code == 302
    assert saved(office)[0].asked["sort"] == "headcount"
    assert "更新“日本来访”" not in ada.get(answer.location).text.split("</main>")[0].split("list-tools")[1]


def test_two_who_update_the_same_view_are_told(ada: FlaskClient, office: Flask, login: Login) -> None:
    name_it(ada, "日本来访", shared="1")
    (view,) = saved(office)
    amy = login("amy")
    assert amy.post(f"{VIEWS}/{view.id}", data={"name": "日本", "shared": "1", "lock": "1"}).status_code == 302
    answer = ada.post(f"{VIEWS}/{view.id}", data={"name": "日本团", "lock": "1"})
    assert answer.status_code == 409
    assert "已被修改" in answer.text
    assert ada.post(f"{VIEWS}/{view.id}/narrow?f=countries.is.DE", data={"lock": "1"}).status_code == 409
    assert saved(office)[0].name == "日本"


def test_views_are_renamed_shared_and_deleted_on_their_page(ada: FlaskClient, office: Flask) -> None:
    name_it(ada, "日本来访")
    name_it(ada, "德国来访", "?f=countries.is.DE&q=大学")
    page = told(ada.get(VIEWS))
    for words in ("国家 是 日本", "人数↓", "国家 是 德国、查找：大学", "默认"):
        assert words in page
    first, second = saved(office)
    assert ada.post(f"{VIEWS}/{first.id}", data={"name": "日本", "shared": "1", "lock": "1"}).status_code == 302
    assert (saved(office)[0].name, saved(office)[0].shared) == ("日本", True)
    answer = ada.post(f"{VIEWS}/{second.id}", data={"name": "日本", "lock": "1"})
    assert answer.status_code == 422
    assert "已有叫“日本”的常用筛选" in told(answer)
    ada.post(f"{COLUMNS}?view={first.id}", data={"column": ["name"]})
    assert ada.post(f"{VIEWS}/{first.id}/forget").status_code == 302
    assert [view.name for view in saved(office)] == ["德国来访"]
    assert deeds(office) == ["view.shared", "view.unshared"]
    with office.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ChosenColumns)) == 0


def test_a_view_of_another_cannot_be_touched(ada: FlaskClient, stan: FlaskClient, office: Flask) -> None:
    name_it(ada, "日本来访")
    (view,) = saved(office)
    for deed in ("", "/narrow", "/forget"):
        assert stan.post(f"{VIEWS}/{view.id}{deed}", data={"name": "我的"}).status_code == 404
    ada.post(f"{VIEWS}/{view.id}", data={"name": "日本来访", "shared": "1"})
    for deed in ("", "/narrow", "/forget"):
        assert stan.post(f"{VIEWS}/{view.id}{deed}", data={"name": "我的"}).status_code == 403
    assert [each.name for each in saved(office)] == ["日本来访"]
    page = stan.get(VIEWS).text
    assert "共享人" in page
    assert "/forget" not in page


def test_who_may_share_tidies_up_what_others_shared(ada: FlaskClient, login: Login, office: Flask) -> None:
    name_it(ada, "日本来访", shared="1")
    (view,) = saved(office)
    assert login("amy").post(f"{VIEWS}/{view.id}/forget").status_code == 302
    assert saved(office) == []


def test_a_page_without_views_says_what_they_are_for(ada: FlaskClient) -> None:
    assert "还没有常用筛选" in ada.get(VIEWS).text
    assert "list-menu" not in ada.get(LIST).text.split("</header>")[1]


def test_an_address_with_a_view_that_is_gone_shows_the_whole_list(ada: FlaskClient) -> None:
    for number in ("999", "9" * 30):
        assert 'aria-current="page">全部' in ada.get(f"{LIST}?view={number}").text


@pytest.mark.parametrize("path", [COLUMNS, VIEWS, f"{VIEWS}/new"])
def test_who_does_not_see_the_list_is_told_who_does(office: Flask, login: Login, path: str) -> None:
    answer = login("eve").get(path)
    assert answer.status_code == 403
    assert "可以找" in answer.text
