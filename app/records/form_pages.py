"""The form of a record as a page, and the page on which two versions of it are compared."""

import secrets
from collections.abc import Mapping, Sequence
from typing import cast

from flask import render_template, request

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.definitions.schema import Transition
from app.records import conflict, corrections, drawing, panels, queries, showing
from app.records.answers import Answer
from app.records.desk import Desk
from app.records.filling import Filled
from app.records.models import Record
from app.records.posted import Posted, hidden_pairs, number
from app.records.service import Entry
from app.web import clock
from app.web.language import language


def form_of(type_key: str, desk: Desk) -> tuple[CompiledType, Record | None]:
    """The form that a question is about."""
    record_id = number(request.form.get("_record", ""))
    if record_id is None:
        return desk.types.current(type_key), None
    record = queries.get(desk.session, record_id, viewer=desk.viewer)
    return desk.compiled(record), record


def form_page(filled: Filled, moves: Sequence[Transition], *, unfinished: bool, desk: Desk) -> str:
    """The form with everything that stands in it; `unfinished`: it may be kept before all of it is there."""
    answer = Answer(filled, moves, language(), desk=desk)
    return render_template(
        "records/edit.html" if filled.record else "records/new.html",
        compiled=filled.compiled,
        definition=filled.compiled.definition,
        record=filled.record,
        filled=filled,
        answer=answer,
        parts=answer.parts(),
        moves=moves,
        unfinished=unfinished,
        field=drawing.field,
        token=secrets.token_urlsafe(12),
        changed_by=_changed_by(filled),
        left=showing.left_in(filled.record, filled.compiled, desk) if filled.record else (),
        closed=_closed(filled, desk),
        beside=_beside(filled, desk),
        why_closed=filled.reasons.get(corrections.REASON, ""),
        max_upload=clock.settings().max_upload_mb,
    )


def state_of(answer: Answer, posted: Posted) -> str:
    """What a form applies to itself after something was typed."""
    return render_template("records/_form_state.html", state=answer.state(posted), answer=answer, tried=posted.tried)


def conflict_page(compiled: CompiledType, record: Record, entry: Entry, press: str, *, desk: Desk) -> str:
    """Both versions side by side; what was typed travels along."""
    found = conflict.differences(compiled, record, entry, language(), desk=desk)
    return render_template(
        "records/conflict.html",
        compiled=compiled,
        record=record,
        differences=found,
        pairs=hidden_pairs(conflict.only(entry, found).raw),
        reasons=entry.reasons,
        press=press,
        move=compiled.transition(press) if press else None,
        token=secrets.token_urlsafe(12),
        by=_name(record.updated_by),
    )


def _closed(filled: Filled, desk: Desk) -> Sequence[str]:
    """The closed reports that saving this would correct, so that the form asks for the reason."""
    told = next((fault.facts["reports"] for fault in filled.refused if fault.code == corrections.WANTED), None)
    record = filled.record
    found = told or (corrections.concerned(record, filled.compiled, desk=desk) if record else ())
    return [each.text(language()) for each in cast("Sequence[corrections.Closing]", found)]


def _beside(filled: Filled, desk: Desk) -> Mapping[str, panels.Beside]:
    """What stands beside inputs, by their names."""
    found = panels.form_beside.things(filled.record, filled.compiled, desk) if filled.record else []
    return {each.key: each for each in found}


def _changed_by(filled: Filled) -> str:
    """Who saved the record since this draft of it was begun."""
    record = filled.record
    if record is None or filled.restored_at is None or filled.lock in (None, record.lock_version):
        return ""
    return _name(record.updated_by)


def _name(user_id: int | None) -> str:
    return accounts.names([user_id]).get(user_id, "") if user_id else ""
