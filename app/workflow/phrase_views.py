"""常用语: the page of one's own phrases, and of the office's for who may change them."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, StringField

from app.extensions import db
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.web.forms import BaseForm
from app.web.gates import SIGNED_IN, reads, writes
from app.web.toasts import toast
from app.workflow import phrases, queries

bp = Blueprint("phrases", __name__)


class PhraseForm(BaseForm):
    """A new phrase."""

    words = StringField(lazy_gettext("常用语"), render_kw={"maxlength": phrases.LONGEST, "required": True})
    tone = RadioField(lazy_gettext("用于"), validate_choice=False, default="go")
    shared = BooleanField(lazy_gettext("全单位共用"))

    def fit(self) -> None:
        """Where phrases are offered."""
        self.tone.choices = [(key, gettext(label)) for key, label in phrases.TONES.items()]


@bp.get("/phrases")
@reads(SIGNED_IN)
def mine() -> str:
    """One's own and the office's."""
    return _page(PhraseForm(formdata=None), current_desk())


@bp.post("/phrases")
@writes(SIGNED_IN)
def add() -> ResponseReturnValue:
    """Keep one more; sent twice it is one."""
    desk, form = current_desk(), PhraseForm()
    made = form.attempt(
        lambda: phrases.add(form.words.data or "", form.tone.data or "", shared=bool(form.shared.data), desk=desk)
    )
    if made is None:
        return _page(form, desk), 422
    toast(gettext("已加入常用语"))
    db.session.commit()
    return redirect(url_for("phrases.mine"))


@bp.post("/phrases/<int:phrase_id>/remove")
@writes(SIGNED_IN)
def remove(phrase_id: int) -> Response:
    """It is no longer offered."""
    phrases.remove(phrase_id, desk=current_desk())
    toast(gettext("已删除常用语"))
    db.session.commit()
    return redirect(url_for("phrases.mine"))


def _page(form: PhraseForm, desk: Desk) -> str:
    form.fit()
    found = queries.phrases(desk.session, desk.actor.id)
    own, shared = [each for each in found if each.user_id], [each for each in found if not each.user_id]
    facts: dict[str, object] = {"own": own, "shared": shared, "may_share": phrases.may_share(desk)}
    facts["tones"] = {key: gettext(label) for key, label in phrases.TONES.items()}
    return render_template("workflow/phrases.html", form=form, **facts)
