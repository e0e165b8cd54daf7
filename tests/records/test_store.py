"""Saving: everything that is derived is written with the record, or nothing is."""

import os
import signal
import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.definitions.compiled import CompiledType
from app.errors import Conflict
from app.records import derived, once, queries, search, store
from app.records.models import Attachment, Record, RecordText, Revision, SubmittedKey, record_ix, record_row
from app.records.store import Grant

from .conftest import MakeRecord
from .office import ADA, AMY, LOOKUPS, NOW, STAN, compiled_visit, department, stored, viewer

PEOPLE = [
    {"name_zh": "张三", "nationality": "DE", "age": 30, "fee": "12.50", "is_head": True, "passport_no": "C1234567"},
    {"name_zh": "李四", "nationality": "FR"},
]


def _save(session: Session, record: Record | None, compiled: CompiledType, **more: Any) -> Record:
    given = {"stored": stored(), "state": "draft", "actor": STAN, "now": NOW, "why": "", "lookups": LOOKUPS, **more}
    return store.save(session, record, compiled, **given)


def _entry(session: Session, record: Record) -> dict[str, Any]:
    row = session.execute(sa.select(record_ix).where(record_ix.c.record_id == record.id)).mappings().one()
    return {key: value for key, value in row.items() if value is not None}


def _found(session: Session, typed: str) -> list[int]:
    return [line.id for line in queries.find(session, viewer(ADA), typed)]


def _counts(session: Session) -> dict[str, int]:
    names = ["record", "record_ix", "record_row", "record_text", "revision", "record_grant"]
    return {name: session.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}


def test_a_saved_record_knows_its_head(make_record: MakeRecord) -> None:
    record = make_record(host_unit=department(5), filing_no="外来备〔2026〕1号")
    assert (record.title, record.number) == ("德国慕尼黑大学代表团（3人）", "外来备〔2026〕1号")
    assert (record.owner_id, record.department_id, record.year) == (STAN.id, 5, 2026)
    assert (record.lock_version, record.version_id, record.state) == (1, 1, "draft")


def test_what_was_saved_is_read_again(session: Session, make_record: MakeRecord) -> None:
    record_id = make_record(note="第一行\n第二行").id
    session.commit()
    session.expunge_all()
    again = session.get_one(Record, record_id)
    assert again.data == stored(note="第一行\n第二行")
    assert (again.created_at, again.updated_by, again.imported) == (NOW, STAN.id, False)


def test_chinese_is_kept_as_it_is_written(session: Session, make_record: MakeRecord) -> None:
    record = make_record(note="湖州")
    text = session.execute(sa.text("SELECT data FROM record WHERE id = :id"), {"id": record.id}).scalar_one()
    assert "湖州" in text
    assert "\\u" not in text


def test_without_a_department_or_year_the_actor_and_the_day_decide(make_record: MakeRecord) -> None:
    record = make_record(arrive_on=None)
    assert (record.department_id, record.year) == (STAN.department_id, NOW.year)


def test_short_values_stand_in_their_slots(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    record = make_record(cost="12.50", has_media=False, host_unit=department(3), secret="内部", note="长文")
    entry = _entry(session, record)
    slots = {key: each.slot for key, each in visit.fields.items()}
    assert entry[slots["name"]] == "德国慕尼黑大学代表团"
    assert entry[slots["headcount"]] == 3
    assert entry[slots["arrive_on"]] == "2026-05-06"
    assert entry[slots["cost"]] == 1250
    assert entry[slots["has_media"]] == 0
    assert entry[slots["host_unit"]] == "3"
    assert (slots["secret"], slots["note"], slots["countries"]) == (None, None, None)
    assert "内部" not in str(entry)


def test_reported_rows_and_many_values_get_rows(session: Session, make_record: MakeRecord) -> None:
    record = make_record(visitors=PEOPLE, countries=["DE", "FR"])
    rows = session.execute(sa.select(record_row).order_by(record_row.c.field_key, record_row.c.pos)).mappings().all()
    assert [(row["field_key"], row["pos"], row["t1"]) for row in rows] == [
        ("countries", 0, "DE"),
        ("countries", 1, "FR"),
        ("visitors", 0, "DE"),
        ("visitors", 1, "FR"),
    ]
    assert {row["record_id"] for row in rows} == {record.id}
    assert "C1234567" not in str(rows)


def test_words_are_found_and_secrets_are_not(session: Session, make_record: MakeRecord) -> None:
    record = make_record(note="商谈共建实验室", secret="不可外传", visitors=PEOPLE)
    for typed in ("实验室", "张三", "慕尼黑", "德国"):
        assert _found(session, typed) == [record.id]
    for typed in ("外传", "C1234567"):
        assert _found(session, typed) == []


def test_saving_again_replaces_what_is_derived(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    record = make_record(visitors=PEOPLE, note="旧的说明")
    again = _save(session, record, visit, stored=stored(name="法国团", note="新的说明"), state="review", actor=AMY)
    assert again is record
    assert (record.lock_version, record.state, record.title) == (2, "review", "法国团（3人）")
    assert (record.owner_id, record.created_by, record.updated_by) == (STAN.id, STAN.id, AMY.id)
    assert _entry(session, record)["state"] == "review"
    assert session.execute(sa.select(sa.func.count()).select_from(record_row)).scalar_one() == 0
    assert (_found(session, "旧的"), _found(session, "新的")) == ([], [record.id])
    session.commit()
    session.expunge_all()
    assert session.get_one(Record, record.id).data["name"] == "法国团"


def test_a_step_that_changes_no_value_takes_along_what_is_derived(
    session: Session, visit: CompiledType, make_record: MakeRecord
) -> None:
    record = make_record(visitors=PEOPLE, countries=["DE"], note="商谈共建实验室")
    before = _entry(session, record)
    _save(session, record, visit, stored=record.data, state="review", actor=AMY)
    assert _entry(session, record) == {**before, "state": "review"}
    assert set(session.scalars(sa.select(record_row.c.state))) == {"review"}
    assert _found(session, "实验室") == [record.id]
    assert list(derived.check(session, lambda _version: visit, LOOKUPS)) == []


def test_every_saving_is_a_revision(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    record = make_record()
    _save(session, record, visit, stored=stored(name="法国团"), why="更正", now=NOW + timedelta(hours=1), actor=AMY)
    first, second = queries.revisions(session, record.id)
    assert (first.number, first.data, first.by) == (1, stored(), STAN.id)
    assert (second.number, second.data["name"], second.by, second.why) == (2, "法国团", AMY.id, "更正")
    assert queries.revision(session, record.id, 1) is first


def test_a_newer_version_takes_the_record_over(session: Session, make_record: MakeRecord) -> None:
    record = make_record(visitors=PEOPLE)
    newer = compiled_visit(version_id=2)
    _save(session, record, newer)
    assert record.version_id == 2
    assert session.execute(sa.select(sa.func.count()).select_from(record_row)).scalar_one() == 0


def test_the_second_of_two_editors_is_told_what_is_kept_now(
    session: Session, visit: CompiledType, make_record: MakeRecord
) -> None:
    record = make_record()
    _save(session, record, visit, stored=stored(name="第一位"), actor=AMY, expected=1)
    before = _counts(session)
    with pytest.raises(Conflict) as refused:
        _save(session, record, visit, stored=stored(name="第二位"), expected=1)
    assert refused.value.current is record
    assert (record.data["name"], record.lock_version) == ("第一位", 2)
    assert refused.value.facts["by"] == AMY.id
    assert _counts(session) == before
    _save(session, record, visit, stored=stored(name="第二位"), expected=2)
    assert (record.data["name"], record.lock_version) == ("第二位", 3)


def test_a_rolled_back_saving_leaves_nothing(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    session.commit()
    before = _counts(session)
    record = make_record(visitors=PEOPLE)
    store.grant(session, record.id, [Grant("user:4", "copy")])
    session.rollback()
    assert _counts(session) == before
    assert _found(session, "慕尼黑") == []


def test_a_saving_that_fails_half_way_leaves_nothing(
    session: Session, visit: CompiledType, make_record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = make_record()
    session.commit()
    before = _counts(session)

    def broken(*_args: Any, **_more: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(search, "write", broken)
    with pytest.raises(OSError, match="disk full"):
        _save(session, record, visit, stored=stored(name="半途"), state="review")
    session.rollback()
    assert _counts(session) == before
    assert _entry(session, record)["state"] == "draft"


def test_files_named_in_a_record_belong_to_it(session: Session, make_record: MakeRecord) -> None:
    for token in ("mine", "other"):
        session.add(Attachment(token=token, content="00", name=token, size=1, kind="pdf", by=2, at=NOW))
    session.flush()
    record = make_record(papers=[{"file": "mine", "name": "a.pdf", "size": 1, "kind": "pdf"}])
    rows = dict(session.execute(sa.select(Attachment.token, Attachment.record_id)).all())
    assert rows == {"mine": record.id, "other": None}


def test_a_file_stays_with_its_first_record(session: Session, make_record: MakeRecord) -> None:
    session.add(Attachment(token="mine", content="00", name="a", size=1, kind="pdf", by=2, at=NOW))
    session.flush()
    papers = [{"file": "mine", "name": "a.pdf", "size": 1, "kind": "pdf"}]
    first = make_record(papers=papers)
    make_record(papers=papers)
    assert session.scalars(sa.select(Attachment.record_id)).all() == [first.id]


def test_a_grant_for_the_same_reason_replaces_the_older(session: Session, make_record: MakeRecord) -> None:
    record = make_record()
    store.grant(session, record.id, [Grant("user:4", "task:1"), Grant("user:5", "task:1")])
    store.grant(session, record.id, [Grant("user:4", "task:1", until=NOW.date())])
    assert _counts(session)["record_grant"] == 2
    store.revoke(session, record.id, why="task:1", principal="user:4")
    assert _counts(session)["record_grant"] == 1
    store.revoke(session, record.id, why="task:1")
    assert _counts(session)["record_grant"] == 0


def test_a_form_sent_twice_makes_one_record(session: Session, make_record: MakeRecord) -> None:
    assert once.made_before(session, "k1", route="visit", actor=STAN) is None
    record = make_record()
    once.remember(session, "k1", record.id, route="visit", actor=STAN, now=NOW)
    assert once.made_before(session, "k1", route="visit", actor=STAN) == record.id
    assert once.made_before(session, "k1", route="visit", actor=AMY) is None
    assert once.made_before(session, "k1", route="other", actor=STAN) is None
    assert once.made_before(session, "", route="visit", actor=STAN) is None
    assert once.forget(session, now=NOW + timedelta(days=29)) == 0
    assert once.forget(session, now=NOW + timedelta(days=31)) == 1


def test_one_form_sent_by_many_at_once_makes_one_record(engine: sa.Engine, visit: CompiledType) -> None:
    def send() -> None:
        with Session(engine) as mine:
            mine.connection(execution_options={"write": True})
            if once.made_before(mine, "same", route="visit", actor=STAN) is None:
                record = _save(mine, None, visit)
                once.remember(mine, "same", record.id, route="visit", actor=STAN, now=NOW)
            mine.commit()

    _at_once(6, send)
    with Session(engine) as after:
        assert _counts(after)["record"] == 1
        assert len(after.scalars(sa.select(SubmittedKey)).all()) == 1


def test_parallel_writers_lose_no_update(engine: sa.Engine, visit: CompiledType) -> None:
    with Session(engine) as first:
        first.connection(execution_options={"write": True})
        record_id = _save(first, None, visit, stored=stored(headcount=0)).id
        first.commit()

    def count_up() -> None:
        for _ in range(6):
            with Session(engine) as mine:
                mine.connection(execution_options={"write": True})
                record = mine.get_one(Record, record_id)
                _save(mine, record, visit, stored={**record.data, "headcount": record.data["headcount"] + 1})
                mine.commit()

    _at_once(4, count_up)
    with Session(engine) as after:
        record = after.get_one(Record, record_id)
        assert (record.data["headcount"], record.lock_version) == (24, 25)
        assert [each.number for each in queries.revisions(after, record_id)] == list(range(1, 26))
        assert search.is_sound(after)


def test_derived_tables_hold_exactly_one_row_for_each_record(session: Session, make_record: MakeRecord) -> None:
    for number in range(5):
        make_record(name=f"团{number}")
    counts = _counts(session)
    assert counts["record"] == counts["record_ix"] == counts["record_text"] == counts["revision"] == 5
    assert len(session.scalars(sa.select(RecordText)).all()) == 5
    assert len(session.scalars(sa.select(Revision)).all()) == 5


def _at_once(many: int, do: Any) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            do()
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_killed_writer_leaves_nothing(engine: sa.Engine, visit: CompiledType) -> None:
    engine.dispose()
    if (child := os.fork()) == 0:
        session = Session(engine)
        session.connection(execution_options={"write": True})
        _save(session, None, visit, stored=stored(visitors=PEOPLE))
        os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    with Session(engine) as after:
        assert set(_counts(after).values()) == {0}
        assert after.execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"
        after.commit()
        after.connection(execution_options={"write": True})
        assert _save(after, None, visit).lock_version == 1
