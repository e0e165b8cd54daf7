"""编号登记簿: where each series stands, what became of every number, reserving some for paper, making one void."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as people
from app.accounts.current import current_actor
from app.audit import deeds
from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.schema import Capability
from app.errors import Fault, Invalid, NotFound
from app.extensions import db
from app.numbers import queries, service
from app.numbers.models import Number
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
from app.web.words import say

bp = Blueprint("numbers", __name__)
SEE = holds(Capability.VOID_NUMBERS, Capability.IMPORT_PAST, Capability.SEE_AUDIT)
VOID = holds(Capability.VOID_NUMBERS)

deeds.call(number__voided=N_("作废编号"), number__reserved=N_("预留编号"), number__used=N_("登记编号的用途"))


@dataclass(frozen=True, slots=True)
class Series:
    """A series as its type calls it; empty words where no type has it any more."""

    key: str
    type_label: str = ""
    label: str = ""
    compiled: CompiledType | None = None

    @property
    def start(self) -> int:
        """Its first number."""
        return self.compiled.definition.series[self.key].start if self.compiled else 1


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
    found += [(each, []) for key, each in known.items() if key not in standings]
    return render_template("numbers/index.html", found=found, may=desk.actor.can(Capability.VOID_NUMBERS))


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
    named = _series(desk).get(series, Series(series))
    facts = {
        "series": named,
        "proof": queries.proof(desk.session, series, standing.period, start=named.start),
        "names": people.names(by for line in lines for by in (line.taken_by, line.void_by) if by),
        "may_void": desk.actor.can(Capability.VOID_NUMBERS),
    }
    paging = Paging(number, standing.taken)
    return render_template(
        "numbers/show.html", standing=standing, periods=periods, lines=lines, records=found, paging=paging, **facts
    )


@bp.get("/numbers/<series>/reserve")
@reads(VOID)
def ask(series: str) -> str:
    """How many are to be set aside, and what for."""
    return _asking(_known(series), {})


@bp.post("/numbers/<series>/reserve")
@writes(VOID)
def reserve(series: str) -> ResponseReturnValue:
    """Set the next numbers aside for paper forms."""
    named, desk, given = _known(series), current_desk(), request.form
    if named.compiled is None:
        raise NotFound(f"series {series}")
    try:
        block = _block(named.compiled, series, given, desk)
    except Invalid as refused:
        db.session.rollback()
        return _asking(named, given, refused.faults), 422
    first, last = block[0], block[-1]
    facts = {"from": first.text, "to": last.text, "count": len(block), "reason": first.reserved_for}
    audit.record("number.reserved", actor=desk.actor, about=f"series:{series}", facts=facts)
    db.session.commit()
    toast(gettext("已预留 %(first)s 至 %(last)s", first=first.text, last=last.text))
    return redirect(url_for("numbers.show", series=series, period=first.period))


@bp.post("/numbers/<int:number_id>/use")
@writes(VOID)
def use(number_id: int) -> Response:
    """Say which paper a reserved number went to."""
    desk = current_desk()
    number, what = queries.get(desk.session, number_id), request.form.get("what", "")
    service.use(desk.session, number, what=what, actor=desk.actor)
    facts = {"number": number.text, "paper": what.strip()}
    audit.record("number.used", actor=desk.actor, about=f"number:{number.id}", facts=facts)
    db.session.commit()
    toast(gettext("已登记 %(number)s 的用途", number=number.text))
    return redirect(url_for("numbers.show", series=number.series, period=number.period))


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
                type_label = compiled.definition.label.text(language())
                key, label = each.options.series, each.definition.label.text(language())
                found.setdefault(key, Series(key, type_label, label, compiled))
    return found


def _block(compiled: CompiledType, key: str, given: Mapping[str, str], desk: Desk) -> list[Number]:
    series, count = compiled.definition.series[key], given.get("count", "").strip()
    return service.reserve(
        desk.session,
        key,
        compiled.series[key],
        int(count) if count.isdecimal() and len(count) < 5 else 0,
        why=given.get("why", ""),
        period=service.period_at(desk.now, restart=series.restart),
        actor=desk.actor,
        now=desk.now,
        start=series.start,
        width=series.width,
    )


def _known(series: str) -> Series:
    """A series that a type has; raises `NotFound`."""
    found = _series(current_desk()).get(series)
    if found is None:
        raise NotFound(f"series {series}")
    return found


def _asking(series: Series, given: Mapping[str, str], faults: Sequence[Fault] = ()) -> str:
    said = {fault.place: say(fault) for fault in faults}
    return render_template("numbers/reserve.html", series=series, given=given, said=said, most=service.MOST_RESERVED)
