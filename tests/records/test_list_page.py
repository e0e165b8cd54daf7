"""Lists: what they show to whom, how they are narrowed and sorted, and that files hold exactly what the page shows."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import service
from app.accounts.models import RoleAssignment
from app.audit.models import AuditEntry
from app.definitions.schema import Role
from app.extensions import db
from app.imports import read
from app.records import exporting, queries
from app.records.models import Record
from tests.conftest import ROLES, Cast
from tests.records.list_office import OFFICER, furnish, keep

Login = Callable[[str], FlaskClient]
LIST = "/types/visit"


@pytest.fixture
def office(app: Flask, cast: Cast) -> Flask:
    """The types, and nobody's records yet."""
    furnish(app, cast)
    return app


def rows(page: str) -> list[list[str]]:
    """The cells of the list, without the box."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    lines = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    cells = (re.findall(r"<td[^>]*>(.*?)</td>", line, re.DOTALL)[1:] for line in lines)
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in line] for line in cells]


def names(page: str) -> list[str]:
    return [line[1] for line in rows(page)]


def sent(browser: FlaskClient, path: str, **data: object) -> bytes:
    """The file that an export brings."""
    with browser.post(path, data=data) as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        return answer.data


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))


@pytest.fixture
def ada(office: Flask, login: Login) -> FlaskClient:
    return login("ada")


@pytest.fixture
def stan(office: Flask, login: Login) -> FlaskClient:
    return login("stan")


@pytest.fixture
def three(office: Flask) -> list[int]:
    """Stan's group from Germany, Ada's two from Japan."""
    return [
        keep(office, "stan", countries=["DE"], arrive_on="2024-05-06", cost="1200.50", inner="慎重", code="ABCDEFGH"),
        keep(office, "ada", name="东京大学", headcount=12, countries=["JP"], arrive_on="2023", inner="可以"),
        keep(office, "ada", name="京都大学", headcount=20, countries=["JP", "DE"], arrive_on=None, state="done"),
    ]


def test_a_list_shows_what_its_view_says(ada: FlaskClient, three: list[int]) -> None:
    page = ada.get(LIST).text
    assert [line[1:6] for line in rows(page)] == [
        ["慕尼黑大学", "德国", "2024-05-06", "3", "1,200.50"],
        ["东京大学", "日本", "2023", "12", ""],
        ["京都大学", "日本、德国", "", "20", ""],
    ]
    assert rows(page)[0][6:8] == ["慎重", "ABCDEFGH"]
    assert rows(page)[2][-1] == "已办结"
    assert rows(page)[1][-2] == "爱达"
    foot = plain(page[page.index("<tfoot>") :])
    assert "合计 35" in foot
    assert "平均 1,200.50" in foot
    assert f'href="/records/{three[0]}"' in page


def test_every_record_is_the_first_view(ada: FlaskClient, three: list[int]) -> None:
    page = ada.get(LIST).text
    tabs = re.findall(r'<a class="list-tab" href="([^"]+)"([^>]*)>([^<]+)</a>', page)
    assert [(label, "current" in now) for _, now, label in tabs] == [("全部", True), ("大团", False)]
    large = ada.get(unescape(tabs[1][0])).text
    assert [line[0] for line in rows(large)] == ["京都大学", "东京大学"]


def test_people_see_the_records_of_their_departments(stan: FlaskClient, three: list[int]) -> None:
    assert names(stan.get(LIST).text) == ["慕尼黑大学"]


def test_a_field_that_is_hidden_is_no_column_and_a_masked_one_is_masked(stan: FlaskClient, three: list[int]) -> None:
    page = stan.get(LIST).text
    assert "内部意见" not in page
    assert "慎重" not in page
    assert "ABCDEFGH" not in page
    assert "ABC****GH" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("f=countries.is.JP", ["东京大学", "京都大学"]),
        ("f=countries.is.JP&f=countries.is.DE", ["慕尼黑大学", "东京大学", "京都大学"]),
        ("f=countries.not.DE", ["东京大学"]),
        ("f=countries.is.日本&f=headcount.from.15", ["京都大学"]),
        ("f=headcount.to.12&f=headcount.from.4", ["东京大学"]),
        ("f=arrive_on.is.2023", ["东京大学"]),
        ("f=arrive_on.to.2024", ["慕尼黑大学", "东京大学"]),
        ("f=arrive_on.from.2024年5月", ["慕尼黑大学"]),
        ("f=arrive_on.not.2023", ["慕尼黑大学", "京都大学"]),
        ("f=arrive_on.empty", ["京都大学"]),
        ("f=name.has.京", ["东京大学", "京都大学"]),
        ("f=name.starts.京", ["京都大学"]),
        ("f=state.is.done", ["京都大学"]),
        ("f=state.not.done&f=year.is.2023", ["东京大学"]),
        ("f=cost.filled", ["慕尼黑大学"]),
        ("q=东京", ["东京大学"]),
        ("q=慎重", ["慕尼黑大学"]),
        ("sort=headcount", ["慕尼黑大学", "东京大学", "京都大学"]),
        ("sort=-headcount&view=large", ["京都大学", "东京大学"]),
    ],
)
def test_a_list_is_narrowed_and_sorted(ada: FlaskClient, three: list[int], asked: str, found: list[str]) -> None:
    page = ada.get(f"{LIST}?{asked}").text
    named = [line[0] for line in rows(page)] if "view=" in asked else names(page)
    assert named == found
    assert 'role="alert"' not in page


def test_conditions_stand_as_chips_and_are_taken_off_one_by_one(ada: FlaskClient, three: list[int]) -> None:
    page = ada.get(f"{LIST}?f=countries.is.JP&f=headcount.from.15").text
    assert "国家 是 日本" in plain(page)
    assert "人数 不小于 15" in plain(page)
    off = re.findall(r'<a href="([^"]+)" aria-label="去掉条件：([^"]+)"', page)
    assert parse_qs(urlsplit(unescape(off[0][0])).query) == {"f": ["headcount.from.15"]}


def test_a_condition_is_added_without_script(ada: FlaskClient, three: list[int]) -> None:
    first = ada.get(f"{LIST}?f=state.is.draft&add=countries").text
    assert '<select class="form-select" name="op"' in first
    assert '<option value="JP">日本</option>' in first
    answer = ada.get(f"{LIST}?f=state.is.draft&add=countries&op=is&value=JP")
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.location).query) == {"f": ["state.is.draft", "countries.is.JP"]}
    assert names(ada.get(answer.location).text) == ["东京大学"]


def test_a_condition_that_makes_no_sense_is_said_and_left_out(ada: FlaskClient, three: list[int]) -> None:
    page = ada.get(f"{LIST}?f=headcount.from.abc&f=nothing.is.1&f=arrive_on.is.").text
    assert "“abc”不是数字" in page
    assert "请写明要按什么内容筛选" in page
    assert len(rows(page)) == 3
    assert page.count("chip-wrong") == 3


@pytest.mark.parametrize("asked", ["f=inner.has.慎", "f=code.is.ABCDEFGH"])
def test_nobody_filters_by_what_they_do_not_see(stan: FlaskClient, three: list[int], asked: str) -> None:
    page = stan.get(f"{LIST}?{asked}").text
    assert "筛选" in re.search(r"list-faults.*?</div></div>", page, re.DOTALL)[0]  # type: ignore[index]
    assert names(page) == ["慕尼黑大学"]
    assert "慎" not in plain(stan.get(f"{LIST}?add=inner").text).replace("慎重", "")


def test_nobody_sorts_or_finds_by_what_they_do_not_see(office: Flask, stan: FlaskClient, three: list[int]) -> None:
    keep(office, "stan", name="巴黎大学", inner="加急", code="ZZZ")
    ordered = names(stan.get(f"{LIST}?sort=code").text)
    assert ordered == names(stan.get(LIST).text)
    assert names(stan.get(f"{LIST}?q=加急").text) == []
    assert names(stan.get(f"{LIST}?q=巴黎").text) == ["巴黎大学"]


def test_a_header_sorts_and_says_which_way(ada: FlaskClient, three: list[int]) -> None:
    page = ada.get(f"{LIST}?sort=-headcount").text
    assert re.search(r'aria-sort="descending"[^>]*>\s*<a class="sort" href="[^"]*sort=headcount"', page)
    again = ada.get(f"{LIST}?sort=headcount").text
    assert re.search(r'aria-sort="ascending"[^>]*>\s*<a class="sort" href="[^"]*sort=-headcount"', again)


def test_pages_follow_one_another_without_gap(office: Flask, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(7):
        keep(office, "ada", name=f"团{at}", headcount=at, arrive_on="2024-01-01" if at % 2 else None)
    monkeypatch.setattr(queries, "PAGE", 3)
    monkeypatch.setattr(queries.page, "__kwdefaults__", {**(queries.page.__kwdefaults__ or {}), "size": 3})
    seen, url = [], f"{LIST}?sort=-arrive_on"
    for _ in range(3):
        page = ada.get(url).text
        seen += names(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = unescape(following[1]) if following else ""
    assert url == ""
    assert sorted(seen) == [f"团{at}" for at in range(7)]
    assert "第 7–7 条，共 7 条" in page
    before = re.search(r'rel="prev" href="([^"]+)"', page)
    assert before
    assert names(ada.get(unescape(before[1])).text) == seen[3:6]


def test_an_empty_list_says_what_it_is_for(ada: FlaskClient, stan: FlaskClient) -> None:
    page = ada.get(LIST).text
    assert "还没有来访" in page
    assert "外宾来访先审批、后接待" in page
    assert '/types/visit/new"' in page
    assert '/types/visit/import"' in page
    assert '/types/visit/import"' not in stan.get(LIST).text


def test_nothing_found_offers_to_clear(ada: FlaskClient, three: list[int]) -> None:
    page = ada.get(f"{LIST}?q=没有这个").text
    assert "没有符合条件的记录" in page
    assert "清除全部条件" in page


def test_who_has_no_right_is_told_so(office: Flask, login: Login, three: list[int]) -> None:
    assert "您没有查看这类事项的权限" in login("eve").get(LIST).text


def test_who_only_brings_in_the_past_is_told_so_and_may_begin(
    office: Flask, cast: Cast, login: Login, three: list[int]
) -> None:
    with office.app_context():
        bringer = {"key": "bringer", "label": "补录员", "can": ["import_past"]}
        service.set_roles([Role.model_validate(role) for role in (*ROLES, OFFICER, bringer)])
        db.session.add(RoleAssignment(user_id=cast.eve, role_key="bringer"))
        db.session.commit()
    page = login("eve").get(LIST).text
    assert "您没有查看这类事项的权限" in page
    assert "还没有来访" not in page
    assert '/types/visit/import"' in page


def test_an_unknown_type_is_not_found(ada: FlaskClient) -> None:
    assert ada.get("/types/nothing").status_code == 404


def test_a_list_in_english(ada: FlaskClient, three: list[int]) -> None:
    ada.post("/my-language", data={"language": "en"})
    page = ada.get(LIST).text
    assert "Visits" in page
    assert "Draft" in page
    assert "Export" in page


@pytest.mark.parametrize("asked", ["", "?f=countries.is.JP", "?view=large&sort=headcount", "?q=大学&f=state.is.draft"])
@pytest.mark.parametrize("who", ["ada", "stan"])
def test_a_file_holds_exactly_what_the_page_shows(login: Login, three: list[int], who: str, asked: str) -> None:
    browser = login(who)
    page = browser.get(LIST + asked).text
    table = read(sent(browser, f"{LIST}/export{asked}", format="csv"), name="list.csv")
    shown = [
        [cell.replace(",", "") if re.fullmatch(r"[\d,]+\.\d\d", cell) else cell for cell in line] for line in rows(page)
    ]
    held = [["" if cell is None else str(cell) for cell in line] for line in table.rows[: len(shown)]]
    assert held == shown
    if shown:
        assert list(table.header) == [
            plain(head).strip()
            for head in re.findall(r"<th(?! class=.list-pick)(?: [^>]*)?>(.*?)</th>", page, re.DOTALL)
        ]


def test_what_cannot_be_the_number_of_a_record_is_not_picked(ada: FlaskClient) -> None:
    assert sent(ada, f"{LIST}/export", format="csv", pick=["9" * 22, "x", "-1"])


def test_ticked_records_only(ada: FlaskClient, three: list[int]) -> None:
    table = read(sent(ada, f"{LIST}/export", format="xlsx", pick=[str(three[1])]), name="list.xlsx")
    assert [row[1] for row in table.rows] == ["东京大学"]


def test_a_formula_stays_text(office: Flask, ada: FlaskClient) -> None:
    keep(office, "ada", name="=HYPERLINK(1)")
    assert ",'=HYPERLINK(1)," in sent(ada, f"{LIST}/export", format="csv").decode("utf-8-sig")


def test_an_export_is_written_down_without_values(office: Flask, ada: FlaskClient, three: list[int]) -> None:
    sent(ada, f"{LIST}/export?f=countries.is.JP&q=大学", format="xlsx")
    with office.app_context():
        entry = db.session.query(AuditEntry).filter_by(deed="records.exported").one()
        assert entry.about == "type:visit"
        assert '"rows":2' in entry.facts
        assert '"conditions":["countries"]' in entry.facts
        assert "JP" not in entry.facts
        assert "大学" not in entry.facts


def test_a_long_list_is_made_in_the_back_and_fetched_by_who_asked(
    office: Flask, ada: FlaskClient, stan: FlaskClient, three: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    monkeypatch.setattr(exporting, "STEP", 1)
    answer = ada.post(f"{LIST}/export?sort=headcount", data={"format": "csv"})
    assert answer.location.startswith("/jobs/")
    office.extensions["worker"].run_waiting()
    page = ada.get(answer.location).text
    assert "3 条记录已写入" in page
    link = re.search(r'href="(/exports/\w+)"', page)
    assert link
    with ada.get(link[1]) as file:
        assert [row[1] for row in read(file.data, name="list.csv").rows[:3]] == ["慕尼黑大学", "东京大学", "京都大学"]
        assert "attachment" in file.headers["Content-Disposition"]
    assert stan.get(link[1]).status_code == 404
    assert ada.get("/exports/nothing").status_code == 404


def test_the_sidebar_and_the_menu_know_the_types(ada: FlaskClient, login: Login) -> None:
    page = ada.get("/").text
    assert 'href="/types/visit"' in page
    assert 'href="/types/partner/new"' in page
    assert 'href="/types/visit"' not in login("eve").get("/").text


def test_the_home_page_shows_drafts_figures_and_what_is_new(office: Flask, stan: FlaskClient) -> None:
    keep(office, "stan", name="里昂大学")
    keep(office, "stan", name="波恩大学", state="done")
    stan.post("/types/visit/draft", data={"name": "没写完的团"})
    page = plain(stan.get("/").text)
    assert "继续填写" in page
    assert "没写完的团" in page
    assert "里昂大学" in page
    assert "最新登记" in page
    assert "常用事项" in page


def test_what_was_changed_last_stands_first_on_the_home_page(office: Flask, stan: FlaskClient) -> None:
    first = keep(office, "stan", name="里昂大学")
    keep(office, "stan", name="波恩大学")
    assert plain(stan.get("/").text).index("波恩大学") < plain(stan.get("/").text).index("里昂大学")
    with office.app_context():
        later = datetime(2099, 1, 1, tzinfo=UTC)
        db.session.execute(sa.update(Record).where(Record.id == first).values(updated_at=later))
        db.session.commit()
    page = stan.get("/").text
    page = plain(page[page.index("最新登记") :])
    assert page.index("里昂大学") < page.index("波恩大学")
