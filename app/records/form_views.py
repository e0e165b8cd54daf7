"""Pages on which a record is filled in: the empty form, the form of a record, and what they ask while one types."""

from dataclasses import replace

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.definitions.compiled import CompiledType
from app.errors import Conflict
from app.extensions import db
from app.records import conflict, drafts, filling, form_pages, once, queries
from app.records.answers import Answer
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.filling import Filled
from app.records.models import Record
from app.records.posted import Posted, number, read
from app.records.service import Entry
from app.web.gates import SIGNED_IN, asks, reads, writes
from app.web.language import language
from app.web.toasts import toast
from app.workflow import entering
from app.workflow.entering import Entered, Refused
from app.workflow.outcome import outcome

bp = Blueprint("records_form", __name__)


@bp.get("/types/<type_key>/new")
@reads(SIGNED_IN)
def new(type_key: str) -> str:
    """An empty form, or what was typed into it before; `copy` names a record whose values it takes over."""
    desk = current_desk()
    like = number(request.args.get("copy", ""))
    source = None if like is None else queries.get(desk.session, like, viewer=desk.viewer)
    return _page(filling.opened(desk.types.current(type_key), None, desk=desk, like=source), desk)


@bp.get("/records/<int:record_id>/edit")
@reads(SIGNED_IN)
def edit(record_id: int) -> str:
    """The form of a record; `press` names the button that leads here because something is missing for it."""
    desk = current_desk()
    record = queries.get(desk.session, record_id, viewer=desk.viewer)
    compiled, pressed = desk.compiled(record), request.args.get("press", "")
    moves = entering.moves(compiled, record, desk=desk) if pressed else ()
    state = next((move.to for move in moves if move.key == pressed), None)
    return _page(filling.opened(compiled, record, desk=desk, entering=state), desk)


@bp.post("/types/<type_key>/new")
@writes(SIGNED_IN)
def create(type_key: str) -> ResponseReturnValue:
    """Keep a new record, and press if a button says so."""
    desk = current_desk()
    return _enter(desk.types.current(type_key), None, desk)


@bp.post("/records/<int:record_id>/edit")
@writes(SIGNED_IN)
def change(record_id: int) -> ResponseReturnValue:
    """Keep what was changed, and press if a button says so."""
    desk = current_desk()
    record = queries.get(desk.session, record_id, viewer=desk.viewer)
    return _enter(desk.compiled(record), record, desk)


@bp.post("/types/<type_key>/preview")
@asks(SIGNED_IN)
def preview(type_key: str) -> str:
    """What the rules say of what was typed so far."""
    desk = current_desk()
    compiled, record = form_pages.form_of(type_key, desk)
    posted = _posted(compiled)
    moves = entering.moves(compiled, record, desk=desk)
    entry = Entry(posted.raw, posted.reasons, posted.lock, posted.touched)
    judged, healed = filling.judged(compiled, record, entry, desk=desk, entering=moves[0].to if moves else None)
    answer = Answer(filling.as_sent(compiled, record, posted, judged, healed), moves, language(), desk=desk)
    return form_pages.state_of(answer, posted)


@bp.post("/types/<type_key>/draft")
@writes(SIGNED_IN)
def keep_draft(type_key: str) -> Response:
    """Keep what is typed, as it is typed."""
    desk = current_desk()
    compiled, record = form_pages.form_of(type_key, desk)
    draft = filling.keep_draft(compiled, record, _posted(compiled), desk=desk)
    db.session.commit()
    return jsonify(saved=draft.updated_at.isoformat())


@bp.post("/types/<type_key>/draft/discard")
@writes(SIGNED_IN)
def discard_draft(type_key: str) -> Response:
    """Throw away what was typed and not saved."""
    desk = current_desk()
    _compiled, record = form_pages.form_of(type_key, desk)
    drafts.discard(desk.session, type_key, actor=desk.actor, record_id=record.id if record else None)
    db.session.commit()
    toast(gettext("已放弃没有保存的内容"))
    return redirect(url_for("records_form.edit", record_id=record.id) if record else url_for(".new", type_key=type_key))


def _posted(compiled: CompiledType) -> Posted:
    return read(compiled, request.form.items(multi=True))


def _enter(compiled: CompiledType, record: Record | None, desk: Desk) -> ResponseReturnValue:
    """Save once, whatever comes of it; nothing that was typed is lost on the way."""
    posted = _posted(compiled)
    made = once.made_before(desk.session, posted.token, route=request.path[:120], actor=desk.actor)
    if made is not None:
        return _again(made, posted, desk)
    entry = conflict.picked(posted) if record else Entry(posted.raw, posted.reasons, touched=posted.touched)
    if record is not None and posted.press == conflict.REVIEW:
        return _review(compiled, record, entry, posted, desk)
    try:
        entered = entering.enter(compiled, record, entry, posted.press, desk=desk)
    except Refused as refused:
        db.session.rollback()
        filled = filling.as_sent(compiled, record, posted, refused.judged, refused.entry)
        return _page(replace(filled, tried=True, refused=list(refused.faults)), desk), 422
    except Conflict as changed:
        db.session.rollback()
        if changed.code == "record.twin":
            return _page(filling.with_twin(compiled, record, posted, entry, desk=desk), desk), 422
        if record is None or changed.code != "record.changed_meanwhile":
            raise
        return form_pages.conflict_page(compiled, record, entry, posted.press, desk=desk), 409
    return _kept(record is None, entered, posted, desk)


def _kept(is_new: bool, entered: Entered, posted: Posted, desk: Desk) -> Response:  # noqa: FBT001
    """Remember that this form was sent, forget its draft; what could not be kept goes on as a draft of the record."""
    record, record_id = entered.record, entered.record.id
    once.remember(desk.session, posted.token, record_id, route=request.path[:120], actor=desk.actor, now=desk.now)
    drafts.discard(desk.session, record.type_key, actor=desk.actor, record_id=None if is_new else record.id)
    compiled = desk.compiled(record)
    if entered.left:
        left = replace(posted, lock=record.lock_version)
        filling.keep_draft(compiled, record, left, desk=desk)
    move = compiled.transition(posted.press)
    unfinished = move is None and entering.may_be_unfinished(compiled, record)
    db.session.commit()
    if unfinished:
        toast(gettext("已暂存。可以接着填，也可以以后再来"))
        return redirect(url_for("records_form.edit", record_id=record_id))
    _say_kept(record, posted.press if move else "", desk)
    return redirect(url_for("records.show", record_id=record_id))


def _say_kept(record: Record, pressed: str, desk: Desk) -> None:
    """That it is kept; of a step also who is next, and how it is taken back."""
    if not pressed:
        toast(gettext("已保存"))
        return
    came_to = outcome(record, pressed, desk)
    toast(came_to.said, undo=came_to.undo, tone=came_to.tone)


def _again(record_id: int, posted: Posted, desk: Desk) -> Response:
    """The same form once more: what is new in it becomes a draft, the rest was kept the first time."""
    record = queries.get(desk.session, record_id, viewer=desk.viewer)
    compiled = desk.compiled(record)
    if filling.says_more(compiled, record, posted, desk=desk):
        filling.keep_draft(compiled, record, replace(posted, lock=record.lock_version), desk=desk)
        db.session.commit()
        return redirect(url_for("records_form.edit", record_id=record_id))
    return redirect(url_for("records.show", record_id=record_id))


def _review(compiled: CompiledType, record: Record, entry: Entry, posted: Posted, desk: Desk) -> str:
    """Back in the form with what was chosen of two versions; it becomes the draft."""
    drafts.discard(desk.session, compiled.key, actor=desk.actor, record_id=record.id)
    filling.keep_draft(compiled, record, replace(posted, raw=dict(entry.raw)), desk=desk)
    filled = filling.opened(compiled, record, desk=desk)
    page = _page(replace(filled, restored_at=None), desk)
    db.session.commit()
    return page


def _page(filled: Filled, desk: Desk) -> str:
    moves = entering.moves(filled.compiled, filled.record, desk=desk)
    unfinished = entering.may_be_unfinished(filled.compiled, filled.record)
    return form_pages.form_page(filled, moves, unfinished=unfinished, desk=desk)
