"""The demo office: its own year went through the real flow on its own days; only published papers are past facts."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app import create_app
from app.accounts import queries as people
from app.config import ROOT
from app.definitions.loading import load_forms
from app.demo import office, year
from app.documents import queries as papers
from app.extensions import db
from app.numbers import queries as numbers
from app.records.models import Record, Revision
from app.web import clock
from app.workflow.models import Step, Task


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The office, furnished once."""
    made = create_app({"instance": tmp_path_factory.mktemp("demo"), "TESTING": True})
    with made.app_context():
        db.create_all()
        load_forms(ROOT / "forms", actor=None, now=clock.now())
        db.session.commit()
        assert list(office.furnish(made))
        yield made
        db.session.remove()
        db.engine.dispose()


def own() -> list[Record]:
    """The records of the office's own year."""
    return db.session.query(Record).filter_by(imported=False).order_by(Record.id).all()


@pytest.mark.usefixtures("demo")
def test_only_the_facts_of_published_papers_are_past_facts() -> None:
    assert len(own()) == len(list(year.lines(clock.today())))
    assert {record.type_key for record in own()} == {"visiting_delegation", "exchange_event"}
    past = db.session.query(Record).filter_by(imported=True)
    assert {record.year for record in past} <= {None, *range(1949, 2025)}


@pytest.mark.usefixtures("demo")
def test_each_step_was_taken_on_its_day_by_who_takes_it() -> None:
    first = own()[0]
    steps = db.session.query(Step).filter_by(record_id=first.id).order_by(Step.id).all()
    names = [(step.transition, people.names([step.user_id])[step.user_id]) for step in steps if step.user_id]
    assert names == [
        ("submit", "林晓"),
        ("pass", "陈默"),
        ("agree", "郑岩"),
        ("agree", "吴桐"),
        ("approve", "赵启明"),
        ("finish", "林晓"),
    ]
    moments = [first.created_at, *(step.at for step in steps)]
    assert moments == sorted(moments)
    assert (clock.today() - first.created_at.date()).days > 300
    assert first.updated_at == steps[-1].at
    why = [each.why for each in db.session.query(Revision).filter_by(record_id=first.id).order_by(Revision.number)]
    assert why == ["created", "submit", "pass", "agree", "agree", "approve", "changed", "finish"]


@pytest.mark.usefixtures("demo")
def test_what_really_happened_is_entered_before_it_is_closed() -> None:
    closed = [record for record in own() if record.state == "done"]
    assert closed
    assert all(record.data.get("outcome") for record in closed)


@pytest.mark.usefixtures("demo")
def test_numbers_are_in_their_registers_one_after_the_other() -> None:
    session = db.session()
    for each in numbers.standings(session):
        held = [number.n for number in numbers.taken(session, each.series, period=each.period)]
        assert held == list(range(each.last, 0, -1))
    given = {record.number for record in own() if record.number}
    assert given == {number.text for each in ("visit_filing", "events") for number in numbers.taken(session, each)}


@pytest.mark.usefixtures("demo")
def test_papers_came_out_of_the_steps_and_tasks_wait() -> None:
    first = own()[0]
    issued = papers.of_record(db.session(), first.id)
    assert {paper.issued_at.date() for paper in issued} < {step.at.date() for step in db.session.query(Step)}
    assert db.session.query(Task).filter_by(done_at=None).count() >= 2
