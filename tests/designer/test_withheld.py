"""What is closed or secret stays so in trials, plans, previews and examples, by the record's version and the newest."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.definitions import codec
from app.definitions import service as definitions
from app.designer import service
from app.designer.examples import taking
from app.designer.service import Turn
from app.extensions import db
from app.records import desks, queries, store
from app.records.desk import Desk
from tests.conftest import NOW, Cast

NAME = "{key: name, type: text, label: 名称}"
SPARE = "{key: spare, type: text, label: 备用}"
FIRST = f"""\
format: 1
key: veiled
label: 来访
title: 来访
sections:
  - key: basic
    label: 基本情况
    fields:
      - {NAME}
      - {{key: passport, type: text, label: 护照号}}
      - {{key: secret, type: text, label: 密级, sensitive: 2}}
      - {SPARE}
      - {{key: who, type: person, label: 联系人}}
      - {{key: seen, type: yesno, label: 见过}}
      - key: visitors
        type: table
        label: 来访人员
        columns:
          - {{key: person, type: text, label: 姓名}}
          - {{key: pass, type: text, label: 证件}}
rights:
  - {{role: staff, see: own, create: true, change: true}}
  - {{role: admin, see: all}}
  - {{fields: [passport, visitors.pass], see: [staff], others: hidden}}
"""
LINK = FIRST.replace("key: veiled", "key: link", 1).replace(
    SPARE, "{key: spare, type: record, of: veiled, copy: [passport, name], label: 备用}"
)
VALUES = {"name": "甲", "passport": "E1234567", "secret": "TOPSECRET", "spare": "LATERSECRET"}
ROWS = [{"_id": 1, "person": "王", "pass": "P99887766"}]


def load(text: str) -> None:
    definitions.publish(codec.load(text), actor=None, now=NOW, source=text)
    db.session.commit()


def desk_of(login: str) -> Desk:
    user = accounts.user_by_login(login)
    assert user is not None
    return desks.of(accounts.actor_of(user.id, today=NOW.date()), now=NOW)


def keep(key: str = "veiled", **stored: object) -> int:
    desk = desk_of("stan")
    given = {"stored": stored, "state": "kept", "actor": desk.actor, "now": NOW, "why": "created"}
    made = store.save(desk.session, None, desk.types.current(key), lookups=desk.lookups, **given)  # type: ignore[arg-type]
    db.session.commit()
    return made.id


def second(*changes: tuple[str, str], text: str = FIRST) -> str:
    text = re.sub(r"^(key: \w+)$", r"\1\nversion: 2", text, count=1, flags=re.M)
    for before, now in changes:
        assert before in text
        text = text.replace(before, now)
    return text


@pytest.fixture
def record(app: Flask, cast: Cast) -> int:
    with app.app_context():
        load(FIRST)
        return keep(**VALUES, who={"id": cast.stan, "label": "司丹"}, visitors=ROWS)


@pytest.fixture
def ada(login: Callable[[str], FlaskClient]) -> FlaskClient:
    return login("ada")


@pytest.fixture
def draft(app: Flask, cast: Cast) -> Callable[[str, str], None]:
    def written(text: str, key: str = "veiled") -> None:
        with app.app_context():
            service.write(key, text, Turn(service.standing(key).lock, cast.actor("ada"), NOW))
            db.session.commit()

    return written


def tried(ada: FlaskClient, rule: str, record: int, key: str = "veiled") -> str:
    sent = {"at": "seen", "name": "visible", "label": "显示", "rule": rule, "record": record, "part": "outcome"}
    answer = ada.post(f"/designer/{key}/rule", data=sent)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize(
    "rule", ["len(passport)", "1 if secret == 'TOPSECRET' else 2", "len(join(visitors.pass, ','))"]
)
def test_a_rule_that_reads_what_is_closed_or_more_secret_carries_nothing(
    rule: str, ada: FlaskClient, draft: Callable[..., None]
) -> None:
    draft(second((NAME, "{key: name, type: integer, label: 名称}")))
    page = ada.get("/designer/veiled/records").text
    states = re.findall(r'name="state" value="([^"]+)" checked', page)
    sent = {"state": states, "way.name": "rule", "rule.name": rule, "reason": "x", "lock": "0"}
    for url in ("/designer/veiled/records", "/designer/veiled/records/carry"):
        answer = ada.post(url, data=sent)
        assert answer.status_code == 422
        assert "这个表达式用到了您看不到的字段" in answer.text
        assert not {"8", "1", "9"} & set(re.findall(r"""<td data-label="[^"]*">(\w+)</td>""", answer.text))


@pytest.mark.usefixtures("record")
def test_a_rule_over_what_everybody_reads_is_taken(ada: FlaskClient, draft: Callable[..., None]) -> None:
    draft(second((NAME, "{key: name, type: integer, label: 名称}")))
    states = re.findall(r'name="state" value="([^"]+)" checked', ada.get("/designer/veiled/records").text)
    sent = {"state": states, "way.name": "rule", "rule.name": "len(spare)"}
    answer = ada.post("/designer/veiled/records", data=sent)
    assert answer.status_code == 200
    assert "11" in re.findall(r"""<td data-label="[^"]*">(\w+)</td>""", answer.text)


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("guess", ["TOPSECRET", "OTHER"])
def test_a_plan_does_not_tell_whether_a_guess_was_right(
    guess: str, ada: FlaskClient, draft: Callable[..., None]
) -> None:
    choices = f"type: choice, choices: [{{value: a, label: {guess}}}], label:"
    closed = ("{key: passport, type: text, label:", "{key: passport, " + choices)
    draft(second(("{key: secret, type: text, label:", "{key: secret, " + choices), closed))
    page = ada.get("/designer/veiled/records").text
    assert page.count("所以不说几条能转") == 2
    assert "条能转<" not in page
    assert "条转不了<" not in page


def test_a_trial_withholds_secrets_and_says_so(record: int, ada: FlaskClient) -> None:
    page = tried(ada, 'secret == "a"', record)
    assert "TOPSECRET" not in page
    assert "密级" in page
    assert "没有填" in page


@pytest.mark.parametrize(("rule", "level"), [('spare == "a"', 2), ("len(spare) == 3", 3), ("starts(spare, 'L')", 3)])
def test_a_trial_withholds_what_is_a_secret_by_the_draft_only(
    rule: str, level: int, record: int, ada: FlaskClient, draft: Callable[[str], None]
) -> None:
    assert "LATERSECRET" in tried(ada, 'spare == "a"', record)
    draft(second((SPARE, SPARE.replace("}", f", sensitive: {level}}}"))))
    page = tried(ada, rule, record)
    assert "LATERSECRET" not in page
    assert "备用 没有填" in page


def test_a_trial_withholds_a_secret_that_a_rule_makes_anew(
    record: int, ada: FlaskClient, draft: Callable[[str], None]
) -> None:
    made = "{key: made, type: text, label: 密语, compute: name%s}"
    draft(second((SPARE, f"{SPARE}\n      - {made % ''}")))
    assert "密语 是 甲" in tried(ada, "made == 'a'", record)
    draft(second((SPARE, f"{SPARE}\n      - {made % ', sensitive: 2'}")))
    page = tried(ada, "made == 'a'", record)
    assert "密语 是 甲" not in page
    assert "密语 没有填" in page


def test_a_trial_withholds_a_secret_column_that_a_rule_makes_anew(
    record: int, ada: FlaskClient, draft: Callable[[str], None]
) -> None:
    person = "- {key: person, type: text, label: 姓名}"
    made = "- {key: made, type: text, label: 密语, compute: person, sensitive: 3}"
    draft(second((person, f"{person}\n          {made}")))
    assert "王" in tried(ada, "join(visitors.person, ',') == 'b'", record)
    assert "王" not in tried(ada, "join(visitors.made, ',') == 'b'", record)


def test_what_is_offered_while_typing_holds_no_value_of_a_record(record: int, ada: FlaskClient) -> None:
    for rule in ("secret == '", "spare == '", "len(secret)"):
        answer = ada.post("/designer/veiled/rule/typed", data={"at": "seen", "name": "visible", "rule": rule})
        assert answer.status_code == 200
        assert not re.search("TOPSECRET|LATERSECRET", answer.text)


@pytest.mark.parametrize("kind", ["text", "integer", "paragraph"])
def test_a_table_that_becomes_a_text_does_not_tell_its_closed_columns(
    kind: str, record: int, ada: FlaskClient, draft: Callable[..., None]
) -> None:
    table = FIRST[FIRST.index("      - key: visitors") : FIRST.index("rights:")]
    draft(second((table, f"      - {{key: visitors, type: {kind}, label: 来访人员}}\n"), (", visitors.pass]", "]")))
    assert "P99887766" not in tried(ada, "visitors is defined", record)


@pytest.mark.parametrize("kind", ["integer", "date", "person", "money"])
def test_a_trial_reads_values_as_the_draft_has_them(
    kind: str, record: int, ada: FlaskClient, draft: Callable[..., None]
) -> None:
    draft(second((SPARE, f"{{key: spare, type: {kind}, label: 备用}}")))
    assert "没有填" in tried(ada, "spare is defined", record)


def test_a_trial_withholds_what_was_copied_from_a_closed_field(record: int, app: Flask, ada: FlaskClient) -> None:
    with app.app_context():
        load(LINK)
        copy = {"passport": "E1234567", "name": "甲"}
        link = keep("link", spare={"id": record, "label": "来访", "copy": copy})
    page = tried(ada, "spare.passport == 'a' or spare.name == '甲'", link, "link")
    assert "E1234567" not in page
    assert "甲" in page


def test_copying_takes_no_closed_column_along_and_follows_the_newest_rights(record: int, app: Flask) -> None:
    with app.app_context():
        found = desk_of("ada").lookups.record("veiled", str(record))
        assert found is not None
        assert found.members["visitors"] == [{"person": "王"}]
        assert found.members["spare"] == "LATERSECRET"
        load(second(("[passport, visitors.pass]", "[passport, spare, visitors.pass]")))
        found = desk_of("ada").lookups.record("veiled", str(record))
        assert found is not None
        assert "spare" not in found.members


def test_an_example_keeps_nothing_that_is_secret_by_the_newest_version(record: int, app: Flask) -> None:
    with app.app_context():
        load(second((SPARE, SPARE.replace("}", ", sensitive: 2}"))))
        desk = desk_of("ada")
        taken = taking.of_record(queries.get(desk.session, record, viewer=desk.viewer), desk)
        assert "spare" in taken.replaced
        assert "LATERSECRET" not in taken.given.model_dump_json()


@pytest.mark.parametrize("kind", ["text", "date", "department", "record, of: veiled"])
def test_an_example_does_without_what_its_field_no_longer_holds_and_says_so(
    kind: str, record: int, ada: FlaskClient, draft: Callable[..., None]
) -> None:
    assert ada.post(f"/records/{record}/example", data={"_name": "例"}).status_code == 302
    draft(second(("type: person", f"type: {kind}")))
    shown = ada.get("/designer/veiled/examples")
    assert "1 处和原来不一样" in shown.text
    opened = re.search(r'href="(/designer/veiled/examples/\d+)"', shown.text)
    assert opened is not None
    for page in (opened[1], "/designer/veiled/publish", "/designer/veiled/records"):
        answer = ada.get(page)
        assert answer.status_code == 200
        assert "样例里原来的内容和这个字段现在的类型不符" in answer.text
