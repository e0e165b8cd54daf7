"""我的签名: one's own page of the picture that papers show for one's approvals."""

import io
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import BooleanField, FileField

from app.audit import deeds
from app.errors import Invalid, NotFound
from app.extensions import db
from app.fields import FIELD_TYPES
from app.fields.picture import SIGNED
from app.records import downloads, files, uploads
from app.records.current import desk as current_desk
from app.records.files import Received
from app.web import clock
from app.web.database import begin_write
from app.web.forms import BaseForm
from app.web.gates import SIGNED_IN, reads, writes, writes_late
from app.web.language import N_
from app.web.toasts import toast
from app.word.drawn.bare import bare
from app.workflow.signatures import queries, service

bp = Blueprint("signatures", __name__)
deeds.call(
    signature__kept=N_("保存签名图片"),
    signature__agreed=N_("同意使用签名图片"),
    signature__stopped=N_("停用签名图片"),
    signature__removed=N_("删除签名图片"),
)
_MOST = SIGNED.max_size * files.MEGABYTE
_INPUT = FIELD_TYPES.get("signature").input_attrs(None)


class SignatureForm(BaseForm):
    """A picture, and whether it may stand on papers."""

    picture = FileField(lazy_gettext("签名图片"), render_kw={**_INPUT, "required": True, "data-sign-into": ""})
    agreed = BooleanField(lazy_gettext("同意把这个签名印在我本人同意的审批意见栏里"))


@bp.get("/my-signature")
@reads(SIGNED_IN)
def mine() -> str:
    """What is kept, and the form for another one."""
    return _page(SignatureForm(formdata=None))


@bp.get("/my-signature/picture")
@reads(SIGNED_IN)
def fetch_own() -> Response:
    """One's own picture, for the page above."""
    own = queries.own(current_desk().session, current_desk().actor.id or 0)
    if own is None:
        raise NotFound("signature")
    answer = downloads.answer_with_picture(own)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/my-signature")
@writes_late(SIGNED_IN)
def keep() -> ResponseReturnValue:
    """Keep another picture; checked before anything reads it."""
    form = SignatureForm()
    received = form.attempt(_received)
    if received is None:
        return _page(form), 422
    begin_write()
    service.keep(received, agreed=bool(form.agreed.data), desk=current_desk())
    toast(gettext("签名已保存"))
    db.session.commit()
    return redirect(url_for("signatures.mine"))


@bp.post("/my-signature/agree")
@writes(SIGNED_IN)
def agree() -> Response:
    """Papers show it from now on."""
    service.agree(desk=current_desk())
    toast(gettext("以后您同意的审批意见栏里会印上签名"))
    db.session.commit()
    return redirect(url_for("signatures.mine"))


@bp.post("/my-signature/stop")
@writes(SIGNED_IN)
def stop() -> Response:
    """Papers say one's name from now on."""
    service.stop(desk=current_desk())
    toast(gettext("签名已停用，以后印姓名"))
    db.session.commit()
    return redirect(url_for("signatures.mine"))


@bp.post("/my-signature/remove")
@writes(SIGNED_IN)
def remove() -> Response:
    """It is kept no longer."""
    service.remove(desk=current_desk())
    toast(gettext("签名已删除"))
    db.session.commit()
    return redirect(url_for("signatures.mine"))


def _received() -> Received:
    """The picture, on the disk before any transaction; refused at its field."""
    sent = request.files.get("picture")
    try:
        if sent is None or not uploads.is_sent(sent):
            raise Invalid.because("signature.required")
        received = uploads.take(SIGNED, _bare(sent))
        service.refuse_unfit(files.path_of(clock.settings().instance / files.FOLDER, received.content).read_bytes())
    except Invalid as invalid:
        raise Invalid(replace(fault, place="picture") for fault in invalid.faults) from None
    return received


def _bare(sent: FileStorage) -> FileStorage:
    """Without what a camera tells of place and day; of what is too large, enough to be refused."""
    content = sent.stream.read(_MOST + 1)
    return FileStorage(io.BytesIO(bare(content) if len(content) <= _MOST else content), sent.filename)


def _page(form: SignatureForm) -> str:
    desk = current_desk()
    return render_template("workflow/signature.html", form=form, own=queries.own(desk.session, desk.actor.id or 0))
