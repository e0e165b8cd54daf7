"""Pages of the flow: what buttons offer is what goes through, sent twice or too late included."""

import hashlib
import io
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.audit.models import AuditEntry
from app.documents import access as papers_access
from app.documents import queries as papers
from app.extensions import db
from app.records import access
from app.records import queries as records
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import queries
from app.workflow import service as workflow
from app.workflow.in_flow import InFlow
from app.workflow.verbs import service as verbs
from app.workflow.verbs.registry import VERBS
from tests.workflow.office import Office

Login = Callable[[str], FlaskClient]
STATES = ["draft", "unit_review", "countersign", "chain", "leader_review", "approved", "returned", "cancelled", "done"]
WHO = ["stan", "amy", "fay", "fin", "sec", "lee", "olga", "eve", "oto", "solo"]
PRESSES = ["submit", "recall", "pass", "agree", "hurry", "forward", "approve", "send_back", "finish", "cancel"]


def put(app: Flask, cast: Office, state: str) -> int:
    """A record in a state, its id."""
    with app.app_context():
        record = cast.visit(cost="100.00")
        if state == "returned":
            record = cast.press(cast.walk(record, to="unit_review"), "amy", "send_back", "请补正").record
        elif state == "cancelled":
            record = cast.press(record, "stan", "cancel", "不来了").record
        elif state == "done":
            record = cast.walk(record, to="approved")
            stored = {**record.data, "actual": 2}
            record = cast.press(record, "stan", "finish", stored=stored).record
        else:
            record = cast.walk(record, to=state)
        db.session.commit()
        return record.id


def state_of(app: Flask, record_id: int) -> str:
    with app.app_context():
        return db.session.get_one(Record, record_id).state


@pytest.mark.parametrize("state", STATES)
def test_a_direct_post_gets_exactly_what_the_buttons_offer(app: Flask, cast: Office, login: Login, state: str) -> None:
    """Every state x person x transition: what is not offered is refused, changes no row, is one row of the audit."""
    record_id = put(app, cast, state)
    for who in WHO:
        with app.app_context():
            record = db.session.get_one(Record, record_id)
            offers = cast.offers(record, who)
        browser = login(who)
        page = browser.get(f"/records/{record_id}")  # looking may open the record: that is no refusal
        if page.status_code == 200:
            assert {key for key in PRESSES if f'/press/{key}"' in page.text} == set(offers), who
        else:
            assert page.status_code == 404
            assert not offers
        before = kept(app)
        posts = [f"/records/{record_id}/press/{press}" for press in PRESSES if press not in offers]
        for post in posts:
            answer = browser.post(post, data={"comment": "理由"})
            assert answer.status_code in ({404} if page.status_code == 404 else {403, 409}), (who, post)
        assert kept(app) == before, who
        assert refusals(app, cast.people[who]) == posts


@pytest.mark.parametrize("state", ["unit_review", "approved"])
def test_a_verb_is_refused_to_whom_it_is_not_offered(app: Flask, cast: Office, login: Login, state: str) -> None:
    refused_beside(app, cast, login, state, ["stan", "fay", "eve", "solo"])


@pytest.mark.nightly
@pytest.mark.parametrize("state", STATES)
def test_every_verb_is_refused_to_everybody_else(app: Flask, cast: Office, login: Login, state: str) -> None:
    refused_beside(app, cast, login, state, WHO)


def refused_beside(app: Flask, cast: Office, login: Login, state: str, people: list[str]) -> None:
    """Every state x person x verb, 代录签批, 修改 and papers beside: refused in the same way."""
    record_id = put(app, cast, state)
    for who in people:
        with app.app_context():
            desk, record = cast.desk(who), db.session.get_one(Record, record_id)
            compiled = desk.compiled(record)
            mine = {chance.verb.key for chance in verbs.offered(verbs.place_of(InFlow(record, desk)))}
            may = {f"verbs/{key}": key in mine for key in VERBS}
            may["behalf"] = bool(workflow.offered_on_behalf(record, desk=desk))
            may["edit"] = access.may_change(compiled, desk.viewer, record)
            may["papers/badge"] = papers_access.may_issue(compiled, desk.viewer, record)
            sees = bool(records_many(desk, record_id))
        browser, before = login(who), kept(app)
        posts = [f"/records/{record_id}/{deed}" for deed, offered in may.items() if not (offered and sees)]
        for post in posts:
            answer = browser.post(post, data={"comment": "理由"})
            assert answer.status_code in ({403, 409} if sees else {404}), (who, post)
        assert kept(app) == before, who
        assert refusals(app, cast.people[who]) == posts


def kept(app: Flask) -> str:
    """Everything that is in the database, beside the audit and who is signed in."""
    apart = {"audit", "audit_head", "login_session", "user"}
    digest = hashlib.sha256()
    with app.app_context():
        for table in db.metadata.sorted_tables:
            if table.name not in apart:
                digest.update(repr(db.session.execute(table.select()).all()).encode())
    return digest.hexdigest()


def refusals(app: Flask, user_id: int) -> list[str]:
    """The addresses that somebody was refused, in their order."""
    with app.app_context():
        found = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == "refused").order_by(AuditEntry.seq))
        return [entry.about for entry in found if entry.actor_id == user_id]


def records_many(desk: Desk, record_id: int) -> dict[int, Record]:
    return records.many(desk.session, [record_id], viewer=desk.viewer)


def test_it_works_from_submission_to_the_end(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "draft")

    def press(who: str, transition: str, **data: str) -> int:
        return login(who).post(f"/records/{record_id}/press/{transition}", data=data).status_code

    assert press("stan", "submit") == 302
    assert press("amy", "pass", comment="同意") == 302
    assert [press(who, "agree") for who in ("fay", "fin", "sec")] == [302, 302, 302]
    assert [press(who, "forward") for who in ("sec", "fin")] == [302, 302]
    assert press("lee", "approve") == 302
    assert state_of(app, record_id) == "approved"
    answer = login("stan").post(f"/records/{record_id}/press/finish")
    assert answer.status_code == 302
    assert f"/records/{record_id}/edit" in answer.location
    assert "#f-actual" in answer.location
    assert state_of(app, record_id) == "approved"
    missing = '<a href="#f-actual">'
    assert missing in login("stan").get(answer.location).text
    assert missing not in login("stan").get(f"/records/{record_id}/edit").text


def test_a_double_click_counts_once(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "chain")
    browser = login("solo")
    data = {"_once": "abc"}
    first = browser.post(f"/records/{record_id}/press/forward", data=data)
    second = browser.post(f"/records/{record_id}/press/forward", data=data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert state_of(app, record_id) == "chain"
    assert browser.post(f"/records/{record_id}/press/forward", data={"_once": "abd"}).status_code == 302
    assert state_of(app, record_id) == "leader_review"


@pytest.mark.parametrize("name", ["_task", "_lock"])
def test_a_number_that_nothing_has_is_no_accident(app: Flask, cast: Office, login: Login, name: str) -> None:
    record_id = put(app, cast, "unit_review")
    answer = login("amy").post(f"/records/{record_id}/press/pass", data={name: "9" * 22})
    assert answer.status_code in {302, 409}


def test_who_comes_too_late_sees_where_it_is_now(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    assert login("amy").post(f"/records/{record_id}/press/pass").status_code == 302
    answer = login("amy").post(f"/records/{record_id}/press/pass")
    assert answer.status_code == 409
    assert "会签" in answer.text
    assert "看看最新情况" in answer.text


def test_what_was_typed_is_still_there_for_who_comes_too_late_or_may_not(
    app: Flask, cast: Office, login: Login
) -> None:
    record_id = put(app, cast, "unit_review")
    assert login("amy").post(f"/records/{record_id}/press/pass").status_code == 302
    data = {"comment": "写了很久的<意见>", "people": ["Solo", ""], "how": "before"}
    for who, deed, status in (
        ("amy", "press/pass", 409),
        ("amy", "press/agree", 403),
        ("amy", "verbs/add_signer", 403),
        ("eve", "press/agree", 404),
    ):
        answer = login(who).post(f"/records/{record_id}/{deed}", data=data)
        assert answer.status_code == status, deed
        assert ("readonly>写了很久的&lt;意见&gt;</textarea>" in answer.text) is (status != 404)
        assert ("readonly>Solo</textarea>" in answer.text) is (status != 404)
    assert "复制" not in login("amy").post(f"/records/{record_id}/press/pass").text


def test_the_owner_may_recall_until_somebody_opened_it(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    assert "/press/recall" in login("stan").get(f"/records/{record_id}").text
    assert login("amy").get(f"/records/{record_id}").status_code == 200
    assert "/press/recall" not in login("stan").get(f"/records/{record_id}").text
    answer = login("stan").post(f"/records/{record_id}/press/recall")
    assert answer.status_code == 409
    assert "Amy" in answer.text
    other = put(app, cast, "unit_review")
    assert login("stan").post(f"/records/{other}/press/recall").status_code == 302
    assert state_of(app, other) == "draft"


def test_a_return_needs_its_reason(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    assert login("amy").post(f"/records/{record_id}/press/send_back", data={"comment": " "}).status_code == 422
    assert state_of(app, record_id) == "unit_review"
    assert login("amy").post(f"/records/{record_id}/press/send_back", data={"comment": "请补正"}).status_code == 302
    assert "请补正" in login("stan").get("/notices").text


def test_the_inbox_shows_cards_and_opens_the_next_one(app: Flask, cast: Office, login: Login) -> None:
    first, second = put(app, cast, "unit_review"), put(app, cast, "unit_review")
    browser = login("amy")
    page = browser.get("/tasks").text
    assert f'id="card-{first}" data-task open' in page
    assert "来自 Stan" in page
    data = {"next": f"/tasks?open={second}"}
    answer = browser.post(f"/records/{first}/press/pass", data=data)
    assert answer.location.endswith(f"/tasks?open={second}")
    assert f'id="card-{second}" data-task open' in browser.get(answer.location).text
    assert "同意" in browser.get("/tasks?tab=done").text
    assert "Amy" in login("stan").get("/tasks?tab=mine").text
    assert login("eve").get("/tasks").status_code == 200


def test_the_approver_sees_what_changed_since(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "returned")
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        cast.press(record, "stan", "submit", stored={**record.data, "headcount": 5})
        db.session.commit()
    for url in ("/tasks", f"/records/{record_id}"):
        page = login("amy").get(url).text
        assert "您上次办理以后改了" in page
        assert "<ins>5</ins>" in page
        page = login("solo").get(url).text
        assert "上次由Amy办理以后改了" in page
        assert "<del>2</del>" in page
    assert "办理以后改了" not in login("stan").get(f"/records/{record_id}").text


def test_what_was_decided_on_paper_is_recorded_and_says_so(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    with app.app_context():
        task = queries.open_tasks(db.session(), record_id)[0].id
    browser = login("stan")
    assert "Amy" in browser.get(f"/records/{record_id}/behalf").text
    data = {
        "decision": f"{task}:pass",
        "signer": "王处长",
        "on": "2024-03-04",
        "by_way_of": "paper",
        "comment": "同意接待",
    }
    answer = browser.post(f"/records/{record_id}/behalf", data=data)
    assert answer.status_code == 302
    page = browser.get(f"/records/{record_id}?tab=flow").text
    assert "代录" in page
    assert "王处长 于 2024-03-04 以纸质签批，由 Stan 代录" in page
    assert "王处长" not in login("stan").get("/tasks?tab=done").text
    assert login("amy").get(f"/records/{record_id}/behalf").status_code == 409


def test_a_recorded_decision_counts_once_and_who_comes_late_keeps_the_words(
    app: Flask, cast: Office, login: Login
) -> None:
    record_id = put(app, cast, "unit_review")
    with app.app_context():
        task = queries.open_tasks(db.session(), record_id)[0].id
    browser, url = login("stan"), f"/records/{record_id}/behalf"
    (once,) = re.findall(r'name="_once" value="([^"]+)"', browser.get(url).text)
    data = {"decision": f"{task}:pass", "on": "2024-03-04", "by_way_of": "paper", "comment": "同意接待", "_once": once}
    wrong = browser.post(url, data=data)
    assert (wrong.status_code, once in wrong.text) == (422, True)
    data["signer"] = "王处长"
    sent = [browser.post(url, data=data) for _time in range(2)]
    assert [(each.status_code, each.location) for each in sent] == [(302, f"/records/{record_id}")] * 2
    with app.app_context():
        steps = queries.steps(db.session(), record_id)
        assert [step.transition for step in steps if step.on_behalf] == ["pass"]
    late = browser.post(url, data={**data, "_once": ""})
    assert late.status_code == 409
    for words in ("没有办成：情况已经变了", "会签", "王处长", "2024-03-04", "同意接待"):
        assert words in late.text, words


def test_a_recorded_decision_says_all_that_is_missing(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "leader_review")
    with app.app_context():
        task = queries.open_tasks(db.session(), record_id)[0].id
    browser = login("stan")
    data = {"decision": f"{task}:approve", "signer": "", "on": "2999-01-01", "by_way_of": ""}
    answer = browser.post(f"/records/{record_id}/behalf", data=data)
    assert answer.status_code == 422
    for words in ("请填写签批人", "不能晚于今天", "请选择签批方式", "要上传签批件的扫描件"):
        assert words in answer.text
    png = io.BytesIO(bytes.fromhex(PIXEL))
    good = {**data, "signer": "李校长", "on": "2024-03-04", "by_way_of": "oa", "scan": (png, "签批.png")}
    assert browser.post(f"/records/{record_id}/behalf", data=good).status_code == 302
    page = login("stan").get(f"/records/{record_id}?tab=flow").text
    link = page.split("/behalf/")[1].split('"')[0]
    got = browser.get(f"/records/{record_id}/behalf/{link}")
    assert got.status_code == 200
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["Content-Security-Policy"].startswith("sandbox")
    got.close()
    assert login("eve").get(f"/records/{record_id}/behalf/{link}").status_code == 404


def test_the_course_is_on_the_record_and_on_paper(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "countersign")
    for address in (f"/records/{record_id}?tab=flow", f"/records/{record_id}/course"):
        page = login("stan").get(address).text
        assert "等待办理" in page
        assert "Fay" in page
        assert "领导审批" in page


def test_a_paper_that_cannot_be_made_stops_the_step(app: Flask, cast: Office, login: Login, shelf: object) -> None:
    record_id = put(app, cast, "draft")
    path = app.config["SETTINGS"].instance / "templates" / "呈批表.docx"
    kept = path.read_bytes()
    try:
        path.unlink()
        answer = login("stan").post(f"/records/{record_id}/press/submit")
        assert answer.status_code == 422
        assert "没有找到模板“呈批表.docx”" in answer.text
    finally:
        path.write_bytes(kept)
    assert state_of(app, record_id) == "draft"
    with app.app_context():
        assert papers.of_record(db.session(), record_id) == []


def test_home_and_sidebar_say_how_much_waits(app: Flask, cast: Office, login: Login) -> None:
    put(app, cast, "unit_review")
    page = login("amy").get("/").text
    assert "全部 1 件" in page
    assert "待办" in page


PIXEL = (
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf00000003010100c9fe92ef0000000049454e44ae426082"
)


def said(browser: FlaskClient, record_id: int, transition: str, **data: str) -> str:
    """The message after a press."""
    page = browser.post(f"/records/{record_id}/press/{transition}", data=data, follow_redirects=True).text
    found = re.search(r'<div class="bw-toast[^>]*>.*?<span>(.*?)</span>', page, re.DOTALL)
    return found[1] if found else ""


def test_who_submits_is_told_who_is_next_and_may_take_it_back(app: Flask, cast: Office, login: Login) -> None:
    record_id, stan = put(app, cast, "draft"), login("stan")
    assert said(stan, record_id, "submit") == "已提交，等 Amy、Solo（head）办理“部门审核”"
    page = stan.get(f"/records/{record_id}").text
    assert "/press/recall" in page


def test_of_several_all_who_are_next_are_named(app: Flask, cast: Office, login: Login) -> None:
    told = said(login("amy"), put(app, cast, "unit_review"), "pass", comment="同意")
    assert told.startswith("已同意，等 ")
    assert told.endswith("办理“会签”")
    assert told.count("（") > 1


def test_where_nobody_is_next_the_message_says_where_it_stands(app: Flask, cast: Office, login: Login) -> None:
    told = said(login("amy"), put(app, cast, "unit_review"), "send_back", comment="请补正")
    assert told == "已退回，现在是“退回修改”"


def test_where_nobody_holds_the_role_the_message_says_whom_to_ask(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "draft")
    with app.app_context():
        for login_name in ("amy", "solo"):
            head = accounts.user_by_login(login_name)
            assert head is not None
            head.active = False
        db.session.commit()
    told = said(login("stan"), record_id, "submit")
    assert told == "已提交，但“部门审核”还没有人可以办理，请联系管理员分配角色"
