"""`records import` and `store`: past facts come in whole or not at all; what is derived is made anew and compared."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select, text

from app import cli, create_app
from app.accounts import queries as people
from app.accounts import service as accounts
from app.accounts.service import Grant, Person
from app.definitions import service as definitions
from app.definitions.schema import ChoiceList, RecordType, Role
from app.extensions import db
from app.notices.models import Notice
from app.numbers.models import Number
from app.records.models import Record, Revision
from app.web.database import begin_write
from app.workflow.models import Step
from tests.conftest import ROLES, hashed_password
from tests.records.list_office import OFFICER, PARTNER, VISIT

NOW = datetime(2024, 3, 5, 2, 0, tzinfo=UTC)
STEPS = [
    {"on": "2019-05-08", "by": "stan", "press": "submit"},
    {"on": "2019-06-01", "by": "stan", "press": "finish", "comment": "已回国"},
]
FACT: dict[str, Any] = {
    "type": "visit",
    "on": "2019-05-06",
    "by": "stan",
    "values": {
        "name": "柏林大学",
        "headcount": "3",
        "countries": "德国、日本",
        "arrive_on": "2019.5.6",
        "leave_on": "2019.5.9",
        "proof": "来函1号",
        "outcome": "签约",
    },
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, [str(each) for each in arguments])


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office of this test's own, found by the command line."""
    monkeypatch.setenv("BIAOWEN_INSTANCE", str(tmp_path / "office"))
    with opened() as app:
        db.create_all()
        begin_write()
        _furnish()
        db.session.commit()
        assert app
    return tmp_path / "office"


@contextmanager
def opened() -> Iterator[Flask]:
    made = create_app({"secret_key": "x" * 32})
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def _furnish() -> None:
    accounts.set_roles([Role.model_validate(role) for role in (*ROLES, OFFICER)])
    institution = accounts.found_institution("东湖大学")
    office = accounts.add_department("国际交流合作处", parent=institution, actor=None)
    entries = [{"value": "DE", "label": "德国"}, {"value": "JP", "label": "日本"}]
    book = ChoiceList.model_validate({"key": "countries", "label": "国家", "entries": entries})
    definitions.publish_list(book, actor=None, now=NOW)
    for each in (PARTNER, VISIT):
        definitions.publish(RecordType.model_validate(each), actor=None, now=NOW)
    for login, role in (("stan", "staff"), ("ada", "officer")):
        person = Person(login.title(), login, office.id, (Grant(role),))
        accounts.create_user(person, password_hash=hashed_password(), actor=None, now=NOW)


def lines(folder: Path, *facts: Any) -> Path:
    path = folder / "past.jsonl"
    path.write_text("\n".join(json.dumps(fact, ensure_ascii=False) for fact in facts), encoding="utf-8")
    return path


def records() -> list[Record]:
    with opened():
        return list(db.session.scalars(select(Record).order_by(Record.id)))


def test_facts_come_in_as_if_entered_then(instance: Path, tmp_path: Path) -> None:
    result = run("records", "import", lines(tmp_path, FACT, {**FACT, "number": "外来备〔2019〕7号"}))
    assert result.exit_code == 0, result.output
    assert "已导入 2 条" in result.output
    first, second = records()
    assert (first.title, first.state, first.year, first.imported) == ("柏林大学（3人）", "done", 2019, True)
    assert first.created_at.date().isoformat() == "2019-05-06"
    assert first.data["countries"] == ["DE", "JP"]
    assert (first.number, second.number) == (None, "外来备〔2019〕7号")


def test_a_number_that_came_along_is_in_the_register_and_the_next_one_follows(instance: Path, tmp_path: Path) -> None:
    assert run("records", "import", lines(tmp_path, {**FACT, "number": "外来备〔2019〕7号"})).exit_code == 0
    assert run("records", "import", lines(tmp_path, {**FACT, "steps": STEPS})).exit_code == 0
    given, taken = records()
    assert (given.number, taken.number) == ("外来备〔2019〕7号", "外来备〔2019〕8号")
    with opened():
        held = db.session.scalars(select(Number).order_by(Number.n)).all()
        assert [(number.n, number.record_id) for number in held] == [(7, given.id), (8, taken.id)]


def test_steps_are_pressed_on_their_days(instance: Path, tmp_path: Path) -> None:
    result = run("records", "import", lines(tmp_path, {**FACT, "steps": STEPS}))
    assert result.exit_code == 0, result.output
    with opened():
        (record,) = db.session.scalars(select(Record)).all()
        steps = db.session.scalars(select(Step).order_by(Step.id)).all()
        assert [(step.transition, step.at.date().isoformat(), step.comment) for step in steps] == [
            ("submit", "2019-05-08", ""),
            ("finish", "2019-06-01", "已回国"),
        ]
        assert record.state == "done"
        assert record.number == "外来备〔2019〕1号", "the number of that year"
        revisions = db.session.scalars(select(Revision).order_by(Revision.number)).all()
        assert [revision.at.date().isoformat() for revision in revisions] == ["2019-05-06", "2019-05-08", "2019-06-01"]
        assert db.session.scalars(select(Notice).where(Notice.read_at.is_(None))).all() == [], "what is past is no news"


def test_a_dry_run_says_and_keeps_nothing(instance: Path, tmp_path: Path) -> None:
    result = run("records", "import", lines(tmp_path, FACT), "--dry-run")
    assert (result.exit_code, "可以导入 1 条" in result.output) == (0, True)
    assert records() == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"type": "nothing"}, "line 2 type"),
        ({"on": "gestern"}, "line 2 on"),
        ({"by": "niemand"}, "line 2 by"),
        ({"state": "nothing"}, "line 2 state"),
        ({"when": "2019"}, "line 2 when"),
        ({"values": {"name": "柏林大学", "headcount": "十几"}}, "line 2 headcount"),
        ({"values": {"headcount": "3"}}, "line 2 name"),
        ({"values": {**FACT["values"], "nothing": "1"}}, "line 2 values.nothing"),
        ({"steps": [{"on": "2019-05-08", "press": "finish"}]}, "line 2"),
        ({"number": "外来备〔2019〕7号"}, "line 2 number"),
        ({"type": "partner", "values": {"name": "柏林大学"}, "number": "7"}, "line 2 number"),
    ],
)
def test_every_fault_is_told_with_its_line_and_nothing_comes_in(
    instance: Path, tmp_path: Path, wrong: dict[str, Any], told: str
) -> None:
    result = run("records", "import", lines(tmp_path, {**FACT, "number": "外来备〔2019〕7号"}, {**FACT, **wrong}))
    assert result.exit_code == 1
    assert told in result.output
    assert "没有导入任何记录" in result.output
    assert "past." not in result.output, "every fault has its sentence"
    assert records() == []


def test_a_line_that_is_no_json_is_a_fault(instance: Path, tmp_path: Path) -> None:
    path = tmp_path / "past.jsonl"
    path.write_text('{"type": \n[1]\n', encoding="utf-8")
    result = run("records", "import", path)
    assert result.exit_code == 1
    assert "line 1" in result.output
    assert "line 2" in result.output


def test_what_is_derived_is_compared_and_made_anew(instance: Path, tmp_path: Path) -> None:
    run("records", "import", lines(tmp_path, FACT))
    assert run("store", "check").exit_code == 0
    with opened():
        db.session.execute(text("UPDATE record_ix SET n1 = 99"))
        db.session.execute(text("DELETE FROM record_row"))
        db.session.commit()
    broken = run("store", "check")
    assert broken.exit_code == 1
    assert "n1" in broken.output
    assert "1 / 1" in run("store", "rebuild").output
    assert run("store", "check").exit_code == 0
    assert run("store", "rebuild", "visit").exit_code == 0


def test_nobody_imports_who_may_not(instance: Path, tmp_path: Path) -> None:
    with opened():
        ada = people.user_by_login("ada")
        assert ada is not None
        begin_write()
        db.session.execute(text("DELETE FROM role_assignment WHERE role_key = 'officer'"))
        db.session.commit()
    assert run("records", "import", lines(tmp_path, FACT)).exit_code != 0
    assert records() == []
