"""Numbers without gaps, without doubles, each year from the beginning."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.models import User
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.expressions import Kind, Name, Scope, TextPattern, bind_text
from app.extensions import Model
from app.numbers import queries, service
from app.numbers.models import Number, Register
from app.web.database import ENGINE_OPTIONS, own_transactions
from tests.bench import numbers as race

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
STAN = Actor(id=2, name="Stan")
ADA = Actor(id=1, name="Ada", capabilities=frozenset({"void_numbers"}))
PATTERN = bind_text(
    "外来备〔{{ year }}〕{{ n }}号",
    Scope([Name("year", "年份", Kind.NUMBER), Name("n", "序号数", Kind.NUMBER)]),
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """A database with two people in it."""
    made = sa.create_engine(f"sqlite:///{tmp_path / 'numbers.db'}", **ENGINE_OPTIONS)
    own_transactions(made)
    tables = [Model.metadata.tables[name] for name in ("department", "user", "register", "number")]
    Model.metadata.create_all(made, tables=tables)
    with Session(made) as session, session.begin():
        for actor in (ADA, STAN):
            session.add(User(id=actor.id, name=actor.name, login=actor.name.lower(), created_at=NOW))
    yield made
    made.dispose()


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A writing transaction."""
    with Session(engine) as made:
        made.connection(execution_options={"write": True})
        yield made


def _take(session: Session, *, now: datetime = NOW, restart: str = "year", **more: int) -> str:
    period = service.period_at(now, restart=restart)  # type: ignore[arg-type]
    return service.take(session, "visits", PATTERN, {}, period=period, record_id=None, actor=STAN, now=now, **more)


def test_numbers_follow_one_another(session: Session) -> None:
    assert [_take(session) for _ in range(3)] == [f"外来备〔2026〕{n}号" for n in (1, 2, 3)]


def test_each_year_begins_again_by_itself(session: Session) -> None:
    later = NOW.replace(year=2027)
    assert [_take(session), _take(session, now=later), _take(session)] == [
        "外来备〔2026〕1号",
        "外来备〔2027〕1号",
        "外来备〔2026〕2号",
    ]


def test_a_series_may_never_begin_again(session: Session) -> None:
    _take(session, restart="never")
    assert _take(session, restart="never", now=NOW.replace(year=2027)) == "外来备〔2027〕2号"


def test_a_number_has_its_start_and_width(session: Session) -> None:
    assert _take(session, start=40, width=4) == "外来备〔2026〕0040号"
    assert _take(session, start=40, width=4) == "外来备〔2026〕0041号"


def test_what_is_rolled_back_is_given_again(session: Session) -> None:
    _take(session)
    session.commit()
    _take(session)
    session.rollback()
    assert _take(session) == "外来备〔2026〕2号"


def test_the_register_lists_every_number(session: Session) -> None:
    for _ in range(2):
        _take(session)
    last, first = queries.taken(session, "visits", period="2026")
    assert (first.n, last.n, last.taken_by, last.taken_at) == (1, 2, STAN.id, NOW)
    assert queries.taken(session, "visits") == [last, first]
    assert queries.taken(session, "visits", period="2025") == []
    assert [(each.series, each.period, each.last) for each in queries.standings(session)] == [("visits", "2026", 2)]
    assert queries.get(session, first.id) is first
    with pytest.raises(NotFound):
        queries.get(session, 99)


def test_a_number_taken_before_its_record_is_claimed_by_it(session: Session) -> None:
    text = _take(session)
    service.belongs(session, "visits", text, record_id=7)
    service.belongs(session, "visits", text, record_id=8)
    assert [each.text for each in queries.of_record(session, 7)] == [text]
    assert queries.of_record(session, 8) == []


def test_a_void_number_stays_listed_and_is_never_given_again(session: Session) -> None:
    _take(session)
    (number,) = queries.taken(session, "visits")
    service.void(session, number, why=" 重复登记 ", actor=ADA, now=NOW)
    assert (number.void_why, number.void_by, number.void_at) == ("重复登记", ADA.id, NOW)
    assert _take(session) == "外来备〔2026〕2号"
    assert len(queries.taken(session, "visits")) == 2


def test_making_void_needs_the_right_a_reason_and_a_valid_number(session: Session) -> None:
    _take(session)
    (number,) = queries.taken(session, "visits")
    with pytest.raises(Forbidden):
        service.void(session, number, why="重复", actor=STAN, now=NOW)
    with pytest.raises(Invalid, match="void_needs_reason"):
        service.void(session, number, why="  ", actor=ADA, now=NOW)
    service.void(session, number, why="重复", actor=ADA, now=NOW)
    with pytest.raises(Conflict, match="void_already"):
        service.void(session, number, why="再次", actor=ADA, now=NOW)


def test_parallel_takers_get_no_double_and_leave_no_gap(engine: sa.Engine) -> None:
    given: list[str] = []
    failures: list[BaseException] = []

    def work(seed: int) -> None:
        try:
            for turn in range(12):
                with Session(engine) as mine:
                    mine.connection(execution_options={"write": True})
                    text = _take(mine)
                    if (turn + seed) % 4 == 0:
                        mine.rollback()
                        continue
                    mine.commit()
                    given.append(text)
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert sorted(given) == sorted(f"外来备〔2026〕{n}号" for n in range(1, 37))
    with Session(engine) as after:
        assert queries.proof(after, "visits", "2026", start=1).is_whole
        assert len(after.scalars(sa.select(Number)).all()) == 36
        assert after.scalars(sa.select(Register.last)).all() == [36]


def test_missing_numbers_are_found(session: Session) -> None:
    for _ in range(3):
        _take(session)
    session.execute(sa.delete(Number).where(Number.n == 2))
    assert queries.proof(session, "visits", "2026", start=1).missing == (2,)


def _enter(session: Session, text: str, *, restart: service.Restart = "year") -> Number | None:
    more = {"restart": restart, "record_id": 7, "actor": STAN, "now": NOW}
    return service.enter(session, "visits", PATTERN, {}, text, **more)  # type: ignore[arg-type]


def test_the_next_number_follows_one_that_was_given_elsewhere(session: Session) -> None:
    _take(session)
    entered = _enter(session, "外来备〔2026〕7号")
    assert entered is not None
    assert (entered.period, entered.n, entered.record_id) == ("2026", 7, 7)
    assert _take(session) == "外来备〔2026〕8号"
    assert [number.n for number in queries.taken(session, "visits")] == [8, 7, 1]


def test_a_smaller_number_from_elsewhere_does_not_set_the_register_back(session: Session) -> None:
    _enter(session, "外来备〔2026〕7号")
    _enter(session, "外来备〔2026〕3号")
    assert _take(session) == "外来备〔2026〕8号"


def test_numbers_of_other_years_go_to_their_own_period(session: Session) -> None:
    _enter(session, "外来备〔2024〕55号")
    assert _take(session) == "外来备〔2026〕1号"
    assert queries.last(session, "visits", "2024") == 55


def test_a_series_without_periods_goes_on_behind_all_of_them(session: Session) -> None:
    _enter(session, "外来备〔2024〕55号", restart="never")
    assert _take(session, restart="never") == "外来备〔2026〕56号"


@pytest.mark.parametrize(
    "text", ["外来备〔2026〕七号", "外来备[2026]7号", "外来备〔2026〕号", "外来备〔2026〕7号之一", "２０２６-7", ""]
)
def test_what_is_not_written_like_ours_needs_no_place(session: Session, text: str) -> None:
    assert _enter(session, text) is None
    assert _take(session) == "外来备〔2026〕1号"


def test_what_the_register_gave_is_not_entered_again(session: Session) -> None:
    text = _take(session)
    with pytest.raises(Conflict):
        _enter(session, text)
    assert _enter(session, text.replace("1号", "01号")) is None


def test_a_number_may_hold_what_the_record_says(session: Session) -> None:
    names = [Name("year", "年份", Kind.NUMBER), Name("n", "序号数", Kind.NUMBER), Name("code", "代号", Kind.TEXT)]
    pattern = bind_text("{{ code }}-{{ n }}/{{ year }}", Scope(names))
    place = service.place_in(pattern, {"code": "A-1"}, "A-1-0012/2026", years=[2025, 2026], restart="year")
    assert place == ("2026", 12)


def test_the_register_knows_void_numbers_too(session: Session) -> None:
    first, second = _take(session), _take(session)
    service.void(session, queries.taken(session, "visits")[0], why="写错", actor=ADA, now=NOW)
    assert queries.known(session, "visits", {first, second, "别的"}) == {first, second}
    assert queries.known(session, "visits", set()) == set()


def _reserve(session: Session, count: int, why: str = "外办纸质登记本", pattern: TextPattern = PATTERN) -> list[str]:
    more = {"period": "2026", "actor": ADA, "now": NOW}
    return [each.text for each in service.reserve(session, "visits", pattern, count, why=why, **more)]  # type: ignore[arg-type]


def test_a_reserved_block_is_given_to_no_record(session: Session) -> None:
    _take(session)
    assert _reserve(session, 2) == ["外来备〔2026〕2号", "外来备〔2026〕3号"]
    assert _take(session) == "外来备〔2026〕4号"


def test_a_reserved_number_says_which_paper_it_went_to_once(session: Session) -> None:
    _reserve(session, 1)
    (number,) = queries.taken(session, "visits")
    service.use(session, number, what="三月五日口头来访登记表", actor=ADA)
    assert not number.is_waiting
    with pytest.raises(Conflict, match="not_waiting"):
        service.use(session, number, what="另一份", actor=ADA)


def test_a_record_that_is_entered_later_takes_the_reserved_number_it_has(session: Session) -> None:
    _reserve(session, 1)
    assert queries.known(session, "visits", ["外来备〔2026〕1号"]) == frozenset()
    number = _enter(session, "外来备〔2026〕1号")
    assert number is not None
    assert (number.record_id, number.reserved_for) == (7, "外办纸质登记本")
    with pytest.raises(Conflict, match="taken_already"):
        _enter(session, "外来备〔2026〕1号")


def test_what_is_wrong_with_a_block_is_told_at_once(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        _reserve(session, 201, why=" ")
    assert [fault.code for fault in refused.value.faults] == ["number.block_size", "number.block_needs_reason"]
    assert queries.last(session, "visits", "2026") == 0


def test_numbers_that_say_something_of_their_record_cannot_be_reserved(session: Session) -> None:
    names = [Name("year", "年份", Kind.NUMBER), Name("n", "序号数", Kind.NUMBER), Name("unit", "单位", Kind.TEXT)]
    with pytest.raises(Invalid, match="says_of_record"):
        _reserve(session, 1, pattern=bind_text("{{ unit }}〔{{ year }}〕{{ n }}号", Scope(names)))


def test_only_who_looks_after_numbers_reserves_them_and_says_their_use(session: Session) -> None:
    with pytest.raises(Forbidden):
        service.reserve(session, "visits", PATTERN, 1, why="本子", period="2026", actor=STAN, now=NOW)
    _reserve(session, 1)
    with pytest.raises(Forbidden):
        service.use(session, queries.taken(session, "visits")[0], what="一份", actor=STAN)


def test_a_used_or_taken_number_waits_for_no_paper(session: Session) -> None:
    _take(session)
    with pytest.raises(Conflict, match="not_waiting"):
        service.use(session, queries.taken(session, "visits")[0], what="一份", actor=ADA)


def test_the_proof_accounts_for_every_number_from_the_first_to_the_last(session: Session) -> None:
    _take(session)
    _reserve(session, 3)
    _enter(session, "外来备〔2026〕7号")
    first, second, *_rest = sorted(queries.taken(session, "visits"), key=lambda each: each.n)[1:]
    service.use(session, first, what="一份", actor=ADA)
    service.void(session, second, why="写坏了", actor=ADA, now=NOW)
    proof = queries.proof(session, "visits", "2026", start=1)
    assert (proof.first, proof.last, proof.count) == (1, 7, 7)
    assert (proof.used, proof.on_paper, proof.void, proof.reserved, proof.missing) == (2, 1, 1, 1, (5, 6))
    assert proof.used + proof.on_paper + proof.void + proof.reserved + len(proof.missing) == proof.count


def test_a_register_in_which_nothing_was_taken_is_whole(session: Session) -> None:
    proof = queries.proof(session, "none", "2026", start=1)
    assert (proof.count, proof.is_whole) == (0, True)


def test_writers_that_are_killed_leave_no_gap_and_no_double(tmp_path: Path) -> None:
    taken, _seconds = race.raced(tmp_path / "race.db", writers=4, each=60, killed=2)
    assert taken > 60
