"""到期: what the definitions remind of, and what people answer."""

from collections.abc import Iterable

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as people
from app.audit import deeds, details
from app.errors import NotFound
from app.extensions import db
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.models import Record
from app.reminders import queries, service
from app.reminders.days import row_name
from app.reminders.forms import AnswerForm, outcomes
from app.reminders.models import ReminderAnswer
from app.reminders.waiting import waiting
from app.web import navigation
from app.web.gates import SIGNED_IN, reads, writes
from app.web.language import N_
from app.web.navigation import Group, Item, Panel
from app.web.toasts import toast

bp = Blueprint("reminders", __name__)
TOP = 5
"""How many the home page shows."""

deeds.call(reminder__answered=N_("处理到期提醒"), reminder__reopened=N_("恢复到期提醒"))
details.call(say=N_("提醒"), outcome=N_("怎样处理"), until=N_("延后到"))


@details.reads("outcome")
def outcome_label(value: object, deed: details.Deed) -> str:
    """An answer in words."""
    del deed
    return outcomes().get(str(value), "")


@navigation.sidebar(order=12, lasting=True)
def menu() -> Iterable[Group]:
    """到期."""
    return [Group(items=(Item(gettext("到期"), url_for("reminders.index"), "alarm"),))]


@navigation.home(order=25)
def due_soon() -> Iterable[Panel]:
    """What is due, on the home page."""
    found = waiting(current_desk())
    facts = {"found": found[:TOP], "count": len(found)}
    return [Panel("reminders/_home.html", facts, wide=False)] if found else []


@bp.get("/due")
@reads(SIGNED_IN)
def index() -> str:
    """What waits, and what was answered lately."""
    return _page(current_desk(), AnswerForm(formdata=None), opened=None)


@bp.post("/due/<int:record_id>")
@writes(SIGNED_IN)
def answer(record_id: int) -> Response | tuple[str, int]:
    """Answer a reminder."""
    desk, form = current_desk(), AnswerForm()
    about = form.about(record_id)
    if about is None:
        raise NotFound(f"reminder of record {record_id}")
    given = form.attempt(lambda: service.answer(about, form.said(), desk=desk)) if form.validate() else None
    if given is None:
        return _page(current_desk(), form, opened=about), 422
    db.session.commit()
    toast(
        gettext("已记下，不再提醒") if given.until is None else gettext("已延后到 %(day)s", day=given.until.isoformat())
    )
    return redirect(url_for("reminders.index"))


@bp.post("/due/answers/<int:answer_id>/take-back")
@writes(SIGNED_IN)
def take_back(answer_id: int) -> Response:
    """Put a reminder on the list again."""
    desk = current_desk()
    service.take_back(queries.get(desk.session, answer_id, viewer=desk.viewer), desk=desk)
    db.session.commit()
    toast(gettext("已恢复提醒"))
    return redirect(url_for("reminders.index"))


def _page(desk: Desk, form: AnswerForm, *, opened: queries.About | None) -> str:
    given = [
        (each, record, _row_name(each, record, desk)) for each, record in queries.latest(desk.session, desk.viewer)
    ]
    names = people.names({each.by for each, *_rest in given})
    facts = {"given": given, "names": names, "outcomes": outcomes(), "me": desk.actor.id, "opened": opened}
    return render_template("reminders/index.html", found=waiting(desk), form=form, today=desk.today, **facts)


def _row_name(given: ReminderAnswer, record: Record, desk: Desk) -> str:
    """What the row is called that an answer was about; empty where it was about the record, or the rule is gone."""
    compiled = desk.types.current(record.type_key)
    rule = next((each for each in compiled.definition.remind if each.table and each.name == given.rule), None)
    return row_name(compiled, rule, given.row, record, desk) if rule else ""
