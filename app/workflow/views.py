"""Pages of the flow: the inbox, what is pressed, the course on paper, scans of decisions recorded for others."""

import re
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.definitions.compiled import CompiledType
from app.documents.faults import PaperInvalid
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.records import access, downloads, files, once, reading
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.marks import id_of, name_of
from app.records.models import Record
from app.web.gates import SIGNED_IN, reads, writes
from app.web.ids import asked as asked_for
from app.web.language import language
from app.web.signs import signs
from app.web.toasts import toast
from app.web.words import say
from app.workflow import amendment_pages, current, panels, queries, service, verb_forms
from app.workflow import inbox as cards
from app.workflow.course import course
from app.workflow.essence import sheets_of
from app.workflow.forms import press_of
from app.workflow.in_flow import InFlow
from app.workflow.pages import afterwards, moved_on, page_of, record_of, say_done
from app.workflow.waiting import Asked, Place

bp = Blueprint("workflow", __name__)
ROUTE = "press"
LISTS = {
    "done": ("workflow/inbox_done.html", cards.decided),
    "mine": ("workflow/inbox_mine.html", cards.under_way),
    "copied": ("workflow/inbox_copied.html", cards.copied),
}
"""The tabs of the inbox where nothing is decided: their pages, and what stands there."""


@bp.get("/tasks")
@reads(SIGNED_IN)
def inbox() -> ResponseReturnValue:
    """待办, 已超期, 已办, 我发起的, 抄送我的."""
    desk, tab, type_key = current_desk(), request.args.get("tab", "todo"), request.args.get("type", "")
    told: dict[str, object] = {
        "count": current.amount().count,
        "unread": queries.count_unread_copies_to(desk.session, desk.actor.id),
        "types": cards.types(desk),
        "type_key": type_key,
        "place": _place(),
        "proposed": amendment_pages.proposed(desk, type_key) if tab == "mine" else [],
    }
    if tab in LISTS:
        page, found_by = LISTS[tab]
        return render_template(page, tab=tab, cards=found_by(desk, type_key), **told)
    tab = "late" if tab == "late" else "todo"
    asked = Asked(type_key, desk.now if tab == "late" else None, Place.read(request.args.get("after", "")))
    found, told["end"] = cards.to_do(desk, asked, absent=current.absent())
    if asked.after and not found:
        return redirect(url_for("workflow.inbox", tab=request.args.get("tab"), type=type_key or None))
    told |= {"after": asked.after, "amendments": amendment_pages.cards(desk, asked)}
    return render_template("workflow/inbox.html", tab=tab, cards=found, **told, **_opened(found, desk))


@bp.get("/tasks/<int:record_id>")
@reads(SIGNED_IN)
def card(record_id: int) -> str:
    """What a card says when it is opened; `next` is the record whose card opens afterwards."""
    desk = current_desk()
    found = cards.whole(record_of(record_id, desk), desk, absent=current.absent())
    if found is None:
        raise NotFound(f"card of record {record_id}")
    return render_template("workflow/_card.html", opened=found, **_pressed(found, asked_for("next"), desk))


@bp.get("/records/<int:record_id>/press/<transition>")
@reads(SIGNED_IN)
def ask(record_id: int, transition: str) -> ResponseReturnValue:
    """The words that a button asks for, on a page of their own."""
    desk = current_desk()
    record = record_of(record_id, desk)
    offers = service.offered(record, desk=desk)
    found = next((offer for offer in offers if offer.transition.key == transition), None)
    if found is None:
        return redirect(page_of(record_id))
    button = panels.press_facts(record, found, desk)
    return render_template("workflow/ask.html", record=record, button=button, url=page_of(record_id))


@bp.post("/records/<int:record_id>/press/<transition>")
@writes(SIGNED_IN)
def press(record_id: int, transition: str) -> ResponseReturnValue:
    """Press a button: exactly what is offered goes through, and sent twice it counts once."""
    desk = current_desk()
    record, key = record_of(record_id, desk), request.form.get("_once", "")
    if once.made_before(desk.session, key, route=ROUTE, actor=desk.actor) == record_id:
        return redirect(afterwards(record_id))
    try:
        performed = service.perform(record, press_of(transition, request.form), desk=desk)
    except Conflict as conflict:
        return moved_on(record_id, conflict)
    except Invalid as invalid:
        return _unfit(record_id, transition, invalid)
    once.remember(desk.session, key, record_id, route=ROUTE, actor=desk.actor, now=desk.now)
    say_done(performed, desk)
    db.session.commit()
    return redirect(afterwards(record_id))


@bp.get("/records/<int:record_id>/course")
@reads(SIGNED_IN)
def on_paper(record_id: int) -> str:
    """The course, to be printed."""
    desk = current_desk()
    record = record_of(record_id, desk)
    drawn = course(record, desk.compiled(record), desk)
    facts = {"course": drawn, "ways": panels.ways(), "record_id": record.id}
    return render_template("workflow/course.html", record=record, facts=facts)


@bp.get("/records/<int:record_id>/behalf/<token>")
@reads(SIGNED_IN)
def behalf_scan(record_id: int, token: str) -> Response:
    """The scan of a decision that was recorded."""
    desk = current_desk()
    record = record_of(record_id, desk)
    if token not in _scans(record, desk):
        raise NotFound("scan")
    return downloads.answer_with(files.get(desk.session, token, viewer=desk.viewer))


def _opened(found: list[cards.Card], desk: Desk) -> dict[str, object]:
    """The card that stands open: the one that was asked for, else the first."""
    ids = [each.record_id for each in found]
    wanted = request.args.get("open", type=int)
    at = ids.index(wanted) if wanted in ids else 0
    if not found:
        return {"opened": None}
    record = desk.session.get_one(Record, ids[at])
    whole = cards.opened(found[at], record, desk, absent=current.absent())
    after = ids[at + 1] if at + 1 < len(ids) else ids[0]
    return {"opened": whole, **_pressed(whole, after, desk)}


def _place() -> dict[str, Any]:
    """Which list is looked at, and where in it: after a decision one is there again."""
    return {key: asked for key in ("tab", "type", "after") if (asked := request.args.get(key))}


def _pressed(found: cards.Opened, after: int | None, desk: Desk) -> dict[str, object]:
    """The buttons of a card; afterwards the next card opens, or the inbox. Secrets that it shows are taken down."""
    reading.note(found.record.id, found.news.secrets)
    home = url_for("workflow.inbox", **_place())
    then = url_for("workflow.inbox", open=after, _anchor=f"card-{after}", **_place()) if after else home
    answers = [chance for chance in found.chances if chance.verb.decides]
    beside = verb_forms.first_of_each(found.chances)
    subject = InFlow(found.record, desk)
    return {
        "buttons": [
            *(panels.press_facts(found.record, offer, desk, then=then) for offer in found.offers),
            *(verb_forms.button(subject, chance, then=then) for chance in answers),
        ],
        "verbs": [verb_forms.line(subject, chance, then=home) for chance in beside],
        "sheets": sheets_of(found.record, found.card.compiled, desk),
    }


def _unfit(record_id: int, transition: str, invalid: Invalid) -> ResponseReturnValue:
    """Something is missing: who may change the record goes to the form, others see what to send it back for."""
    db.session.rollback()
    desk = current_desk()
    record = record_of(record_id, desk)
    compiled = desk.compiled(record)
    if isinstance(invalid, PaperInvalid) or not any(_is_field(fault.place, compiled) for fault in invalid.faults):
        raise invalid
    said = [say(fault) for fault in invalid.faults]
    move = compiled.transition(transition)
    label = move.label.text(language()) if move else transition
    if access.may_change(compiled, desk.viewer, record) and "records_form.edit" in current_app.view_functions:
        toast(gettext("还不能%(label)s：%(what)s", label=label, what=signs().rows.join(said[:4])), tone="warning")
        anchor = id_of(name_of(invalid.faults[0].place))
        return redirect(url_for("records_form.edit", record_id=record_id, press=transition, _anchor=anchor))
    back = [offer for offer in service.offered(record, desk=desk) if offer.transition.tone == "back" and offer.task]
    facts = {"said": said, "label": label, "buttons": [panels.press_facts(record, offer, desk) for offer in back]}
    return render_template("workflow/unfit.html", record=record, url=page_of(record_id), **facts), 422


def _scans(record: Record, desk: Desk) -> set[str]:
    """Of decisions that were recorded for others, in the flow and of amendments."""
    recorded = [step.on_behalf for step in queries.steps(desk.session, record.id)]
    recorded += [line.facts.get("behalf") for line in queries.side_steps(desk.session, record.id)]
    return {each["scan"] for each in recorded if each and each.get("scan")}


def _is_field(place: str, compiled: CompiledType) -> bool:
    return re.split(r"[\[.]", place)[0] in compiled.fields
