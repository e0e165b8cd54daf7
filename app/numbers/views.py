"""编号登记簿: where each series stands, every number that was taken, and making one void."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as people
from app.accounts.current import current_actor
from app.audit import deeds
from app.audit import service as audit
from app.definitions.schema import Capability
from app.errors import NotFound
from app.extensions import db
from app.numbers import queries, service
from app.numbers.queries import Standing
from app.records import queries as records
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.web import navigation
from app.web.gates import holds, reads, writes
from app.web.language import N_, language
from app.web.navigation import Group, Item
from app.web.paging import Paging, page_number
from app.web.toasts import toast

bp = Blueprint("numbers", __name__)
SEE = holds(Capability.VOID_NUMBERS, Capability.IMPORT_PAST, Capability.SEE_AUDIT)
VOID = holds(Capability.VOID_NUMBERS)

deeds.call(number__voided=N_("作废编号"))


@dataclass(frozen=True, slots=True)
class Series:
    """A series as its type calls it; empty words where no type has it any more."""

    key: str
    type_label: str = ""
    label: str = ""


@navigation.sidebar(order=57, lasting=True)
def menu() -> list[Group]:
    """编号登记簿, for who looks after numbers."""
    if not any(current_actor().can(capability) for capability in SEE.capabilities):
        return []
    return [Group(items=(Item(gettext("编号登记簿"), url_for("numbers.index"), "list-numbers"),))]


@bp.get("/numbers")
@reads(SEE)
def index() -> str:
    """The registers, and where each stands."""
    desk = current_desk()
    standings: dict[str, list[Standing]] = {}
    for each in queries.standings(desk.session):
        standings.setdefault(each.series, []).append(each)
    known = _series(desk)
    found = [(known.get(key, Series(key)), periods) for key, periods in standings.items()]
    return render_template("numbers/index.html", found=found)


@bp.get("/numbers/<series>")
@reads(SEE)
def show(series: str) -> str:
    """The numbers of a register, latest first."""
    desk = current_desk()
    periods = [each for each in queries.standings(desk.session) if each.series == series]
    asked = request.args.get("period")
    standing = next((each for each in periods if asked in (None, each.period)), None)
    if standing is None:
        raise NotFound(f"register {series} {asked}")
    number = page_number()
    lines = queries.page(desk.session, series, standing.period, page=number)
    found = records.many(desk.session, [line.record_id for line in lines if line.record_id], viewer=desk.viewer)
    facts = {
        "series": _series(desk).get(series, Series(series)),
        "missing": queries.missing(desk.session, series, standing.period),
        "names": people.names(by for line in lines for by in (line.taken_by, line.void_by) if by),
        "may_void": desk.actor.can(Capability.VOID_NUMBERS),
    }
    paging = Paging(number, standing.taken)
    return render_template(
        "numbers/show.html", standing=standing, periods=periods, lines=lines, records=found, paging=paging, **facts
    )


@bp.post("/numbers/<int:number_id>/void")
@writes(VOID)
def void(number_id: int) -> Response:
    """Make a number void, with its reason."""
    desk = current_desk()
    number, why = queries.get(desk.session, number_id), request.form.get("why", "")
    service.void(desk.session, number, why=why, actor=desk.actor, now=desk.now)
    about = f"record:{number.record_id}" if number.record_id else f"number:{number.id}"
    audit.record("number.voided", actor=desk.actor, about=about, facts={"number": number.text, "reason": why.strip()})
    db.session.commit()
    toast(gettext("已作废 %(number)s，它不会再给别的记录", number=number.text))
    return redirect(url_for("numbers.show", series=number.series, period=number.period))


def _series(desk: Desk) -> dict[str, Series]:
    """The series by key, as the type calls them that comes first."""
    found: dict[str, Series] = {}
    for compiled in desk.types.all().values():
        for each in compiled.fields.values():
            if each.type.name == "serial":
                labels = (compiled.definition.label, each.definition.label)
                key = each.options.series
                found.setdefault(key, Series(key, *(label.text(language()) for label in labels)))
    return found
