"""What one was told: the bell, the page of all messages, and marking them read."""

from collections.abc import Iterable
from functools import lru_cache

import orjson
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.current import current_actor
from app.extensions import db
from app.notices import queries, service
from app.notices.models import Notice
from app.notices.queries import Message
from app.notices.sentences import icon_of, said, sentence
from app.web import clock, database, navigation
from app.web.gates import SIGNED_IN, reads, writes
from app.web.language import language
from app.web.navigation import Item, Unread

bp = Blueprint("notices", __name__)


@navigation.bell(order=10)
def unread() -> Iterable[Unread]:
    """The messages that were not opened yet."""
    number, newest = queries.bell(current_actor().id)
    return [Unread(number, tuple(_line(message, language(), request.script_root) for message in newest))]


@bp.get("/notices")
@reads(SIGNED_IN)
def mine() -> str:
    """All messages, the newest first."""
    found = queries.newest(current_actor().id, most=200)
    lines = [(notice, sentence(notice), icon_of(notice.kind), _leads_to(notice)) for notice in found]
    return render_template("notices/mine.html", lines=lines, unread=sum(notice.read_at is None for notice in found))


@bp.get("/notices/<int:notice_id>")
@reads(SIGNED_IN)
def follow(notice_id: int) -> Response:
    """To what a message is about; opening that is what makes it read."""
    actor = current_actor()
    notice = queries.mine(actor.id, notice_id)
    if notice.read_at is None:
        with database.alone() as session:
            if notice.record_id is None:  # about nothing else than itself
                service.read_one(session.get_one(Notice, notice.id), now=clock.now())
            else:
                service.mark_read(actor.id, now=clock.now(), record_id=notice.record_id, session=session)
    return redirect(_leads_to(notice))


@bp.post("/notices/read")
@writes(SIGNED_IN)
def read_all() -> Response:
    """All messages are read."""
    service.mark_read(current_actor().id, now=clock.now())
    db.session.commit()
    return redirect(url_for("notices.mine"))


@bp.post("/notices/<int:notice_id>/read")
@writes(SIGNED_IN)
def read_one(notice_id: int) -> Response:
    """One message is read."""
    service.read_one(queries.mine(current_actor().id, notice_id), now=clock.now())
    db.session.commit()
    return redirect(url_for("notices.mine"))


@lru_cache(maxsize=1_000)
def _line(message: Message, spoken: str, root: str) -> Item:
    del spoken, root  # parts of sentence and address
    text = said(message.kind, orjson.loads(message.facts))
    return Item(text, url_for("notices.follow", notice_id=message.id), icon_of(message.kind))


def _leads_to(notice: Notice) -> str:
    if notice.record_id:
        return url_for("records.show", record_id=notice.record_id)
    return str(notice.facts.get("leads_to") or url_for("notices.mine"))
