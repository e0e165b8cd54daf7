"""谁能看: who sees a record and why. 以此人身份查看: what somebody sees, to look at, without what one may not see."""

from collections.abc import Iterator

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.accounts.current import current_actor
from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.schema import Capability
from app.errors import NotFound
from app.records import access, desks, menu, panels, queries
from app.records.columns import state_of
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.models import Record
from app.records.panels import Action
from app.sight import (
    cases,
    looking,
    told,  # noqa: F401 - tells the audit what looking is called
    waiting,
)
from app.sight.telling import Said, Telling
from app.web.gates import holds, reads
from app.web.language import language
from app.workflow.amending import saying

bp = Blueprint("sight", __name__)
WHY = holds(Capability.MANAGE_USERS, Capability.MANAGE_TYPES)
AS = holds(Capability.MANAGE_USERS)
FEW = 30
"""People of one reason who are named at once."""


@panels.record_actions(order=70)
def who_sees(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Action]:
    """谁能看, for who administers."""
    del compiled
    if any(desk.actor.can(capability) for capability in WHY.capabilities):
        facts = {"label": gettext("谁能看"), "icon": "eye-question", "url": url_for("sight.who", record_id=record.id)}
        yield Action("sight/_action.html", facts, more=True)


@bp.get("/records/<int:record_id>/sight")
@reads(WHY)
def who(record_id: int) -> ResponseReturnValue:
    """Everybody who sees a record, by reason."""
    desk, record = current_desk(), queries.record(current_desk().session, record_id)
    typed = request.args.get("person", "").strip()[:100]
    chosen = desk.lookups.person(typed) if typed else None
    if chosen is not None:
        return redirect(url_for("sight.one", record_id=record_id, user_id=int(chosen)))
    telling = Telling(record, desk.compiled(record), desk)
    groups: dict[Said, dict[int, Actor]] = {}
    for ground, people in cases.seers(record, desk).items():
        groups.setdefault(telling.ground(ground), {}).update({each.id: each for each in people})
    named = [(said, list(people.values())) for said, people in groups.items()]
    facts = {"groups": named, "typed": typed, "few": FEW, "departments": _departments()}
    return render_template("sight/who.html", **facts, **_head(record, desk))


@bp.get("/records/<int:record_id>/sight/<int:user_id>")
@reads(WHY)
def one(record_id: int, user_id: int) -> str:
    """One person and one record: fields and buttons, each with its rule."""
    mine, theirs = current_desk(), _desk_of(user_id)
    record = queries.record(mine.session, record_id)
    telling = Telling(record, mine.compiled(record), mine)
    found = cases.case(record, theirs, mine)
    facts = {
        "case": found,
        "grounds": [telling.ground(each) for each in found.grounds],
        "missed": [telling.missed(each) for each in found.missed],
        "closed": [telling.field(path, seen) for path, seen in found.fields.items() if seen.right],
        "open_": [telling.field(path, seen) for path, seen in found.fields.items() if not seen.right],
        "buttons": list(telling.buttons(found)),
        **_amendment(found, telling),
    }
    return render_template("sight/one.html", person=theirs.actor, may_look=_may_look(), **facts, **_head(record, mine))


@bp.get("/as/<int:user_id>")
@reads(AS)
def home(user_id: int) -> str:
    """The types that somebody sees, with how many records of each."""
    theirs = _looked_as(user_id)
    lines = [
        (each, queries.count(theirs.session, theirs.viewer, each), access.may_create(each, theirs.actor))
        for each in menu.types_of(theirs)
    ]
    facts = {"roles": _roles(theirs.actor), "department": _departments().get(theirs.actor.department_id, "")}
    return render_template("sight/home.html", person=theirs.actor, lines=lines, **facts)


@bp.get("/as/<int:user_id>/types/<type_key>")
@reads(AS)
def index(user_id: int, type_key: str) -> str:
    """A list as somebody sees it."""
    mine, theirs = current_desk(), _looked_as(user_id, type=type_key)
    compiled, page = mine.types.current(type_key), min(max(request.args.get("page", 1, type=int), 1), 200)
    shown = looking.listed(compiled, theirs, mine, page=page)
    return render_template("sight/index.html", person=theirs.actor, compiled=compiled, shown=shown, page=page)


@bp.get("/as/<int:user_id>/records/<int:record_id>")
@reads(AS)
def show(user_id: int, record_id: int) -> str:
    """A record as somebody sees it; for whom they do not see it is as absent as for them."""
    mine, theirs = current_desk(), _looked_as(user_id, record=record_id)
    record = queries.get(theirs.session, record_id, viewer=theirs.viewer)
    found = cases.case(record, theirs, mine)
    telling, parts = Telling(record, mine.compiled(record), mine), looking.record(record, theirs, mine)
    facts = {"buttons": list(telling.buttons(found)), **_amendment(found, telling), **_head(record, mine)}
    return render_template("sight/show.html", person=theirs.actor, parts=parts, **facts)


@bp.get("/as/<int:user_id>/tasks")
@reads(AS)
def tasks(user_id: int) -> str:
    """What waits for somebody, amendments too: the titles only of what may be seen."""
    mine, theirs = current_desk(), _looked_as(user_id, tasks="todo")
    return render_template("sight/tasks.html", person=theirs.actor, waits=waiting.waits(theirs, mine))


def _desk_of(user_id: int) -> Desk:
    if not accounts.user(user_id).active:
        raise NotFound(f"user {user_id}")
    return desks.of_user(user_id)


def _looked_as(user_id: int, **what: str | int) -> Desk:
    """The desk of somebody; that one looked as them is written down, page by page."""
    theirs = _desk_of(user_id)
    audit.record_alone("looked.as", actor=current_actor(), about=f"user:{user_id}", facts={"person": user_id, **what})
    return theirs


def _head(record: Record, mine: Desk) -> dict[str, object]:
    """What stands over each page: the title only for who sees the record."""
    compiled = mine.compiled(record)
    is_seen = cases.sees(record, mine)
    return {
        "record": record,
        "compiled": compiled,
        "type_label": compiled.definition.label.text(language()),
        "title": (record.title or gettext("（未命名）")) if is_seen else gettext("记录 %(id)s", id=record.id),
        "is_seen": is_seen,
        "state": state_of(compiled, record.state),
    }


def _amendment(found: cases.Case, telling: Telling) -> dict[str, object]:
    """The amendment that is open: what it is called, and what this person may do with it."""
    if found.asked is None:
        return {"asked": []}
    facts, compiled = found.asked.subject.facts, telling.compiled
    return {"asked": list(telling.asked(found.asked)), "amendment": saying.called(facts, compiled)}


def _roles(actor: Actor) -> list[str]:
    return [role.label(language()) for role in accounts.roles() if role.key in actor.roles]


def _departments() -> dict[int | None, str]:
    """What departments are called, in the reader's language."""
    return {each.id: each.label(language()) for each in accounts.departments()}


def _may_look() -> bool:
    return current_actor().can(Capability.MANAGE_USERS)
