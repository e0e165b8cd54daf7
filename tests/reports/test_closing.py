"""A closed year: what it counted is changed only with a reason, which history, audit and the figure's page keep."""

import re
from collections.abc import Callable

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AuditEntry
from app.errors import Invalid
from app.extensions import db
from app.records import corrections, queries, service
from app.records.desk import Desk
from app.records.models import Record
from app.records.service import Entry
from app.reports import figure_pages
from app.reports import service as reports
from app.workflow import past
from app.workflow import service as workflow
from app.workflow.press import Press

from .conftest import one
from .office import ZONE, desk_of, enter

Browse = Callable[[str], FlaskClient]


def close(report: Record, state: str = "published") -> None:
    report.state = state
    db.session.flush()


@pytest.fixture
def desk(yearly: Record) -> Desk:
    """Ling's, after the yearly report for 2024 was counted and closed."""
    found = desk_of("ling")
    reports.compute(yearly, desk=found)
    close(yearly)
    return found


def counted(type_key: str, year: int = 2024, **values: str) -> Record:
    """A record of the year, entered before."""
    wanted = {**values}
    found = db.session.query(Record).filter_by(type_key=type_key, year=year).order_by(Record.id)
    return next(each for each in found if all(each.data.get(key) == value for key, value in wanted.items()))


def keep(record: Record | None, type_key: str, desk: Desk, reason: str = "", **raw: str) -> Record:
    compiled = desk.compiled(record) if record else desk.types.current(type_key)
    reasons = {corrections.REASON: reason} if reason else {}
    return service.keep(compiled, record, Entry(raw, reasons), desk=desk)[0]


def test_a_change_of_what_was_counted_wants_a_reason(desk: Desk) -> None:
    training = counted("training", part="attended")
    with pytest.raises(Invalid) as refused:
        keep(training, "training", desk, times="3")
    (fault,) = refused.value.faults
    assert (fault.code, fault.place) == ("record.closed_wants_reason", "_reason._closed")
    assert [each.text("zh") for each in fault.facts["reports"]] == ["2024年度事业单位法人年度报告"]  # type: ignore[attr-defined]


def test_the_reason_is_kept_in_history_and_audit(desk: Desk) -> None:
    training = keep(counted("training", part="attended"), "training", desk, "漏计一场", times="3")
    assert queries.revision(desk.session, training.id, training.lock_version).reason == "漏计一场"
    (line,) = desk.session.query(AuditEntry).filter_by(deed="record.corrected")
    facts = orjson.loads(line.facts)
    assert (facts["reason"], facts["revision"], line.about) == (
        "漏计一场",
        training.lock_version,
        f"record:{training.id}",
    )
    assert training.data.get("_reasons") is None


def test_each_correction_wants_its_own_reason(desk: Desk) -> None:
    training = keep(counted("training", part="attended"), "training", desk, "漏计一场", times="3")
    with pytest.raises(Invalid):
        keep(training, "training", desk, times="4")


def test_saving_without_a_change_is_no_correction(desk: Desk) -> None:
    training = counted("training", part="attended")
    assert keep(training, "training", desk).id == training.id


def test_a_new_record_of_the_closed_year_wants_a_reason(desk: Desk) -> None:
    values = {"training_name": "补登", "kind": "training", "part": "attended", "held_on": "2024", "unit": "对外联络处"}
    with pytest.raises(Invalid):
        keep(None, "training", desk, **values)
    assert keep(None, "training", desk, "年底补登", **values).year == 2024


def test_another_year_and_what_no_figure_counts_are_free(desk: Desk) -> None:
    values = {"training_name": "内部学习", "kind": "training", "part": "organised", "unit": "对外联络处"}
    assert keep(None, "training", desk, **values, held_on="2025").year == 2025
    assert keep(None, "training", desk, **values, held_on="2024").year == 2024


def test_moving_a_record_out_of_the_closed_year_wants_a_reason(desk: Desk) -> None:
    training = counted("training", part="attended")
    with pytest.raises(Invalid):
        keep(training, "training", desk, held_on="2025")
    assert keep(training, "training", desk, "实为次年举办", held_on="2025").year == 2025


def test_a_year_that_is_not_closed_asks_nothing(yearly: Record) -> None:
    found = desk_of("ling")
    reports.compute(yearly, desk=found)
    assert keep(counted("training", part="attended"), "training", found, times="3").data["times"] == 3


def test_a_closed_summary_asks_its_own_department_only(summary: Record) -> None:
    found = desk_of("ling")
    reports.compute(summary, desk=found)
    close(summary, "finished")
    values = {"training_name": "学习", "kind": "study", "part": "organised", "held_on": "2019"}
    assert keep(None, "training", found, **values, unit="综合处").year == 2019
    with pytest.raises(Invalid):
        keep(None, "training", found, **values, unit="对外联络处")


def test_a_step_into_what_counts_takes_its_words_as_the_reason(desk: Desk) -> None:
    values = {"delegation_name": "迟报团", "headcount": "6", "arrive_on": "2024-03-01", "leave_on": "2024-03-02"}
    common = {"countries": "日本", "host_unit": "对外联络处", "entry": "single", "visit_kind": "civil"}
    visit = enter(
        "visiting_delegation", {**values, **common, "actual_count": "6", "outcome": "好"}, desk=desk, state="approved"
    )
    assert [each.year for each in corrections.concerned(visit, desk.compiled(visit), desk=desk, entering="done")] == [
        2024
    ]
    with pytest.raises(Invalid) as refused:
        workflow.perform(visit, Press("finish"), desk=desk)
    assert "record.closed_wants_reason" in [fault.code for fault in refused.value.faults]
    db.session.refresh(visit)


def test_past_facts_say_themselves_why(desk: Desk) -> None:
    office = past.Office(desk.session, desk.types, ZONE, desk.actor, desk.today)
    line = {
        "type": "training",
        "on": "2024-12-30",
        "values": {
            "training_name": "补录",
            "kind": "talk",
            "theme": "integrity",
            "part": "organised",
            "person_times": "1",
            "held_on": "2024",
        },
    }
    assert past.bring_in([(1, line)], office).faults == []


def test_the_page_of_the_figure_tells_why(desk: Desk, yearly: Record) -> None:
    keep(counted("training", part="attended"), "training", desk, "漏计一场", times="3")
    shown = figure_pages.shown(yearly, reports.figure(desk.compiled(yearly), "trainings_attended"), desk=desk)
    (correction,) = shown.corrections
    assert (correction.before, correction.after) == ("2", "3")
    assert [(reason.words, reason.by) for reason in correction.reasons] == [("漏计一场", "凌一")]


@pytest.fixture
def closed(database: Flask) -> int:
    """The id of a training that the closed report of 2024 counted."""
    with database.app_context():
        report = one("annual_report", 2024)
        reports.compute(report, desk=desk_of("ling"))
        close(report)
        db.session.commit()
        return counted("training", part="attended").id


def test_the_form_asks_for_the_reason_and_keeps_what_was_typed(closed: int, browse: Browse) -> None:
    browser = browse("ling")
    page = browser.get(f"/records/{closed}/edit").text
    assert 'name="_reason._closed"' in page
    assert "2024年度事业单位法人年度报告" in page
    sent = browser.post(f"/records/{closed}/edit", data={"times": "3", "training_name": "改过的名称", "_lock": "1"})
    assert sent.status_code == 422
    assert 'href="#reason-_closed"' in sent.text
    assert "改过的名称" in sent.text
    done = browser.post(f"/records/{closed}/edit", data={"times": "3", "_reason._closed": "漏计一场", "_lock": "1"})
    assert done.status_code == 302
    history = browser.get(f"/records/{closed}?tab=history").text
    assert "更正原因：漏计一场" in re.sub(r"<[^>]+>", "", history)


def test_the_reason_is_kept_with_the_draft(closed: int, browse: Browse) -> None:
    browser = browse("ling")
    typed = {"_record": str(closed), "times": "3", "_reason._closed": "写到一半"}
    assert browser.post("/types/training/draft", data=typed).status_code == 200
    assert 'value="写到一半"' in browser.get(f"/records/{closed}/edit").text


@pytest.mark.usefixtures("closed")
def test_an_empty_form_does_not_ask_before_its_year_is_known(browse: Browse) -> None:
    assert "_reason._closed" not in browse("ling").get("/types/training/new").text
