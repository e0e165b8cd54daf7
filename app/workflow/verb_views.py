"""Pages of what is done beside the flow, of a record or an amendment: what a verb asks for, and its doing."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.errors import Conflict, NotFound
from app.extensions import db
from app.records import once
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.web.gates import SIGNED_IN, reads, writes
from app.web.signs import listed
from app.web.toasts import toast
from app.workflow import (
    subject_pages,
    told,  # noqa: F401 - tells the audit what the flow calls its facts
)
from app.workflow.subject import Subject
from app.workflow.subject_pages import beside, in_flow
from app.workflow.verb_forms import VerbForm, button, receivers
from app.workflow.verbs import people, service
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.verb import Acting, Chance, Verb

bp = Blueprint("verbs", __name__)
ROUTE, ROUTE_BESIDE = "verb", "verb-beside"


@bp.get("/records/<int:record_id>/verbs/<key>")
@reads(SIGNED_IN)
def ask(record_id: int, key: str) -> ResponseReturnValue:
    """What the verb asks for, on a page of its own."""
    return _ask(in_flow(record_id, current_desk()), _verb(key))


@bp.post("/records/<int:record_id>/verbs/<key>")
@writes(SIGNED_IN)
def use(record_id: int, key: str) -> ResponseReturnValue:
    """Exactly what is offered goes through, and sent twice it counts once."""
    return _use(lambda desk: in_flow(record_id, desk), _verb(key), ROUTE)


@bp.get("/records/<int:record_id>/amendments/<int:number>/verbs/<key>")
@reads(SIGNED_IN)
def ask_beside(record_id: int, number: int, key: str) -> ResponseReturnValue:
    """The same of an amendment."""
    return _ask(beside(record_id, number, current_desk()), _verb(key))


@bp.post("/records/<int:record_id>/amendments/<int:number>/verbs/<key>")
@writes(SIGNED_IN)
def use_beside(record_id: int, number: int, key: str) -> ResponseReturnValue:
    """The same of an amendment."""
    return _use(lambda desk: beside(record_id, number, desk), _verb(key), ROUTE_BESIDE)


def _ask(subject: Subject, verb: Verb) -> ResponseReturnValue:
    target = request.args.get("target", 0, type=int)
    chances = [chance for chance in service.offered(service.place_of(subject)) if chance.verb is verb]
    found = next((chance for chance in chances if target in {0, chance.target}), None)
    if found is None:
        return redirect(subject_pages.page_of(subject))
    form = VerbForm(formdata=None, data={"how": next(iter(verb.hows), "")})
    return _page(subject, found, form, then=request.args.get("next", ""))


def _use(find: Callable[[Desk], Subject], verb: Verb, route: str) -> ResponseReturnValue:
    desk, sent = current_desk(), request.form.get("_once", "")
    subject, form = find(desk), VerbForm()
    record_id = subject.record.id
    if once.made_before(desk.session, sent, route=route, actor=desk.actor) == record_id:
        return redirect(subject_pages.afterwards(subject))
    try:
        acting = form.attempt(lambda: service.use(subject, verb, form.given(verb, desk)))
    except Conflict as conflict:
        return subject_pages.moved_on(subject, conflict)
    if acting is None:
        chance = Chance(verb, request.form.get("_task", 0, type=int))
        return _page(find(current_desk()), chance, form, then=request.form.get("next", "")), 422
    once.remember(desk.session, sent, record_id, route=route, actor=desk.actor, now=desk.now)
    _say_done(verb, acting)
    then = subject_pages.afterwards(subject)
    db.session.commit()
    return redirect(then)


def _verb(key: str) -> Verb:
    if key not in VERBS:
        raise NotFound(f"verb {key}")
    return VERBS[key]


def _page(subject: Subject, chance: Chance, form: VerbForm, *, then: str) -> str:
    verb = chance.verb
    form.fit(verb)
    only, names = receivers(verb, service.place_of(subject), chance.target, subject.desk)
    facts = {"verb": verb, "button": button(subject, chance, then=then), "only": only, "names": names}
    facts |= {"url": subject_pages.page_of(subject), "about": subject_pages.called(subject)}
    return render_template("workflow/verb.html", record=subject.record, form=form, **facts)


def _say_done(verb: Verb, acting: Acting) -> None:
    toast(gettext(verb.done, names=listed(people.names(acting.facts.get("people", ())))))
