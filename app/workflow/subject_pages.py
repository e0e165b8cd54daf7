"""What pages about a record in its flow and about an amendment share: what they are about, and where they lead."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import Conflict, Fault
from app.extensions import db
from app.records import reading
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.web.redirects import safe_next
from app.web.words import say
from app.workflow import amendment_pages, pages
from app.workflow.amending import queries, saying
from app.workflow.amending.beside import Beside
from app.workflow.in_flow import InFlow
from app.workflow.subject import Subject


def in_flow(record_id: int, desk: Desk) -> InFlow:
    """A record that may be seen."""
    return InFlow(pages.record_of(record_id, desk), desk)


def beside(record_id: int, number: int, desk: Desk) -> Beside:
    """An amendment of a record that may be seen."""
    record = pages.record_of(record_id, desk)
    return Beside(queries.get(desk.session, record.id, number), record, desk)


def page_of(subject: Subject) -> str:
    """Its page."""
    if not subject.number:
        return pages.page_of(subject.record.id)
    return url_for("amendments.show", record_id=subject.record.id, number=subject.number)


def called(subject: Subject) -> str:
    """What stands under the heading of its forms: the title, and which amendment of it."""
    title = subject.record.title
    compiled = subject.desk.compiled(subject.record)
    return f"{title} · {saying.called(subject.facts, compiled)}" if subject.number else title


def afterwards(subject: Subject) -> str:
    """Where the form wants to go afterwards, or its page."""
    return safe_next() if request.form.get("next") else page_of(subject)


def moved_on(subject: Subject, conflict: Conflict) -> ResponseReturnValue:
    """It is not where it was: where it is now, what was typed, and of an amendment what met."""
    record_id, number = subject.record.id, subject.number
    if not number:
        return pages.moved_on(record_id, conflict)
    db.session.rollback()
    desk = current_desk()
    found = beside(record_id, number, desk)
    facts = amendment_pages.facts_of(found.amendment, found.record, desk)
    reading.note(record_id, facts["secrets"])
    said = say(Fault(conflict.code, facts=conflict.facts))
    return render_template("workflow/amendment_conflict.html", **facts, said=said, typed=pages.typed()), 409
