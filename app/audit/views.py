"""The audit as auditors read it."""

from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as people
from app.accounts.current import current_actor
from app.audit import queries
from app.audit import service as audit
from app.audit.deeds import name_of
from app.audit.details import lines
from app.audit.queries import AuditSearch
from app.definitions.schema import Capability
from app.extensions import db
from app.web import clock, navigation
from app.web.gates import holds, reads, writes
from app.web.navigation import Group, Item
from app.web.paging import Paging, page_number
from app.web.toasts import toast

bp = Blueprint("audit", __name__)
SEE = holds(Capability.SEE_AUDIT)


@navigation.sidebar(order=92, lasting=True)
def menu() -> list[Group]:
    """审计, for auditors."""
    if not current_actor().can(Capability.SEE_AUDIT):
        return []
    return [Group(items=(Item(gettext("审计"), url_for("audit.entries"), "shield-check"),))]


@bp.get("/audit")
@reads(SEE)
def entries() -> str:
    """Who did what, latest first."""
    given = request.args
    who = people.user_by_login(given.get("login", "")) if given.get("login") else None
    search = AuditSearch(
        deed=given.get("deed", ""),
        actor_id=who.id if who else (-1 if given.get("login") else None),
        about=given.get("about", "").strip(),
        since=_midnight(given.get("since", "")),
        until=_midnight(given.get("until", ""), later=1),
    )
    number = page_number()
    found = queries.find(search, page=number)
    names = people.names(entry.actor_id for entry in found.entries)
    deeds = [(deed, name_of(deed)) for deed in queries.deeds()]
    facts = {
        "names": names,
        "deeds": deeds,
        "given": given,
        "name_of": name_of,
        "lines": lines,
        "moment": datetime.fromisoformat,
    }
    return render_template("audit/entries.html", found=found, paging=Paging(number, found.total), **facts)


@bp.post("/audit/verify")
@writes(SEE)
def verify() -> Response:
    """Walk the chain; that somebody looked is a deed too."""
    verdict = audit.verify()
    whole = verdict.broken_at is None and queries.has_triggers()
    audit.record("audit.verified", actor=current_actor(), facts={"count": verdict.count, "whole": whole})
    db.session.commit()
    if whole:
        toast(gettext("核对完毕：%(count)d 条记录首尾相连，没有被改动", count=verdict.count))
    else:
        toast(gettext("第 %(seq)d 条起对不上，请立即保护现场并联系管理员", seq=verdict.broken_at or 0), tone="danger")
    return redirect(url_for("audit.entries"))


def _midnight(written: str, *, later: int = 0) -> datetime | None:
    """The beginning of a day in the office, as UTC."""
    try:
        day = date.fromisoformat(written) + timedelta(days=later)
    except ValueError:
        return None
    return datetime.combine(day, time(), tzinfo=clock.zone()).astimezone(UTC)
