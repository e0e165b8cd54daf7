"""Taking the next number, in the transaction of the step that needs it: no gap, no double; taking down what was given
elsewhere; reserving a block for paper; making one void."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.errors import Conflict, Fault, Forbidden, Invalid
from app.expressions import TextPattern, Value
from app.numbers import queries
from app.numbers.models import Number, Register

Restart: TypeAlias = Literal["year", "never"]
_GAP = "\ue000"
"""Stands for the place while a number is read; nobody types it."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

VOID_NUMBERS = "void_numbers"
"""The capability to look after numbers: to make them void, to reserve some."""
MOST_RESERVED = 200
"""Numbers in one block: a book of paper forms has no more."""
_REGISTER, _NUMBER = cast("sa.Table", Register.__table__), cast("sa.Table", Number.__table__)
_UP = (
    sa.update(_REGISTER)
    .where(_REGISTER.c.series == sa.bindparam("of_series"), _REGISTER.c.period == sa.bindparam("of_period"))
    .values(last=_REGISTER.c.last + 1)
    .returning(_REGISTER.c.last)
)
_BEGIN = sa.insert(_REGISTER)
_TAKE = sa.insert(_NUMBER)
"""Everybody who needs a number waits for whoever takes one: these are put into words once."""


def period_at(now: datetime, *, restart: Restart) -> str:
    """The period that a number taken now belongs to; `now` is in the office's zone."""
    return str(now.year) if restart == "year" else ""


def take(  # noqa: PLR0913 - what a number is made of; all but the pattern and its values by name
    session: Session,
    series: str,
    pattern: TextPattern,
    values: Mapping[str, Value],
    *,
    period: str,
    record_id: int | None,
    actor: Actor,
    now: datetime,
    start: int = 1,
    width: int = 0,
) -> str:
    """The next number of the series as text. It is taken when the caller commits, and given back when it rolls back."""
    n = _next(session, series, period, start)
    text = _text(pattern, values, n, period=period, now=now, width=width)
    row = {"series": series, "period": period, "n": n, "text": text, "record_id": record_id}
    session.connection().execute(_TAKE, {**row, "taken_at": now, "taken_by": actor.id})
    return text


def reserve(  # noqa: PLR0913 - what a block of numbers is made of
    session: Session,
    series: str,
    pattern: TextPattern,
    count: int,
    *,
    why: str,
    period: str,
    actor: Actor,
    now: datetime,
    start: int = 1,
    width: int = 0,
) -> list[Number]:
    """The next numbers, set aside for paper forms: no record takes them by itself. Raises `Invalid` with all faults."""
    _refuse_no_keeper(actor, "number.reserve")
    if faults := _faults_of_block(pattern, count, why):
        raise Invalid(faults)
    block = []
    for _ in range(count):
        n = _next(session, series, period, start)
        text = _text(pattern, {}, n, period=period, now=now, width=width)
        facts = {"series": series, "period": period, "n": n, "text": text, "reserved_for": why.strip()}
        block.append(Number(**facts, taken_at=now, taken_by=actor.id))
    session.add_all(block)
    session.flush()
    return block


def use(session: Session, number: Number, *, what: str, actor: Actor) -> None:
    """Say which paper a reserved number went to."""
    _refuse_no_keeper(actor, "number.use")
    if not what.strip():
        raise Invalid.because("number.use_needs_paper", place="what")
    if not number.is_waiting:
        raise Conflict("number.not_waiting", current=number)
    number.used_for = what.strip()
    session.flush()


def enter(  # noqa: PLR0913 - what a number is made of; all but the pattern and its values by name
    session: Session,
    series: str,
    pattern: TextPattern,
    values: Mapping[str, Value],
    text: str,
    *,
    restart: Restart,
    record_id: int,
    actor: Actor,
    now: datetime,
) -> Number | None:
    """Take a number down that was given elsewhere, so that the next one follows it.

    None if it is not written as this series writes its numbers: then none of ours will ever be the same.
    A reserved one becomes the record's. Raises `Conflict` when the register has it already.
    """
    place = place_in(pattern, values, text, years=_years(text, now), restart=restart)
    if place is None:
        return None
    period, n = place
    if there := queries.at(session, series, period, n):
        if there.text == text and there.is_waiting:
            there.record_id = record_id
            session.flush()
            return there
        if there.text == text:
            raise Conflict("number.taken_already", number=text)
        return None
    number = Number(series=series, period=period, n=n, text=text, record_id=record_id, taken_at=now, taken_by=actor.id)
    session.add(number)
    _reach(session, series, period, n)
    session.flush()
    return number


def place_in(
    pattern: TextPattern, values: Mapping[str, Value], text: str, *, years: Iterable[int], restart: Restart
) -> tuple[str, int] | None:
    """The period and the place that a number of this form has; it is read by writing it with a gap in it."""
    for year in years:
        head, _gap, tail = pattern.render({**values, "year": Decimal(year), "n": _GAP}).partition(_GAP)
        found = text[len(head) : len(text) - len(tail)]
        if f"{head}{found}{tail}" == text and found.isascii() and found.isdigit():
            return (str(year) if restart == "year" else ""), int(found)
    return None


def belongs(session: Session, series: str, text: str, *, record_id: int) -> None:
    """The number was taken for a record that was only now born."""
    waiting = (Number.series == series, Number.text == text, Number.record_id.is_(None))
    session.execute(sa.update(Number).where(*waiting).values(record_id=record_id))


def void(session: Session, number: Number, *, why: str, actor: Actor, now: datetime) -> None:
    """Make a number void: it stays in the register with the reason, and is never given again."""
    _refuse_no_keeper(actor, "number.void")
    if not why.strip():
        raise Invalid.because("number.void_needs_reason", place="why")
    if number.void_at is not None:
        raise Conflict("number.void_already", current=number)
    number.void_at, number.void_by, number.void_why = now, actor.id, why.strip()
    session.flush()


def _refuse_no_keeper(actor: Actor, deed: str) -> None:
    if not actor.can(VOID_NUMBERS):
        raise Forbidden(deed)


def _faults_of_block(pattern: TextPattern, count: int, why: str) -> list[Fault]:
    """A number that says something of its record cannot be written before there is one."""
    faults = [] if 1 <= count <= MOST_RESERVED else [Fault("number.block_size", "count", facts={"most": MOST_RESERVED})]
    if not why.strip():
        faults.append(Fault("number.block_needs_reason", "why"))
    if not pattern.names <= {"year", "n", "today"}:
        faults.append(Fault("number.says_of_record", "count"))
    return faults


def _text(pattern: TextPattern, values: Mapping[str, Value], n: int, *, period: str, now: datetime, width: int) -> str:  # noqa: PLR0913 - what a number is written from
    year = Decimal(period) if period else Decimal(now.year)
    return pattern.render({**values, "year": year, "n": str(n).zfill(width)})


def _years(text: str, now: datetime) -> list[int]:
    """The years that a number may speak of."""
    return list(dict.fromkeys([*map(int, _YEAR.findall(text)), now.year]))


def _reach(session: Session, series: str, period: str, n: int) -> None:
    """Further on than this number."""
    row = (Register.series == series, Register.period == period)
    behind = sa.update(Register).where(*row).values(last=sa.case((Register.last < n, n), else_=Register.last))
    if session.execute(behind).rowcount == 0:  # type: ignore[attr-defined]
        session.execute(sa.insert(Register).values(series=series, period=period, last=n))


def _next(session: Session, series: str, period: str, start: int) -> int:
    """Count up and read in one: the row is ours from the first moment on."""
    connection = session.connection()
    counted = connection.execute(_UP, {"of_series": series, "of_period": period}).scalar_one_or_none()
    if counted is None:
        connection.execute(_BEGIN, {"series": series, "period": period, "last": start})
        return start
    return int(counted)
