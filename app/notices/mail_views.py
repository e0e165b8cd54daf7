"""Mail: what one gets of it, and for the administrator whether it is set up and what did not go."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as people
from app.accounts.current import current_actor
from app.audit import deeds
from app.errors import Fault
from app.extensions import db
from app.notices import choosing, queries, trial
from app.notices.channels import CHANNELS
from app.notices.channels.mail import PORTS, Mail
from app.notices.forms import OwnForm, TrialForm, WaysForm, of_ways
from app.notices.models import Going, Outgoing
from app.web import clock, navigation
from app.web.gates import SIGNED_IN, holds, reads, writes
from app.web.language import N_
from app.web.navigation import Group, Item
from app.web.toasts import toast
from app.web.words import say

bp = Blueprint("mail", __name__)
ADMINISTRATOR = "manage_users"
MANAGE = holds(ADMINISTRATOR)
GOING = {
    Going.WAITING: N_("等待发出"),
    Going.SENDING: N_("正在发"),
    Going.SENT: N_("已发出"),
    Going.NEEDLESS: N_("已读，不用发"),
    Going.GIVEN_UP: N_("没有发成"),
    Going.UNSURE: N_("不知是否送到"),
}

deeds.call(
    mail__chosen=N_("选择邮件通知"), mail__office_chose=N_("设定单位的邮件通知"), mail__sent_again=N_("重新发邮件")
)


@navigation.sidebar(order=91, lasting=True)
def menu() -> Iterable[Group]:
    """管理, for those who may."""
    if not current_actor().can(ADMINISTRATOR):
        return []
    return [Group(gettext("管理"), (Item(gettext("邮件"), url_for("mail.index"), "mail"),), "settings")]


@bp.get("/notices/mail")
@reads(SIGNED_IN)
def mine() -> str:
    """What one gets by mail."""
    actor = current_actor()
    data = {"address": queries.address(actor.id), **of_ways(queries.choices(actor.id))}
    return _own_page(OwnForm(formdata=None, data=data))


@bp.post("/notices/mail")
@writes(SIGNED_IN)
def choose() -> Response | tuple[str, int]:
    """Keep one's choices."""
    form, actor = OwnForm(), current_actor()
    form.fit(queries.choices(None), own=True)

    def keep() -> bool:
        choosing.set_own(actor, form.address.data or "", form.ways(), settings=clock.settings())
        return True

    if not form.validate() or not form.attempt(keep):
        return _own_page(form), 422
    return _done(gettext("已保存"), "mail.mine")


@bp.get("/mail")
@reads(MANAGE)
def index() -> str:
    """Whether mail is set up, what waits, what did not go, and what the office chose."""
    return _page(TrialForm(formdata=None, data={"address": queries.address(current_actor().id)}), _office_form())


@bp.post("/mail/trial")
@writes(MANAGE)
def try_it() -> Response | tuple[str, int]:
    """Send a trial; the page of the work says what came of it."""
    form, actor = TrialForm(), current_actor()
    job = form.attempt(lambda: trial.ask(form.address.data or "", user_id=actor.id)) if form.validate() else None
    if job is None:
        return _page(form, _office_form()), 422
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.post("/mail/ways")
@writes(MANAGE)
def choose_for_office() -> Response | tuple[str, int]:
    """What holds for those who did not choose."""
    form = WaysForm()
    form.fit({}, own=False)
    if not form.validate():
        return _page(TrialForm(formdata=None), form), 422
    choosing.set_office(form.ways(), actor=current_actor())
    return _done(gettext("已保存"), "mail.index")


@bp.post("/mail/letters/<int:outgoing_id>/again")
@writes(MANAGE)
def send_again(outgoing_id: int) -> Response:
    """Try a letter anew."""
    choosing.send_again(queries.letter(outgoing_id), actor=current_actor(), now=clock.now())
    return _done(gettext("已放回等待发出"), "mail.index")


def _done(words: str, to: str) -> Response:
    db.session.commit()
    toast(words)
    return redirect(url_for(to))


def _own_page(form: OwnForm) -> str:
    form.fit(queries.choices(None), own=True)
    settings = clock.settings()
    facts = {"is_on": not Mail().missing(settings), "hour": settings.digest_hour, "domains": settings.mail_domains}
    return render_template("notices/mail_mine.html", form=form, ways=form.by_kind().values(), **facts)


def _office_form() -> WaysForm:
    return WaysForm(formdata=None, data=of_ways(queries.usual_ways()))


def _page(form: TrialForm, office: WaysForm) -> str:
    office.fit({}, own=False)
    stopped = queries.letters(Going.GIVEN_UP, Going.UNSURE)
    waiting = queries.letters(Going.WAITING, Going.SENDING)
    names = people.names(each.user_id for each in (*stopped, *waiting) if each.user_id)
    settings, counts = clock.settings(), queries.letter_counts()
    facts: dict[str, Any] = {
        "channels": [(gettext(each.label), each.is_wanted(settings), each.missing(settings)) for each in CHANNELS],
        "port": settings.mail_port or PORTS[settings.mail_security],
        "counts": [(gettext(label), counts.get(going, 0)) for going, label in GOING.items()],
        "lists": ((gettext("没有发成"), stopped, True), (gettext("等待发出"), waiting, False)),
        "going": {str(going): gettext(label) for going, label in GOING.items()},
    }
    facts["robots"] = {each.name: gettext(each.label) for each in CHANNELS}
    facts |= {"names": names, "why": _why, "settings": settings, "addresses": queries.addresses()}
    return render_template("notices/mail.html", form=form, office=office, ways=office.by_kind().values(), **facts)


def _why(letter: Outgoing) -> str:
    """The reason, and what the other side said."""
    said = say(Fault(letter.why)) if letter.why else ""
    return f"{said} ({letter.detail})" if letter.detail else said
