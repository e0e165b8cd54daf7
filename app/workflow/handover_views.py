"""工作移交: from whom, to whom, what, a look at what would go over, and the list that is kept and printed."""

import secrets
from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.accounts.current import current_actor
from app.audit import service as audit
from app.definitions.schema import Capability
from app.errors import Fault, Invalid
from app.exports import FORMATS
from app.extensions import db
from app.records.current import desk as current_desk
from app.web import navigation
from app.web.gates import SIGNED_IN, holds, reads, writes
from app.web.navigation import Group, Item
from app.web.words import say
from app.workflow.handover import (
    listing,
    naming,
    queries,
    service,
    told,  # noqa: F401 - tells the audit what handovers are called
)
from app.workflow.handover.models import Handover
from app.workflow.handover.preview import preview, things_of

bp = Blueprint("handovers", __name__)
MANAGE = holds(Capability.MANAGE_USERS)


@navigation.sidebar(order=91, lasting=True)
def menu() -> list[Group]:
    """工作移交, for who manages users."""
    if not current_actor().can(Capability.MANAGE_USERS):
        return []
    return [Group(items=(Item(gettext("工作移交"), url_for("handovers.index"), "users-group"),))]


@bp.get("/handovers")
@reads(MANAGE)
def index() -> str:
    """What was handed over, the newest first."""
    found = queries.newest(current_desk().session)
    names = accounts.names(each for line in found for each in (line.giver_id, line.receiver_id, line.by_id))
    return render_template("workflow/handovers.html", found=found, names=names)


@bp.get("/handovers/new")
@reads(MANAGE)
def new() -> ResponseReturnValue:
    """Choose two people, then look at what would go over."""
    faults: tuple[Fault, ...] = ()
    people: dict[str, Any] = {"giver": None, "receiver": None}
    try:
        people = naming.named({place: request.args.get(place, "") for place in people})
    except Invalid as refused:
        faults = tuple(refused.faults)
    faults += tuple(service.people_faults(people["giver"], people["receiver"], desk=current_desk()))
    return _page(people, request.args, faults)


@bp.post("/handovers")
@writes(MANAGE)
def order() -> ResponseReturnValue:
    """Put it on the list of long work."""
    desk, given = current_desk(), request.form
    people: dict[str, Any] = {"giver": None, "receiver": None}
    try:
        people = naming.named({place: given.get(place, "") for place in people})
        made = service.order(_asked(people), _things(people), desk=desk)
    except Invalid as refused:
        db.session.rollback()
        return _page(people, given, refused.faults), 422
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=made.job_id))


@bp.get("/handovers/<int:handover_id>")
@reads(SIGNED_IN)
def show(handover_id: int) -> str:
    """The list, to be printed and signed."""
    desk = current_desk()
    found = queries.get(desk.session, handover_id, desk.actor)
    shown = listing.lines(found, desk)
    return render_template("workflow/handover.html", handover=found, lines=shown, names=_names(found))


@bp.get("/handovers/<int:handover_id>/file")
@reads(SIGNED_IN)
def fetch(handover_id: int) -> Response:
    """The same as a workbook."""
    desk = current_desk()
    found, xlsx = queries.get(desk.session, handover_id, desk.actor), FORMATS.get("xlsx")
    names = _names(found)
    title = str(gettext("移交清单"))
    sheet = listing.sheet(found, listing.lines(found, desk), title, [names[found.giver_id], names[found.receiver_id]])
    made = BytesIO(xlsx.write(sheet))
    audit.record_alone("handover.exported", actor=desk.actor, about=f"user:{found.giver_id}")
    name = f"{title}_{names[found.giver_id]}_{found.ordered_at.date().isoformat()}.{xlsx.extension}"
    return send_file(made, mimetype=xlsx.mime, as_attachment=True, download_name=name)


def _names(found: Handover) -> dict[int, str]:
    return accounts.names((found.giver_id, found.receiver_id, found.by_id))


def _things(people: dict[str, Any]) -> list[Any]:
    return things_of(people["giver"], people["receiver"], current_desk())


def _asked(people: dict[str, Any]) -> service.Order:
    given, desk = request.form, current_desk()
    giver, receiver = people["giver"], people["receiver"]
    if missing := [Fault("handover.nobody", place=place) for place, user in people.items() if user is None]:
        raise Invalid(missing)
    return service.Order(
        giver=giver,
        receiver=receiver,
        piles=frozenset(given.getlist("pick")),
        reason=given.get("reason", ""),
        mark=f"{desk.actor.id}:{given.get('_once') or secrets.token_urlsafe(12)}"[:64],
        title=gettext("工作移交：%(giver)s → %(receiver)s", giver=giver.name, receiver=receiver.name),
    )


def _page(people: dict[str, Any], given: Any, faults: Any) -> str:
    giver, receiver = people["giver"], people["receiver"]
    fits = giver is not None and receiver is not None
    fits = fits and not service.people_faults(giver, receiver, desk=current_desk())
    return render_template(
        "workflow/new_handover.html",
        found=preview(giver, receiver, current_desk()) if fits else None,
        people=people,
        typed={place: naming.called(user) if user else given.get(place, "") for place, user in people.items()},
        given=given,
        picked=given.getlist("pick"),
        choices=naming.choices(),
        once=given.get("_once") or secrets.token_urlsafe(12),
        faults=[(fault.place, say(fault)) for fault in faults],
        most=service.MOST_WORDS,
    )
