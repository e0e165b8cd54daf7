"""The form of a verb: for whom, how, with which words; and the buttons that lead to it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, StringField, TextAreaField

from app.accounts import queries as accounts
from app.records.desk import Desk
from app.records.models import Record
from app.records.posted import number
from app.web.forms import BaseForm
from app.workflow import queries
from app.workflow.in_flow import InFlow
from app.workflow.subject import Subject
from app.workflow.verbs import people, service
from app.workflow.verbs.added import WithdrawSigner
from app.workflow.verbs.copies import TakeBackCopy
from app.workflow.verbs.verb import Chance, Given, Place, Verb

EVERYBODY = 2000
"""People offered to choose from; names beyond these can be typed all the same."""


class VerbForm(BaseForm):
    """What a verb asks for; the template draws what this verb needs."""

    people = StringField(lazy_gettext("给谁"))
    how = RadioField(lazy_gettext("方式"), validate_choice=False)
    comment = TextAreaField(lazy_gettext("意见或理由"), render_kw={"rows": 3, "maxlength": 2000})

    def fit(self, verb: Verb) -> None:
        """What may be chosen, and what has to be given."""
        self.how.choices = [(key, gettext(label)) for key, label in verb.hows.items()]
        self.how.flags.required = self.people.flags.required = True
        self.comment.flags.required = verb.words == "required"

    @property
    def typed(self) -> list[str]:
        """The names as they were typed."""
        return request.form.getlist("people")

    def given(self, verb: Verb, desk: Desk) -> Given:
        """What was sent; raises `Invalid` for names that nobody has."""
        return Given(
            target=number(request.form.get("_task", "")) or 0,
            comment=(self.comment.data or "").strip(),
            people=() if verb.people == "none" else people.named(self.typed, desk),
            how=self.how.data or "",
            expected=number(request.form.get("_lock", "")),
        )


def receivers(verb: Verb, place: Place, target: int, desk: Desk) -> tuple[bool, Sequence[str]]:
    """Whether one may only choose, and the names to choose from."""
    if verb.people == "none":
        return False, ()
    task = queries.task(desk.session, target) if verb.concerns == "task" else None
    if task is not None and verb.receives(place, target) == "holders":
        return True, people.choices(people.holders_beside(task.role, task.department_id, desk))
    users = accounts.find_users(accounts.UserSearch(active=True), size=EVERYBODY).users
    return False, people.choices([user for user in users if user.id != desk.actor.id])


def line(subject: Subject, chance: Chance, *, then: str = "") -> dict[str, Any]:
    """What a line of a menu needs to be drawn: it leads to the page of the verb."""
    key = chance.verb.key
    page = _url(subject, "ask", key=key, target=chance.target or None, next=then or None)
    return {"page": page, "label": gettext(chance.verb.label), "icon": chance.verb.icon, "key": key}


def button(subject: Subject, chance: Chance, *, then: str = "") -> dict[str, Any]:
    """What a button needs to be drawn, as the buttons of transitions."""
    verb = chance.verb
    return {
        **line(subject, chance, then=then),
        "url": _url(subject, "use", key=verb.key),
        "tone": verb.tone,
        "asks": verb.words != "none",
        "required": verb.words == "required",
        "closed": (),
        "phrases": [gettext(phrase) for phrase in verb.phrases],
        "lock": subject.lock_version,
        "task": chance.target or "",
        "once": secrets.token_urlsafe(12),
        "then": then,
    }


def behalf_of(subject: Subject) -> str:
    """Where decisions made elsewhere are recorded (代录签批)."""
    if not subject.number:
        return url_for("behalf.ask", record_id=subject.record.id)
    return url_for("behalf.ask_beside", record_id=subject.record.id, number=subject.number)


def _url(subject: Subject, endpoint: str, **facts: Any) -> str:
    where: dict[str, Any] = {"record_id": subject.record.id}
    if not subject.number:
        return url_for(f"verbs.{endpoint}", **where, **facts)
    return url_for(f"verbs.{endpoint}_beside", **where, number=subject.number, **facts)


def first_of_each(chances: Sequence[Chance]) -> list[Chance]:
    """Those that stand in a menu: each verb once."""
    found: dict[str, Chance] = {}
    for chance in chances:
        if chance.verb.in_menu and not chance.verb.decides:
            found.setdefault(chance.verb.key, chance)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page 流程 shows beside the course: copies with their readers, and buttons for single lines."""

    copies: Sequence["CopyLine"]
    withdraw: Mapping[int, dict[str, Any]]
    """The buttons that take a 加签 back, by task."""


@dataclass(frozen=True, slots=True)
class CopyLine:
    """抄送: to whom, by whom, when; `button` takes it back, for who may."""

    name: str
    by: str
    at: datetime
    read_at: datetime | None
    button: Mapping[str, Any] | None


def beside_lines(record: Record, desk: Desk) -> Beside:
    """Of a record that the actor may see."""
    subject = InFlow(record, desk)
    chances = service.offered(service.place_of(subject))
    buttons = {(chance.verb.key, chance.target): button(subject, chance) for chance in chances}
    copies = queries.copies_of(desk.session, [record.id])
    names = accounts.names(each for copy in copies for each in (copy.user_id, copy.by_id) if each)
    lines = [
        CopyLine(
            names.get(copy.user_id, ""),
            names.get(copy.by_id or 0, ""),
            copy.created_at,
            copy.read_at,
            buttons.get((TakeBackCopy.key, copy.id)),
        )
        for copy in copies
    ]
    return Beside(lines, {target: facts for (key, target), facts in buttons.items() if key == WithdrawSigner.key})
