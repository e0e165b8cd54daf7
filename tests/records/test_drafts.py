"""Drafts: typed text is kept as typed, for its owner only."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.records import drafts

from .conftest import MakeRecord
from .office import AMY, NOW, STAN


def test_what_is_typed_is_kept_as_typed(session: Session) -> None:
    raw = {"headcount": "十二个左右", "visitors": [{"name_zh": "张三", "age": "？"}]}
    drafts.keep(session, "visit", raw, actor=STAN, now=NOW)
    session.commit()
    session.expunge_all()
    found = drafts.kept(session, "visit", actor=STAN)
    assert found is not None
    assert (found.raw, found.base, found.updated_at) == (raw, None, NOW)


def test_later_typing_replaces_earlier_but_not_where_it_began(session: Session, make_record: MakeRecord) -> None:
    record = make_record()
    drafts.keep(session, "visit", {"name": "一"}, actor=STAN, now=NOW, record_id=record.id, base=1)
    later = NOW + timedelta(minutes=1)
    draft = drafts.keep(session, "visit", {"name": "二"}, actor=STAN, now=later, record_id=record.id, base=2)
    assert (draft.raw, draft.base, draft.updated_at) == ({"name": "二"}, 1, later)


def test_a_draft_is_seen_by_its_owner_only_and_forms_are_apart(session: Session, make_record: MakeRecord) -> None:
    record = make_record()
    drafts.keep(session, "visit", {"name": "新"}, actor=STAN, now=NOW)
    drafts.keep(session, "visit", {"name": "旧"}, actor=STAN, now=NOW, record_id=record.id)
    assert drafts.kept(session, "visit", actor=AMY) is None
    assert drafts.kept(session, "visit", actor=AMY, record_id=record.id) is None
    assert drafts.kept(session, "other", actor=STAN) is None
    assert [each.raw["name"] for each in drafts.all_of(session, actor=STAN)] == ["新", "旧"]
    assert not drafts.all_of(session, actor=AMY)


def test_a_discarded_draft_is_gone(session: Session) -> None:
    drafts.keep(session, "visit", {"name": "新"}, actor=STAN, now=NOW)
    drafts.discard(session, "visit", actor=AMY)
    assert drafts.kept(session, "visit", actor=STAN) is not None
    drafts.discard(session, "visit", actor=STAN)
    assert drafts.kept(session, "visit", actor=STAN) is None


def test_too_much_is_refused(session: Session) -> None:
    with pytest.raises(Invalid, match="draft_too_large"):
        drafts.keep(session, "visit", {"note": "长" * 700_000}, actor=STAN, now=NOW)
