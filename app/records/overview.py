"""What the home page says of records: what one did not finish, what is new."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.definitions.compiled import CompiledType
from app.records import drafts
from app.records.access import visible
from app.records.desk import Desk
from app.records.listing import COLUMNS, Line
from app.records.models import Draft, Record, record_ix, table
from app.web.language import language

LATELY = 100
"""How many of one's own latest records say what one does most."""
MOST_UNFINISHED = 6
REMEMBERED, MOST_REMEMBERED = timedelta(minutes=5), 2_000
_RECORD = table(Record)
_LATEST_FIRST = (_RECORD.c.updated_at.desc(), _RECORD.c.id.desc())
_A_FEW_LATEST = sa.select(_RECORD.c.id).order_by(*_LATEST_FIRST).limit(500)
"""Among these most people find what is new for them, without all that they may see being sorted."""
_USED: dict[int, tuple[datetime, Counter[str]]] = {}


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something begun: typed and not saved (`record_id` None: a new one), or saved and not yet sent on."""

    type_key: str
    type_label: str
    icon: str
    title: str
    at: datetime
    record_id: int | None
    is_draft: bool = False
    """Typed and not saved."""


def unfinished(desk: Desk) -> list[Unfinished]:
    """The actor's drafts and saved records that never left the first state, latest first."""
    kept = [_of_draft(draft, desk) for draft in drafts.all_of(desk.session, actor=desk.actor)]
    typed = {each.record_id for each in kept if each and each.record_id}
    begun = [_of_record(row, desk) for row in _begun(desk) if row.id not in typed]
    found = sorted((each for each in (*kept, *begun) if each), key=lambda each: each.at, reverse=True)
    return found[:MOST_UNFINISHED]


def newest(desk: Desk, *, size: int) -> list[tuple[Line, CompiledType]]:
    """The records that the actor may see, what was last entered or changed first."""
    seen = sa.select(*COLUMNS).join(record_ix, record_ix.c.record_id == _RECORD.c.id).where(visible(desk.viewer))
    latest = seen.order_by(*_LATEST_FIRST).limit(size)
    rows = desk.session.execute(latest.where(_RECORD.c.id.in_(_A_FEW_LATEST))).all()
    if len(rows) < size:  # who sees little of what is new sees little altogether
        rows = desk.session.execute(latest).all()
    return [(Line(*row), desk.types.version(row.version_id)) for row in rows]


def used_lately(desk: Desk) -> Counter[str]:
    """How often each type is among the actor's own latest records; asked of the database every few minutes only."""
    kept = _USED.get(desk.actor.id)
    if kept is None or desk.now - kept[0] > REMEMBERED:
        if len(_USED) >= MOST_REMEMBERED:
            _USED.clear()
        mine = sa.select(_RECORD.c.type_key).where(_RECORD.c.owner_id == desk.actor.id)
        latest = desk.session.scalars(mine.order_by(_RECORD.c.updated_at.desc()).limit(LATELY))
        kept = _USED[desk.actor.id] = (desk.now, Counter(latest))
    return kept[1]


def _begun(desk: Desk) -> Sequence[Record]:
    starts = [
        sa.and_(Record.type_key == key, Record.state == compiled.start)
        for key, compiled in desk.types.all().items()
        if compiled.definition.workflow
    ]
    if not starts:
        return []
    mine = sa.select(Record).where(Record.owner_id == desk.actor.id, sa.or_(*starts))
    return desk.session.scalars(mine.order_by(Record.updated_at.desc()).limit(MOST_UNFINISHED)).all()


def _of_draft(draft: Draft, desk: Desk) -> Unfinished | None:
    compiled = desk.types.all().get(draft.type_key)
    if compiled is None:
        return None
    definition = compiled.definition
    label = definition.label.text(language())
    title = _typed_title(compiled, draft)
    at, record_id = draft.updated_at, draft.record_id
    return Unfinished(compiled.key, label, definition.icon, title, at, record_id, is_draft=True)


def _of_record(record: Record, desk: Desk) -> Unfinished:
    definition = desk.types.version(record.version_id).definition
    label = definition.label.text(language())
    return Unfinished(record.type_key, label, definition.icon, record.title, record.updated_at, record.id)


def _typed_title(compiled: CompiledType, draft: Draft) -> str:
    """What was typed into the fields that make the title, joined: good enough to know it again."""
    texts = (draft.raw.get(key) for key in compiled.fields if key in compiled.title.names)
    return " ".join(text for text in texts if isinstance(text, str))[:80]
