"""Every question about numbers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.numbers.models import Number, Register

PAGE = 50
WAITING = sa.and_(
    Number.reserved_for != "", Number.used_for == "", Number.record_id.is_(None), Number.void_at.is_(None)
)
"""Reserved, and not used by anything yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a register has come in a period; how many of its numbers are listed, and how many of these are void."""

    series: str
    period: str
    last: int
    taken: int
    void: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Every number from the first to the last is one of these: used, on paper, void, reserved, or missing."""

    first: int
    last: int
    used: int
    on_paper: int
    void: int
    reserved: int
    missing: tuple[int, ...]
    """Numbers that nobody took here: given elsewhere, or the database was changed by hand."""

    @property
    def count(self) -> int:
        """How many numbers there are from the first to the last."""
        return self.last - self.first + 1

    @property
    def is_whole(self) -> bool:
        """Each is accounted for."""
        return not self.missing


def get(session: Session, number_id: int) -> Number:
    """The number with this id."""
    found = session.get(Number, number_id)
    if found is None:
        raise NotFound(f"number {number_id}")
    return found


def taken(session: Session, series: str, *, period: str | None = None) -> Sequence[Number]:
    """The numbers of a series, latest first, void ones included; of one period, or of all."""
    query = sa.select(Number).where(Number.series == series)
    if period is not None:
        query = query.where(Number.period == period)
    return session.scalars(query.order_by(Number.period.desc(), Number.n.desc())).all()


def at(session: Session, series: str, period: str, n: int) -> Number | None:
    """The number at this place of a register."""
    row = (Number.series == series, Number.period == period, Number.n == n)
    return session.scalar(sa.select(Number).where(*row))


def known(session: Session, series: str, texts: Collection[str]) -> frozenset[str]:
    """Those of these numbers that the register holds, void ones too, but for reserved ones that wait for a record."""
    held = (Number.series == series, Number.text.in_(sorted(texts)), sa.not_(WAITING))
    return frozenset(session.scalars(sa.select(Number.text).where(*held))) if texts else frozenset()


def of_record(session: Session, record_id: int) -> Sequence[Number]:
    """The numbers that were taken for a record."""
    return session.scalars(sa.select(Number).where(Number.record_id == record_id).order_by(Number.id)).all()


def standings(session: Session) -> list[Standing]:
    """All registers, the latest period first, with where they stand."""
    held = (Number.series == Register.series, Number.period == Register.period)
    counted = sa.select(
        Register.series, Register.period, Register.last, sa.func.count(Number.id), sa.func.count(Number.void_at)
    ).outerjoin(Number, sa.and_(*held))
    grouped = counted.group_by(Register.series, Register.period, Register.last)
    rows = session.execute(grouped.order_by(Register.series, Register.period.desc()))
    return [Standing(*row) for row in rows]


def page(session: Session, series: str, period: str, *, page: int) -> Sequence[Number]:
    """The numbers of a register, latest first, void ones included."""
    held = sa.select(Number).where(Number.series == series, Number.period == period)
    return session.scalars(held.order_by(Number.n.desc()).limit(PAGE).offset((page - 1) * PAGE)).all()


def last(session: Session, series: str, period: str) -> int:
    """Where a register stands; 0 if nothing was taken in this period."""
    row = (Register.series == series, Register.period == period)
    return session.execute(sa.select(Register.last).where(*row)).scalar() or 0


def proof(session: Session, series: str, period: str, *, start: int) -> Proof:
    """What became of every number of a register from its first to its last."""
    held = sa.select(Number.n, Number.void_at, WAITING, Number.used_for != "")
    rows = session.execute(held.where(Number.series == series, Number.period == period)).all()
    numbers = {n for n, *_rest in rows}
    first, end = min({start, *numbers}), max({start - 1, *numbers})
    voided = sum(void_at is not None for _n, void_at, _waiting, _paper in rows)
    waiting = sum(bool(each) for _n, _void, each, _paper in rows)
    on_paper = sum(bool(each) and void_at is None for _n, void_at, _waiting, each in rows)
    missing = tuple(n for n in range(first, end + 1) if n not in numbers)
    return Proof(first, end, len(rows) - voided - waiting - on_paper, on_paper, voided, waiting, missing)
