"""What is derived can be lost and made again, and every difference is named."""

import random
from functools import cache

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.definitions.compiled import CompiledType
from app.records import derived, store
from app.records.models import RecordText, record_ix, record_row

from .conftest import MakeRecord
from .office import LOOKUPS, NOW, STAN, compiled_visit, department, stored
from .test_store import PEOPLE


@cache
def _of(version_id: int) -> CompiledType:
    return compiled_visit(version_id=version_id)


def _snapshot(session: Session) -> dict[str, list[tuple[object, ...]]]:
    tables = (record_ix, record_row, RecordText.__table__)
    return {
        each.name: sorted((tuple(row) for row in session.execute(sa.select(each))), key=repr)  # type: ignore[attr-defined]
        for each in tables
    }


def _some(session: Session, visit: CompiledType, make_record: MakeRecord, many: int) -> None:
    chance = random.Random(5)
    for number in range(many):
        record = make_record(
            name=f"团{number}", host_unit=department(chance.choice([3, 5])), countries=chance.choice([["DE"], None])
        )
        if number % 2:
            store.save(
                session,
                record,
                visit,
                stored=stored(visitors=PEOPLE, note=f"改过{number}"),
                state="review",
                actor=STAN,
                now=NOW,
                why="",
                lookups=LOOKUPS,
            )


def test_what_saving_wrote_is_what_rebuilding_makes(
    session: Session, visit: CompiledType, make_record: MakeRecord
) -> None:
    _some(session, visit, make_record, 12)
    saved = _snapshot(session)
    assert list(derived.check(session, _of, LOOKUPS)) == []
    for each in (record_ix, record_row):
        session.execute(sa.delete(each))
    session.execute(sa.text("INSERT INTO record_fts(record_fts) VALUES ('delete-all')"))
    session.execute(sa.text("DELETE FROM record_text"))
    assert derived.rebuild(session, _of, LOOKUPS) == 12
    assert _snapshot(session) == saved
    assert list(derived.check(session, _of, LOOKUPS)) == []


def test_rebuilding_tells_how_far_it_is(
    session: Session, visit: CompiledType, make_record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    _some(session, visit, make_record, 5)
    monkeypatch.setattr(derived, "CHUNK", 2)
    told: list[tuple[int, ...]] = []
    derived.rebuild(session, _of, LOOKUPS, type_key="visit", after_chunk=lambda *far: told.append(far))
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert derived.rebuild(session, _of, LOOKUPS, type_key="other") == 0


def test_every_difference_is_named(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    slot, row, text, gone = (make_record(name=f"团{number}", visitors=PEOPLE) for number in range(4))
    session.execute(sa.update(record_ix).where(record_ix.c.record_id == slot.id).values(t5="错", state="done"))
    session.execute(sa.delete(record_row).where(record_row.c.record_id == row.id, record_row.c.pos == 1))
    session.execute(sa.text("UPDATE record_text SET body = 'x' WHERE record_id = :id"), {"id": text.id})
    session.execute(sa.delete(record_ix).where(record_ix.c.record_id == gone.id))
    found = {(each.record_id, each.table, each.column) for each in derived.check(session, _of, LOOKUPS)}
    assert found == {
        (slot.id, "record_ix", "t5"),
        (slot.id, "record_ix", "state"),
        (row.id, "record_row", ""),
        (text.id, "record_text", "body"),
        (gone.id, "record_ix", ""),
        (0, "record_fts", ""),
    }
    derived.rebuild(session, _of, LOOKUPS)
    assert list(derived.check(session, _of, LOOKUPS)) == []
