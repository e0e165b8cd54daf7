"""`records import`: past facts as JSON lines; `store rebuild|check`: what is derived from the records."""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.cli.faults import LANGUAGE, print_faults
from app.cli.office import office, office_writing
from app.definitions.types import Types
from app.errors import Fault, Invalid
from app.extensions import db
from app.records import derived
from app.records.access import Viewer
from app.records.lookups import DatabaseLookups
from app.web import clock
from app.workflow import past

SYSTEM = Actor(id=0, name="system")
"""Asks for everything, sees nothing: for work on the store itself."""
IMPORT_PAST = "import_past"


@click.group()
def records() -> None:
    """Records from outside."""


@records.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--by", "importer", default="", help="Log-in of who imports; else the first who may.")
@click.option("--dry-run", is_flag=True, help="Say what is wrong, keep nothing.")
@LANGUAGE
def import_(path: Path, importer: str, language: str, *, dry_run: bool) -> None:
    """Bring in past facts, one JSON object a line; all of them or none."""
    with office_writing():
        faults: list[Fault] = []
        numbered = list(read_lines(path, faults))
        brought = past.bring_in(numbered, office_of(_importer(importer)))
        faults += brought.faults
        if faults:
            db.session.rollback()
            print_faults(faults, language)
            click.echo(f"没有导入任何记录：{len(faults)} 处需要修改。")
            sys.exit(1)
        if dry_run:
            db.session.rollback()
        else:
            db.session.commit()
        click.echo(f"{'可以导入' if dry_run else '已导入'} {len(brought.record_ids)} 条记录。")


@click.group()
def store() -> None:
    """What is derived from the records: index, rows, full text."""


@store.command()
@click.argument("type_key", required=False)
def rebuild(type_key: str | None) -> None:
    """Make it anew, in chunks."""
    with office_writing():
        session, types = db.session(), Types()

        def after_chunk(done: int, total: int) -> None:
            session.commit()
            click.echo(f"{done} / {total}")

        derived.rebuild(session, types.version, _lookups(types), type_key=type_key, after_chunk=after_chunk)
        session.commit()


@store.command()
def check() -> None:
    """Compare it with the truth; ends with 1 if it differs."""
    with office():
        types = Types()
        differences = list(derived.check(db.session(), types.version, _lookups(types)))
        for difference in differences:
            click.echo(str(difference))
        click.echo("一致。" if not differences else f"{len(differences)} 处不一致，请运行 store rebuild。")
        if differences:
            sys.exit(1)


def read_lines(path: Path, faults: list[Fault]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The numbered objects of a file of JSON lines; lines that are none are faults."""
    for number, text in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except ValueError as error:
            faults.append(Fault("past.not_json", place=f"line {number}", facts={"why": str(error)}))
            continue
        if isinstance(line, dict):
            yield number, line
        else:
            faults.append(Fault("past.not_json", place=f"line {number}", facts={"why": type(line).__name__}))


def office_of(importer: Actor) -> past.Office:
    """The office of this command line."""
    return past.Office(db.session(), Types(), clock.zone(), importer, clock.today())


def _importer(login: str) -> Actor:
    if login:
        user = accounts.user_by_login(login)
    else:
        user = next(iter(accounts.capable_users(IMPORT_PAST, today=clock.today())), None)
    if user is None:
        raise Invalid.because("past.unknown_person", name=login or IMPORT_PAST)
    return accounts.actor_of(user.id, today=clock.today())


def _lookups(types: Types) -> DatabaseLookups:
    viewer = Viewer(SYSTEM, datetime.now(UTC).date(), {})
    return DatabaseLookups(db.session(), viewer, types.lists, types)
