"""Every object by its number, from every address: to whom it does not belong it is as absent as one that never was."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.audit.models import AuditEntry
from app.documents import queries as papers
from app.documents.models import Scan
from app.extensions import db
from app.jobs.models import Job
from app.notices.models import Notice
from app.records import queries as records
from app.records.models import Attachment, SavedView
from app.reminders.models import ReminderAnswer
from app.sight import cases
from app.web import gates
from app.web.gates import Kind
from app.workflow.handover.models import Handover
from app.workflow.models import Phrase, StandIn
from tests.conftest import NOW
from tests.documents.test_pages import PDF
from tests.workflow.office import Office
from tests.workflow.test_pages import kept

Login = Callable[[str], FlaskClient]
NEVER = 999_999
PLACES: Mapping[str, Any] = {
    "transition": "submit",
    "key": "filing_form",
    "kind": "change",
    "number": 1,
    "type_key": "visit",
}
"""What stands in an address beside the object: where it is, of which kind, what is done."""
SAME_FOR_ALL = {"department_id", "user_id", "carry_id", "example_id", "number_id", "outgoing_id"}
"""Objects of the whole office, behind gates of capabilities."""


@pytest.fixture
def owned(app: Flask, cast: Office, login: Login) -> dict[str, Any]:
    """One of each kind of object, all of Stan's: their numbers by the name that addresses give them."""
    login("stan")
    with app.app_context():
        session, stan = db.session, cast.stan
        record = cast.walk(cast.visit(), to="approved")
        paper = papers.of_record(session(), record.id)[0]
        file = Attachment(
            token="t" * 24, content="0" * 64, name="a.pdf", size=1, kind="pdf", by=stan, at=NOW, record_id=record.id
        )
        made: dict[str, Any] = {
            "token": file,
            "view_id": SavedView(
                user_id=stan, type_key="visit", name="x", base="all", asked={}, columns=[], shared=False,
                created_at=NOW, updated_at=NOW,
            ),
            "job_id": Job(kind="x", title="x", user_id=stan, created_at=NOW),
            "notice_id": Notice(user_id=stan, kind="x", record_id=record.id, created_at=NOW),
            "phrase_id": Phrase(user_id=stan, tone="go", words="x", created_at=NOW),
            "stand_in_id": StandIn(
                absent_id=stan, deputy_id=cast.fay, since=date(2024, 3, 1), until=date(2099, 1, 1), created_at=NOW
            ),
            "handover_id": Handover(
                giver_id=stan, receiver_id=cast.fay, by_id=cast.ada, reason="x", mark="m", ordered_at=NOW
            ),
            "answer_id": ReminderAnswer(
                record_id=record.id, rule="x", day=date(2024, 3, 1), say="x", outcome="handled", reason="x", by=stan,
                at=NOW,
            ),
        }  # fmt: skip
        session.add_all(made.values())
        session.flush()
        made["scan_id"] = Scan(document_id=paper.id, attachment_id=file.id, at=NOW, by=stan)
        session.add(made["scan_id"])
        session.flush()
        mine = sa.text("SELECT max(id) FROM login_session WHERE user_id = :stan")
        numbers = {name: row.token if name == "token" else row.id for name, row in made.items()}
        numbers |= {"record_id": record.id, "document_id": paper.id}
        numbers["session_id"] = session.execute(mine, {"stan": stan}).scalar_one()
        session.commit()
    return numbers


def addresses(app: Flask, owned: Mapping[str, Any]) -> Iterator[tuple[Rule, str, str, str]]:
    """Every address of an object: of the one that is there, of one that never was, and the method."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        named = set(rule.arguments) & owned.keys()
        if not named or _gate(app, rule).kind is Kind.CAPABLE:
            continue
        values = {name: PLACES.get(name, "x") for name in rule.arguments}
        there = adapter.build(rule.endpoint, values | {name: owned[name] for name in named})
        gone = adapter.build(rule.endpoint, values | {name: "n" * 24 if name == "token" else NEVER for name in named})
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, there, gone, method


def _gate(app: Flask, rule: Rule) -> gates.Gate:
    declared = gates.declaration(app, rule.endpoint)
    assert declared is not None
    return declared.gate


def sent(browser: FlaskClient, address: str, method: str) -> TestResponse:
    """The answer; what is posted is complete, with its file."""
    if method == "GET":
        return browser.get(address)
    return browser.post(address, data={"comment": "x", "scan": (BytesIO(PDF), "a.pdf")})


def plain(text: str) -> str:
    """A page without what is new each time: the number of the request, tokens, the address itself."""
    text = re.sub(r'(name="csrf_token" value|name="_once" value|content)="[^"]*"', "", text)
    return re.sub(r"/[a-z-]+/[^\"'<> ]*|[0-9a-f]{8}|999999|[tn]{24}", "", text)


def test_every_number_in_an_address_has_an_owner_here(app: Flask, owned: dict[str, Any]) -> None:
    """A new kind of object fails here until it is said whose it is."""
    known = owned.keys() | SAME_FOR_ALL | PLACES.keys()
    for rule in app.url_map.iter_rules():
        for name, converter in rule._converters.items():
            if type(converter).__name__ == "IntegerConverter":
                assert name in known, rule


@pytest.mark.parametrize("who", ["eve", "oto"])
def test_objects_of_others_are_as_absent_as_those_that_never_were(
    app: Flask, cast: Office, login: Login, owned: dict[str, Any], who: str
) -> None:
    """Every object x every verb, by somebody without a role and by the same role in another department."""
    browser, wrong = login(who), []
    before = kept(app)
    for rule, there, gone, method in addresses(app, owned):
        real, never = sent(browser, there, method), sent(browser, gone, method)
        same = plain(real.text) == plain(never.text)
        absent = {404, 403} if "type_key" in rule.arguments else {404}  # a type that one does not see is refused whole
        if not same or real.status_code != never.status_code or real.status_code not in absent:
            wrong.append((rule.rule, method, real.status_code, never.status_code, same))
    assert not wrong
    assert kept(app) == before


def test_a_change_that_is_refused_so_is_one_row_of_the_audit(
    app: Flask, cast: Office, login: Login, owned: dict[str, Any]
) -> None:
    browser, posted = login("oto"), []
    for rule, there, _gone, method in addresses(app, owned):
        declared = gates.declaration(app, rule.endpoint)
        sent(browser, there, method)
        if declared is not None and declared.changes:
            posted.append(there[:80])
    with app.app_context():
        found = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == "refused").order_by(AuditEntry.seq))
        assert [entry.about for entry in found if entry.actor_id == cast.oto] == posted


@pytest.mark.parametrize("who", ["amy", "fay", "lee", "fin"])
def test_pages_of_a_record_are_there_for_exactly_those_who_see_it(
    app: Flask, cast: Office, login: Login, owned: dict[str, Any], who: str
) -> None:
    """Every GET of a record: what its owner finds, everybody finds who sees it, or is told that it is closed."""
    with app.app_context():
        assert cases.sees(records.record(db.session(), owned["record_id"]), cast.desk(who))
    owner, browser = login("stan"), login(who)
    for rule, there, _gone, method in addresses(app, owned):
        if method == "GET" and "record_id" in rule.arguments:
            with owner.get(there) as theirs, browser.get(there) as found:
                if theirs.status_code != 404:
                    assert found.status_code != 404, rule
