"""`report compute`: count a report's figures anew; `report write`: put drafts where nobody has written yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import click

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.cli.faults import LANGUAGE, stop
from app.cli.office import office_writing
from app.definitions.compiled import CompiledType
from app.definitions.types import Types
from app.errors import Conflict, Fault, Forbidden, Invalid, NotFound
from app.extensions import db
from app.records import desks
from app.records import queries as records
from app.records.desk import Desk
from app.records.models import Record
from app.reports import narratives, queries, service
from app.reports.checking import text_of
from app.web import clock

_TYPE = click.argument("type_key", metavar="TYPE")
_YEAR = click.option("--year", type=int, required=True, help="The year that the report is about.")
_RECORD = click.option("--record", "record_id", type=int, default=None, help="Its id, if there are several.")
_BY = click.option("--by", "login", default="", help="Log-in of who asks; else the first who may change it.")


@click.group()
def report() -> None:
    """Yearly reports: figures and drafts."""


@report.command()
@_TYPE
@_YEAR
@_RECORD
@_BY
@LANGUAGE
def compute(type_key: str, year: int, record_id: int | None, login: str, language: str) -> None:
    """Count every figure of a report and save it; prints each with what it was before."""
    with _chosen(type_key, year, record_id, login, language) as (desk, found):
        for each in service.compute(found, desk=desk):
            label = each.field.definition.label.text(language)
            was = f"  ({each.before})" if each.has_changed else ""
            click.echo(f"{label}  {each.after if each.after is not None else '—'} {each.field.unit(language)}{was}")


@report.command()
@_TYPE
@_YEAR
@_RECORD
@_BY
@LANGUAGE
def write(type_key: str, year: int, record_id: int | None, login: str, language: str) -> None:
    """Draft the narratives that are still empty; what somebody has written stays."""
    with _chosen(type_key, year, record_id, login, language) as (desk, found):
        texts = _drafts(found, desk)
        service.write(found, texts, desk=desk)
        for key, text in texts.items():
            click.echo(f"== {desk.compiled(found).fields[key].definition.label.text(language)}\n{text}\n")


@contextmanager
def _chosen(
    type_key: str, year: int, record_id: int | None, login: str, language: str
) -> Iterator[tuple[Desk, Record]]:
    """The report that is meant, to be changed: kept at the end; where something is refused, that is said."""
    with office_writing():
        try:
            yield _found(type_key, year, record_id, login)
        except (Conflict, Forbidden, Invalid, NotFound) as error:
            stop(_refused(error), language)
        db.session.commit()


def _drafts(found: Record, desk: Desk) -> dict[str, str]:
    empty = (each for each in service.narratives_of(desk.compiled(found)) if not text_of(found, each))
    drafts = {each.key: narratives.drafted(each, found, desk=desk).text for each in empty}
    return {key: text for key, text in drafts.items() if text}


def _found(type_key: str, year: int, record_id: int | None, login: str) -> tuple[Desk, Record]:
    """The report that is meant, and the desk of somebody who may change it. Raises `Invalid`."""
    desk = desks.of(_actor(login, Types().current(type_key), clock.today()))
    lines = queries.of_year(desk.session, desk.viewer, type_key, year)
    chosen = [line for line in lines if record_id in (None, line.id)]
    if not chosen:
        raise Invalid.because("report.no_such_report", type=type_key, year=year)
    if len(chosen) > 1:
        raise Invalid.because("report.several", type=type_key, year=year, count=len(chosen))
    return desk, records.get(desk.session, chosen[0].id, viewer=desk.viewer)


def _actor(login: str, compiled: CompiledType, today: date) -> Actor:
    """Who was named; else the first who sees and may make all such reports."""
    if login:
        user = accounts.user_by_login(login)
    else:
        rights = sorted(compiled.definition.rights, key=lambda right: right.see != "all")
        roles = (right.role for right in rights if right.role and right.create)
        user = next((held for role in roles for held in accounts.holders(role, today=today)), None)
    if user is None:
        raise Invalid.because("report.nobody", name=login or compiled.key)
    return accounts.actor_of(user.id, today=today)


def _refused(error: Exception) -> Invalid:
    """As something that can be printed."""
    if isinstance(error, Invalid):
        return error
    code = {Forbidden: "report.may_not", NotFound: "report.unknown_type"}.get(type(error), getattr(error, "code", ""))
    return Invalid([Fault(code, facts={"what": str(error)})])
