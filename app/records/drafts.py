"""What people typed and have not saved: kept as typed, wrong values too, and seen by nobody else."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from app.accounts.actor import Actor
from app.errors import Invalid
from app.fields import Raw
from app.records.models import Draft, table
from app.web.question import Question

MAX_BYTES = 2_000_000
_DRAFT = table(Draft)
_MINE = (_DRAFT.c.user_id == sa.bindparam("user"), _DRAFT.c.form == sa.bindparam("of"))
_IS_THERE = Question(sa.select(_DRAFT.c.user_id).where(*_MINE))
_DISCARD = sa.delete(_DRAFT).where(*_MINE)


def form_of(type_key: str, record_id: int | None) -> str:
    """Which form a draft belongs to: that of a record, or the empty one of a type."""
    return f"new:{type_key}" if record_id is None else f"record:{record_id}"


def keep(  # noqa: PLR0913 - what a draft is made of
    session: Session,
    type_key: str,
    raw: Mapping[str, Raw],
    *,
    actor: Actor,
    now: datetime,
    record_id: int | None = None,
    base: int | None = None,
) -> Draft:
    """Keep what is typed, over what was kept before. `base` is the record's `lock_version` when typing began."""
    if len(orjson.dumps(raw)) > MAX_BYTES:
        raise Invalid.because("record.draft_too_large", most=f"{MAX_BYTES // 1_000_000} MB")
    form = form_of(type_key, record_id)
    draft = session.get(Draft, (actor.id, form)) or Draft(user_id=actor.id, form=form, base=base)
    draft.type_key, draft.record_id, draft.raw, draft.updated_at = type_key, record_id, dict(raw), now
    session.add(draft)
    session.flush()
    return draft


def kept(session: Session, type_key: str, *, actor: Actor, record_id: int | None = None) -> Draft | None:
    """The actor's draft of this form."""
    mine = (actor.id, form_of(type_key, record_id))
    return session.get(Draft, mine) if _IS_THERE.rows(session, user=mine[0], of=mine[1]) else None


def discard(session: Session, type_key: str, *, actor: Actor, record_id: int | None = None) -> None:
    """Throw a draft away: it was saved, or is not wanted."""
    mine = (actor.id, form_of(type_key, record_id))
    session.connection().execute(_DISCARD, {"user": mine[0], "of": mine[1]})
    if draft := session.identity_map.get(identity_key(Draft, mine)):
        session.expunge(draft)


def all_of(session: Session, *, actor: Actor) -> Sequence[Draft]:
    """The actor's drafts, latest first."""
    return session.scalars(
        sa.select(Draft).where(Draft.user_id == actor.id).order_by(Draft.updated_at.desc(), Draft.form)
    ).all()
