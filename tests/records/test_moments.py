"""Days with a time: an expression and its SQL say the same of them, to the minute among themselves, else by the day."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.definitions.compiled import CompiledType, compile_type
from app.definitions.schema import RecordType
from app.definitions.slots import assign_slots
from app.expressions import Kind, Value, bind
from app.records import sql, store
from app.records.models import Record, record_ix
from app.web.database import ENGINE_OPTIONS

from .office import LOOKUPS, NOW, STAN, TODAY

MEETING: dict[str, Any] = {
    "key": "meeting",
    "label": "会议",
    "year_of": "begins",
    "title": "{{ name }} {{ begins }}",
    "sections": [
        {
            "key": "basic",
            "label": "基本情况",
            "fields": [
                {"key": "name", "type": "text", "label": "名称"},
                {"key": "held_on", "type": "date", "label": "日期"},
                {"key": "begins", "type": "datetime", "label": "开始", "index": True},
                {"key": "ends", "type": "datetime", "label": "结束"},
                {"key": "doors", "type": "time", "label": "入场"},
                {
                    "key": "talks",
                    "type": "table",
                    "label": "发言",
                    "reported": True,
                    "columns": [{"key": "at", "type": "datetime", "label": "时间"}],
                },
            ],
        }
    ],
    "rights": [{"role": "staff", "see": "all", "create": True, "change": True}],
}
NAMES: dict[str, Value] = {"today": TODAY, "now": datetime(2026, 11, 21, 9, 30)}  # noqa: DTZ001 - the clock of the office
MOMENTS = ("2026-11-20 23:59", "2026-11-21 00:00", "2026-11-21 09:30", "2026-11-21 14:30", None)


@pytest.fixture(scope="module")
def meeting() -> CompiledType:
    definition = RecordType.model_validate(MEETING)
    return compile_type(definition, lookups=LOOKUPS, version_id=1, slots=assign_slots(definition, {}))


@pytest.fixture(scope="module")
def records(template: Path, tmp_path_factory: pytest.TempPathFactory, meeting: CompiledType) -> Iterator[Session]:
    path = tmp_path_factory.mktemp("moments") / "moments.db"
    path.write_bytes(template.read_bytes())
    engine = sa.create_engine(f"sqlite:///{path}", **ENGINE_OPTIONS)
    with Session(engine) as session:
        for begins in MOMENTS:
            for ends in MOMENTS:
                given: dict[str, Any] = {"begins": begins, "ends": ends, "held_on": "2026-11-20", "doors": "09:30"}
                given["talks"] = [{"_id": 1, "at": begins}] if begins else None
                stored = {key: value for key, value in given.items() if value is not None}
                facts: Any = {"state": "kept", "actor": STAN, "now": NOW, "why": "", "lookups": LOOKUPS}
                store.save(session, None, meeting, stored=stored, **facts)
        session.commit()
        yield session
    engine.dispose()


@pytest.mark.parametrize(
    "source",
    [
        "begins < ends",
        "begins <= ends",
        "begins == ends",
        "begins != ends",
        "begins >= now",
        "begins == held_on",
        "begins > held_on",
        "held_on >= ends",
        "begins == today",
        "ends - begins == 1",
        "ends - held_on == 0",
        "days(begins, ends) >= 0",
        "begins + 1 > ends",
        "add_days(begins, 1) == today",
        "year(begins) == 2026 and month(begins) == 11 and day(begins) == 21",
        "max(talks.at) > held_on",
        "max(talks.at) >= ends",
        "begins is none",
        "default(begins, ends) == ends",
        "doors < '10:00'",
        "doors == '09:30'",
    ],
)
def test_conditions_agree(records: Session, meeting: CompiledType, source: str) -> None:
    expression = bind(source, meeting.scope)
    every = records.scalars(sa.select(Record)).all()
    expected = {each.id for each in every if expression.holds({**NAMES, **meeting.values(each.data, LOOKUPS)})}
    found = sa.select(record_ix.c.record_id).where(sql.condition(expression, meeting, NAMES))
    assert set(records.scalars(found)) == expected
    assert expected


def test_a_moment_is_read_back_with_its_time(records: Session, meeting: CompiledType) -> None:
    part = sql.value(bind("begins", meeting.scope), meeting, NAMES)
    raw = records.scalars(sa.select(part.sql).where(part.sql.is_not(None)).order_by(part.sql.desc())).first()
    assert part.python(raw) == datetime(2026, 11, 21, 14, 30)  # noqa: DTZ001


def test_what_mixes_days_and_moments_is_not_asked_of_the_database(meeting: CompiledType) -> None:
    assert sql.refusals(bind("default(begins, held_on) == today", meeting.scope), meeting)
    assert sql.refusals(bind("(begins if doors else held_on) == today", meeting.scope), meeting)


def test_the_year_of_a_record_may_be_that_of_a_moment(records: Session, meeting: CompiledType) -> None:
    years = records.scalars(sa.select(Record.year).where(Record.year.is_not(None)).distinct()).all()
    assert years == [2026]
    name = meeting.scope.by_key("begins")
    assert name is not None
    assert name.kind is Kind.DATE
