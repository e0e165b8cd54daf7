"""What may be done with an amendment, as its page and the inbox draw it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.accounts import queries as accounts
from app.records.desk import Desk
from app.records.models import Record
from app.web.language import language
from app.workflow import current, phrases, verb_forms
from app.workflow.amending import service
from app.workflow.amending.beside import Beside
from app.workflow.amending.models import Amendment
from app.workflow.engine import Offer
from app.workflow.verbs import service as verbs
from app.workflow.verbs.added import WithdrawSigner


@dataclass(frozen=True, slots=True)
class Buttons:
    """Exactly what may be done: pressed, used beside it, and recorded for others (the address of the form)."""

    pressed: Sequence[dict[str, Any]]
    verbs: Sequence[dict[str, Any]]
    behalf: str
    withdraw: Mapping[int, dict[str, Any]]
    """Those that take a 加签 back, by task."""


def buttons(amendment: Amendment, record: Record, desk: Desk, *, then: str = "") -> Buttons:
    """What this person may do with it now."""
    subject = Beside(amendment, record, desk)
    offers = service.offered(amendment, record, desk=desk, absent=current.absent())
    chances = verbs.offered(verbs.place_of(subject))
    answers = [chance for chance in chances if chance.verb.decides]
    may_record = bool(subject.offered_on_behalf())
    return Buttons(
        pressed=[
            *(_press(amendment, offer, then=then) for offer in offers),
            *(verb_forms.button(subject, chance, then=then) for chance in answers),
        ],
        verbs=[verb_forms.line(subject, chance, then=then) for chance in verb_forms.first_of_each(chances)],
        behalf=verb_forms.behalf_of(subject) if may_record else "",
        withdraw={
            chance.target: verb_forms.button(subject, chance)
            for chance in chances
            if chance.verb.key == WithdrawSigner.key
        },
    )


def _press(amendment: Amendment, offer: Offer, *, then: str = "") -> dict[str, Any]:
    """What a button needs to be drawn, as those of transitions."""
    move = offer.transition
    facts: dict[str, Any] = {"record_id": amendment.record_id, "number": amendment.number, "transition": move.key}
    label = move.label.text(language())
    if offer.stands_for is not None:
        name = accounts.names([offer.stands_for]).get(offer.stands_for, "")
        label = str(gettext("代%(name)s%(label)s", name=name, label=label))
    return {
        "url": url_for("amendments.press", **facts),
        "page": url_for("amendments.ask", **facts),
        "label": label,
        "key": move.key,
        "tone": move.tone,
        "asks": move.comment == "required" or (offer.task is not None and move.comment == "optional"),
        "required": move.comment == "required",
        "closed": (),
        "phrases": phrases.offered(move.tone, current.phrases()),
        "lock": amendment.lock_version,
        "task": offer.task.id if offer.task else "",
        "once": secrets.token_urlsafe(12),
        "then": then,
    }
