"""Every endpoint against every kind of visitor, generated from the map of addresses."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.accounts import queries, service
from app.audit.queries import AuditSearch, find
from app.definitions.schema import Capability, Role
from app.extensions import db
from app.web import gates
from app.web.gates import ARRIVED, PUBLIC, SIGNED_IN, Kind, Mode, Undeclared, asks, holds, reads, writes
from tests.conftest import Cast

CAN = {
    "ada": {"manage_users", "manage_types", "manage_lists"},
    "olga": {"see_audit"},
    "stan": set(),
    "amy": set(),
    "eve": set(),
}
VALUES = {"int": 1, "default": "x", "string": "x", "path": "x", "uuid": "0" * 32}


@pytest.fixture
def stubbed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application whose views only say that they were reached."""
    for endpoint, view in app.view_functions.items():

        def stub(**_values: object) -> str:
            return "reached"

        vars(stub).update(vars(view))
        if endpoint != "static":
            monkeypatch.setitem(app.view_functions, endpoint, stub)
    return app


def addresses(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Each rule with an address that fits it, once per method."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        values = {name: VALUES.get(type(rule._converters[name]).__name__, 1) for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, adapter.build(rule.endpoint, values, method=method), method


def test_a_stranger_reaches_public_pages_only(stubbed: Flask, client: FlaskClient, cast: Cast) -> None:
    for rule, address, method in addresses(stubbed):
        answer = client.open(address, method=method)
        declared = gates.declaration(stubbed, rule.endpoint)
        assert declared is not None
        if declared.gate == PUBLIC:
            assert answer.text == "reached", rule
        elif method == "GET":
            assert answer.status_code == 302, rule
            assert answer.location.startswith("/login"), rule
        else:
            assert answer.status_code == 401, rule


@pytest.mark.parametrize("who", CAN)
def test_each_gate_lets_in_who_may(stubbed: Flask, login: Callable[[str], FlaskClient], who: str) -> None:
    lets_in(stubbed, login(who), CAN[who])


@pytest.mark.parametrize("capability", Capability)
def test_each_capability_opens_its_own_gates_alone(
    stubbed: Flask, login: Callable[[str], FlaskClient], capability: Capability
) -> None:
    with stubbed.app_context():
        service.set_roles([Role.model_validate({"key": "auditor", "label": "审计员", "can": [capability]})])
        db.session.commit()
    lets_in(stubbed, login("olga"), {str(capability)}, only=Kind.CAPABLE)


def lets_in(stubbed: Flask, browser: FlaskClient, can: set[str], *, only: Kind | None = None) -> None:
    """Every route: reached exactly by who has one of its capabilities. What is written down is tested by itself."""
    with gates.refused.muted():
        for rule, address, method in addresses(stubbed):
            declared = gates.declaration(stubbed, rule.endpoint)
            assert declared is not None
            if only is not None and declared.gate.kind is not only:
                continue
            may = declared.gate.kind is not Kind.CAPABLE or bool(set(declared.gate.capabilities) & can)
            answer = browser.open(address, method=method)
            assert answer.status_code == (200 if may else 403), rule


def test_a_one_time_password_opens_the_password_page_only(
    stubbed: Flask, login: Callable[[str], FlaskClient], cast: Cast
) -> None:
    browser = login("ada")
    with stubbed.app_context():
        queries.user(cast.ada).must_change = True
        db.session.commit()
    for rule, address, method in addresses(stubbed):
        declared = gates.declaration(stubbed, rule.endpoint)
        assert declared is not None
        answer = browser.open(address, method=method)
        if declared.gate in {PUBLIC, ARRIVED}:
            assert answer.text == "reached", rule
        else:
            assert answer.location == "/password", rule


def test_a_refusal_is_audited_and_says_who_may(login: Callable[[str], FlaskClient], app: Flask, cast: Cast) -> None:
    answer = login("stan").get("/users")
    assert answer.status_code == 403
    assert "爱达" in answer.text
    with app.app_context():
        (entry,) = find(AuditSearch(deed="refused")).entries
        assert (entry.actor_id, entry.about) == (cast.stan, "/users")


def test_a_refused_write_changes_nothing(login: Callable[[str], FlaskClient], app: Flask, cast: Cast) -> None:
    assert login("stan").post(f"/users/{cast.eve}/deactivate").status_code == 403
    with app.app_context():
        assert queries.user(cast.eve).active


@pytest.mark.parametrize(
    ("decorate", "method"),
    [
        pytest.param(None, "GET", id="no declaration"),
        pytest.param(writes(SIGNED_IN), "GET", id="a GET that writes"),
        pytest.param(asks(SIGNED_IN), "GET", id="a GET that asks"),
        pytest.param(reads(SIGNED_IN), "POST", id="a POST that reads"),
        pytest.param(writes(holds("x")), "PUT", id="another method"),
    ],
)
def test_the_start_stops_at_a_view_that_is_not_declared_as_it_is(
    decorate: Callable[[Callable[[], str]], Callable[[], str]] | None, method: str
) -> None:
    bare = Flask("bare", static_folder=None)

    def view() -> str:
        return ""

    bare.add_url_rule("/", "view", decorate(view) if decorate else view, methods=[method])
    with pytest.raises(Undeclared):
        gates.check_all_declared(bare)


def test_every_endpoint_is_declared(app: Flask) -> None:
    for endpoint in app.view_functions:
        assert gates.declaration(app, endpoint) is not None
    assert gates.declaration(app, "static") == gates.Declaration(PUBLIC, Mode.READS)
