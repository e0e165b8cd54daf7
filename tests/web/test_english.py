"""Pages in English: every page of a furnished office, read by those who may, has no Chinese but what people typed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app import create_app
from app.accounts import queries as accounts
from app.accounts import sessions
from app.accounts.current import KEY
from app.accounts.models import Department, RoleAssignment, User
from app.config import ROOT
from app.definitions import queries as definitions
from app.definitions.files import read_forms
from app.definitions.loading import load_forms
from app.definitions.lookups import definition
from app.demo import office as demo
from app.documents.models import Document, TemplateFile
from app.extensions import db
from app.imports import read
from app.jobs import service as jobs
from app.notices.models import Notice
from app.records import desks, form, store
from app.records.models import Attachment, Draft, Record, Revision
from app.records.service import Entry
from app.web import clock
from app.workflow.amending import course
from app.workflow.amending import service as amending
from app.workflow.models import Step
from app.workflow.press import Press
from tests.forms.test_english import labels
from tests.workflow.office import docx

from .english import HAN, Own, Page

READERS = ("zhengyan", "sunjing", "qianxu", "linxiao", "chenmo", "wutong")
"""Foreign affairs, administrator, auditor, staff, head of department, finance."""
FETCHED = re.compile(
    r".*\.(fetch\w*|template|faults|print_set|behalf_scan|offers|healthz|card)$|static$|records_offers\."
)
"""No pages: files, and what a page asks for while somebody types."""
ELSEWHERE = {"session.start", "setup.start", "session.renew"}
"""Pages of an office that has nobody yet, or of somebody who has to sign in again."""
NAMING = {"accounts.edit_department"}
"""Where departments are given their Chinese names."""
TELLING = ("tab", "view", "kind", "press", "back", "find", "key")
"""What in a query makes another page of it."""
WRITTEN = re.compile(r"'([^']*)'|\"([^\"]*)\"")


@dataclass(frozen=True)
class Office:
    """The demo office, where everybody reads English; `first` are pages to which nothing leads."""

    app: Flask
    first: tuple[str, ...]

    def browser(self, login: str) -> FlaskClient:
        """A browser in which somebody is signed in."""
        with self.app.app_context():
            user = accounts.user_by_login(login)
            assert user is not None
            token = sessions.begin(user, now=clock.now(), ip="127.0.0.1")
            db.session.commit()
        browser = self.app.test_client()
        with browser.session_transaction() as cookie:
            cookie[KEY] = token
        return browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """With something under way on every page."""
    made = create_app({"instance": tmp_path_factory.mktemp("english"), "TESTING": True, "WTF_CSRF_ENABLED": False})
    with made.app_context():
        db.create_all()
        load_forms(ROOT / "forms", actor=None, now=clock.now())
        db.session.commit()
    list(demo.furnish(made))
    with made.app_context():
        db.session.execute(sa.update(User).values(language="en"))
        db.session.commit()
    return Office(made, tuple(_set_going(Office(made, ()))))


def _set_going(site: Office) -> Iterator[str]:
    """A draft, a returned record sent in again, a ledger with faults, a job that was done."""
    staff, head, designer = (site.browser(login) for login in ("linxiao", "chenmo", "sunjing"))
    staff.post("/types/visiting_delegation/draft", data={"delegation_name": "草稿里的团组"})
    waiting = _record_in(site, "unit_review")
    head.post(f"/records/{waiting}/press/send_back", data={"comment": "请补充日程。"})
    staff.post(f"/records/{waiting}/press/submit")
    sent = designer.post("/types/visiting_delegation/import", data={"text": LEDGER}).location
    columns = re.findall(r'name="(c\d+)"', designer.get(sent).text)
    keys = ("delegation_name", "headcount", "countries", "arrive_on", "-")
    checked = designer.post(sent, data=dict(zip(columns, keys, strict=False)))
    for name, data in TEMPLATES.items():
        designer.post("/templates", data={"file": (BytesIO(data), name)})
        yield from (f"/templates/{quote(name)}?v=1", f"/templates/{quote(name)}/versions/0/trial")
    listed = designer.get("/designer/visiting_delegation/field-list/file").data
    address = "/designer/visiting_delegation/field-list"
    yield designer.post(address, data={"file": (BytesIO(listed), "fields.xlsx")}).location
    zipped = designer.get("/designer/visiting_delegation/export").data
    yield designer.post("/designer/import", data={"file": (BytesIO(zipped), "type.zip")}).location
    yield designer.post("/designer/new/file", data={"file": (BytesIO(docx("{{ 团组名称 }}")), "form.docx")}).location
    yield from _designed(site, designer)
    yield _handover(site, designer)
    yield from _amended(site)
    with site.app.app_context():
        user = accounts.user_by_login("zhengyan")
        assert user is not None
        args = {"type": "visiting_delegation", "asked": {}, "format": "xlsx"}
        job = jobs.ask("records.export", "Export", args, user_id=user.id, now=clock.now())
        db.session.commit()
        yield f"/jobs/{job.id}"
        yield from (f"/notices/{each}" for each in db.session.scalars(sa.select(Notice.id)))
    site.app.extensions["worker"].run_waiting()
    yield from (sent, checked.location)


def _designed(site: Office, designer: FlaskClient) -> Iterator[str]:
    """A type that was published again with its records, another key that is asked for, an example of a record."""
    at = "/designer/sister_city"
    lock = _sent(designer.get(f"{at}/fields").text, "lock")
    designer.post(f"{at}/do/add-field", data={"lock": lock, "type": "text", "to": "basic", "label-zh": "Motto"})
    page = designer.get(f"{at}/records").text
    states = re.findall(r'name="state" value="([^"]+)"', page)
    begun = designer.post(
        f"{at}/records/carry", data={"lock": _sent(page, "lock"), "state": states, "reason": "New version"}
    )
    assert begun.status_code == 302, begun.text
    site.app.extensions["worker"].run_waiting()
    yield from re.findall(rf'href="({at}/carried/\d+)"', designer.get(f"{at}/carried").text)
    yield from (f"{at}/rename/city", f"{at}/retire/city")
    city = _city_seen_by(site, "sunjing")
    assert designer.post(f"/records/{city}/example", data={"_name": "A city"}).status_code == 302
    yield from (f"/records/{city}/example", f"{at}/examples/1")


def _city_seen_by(site: Office, login: str) -> int:
    """A sister city, and somebody who may see it from now on."""
    with site.app.app_context():
        user = accounts.user_by_login(login)
        assert user is not None
        db.session.add(RoleAssignment(user_id=user.id, role_key="leader"))
        db.session.commit()
        return db.session.scalars(sa.select(Record.id).where(Record.type_key == "sister_city").limit(1)).one()


def _amended(site: Office) -> Iterator[str]:
    """Two approved groups whose routes somebody wants to change: one with its proposer, one submitted."""
    own, asked = (_amendment(site, nth, submits=nth == 1) for nth in range(2))
    record, _sign, _number = own.partition("/amendments/")
    yield from (f"{record}/amend/route", own, f"{own}/edit", f"{own}/press/submit", f"{own}/verbs/copy")
    yield from (asked, f"{asked}/verbs/remind", f"{asked}/behalf")


def _amendment(site: Office, nth: int, *, submits: bool) -> str:
    with site.app.app_context():
        user = accounts.user_by_login(READERS[0])
        assert user is not None
        desk = desks.of_user(user.id)
        of_type = sa.select(Record).where(Record.type_key == "outbound_group").order_by(Record.id)
        record = db.session.scalars(of_type.offset(nth).limit(1)).one()
        compiled = desk.compiled(record)
        kept = {"actor": desk.actor, "now": desk.now, "why": "changed", "lookups": desk.lookups}
        store.save(desk.session, record, compiled, stored=record.data, state="approved", **kept)  # type: ignore[arg-type]
        raw = form.raw_of(compiled, record.data, desk.lookups)
        changed = Entry({**raw, "return_on": clock.today().isoformat()}, {})
        made = amending.propose(record, "route", amending.Wish("Another day", changed), desk=desk)
        if submits:
            amending.perform(made, record, Press(course.SUBMIT), desk=desk)
        db.session.commit()
        return f"/records/{record.id}/amendments/{made.number}"


def _sent(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def _handover(site: Office, designer: FlaskClient) -> str:
    """What was typed and not handed in goes from somebody to somebody else; the page before it is read."""
    people = {"giver": "zhengyan", "receiver": "linxiao"}
    site.browser("zhengyan").post("/types/exchange_event/draft", data={"title": "草稿里的活动"})
    designer.post("/handovers", data={**people, "pick": "draft:exchange_event", "reason": "Moved"})
    return "/handovers/new?giver=zhengyan&receiver=linxiao"


TEMPLATES = {"来访备案表.docx": docx("{{ 团组名陈 }}", [["团组名称", ""]], "{{ 团组名称 }} {{ 抵达日期 | 年月日 }}")}
"""A form with a fault and with a place to be filled."""
LEDGER = (
    "团组名称\t人数\t国别\t抵达日期\t领导批示\n旧团组\t十几\t联邦德国\t2019.13.6\t同意\n另一团组\t3\t日本\t2019-5-1\t\n"
)


def _record_in(site: Office, state: str) -> int:
    with site.app.app_context():
        found = db.session.scalar(sa.select(Record.id).where(Record.state == state).order_by(Record.id).limit(1))
        assert found, state
        return found


@pytest.fixture(scope="module")
def own(site: Office) -> Own:
    """What people of this office typed, and what its definitions compute by their author's will."""
    with site.app.app_context():
        named = set(db.session.scalars(sa.select(Department.name).where(Department.name_en != "")))
        made = Own.of([*_typed(), *_composed(), *(re.split(r"[\t\n]", LEDGER))], ours={*_labels(), *named})
        return replace(made, words=made.words - named)  # which references keep


def _typed() -> Iterator[Any]:
    tables: Mapping[Any, tuple[str, ...]] = {
        Record: ("title", "number", "data"),
        Revision: ("data", "reason"),
        Draft: ("raw",),
        Step: ("comment", "on_behalf"),
        Document: ("filename", "number", "reason"),
        Attachment: ("name",),
        TemplateFile: ("name", "note"),
    }
    for table, columns in tables.items():
        for row in db.session.execute(sa.select(*(getattr(table, column) for column in columns))):
            yield from row
    for name in db.session.scalars(sa.select(User.name)):
        yield name
        yield name[-2:]  # the round picture
    yield from db.session.scalars(sa.select(Department.name).where(Department.name_en == ""))


def _labels() -> Iterator[str]:
    forms = read_forms([ROOT / "forms"])
    for each in (*(known.definition for known in forms.types.values()), *forms.lists.values()):
        yield from (label.zh for _path, label in labels(each, ""))


def _composed() -> Iterator[str]:
    yield "中文"  # what the language calls itself
    yield "团组名陈"  # a tag that somebody mistyped
    for version in definitions.current_versions(retired=True):
        for each in definition(version).fields():
            for rule in (each.compute, each.default):
                yield from (one or other for one, other in WRITTEN.findall(rule or ""))


class Walk:
    """Every page that leads on from the first ones: of every type and state for the first reader, who sees them all,
    and one of each kind for the others."""

    def __init__(self, site: Office, own: Own) -> None:
        self.own, self.found, self.reached = own, dict[str, str](), set[str]()
        self.first = site.first
        self.pages = site.app.url_map.bind("localhost")
        rules = [rule for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        self.plain = [rule.rule for rule in rules if not rule.arguments]
        self.plain += [
            self.pages.build(rule.endpoint, {"type_key": "visiting_delegation"})
            for rule in rules
            if rule.arguments == {"type_key"}
        ]
        with site.app.app_context():
            states = sa.select(sa.func.max(Record.id)).group_by(Record.type_key, Record.state)
            self.samples = set(db.session.scalars(states))
        with site.app.app_context():
            self.naming = Own.of([*own.words, *db.session.scalars(sa.select(Department.name))])

    def go(self, browser: FlaskClient, login: str) -> None:
        """All that this reader comes to."""
        todo = [*self.plain, *self.first, *(f"/records/{each}" for each in sorted(self.samples))]
        read: set[tuple[Any, ...]] = set()
        while todo:
            address = todo.pop(0)
            kind = self.kind(address, is_first=login == READERS[0])
            if kind is not None and kind not in read:
                read.add(kind)
                todo += self.look(browser, address, login)

    def kind(self, address: str, *, is_first: bool) -> tuple[Any, ...] | None:
        """Pages that are alike; None for what is no page of ours."""
        parts = urlsplit(address)
        if parts.netloc not in ("", "localhost") or not parts.path:
            return None
        try:
            endpoint, given = self.pages.match(parts.path, method="GET")
        except (HTTPException, RequestRedirect):
            return None
        if FETCHED.match(endpoint):
            return None
        asked = tuple(sorted((key, text) for key, text in parse_qsl(parts.query) if key in TELLING))
        sample = given.get("record_id") if given.get("record_id") in self.samples else None
        if not is_first:
            return endpoint, asked, sample if endpoint == "records.show" and not asked else None
        return endpoint, asked, sample, tuple(given.get(key) for key in ("type_key", "transition", "key"))

    def look(self, browser: FlaskClient, address: str, login: str) -> list[str]:
        """Read one page; where it leads."""
        answer = browser.get(address)
        assert answer.status_code < 500, address
        endpoint = self.pages.match(urlsplit(address).path, method="GET")[0]
        if answer.status_code < 400:
            self.reached.add(endpoint)
        if answer.location:
            return [answer.location]
        if answer.mimetype != "text/html":
            return []
        page = Page.of(answer.text)
        for said in page.chinese(self.naming if endpoint in NAMING else self.own):
            self.found.setdefault(said, f"{address} ({login})")
        return page.links


@pytest.fixture(scope="module")
def walk(site: Office, own: Own) -> Walk:
    """The walk of all readers."""
    made = Walk(site, own)
    for login in READERS:
        made.go(site.browser(login), login)
    stranger = site.app.test_client()
    stranger.post("/language", data={"language": "en"})
    made.look(stranger, "/login", "nobody")
    return made


def test_no_page_in_english_has_chinese_that_nobody_typed(walk: Walk) -> None:
    found = [f"{where}: {said}" for said, where in sorted(walk.found.items(), key=lambda pair: pair[1])]
    assert not found, "\n".join(found)


def test_every_page_was_read(site: Office, walk: Walk) -> None:
    pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert {each for each in pages if not FETCHED.match(each)} - walk.reached - ELSEWHERE == set()


POSTED: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    (
        "linxiao",
        "/types/visiting_delegation/new",
        {"_press": "submit", "headcount": "三五", "countries": "火星", "arrive_on": "2024.13.1"},
    ),
    ("linxiao", "/types/outbound_group/new", {"_press": "submit"}),
    ("zhengyan", "/types/annual_report/new", {"_press": "send", "report_year": "二十"}),
    ("sunjing", "/users/new", {"login": "A B"}),
    ("sunjing", "/users/paste/create", {"text": "甲\t!\t没有的部门\t没有的角色\n"}),
    ("sunjing", "/departments", {"name": "a/b"}),
    ("sunjing", "/handovers", {"giver": "linxiao", "receiver": "zhengyan", "reason": ""}),
    ("sunjing", "/templates", {}),
    ("sunjing", "/templates/replace", {"old": "团组名称", "new": ""}),
    ("sunjing", f"/templates/{quote('来访备案表.docx')}/versions/1/places", {}),
    ("sunjing", "/types/visiting_delegation/import", {"text": " "}),
)
"""Forms with something wrong in them."""


@pytest.mark.parametrize(("login", "address", "sent"), POSTED, ids=[f"{each[1]}" for each in POSTED])
def test_what_is_wrong_is_said_in_english(
    site: Office, own: Own, login: str, address: str, sent: Mapping[str, str]
) -> None:
    answer = site.browser(login).post(address, data=sent)
    assert answer.status_code == 422
    typed = Own.of([*own.words, *re.split(r"[\t\n]", "\n".join(sent.values()))])
    assert list(Page.of(answer.text).chinese(typed)) == []


def exported(site: Office, type_key: str) -> tuple[str, bytes]:
    """The name of the workbook that somebody takes away, and the workbook."""
    answer = site.browser("zhengyan").post(f"/types/{type_key}/export", data={"format": "xlsx"})
    assert answer.status_code == 200
    data = answer.data
    answer.close()
    return unquote(answer.headers["Content-Disposition"]), data


@pytest.mark.parametrize("type_key", ["visiting_delegation", "exchange_event", "outbound_group", "annual_report"])
def test_an_export_has_english_heads_and_values(site: Office, own: Own, type_key: str) -> None:
    name, data = exported(site, type_key)
    table = read(data, name="list.xlsx")
    cells = [str(cell) for row in (table.header, *table.rows) for cell in row if cell is not None]
    assert [own.without(text) for text in (name, table.sheet, *cells) if HAN.search(own.without(text))] == []


def test_what_was_exported_in_english_is_read_again(site: Office) -> None:
    designer = site.browser("sunjing")
    _name, data = exported(site, "exchange_event")
    sent = {"file": (BytesIO(data), "events.xlsx")}
    columns = designer.post("/types/exchange_event/import", data=sent).location
    asked = designer.get(columns).text
    chosen = dict(re.findall(r'name="(c\d+)".*?<option value="([^"]*)" selected', asked, re.DOTALL))
    assert [key for key in chosen.values() if not key] == [""]  # the state, which is chosen for all
    checked = designer.post(columns, data={key: each or "-" for key, each in chosen.items()} | {"state": "done"})
    page = designer.get(checked.location).text
    assert "To mend" not in page
    assert f"Import {len(read(data, name='events.xlsx').rows)}" in page


def test_papers_and_summaries_stay_chinese(site: Office) -> None:
    with site.app.app_context():
        record_id = db.session.scalar(sa.select(Record.id).where(Record.title.startswith("蒙彼利埃大学代表团")))
    staff = site.browser("linxiao")
    page = staff.get(f"/records/{record_id}").text
    assert "France" in page
    assert re.search(r'data-copy="[^"]*法国', page)
    assert staff.post(f"/records/{record_id}/papers/sign_sheet", data={"_once": "paper"}).status_code == 302
    with site.app.app_context():
        newest = db.session.scalar(sa.select(sa.func.max(Document.id)).where(Document.record_id == record_id))
    with staff.get(f"/documents/{newest}/file") as answer:
        paper = ZipFile(BytesIO(answer.data)).read("word/document.xml").decode()
    assert "法国" in paper
    assert "France" not in paper


def test_chinese_is_found_in_texts_attributes_and_signs() -> None:
    own = Own.of(["王敏", "接待慕尼黑大学代表团一行三人\n第二行"])
    page = '<p title="状态：x">Yes 是</p><b>（5 people）</b><input placeholder="姓名"><i>德国</i>'
    assert len(list(Page.of(page).chinese(own))) == 5


def test_what_people_typed_is_no_chinese_of_ours() -> None:
    own = Own.of(["王敏", "接待慕尼黑大学代表团一行三人\n第二行"])
    page = (
        '<p title="王敏">王敏 (Head)</p><b>…慕尼黑大学代表…</b><i>第二行</i><button lang="zh-CN">中文界面</button>'
        '<button data-copy="三人来访" title="三人来访">Copy</button><i>“慕尼黑” is written twice</i>'
        '<input type="radio" value="是"><option value="否">No</option>'
    )
    assert list(Page.of(page).chinese(own)) == []
    assert HAN.search("，")
