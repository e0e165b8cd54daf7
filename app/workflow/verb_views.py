"""Pages of what is done beside the flow: what a verb asks for, and its doing."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.errors import Conflict, NotFound
from app.extensions import db
from app.records import once
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.models import Record
from app.web.gates import SIGNED_IN, reads, writes
from app.web.signs import listed
from app.web.toasts import toast
from app.workflow import told  # noqa: F401 - tells the audit what the flow calls its facts
from app.workflow.pages import afterwards, moved_on, page_of, record_of
from app.workflow.verb_forms import VerbForm, button, receivers
from app.workflow.verbs import people, service
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.verb import Acting, Chance, Verb

bp = Blueprint("verbs", __name__)
ROUTE = "verb"


@bp.get("/records/<int:record_id>/verbs/<key>")
@reads(SIGNED_IN)
def ask(record_id: int, key: str) -> ResponseReturnValue:
    """What the verb asks for, on a page of its own."""
    desk, verb = current_desk(), _verb(key)
    record, target = record_of(record_id, desk), request.args.get("target", 0, type=int)
    chances = [chance for chance in service.offered(service.place_of(record, desk=desk)) if chance.verb is verb]
    found = next((chance for chance in chances if target in {0, chance.target}), None)
    if found is None:
        return redirect(page_of(record_id))
    form = VerbForm(formdata=None, data={"how": next(iter(verb.hows), "")})
    return _page(record, found, form, desk, then=request.args.get("next", ""))


@bp.post("/records/<int:record_id>/verbs/<key>")
@writes(SIGNED_IN)
def use(record_id: int, key: str) -> ResponseReturnValue:
    """Exactly what is offered goes through, and sent twice it counts once."""
    desk, verb = current_desk(), _verb(key)
    record, sent = record_of(record_id, desk), request.form.get("_once", "")
    if once.made_before(desk.session, sent, route=ROUTE, actor=desk.actor) == record_id:
        return redirect(afterwards(record_id))
    form = VerbForm()
    try:
        acting = form.attempt(lambda: service.use(record, verb, form.given(verb, desk), desk=desk))
    except Conflict as conflict:
        return moved_on(record_id, conflict)
    if acting is None:
        chance = Chance(verb, request.form.get("_task", 0, type=int))
        return _page(record_of(record_id, desk), chance, form, desk, then=request.form.get("next", "")), 422
    once.remember(desk.session, sent, record_id, route=ROUTE, actor=desk.actor, now=desk.now)
    _say_done(verb, acting)
    db.session.commit()
    return redirect(afterwards(record_id))


def _verb(key: str) -> Verb:
    if key not in VERBS:
        raise NotFound(f"verb {key}")
    return VERBS[key]


def _page(record: Record, chance: Chance, form: VerbForm, desk: Desk, *, then: str) -> str:
    verb = chance.verb
    form.fit(verb)
    only, names = receivers(verb, service.place_of(record, desk=desk), chance.target, desk)
    facts = {"verb": verb, "button": button(record, chance, then=then), "only": only, "names": names}
    return render_template("workflow/verb.html", record=record, form=form, url=page_of(record.id), **facts)


def _say_done(verb: Verb, acting: Acting) -> None:
    toast(gettext(verb.done, names=listed(people.names(acting.facts.get("people", ())))))
