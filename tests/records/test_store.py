"""Saving: everything that is derived is written with the record, or nothing is."""

from sqlalchemy.orm import Session

from app.records.models import Record

from .conftest import MakeRecord
from .office import NOW, STAN, department, stored


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
    assert again.created_at == NOW
