"""Many processes take numbers of one register, give some back, and some are killed: `python -m tests.bench.numbers`.

Afterwards every number from the first to the last is there once. Goal: 300 a second.
"""

import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.models import User
from app.expressions import Kind, Name, Scope, bind_text
from app.extensions import Model
from app.numbers import queries, service
from app.web.database import ENGINE_OPTIONS, own_transactions

WRITERS, EACH = 50, 1_000
GIVEN_BACK = 0.1
KILLED = 5
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
STAN = Actor(id=1, name="Stan")
PATTERN = bind_text(
    "外来备〔{{ year }}〕{{ n }}号", Scope([Name("year", "年份", Kind.NUMBER), Name("n", "序号数", Kind.NUMBER)])
)


def engine_at(path: Path) -> sa.Engine:
    """The database as the product opens it."""
    made = sa.create_engine(f"sqlite:///{path}", **ENGINE_OPTIONS)
    own_transactions(made)
    return made


def found(path: Path) -> None:
    """An empty register and somebody who takes numbers."""
    engine = engine_at(path)
    tables = [Model.metadata.tables[name] for name in ("department", "user", "register", "number")]
    Model.metadata.create_all(engine, tables=tables)
    with Session(engine) as session, session.begin():
        session.add(User(id=STAN.id, name=STAN.name, login="stan", created_at=NOW))
    engine.dispose()


def write(path: Path, each: int, seed: int) -> None:
    """Take so many numbers, and give about one in ten back."""
    engine, chance = engine_at(path), random.Random(seed)
    left = each
    while left:
        with Session(engine) as session:
            try:
                session.connection(execution_options={"write": True})
                service.take(session, "visits", PATTERN, {}, period="2026", record_id=None, actor=STAN, now=NOW)
                if chance.random() < GIVEN_BACK:
                    session.rollback()
                else:
                    session.commit()
                left -= 1
            except sa.exc.OperationalError:  # the database was busy for longer than a request waits
                session.rollback()


def raced(path: Path, *, writers: int, each: int, killed: int) -> tuple[int, float]:
    """How many numbers stand there after the race, and the seconds it took."""
    found(path)
    started = time.perf_counter()
    running = [multiprocessing.Process(target=write, args=(path, each, seed)) for seed in range(writers)]
    for process in running:
        process.start()
    for process in running[:killed]:
        time.sleep(0.2)
        if process.is_alive():
            os.kill(process.pid or 0, signal.SIGKILL)
    for process in running:
        process.join()
    took = time.perf_counter() - started
    engine = engine_at(path)
    with Session(engine) as session:
        proof = queries.proof(session, "visits", "2026", start=1)
    engine.dispose()
    if not proof.is_whole or proof.used != proof.last:
        raise AssertionError(f"a gap or a double: {proof}")
    return proof.last, took


def main() -> None:
    """Print the line."""
    with tempfile.TemporaryDirectory() as folder:
        taken, took = raced(Path(folder) / "numbers.db", writers=WRITERS, each=EACH, killed=KILLED)
    sys.stdout.write(
        f"{WRITERS} writers, {KILLED} of them killed: {taken:,} numbers in {took:.1f} s, {taken / took:.0f} a second "
        f"(goal 300); no gap, no double\n"
    )


if __name__ == "__main__":
    main()
