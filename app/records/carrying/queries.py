"""Every question to records that may be carried over, and to those that were."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.extensions import db
from app.jobs.models import Job, JobState
from app.records.access import Viewer, visible
from app.records.carrying.asked import Asked
from app.records.carrying.models import CarriedRecord, Carry
from app.records.listing import COLUMNS, Line
from app.records.models import Draft, Record, Revision, record_ix, table

STREAMED = 1_000
_RECORD, _CARRIED, _REVISION = table(Record), table(CarriedRecord), table(Revision)
_DRAFT = table(Draft)
_IS_TYPED_IN = sa.exists().where(_DRAFT.c.record_id == _RECORD.c.id)
"""Somebody has not saved what they typed: it belongs to the version that their form shows."""
_OF_RECORD = _CARRIED.c.record_id == _RECORD.c.id


class Group(NamedTuple):
    """So many records of a version stand in a state."""

    version_id: int
    state: str
    records: int


class Back(NamedTuple):
    """A record that goes back, with what it held."""

    line: Line
    version_id: int
    data: dict[str, Any]
    year: int | None


class Standing(NamedTuple):
    """What became of the records of a carry. `changed`: carried, but somebody changed them since."""

    carried: int
    stayed: int
    asked: int
    back: int
    changed: int


def groups(type_key: str) -> list[Group]:
    """The records of a type by version and state."""
    columns = (_RECORD.c.version_id, _RECORD.c.state)
    counted = sa.select(*columns, sa.func.count()).where(_RECORD.c.type_key == type_key)
    return [Group(*row) for row in db.session.execute(counted.group_by(*columns).order_by(*columns))]


def typed_in(type_key: str) -> int:
    """In how many records somebody has not saved what they typed: these are left alone."""
    counted = sa.select(sa.func.count()).select_from(_RECORD).where(_RECORD.c.type_key == type_key, _IS_TYPED_IN)
    return db.session.scalar(counted) or 0


def streamed(session: Session, type_key: str, asked: Asked, viewer: Viewer) -> Iterator[tuple[Line, bool]]:
    """All records that were asked for, a few at a time; and may this viewer see them?"""
    chosen = sa.select(*COLUMNS, visible(viewer, type_key)).join(record_ix, record_ix.c.record_id == _RECORD.c.id)
    chosen = chosen.where(_wanted(type_key, asked)).order_by(_RECORD.c.id)
    for row in session.connection().execute(chosen, execution_options={"yield_per": STREAMED}):
        yield Line(*row[:-1]), bool(row[-1])


def carry(carry_id: int, type_key: str | None = None) -> Carry:
    """The carry with this id; raises `NotFound`."""
    found = db.session.get(Carry, carry_id)
    if found is None or type_key not in (None, found.type_key):
        raise NotFound(f"carry {carry_id}")
    return found


def carries(type_key: str, *, most: int = 20) -> Sequence[Carry]:
    """What was asked for of a type, the newest first."""
    return db.session.scalars(
        sa.select(Carry).where(Carry.type_key == type_key).order_by(Carry.id.desc()).limit(most)
    ).all()


def is_under_way(type_key: str) -> bool:
    """Does work on the records of a type wait, or run?"""
    jobs = sa.or_(Job.id == Carry.job_id, Job.id == Carry.back_job_id)
    busy = sa.exists().where(Carry.type_key == type_key, jobs, Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
    return bool(db.session.scalar(sa.select(busy)))


def left_to_carry(session: Session, found: Carry, asked: Asked) -> int:
    """How many are not carried yet."""
    return session.scalar(sa.select(sa.func.count()).select_from(_RECORD).where(*_open(found, asked))) or 0


def next_to_carry(session: Session, found: Carry, asked: Asked, *, after: int, most: int) -> list[Line]:
    """The next records behind an id, held until the transaction ends."""
    chosen = sa.select(*COLUMNS).where(*_open(found, asked), _RECORD.c.id > after).order_by(_RECORD.c.id).limit(most)
    return [Line(*row) for row in session.connection().execute(chosen.with_for_update()).all()]


def left_to_take_back(session: Session, found: Carry) -> int:
    """How many can go back."""
    counted = sa.select(sa.func.count()).select_from(_RECORD).join(_CARRIED, _OF_RECORD)
    return session.scalar(counted.where(*_as_carried(found))) or 0


def next_to_take_back(session: Session, found: Carry, *, after: int, most: int) -> list[Back]:
    """The next records behind an id that nobody changed since, with what they held before."""
    was = sa.and_(_REVISION.c.record_id == _RECORD.c.id, _REVISION.c.number == _CARRIED.c.before)
    chosen = sa.select(*COLUMNS, _REVISION.c.version_id.label("was"), _REVISION.c.data.label("held"), _CARRIED.c.year)
    chosen = chosen.join(_CARRIED, _OF_RECORD).join(_REVISION, was)
    chosen = chosen.where(*_as_carried(found), _CARRIED.c.record_id > after).order_by(_CARRIED.c.record_id)
    rows = session.connection().execute(chosen.limit(most).with_for_update(of=_RECORD))
    return [Back(Line(*row[:-3]), *row[-3:]) for row in rows.all()]


def standing(found: Carry) -> Standing:
    """What became of its records."""
    return standings([found])[found.id]


def standings(found: Sequence[Carry]) -> dict[int, Standing]:
    """The same of many carries, by their ids."""
    as_carried = sa.and_(_CARRIED.c.outcome == "carried", _RECORD.c.lock_version == _CARRIED.c.after)
    columns = (_CARRIED.c.carry_id, _CARRIED.c.outcome, as_carried)
    chosen = sa.select(*columns, sa.func.count()).select_from(_CARRIED).outerjoin(_RECORD, _OF_RECORD)
    wanted = _CARRIED.c.carry_id.in_([each.id for each in found])
    counts = {each.id: Counter[str]() for each in found}
    for carry_id, outcome, is_as_carried, count in db.session.execute(chosen.where(wanted).group_by(*columns)):
        counts[carry_id][outcome if outcome != "carried" or is_as_carried else "changed"] += count
    return {key: Standing(*(told[name] for name in Standing._fields)) for key, told in counts.items()}


def changed_since(found: Carry, viewer: Viewer, *, most: int) -> list[Line]:
    """Carried records that were changed since, those that the viewer may see."""
    chosen = sa.select(*COLUMNS).join(_CARRIED, _OF_RECORD).join(record_ix, record_ix.c.record_id == _RECORD.c.id)
    other = (*_carried_by(found), _RECORD.c.lock_version != _CARRIED.c.after, visible(viewer, found.type_key))
    return [Line(*row) for row in db.session.execute(chosen.where(*other).order_by(_RECORD.c.id).limit(most))]


def _wanted(type_key: str, asked: Asked) -> sa.ColumnElement[bool]:
    """One's own version and one of the states that were picked for it."""
    ways = [
        sa.and_(_RECORD.c.version_id == version_id, _RECORD.c.state.in_(sorted(states)))
        for version_id, states in asked.wanted.items()
        if states
    ]
    return sa.and_(_RECORD.c.type_key == type_key, sa.or_(*ways), ~_IS_TYPED_IN) if ways else sa.false()


def _open(found: Carry, asked: Asked) -> tuple[sa.ColumnElement[bool], ...]:
    done = sa.exists().where(_CARRIED.c.carry_id == found.id, _OF_RECORD)
    return _wanted(found.type_key, asked), ~done


def _carried_by(found: Carry) -> tuple[sa.ColumnElement[bool], ...]:
    return _CARRIED.c.carry_id == found.id, _CARRIED.c.outcome == "carried"


def _as_carried(found: Carry) -> tuple[sa.ColumnElement[bool], ...]:
    return *_carried_by(found), _RECORD.c.lock_version == _CARRIED.c.after
