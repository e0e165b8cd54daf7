"""Whether a log-in tells by its time who exists, processor time of wrong passwords: `python -m tests.bench.sign_in`."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from app import create_app
from app.accounts import passwords, service, signing
from app.accounts.service import Person
from app.extensions import db
from tests.conftest import NOW

TRIES = 200


def main() -> None:
    """Goal: less than 20 ms between the medians of somebody who exists and of nobody."""
    with tempfile.TemporaryDirectory() as instance:
        app = create_app({"instance": Path(instance)})
        with app.app_context():
            db.create_all()
            person = Person("司丹", "stan", service.found_institution("东湖大学", name_en="").id, ())
            service.create_user(person, password_hash=passwords.hashed("seven quiet herons"), actor=None, now=NOW)
            db.session.commit()
            _measure()


def _measure() -> None:
    signing.attempt("nobody", "wrong")  # makes the hash that nobody is compared with
    times: dict[str, list[float]] = {"stan": [], "nobody": []}
    for _ in range(TRIES):
        for login, taken in times.items():
            start = time.process_time()
            signing.attempt(login, "wrong")
            taken.append((time.process_time() - start) * 1000)
    known, unknown = (statistics.median(taken) for taken in times.values())
    sys.stdout.write(f"known {known:.1f} ms, unknown {unknown:.1f} ms, apart {abs(known - unknown):.1f} ms (goal 20)\n")


if __name__ == "__main__":
    main()
