"""What the pages of amendments show: the form, old and new side by side, the buttons, the cards of the inbox."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import render_template, url_for

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.definitions.schema import Amendment as Kind
from app.documents import remaking
from app.errors import Fault
from app.fields import Stored
from app.records import corrections, drawing, form, showing
from app.records.answers import Answer
from app.records.desk import Desk
from app.records.filling import Filled
from app.records.form import Judged
from app.records.inputs import Part
from app.records.models import Record
from app.records.posted import Posted
from app.records.rules import REASONS
from app.records.service import Entry
from app.web import clock
from app.web.language import language
from app.workflow import current, inbox
from app.workflow import queries as flow
from app.workflow.amending import course, judging, queries
from app.workflow.amending import showing as sides
from app.workflow.amending.core import Change
from app.workflow.amending.models import Amendment
from app.workflow.amendment_buttons import Buttons, buttons
from app.workflow.course import Waiting, holders_of, role_labels
from app.workflow.models import Task
from app.workflow.queries import as_open
from app.workflow.waiting import Asked

MOST_CARDS = 20
"""Amendments on one page of the inbox; with more, the most urgent stand there."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form of an amendment: of which record and kind, what stands in it, and why."""

    record: Record
    key: str
    kind: Kind
    filled: Filled
    reason: str
    amendment: Amendment | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """An amendment in the inbox: what it changes, why, and what may be pressed."""

    amendment: Amendment
    record: Record
    type_label: str
    label: str
    by: str
    lines: Sequence[sides.Line]
    buttons: Buttons
    added: str
    """How this person was asked in."""
    words: str
    """Of who passed it on or asked in."""
    since: datetime
    due: datetime | None
    tone: str
    role: str
    stood_for: str
    hows: Mapping[str, str] = field(default_factory=lambda: sides.HOWS)


def label_of(kind: Kind | None, key: str) -> str:
    """What people call it."""
    return kind.label.text(language()) if kind else key


def state_of(amendment: Amendment) -> tuple[str, str]:
    """Where it stands, with its colour."""
    label, colour = course.STATES[amendment.state]
    return label.text(language()), colour


def lines_of(
    amendment: Amendment, record: Record, compiled: CompiledType, desk: Desk, *, briefly: bool = False
) -> list[sides.Line]:
    """Old and new as this person may see them."""
    reader = sides.Reader(showing.sights_of(record, compiled, desk), desk.lookups, desk.language, briefly)
    return sides.lines(compiled, judging.changes_of(amendment, compiled, desk), reader)


def opened(record: Record, key: str, kind: Kind, *, desk: Desk, amendment: Amendment | None = None) -> Sheet:
    """The form with the approved values, or with what was proposed."""
    compiled = desk.compiled(record)
    over = judging.in_form(amendment, record, compiled, desk) if amendment else {}
    before = {**record.data, **dict.fromkeys(amendment.before if amendment else ()), **over}
    stored = {name: value for name, value in before.items() if value is not None}
    raw = form.raw_of(compiled, stored, desk.lookups)
    entry = Entry({name: raw.get(name) for name in judging.open_fields(kind, record, compiled, desk)}, {})
    found = judging.proposed(record, compiled, kind, entry, desk=desk, before=stored).judged
    lock = amendment.lock_version if amendment else record.lock_version
    filled = Filled(compiled, record, raw, found, raw, reasons=stored.get(REASONS) or {}, lock=lock, amends=True)
    return Sheet(record, key, kind, filled, amendment.reason if amendment else "", amendment)


def as_sent(sheet: Sheet, posted: Posted, reason: str, faults: Sequence[Fault], *, desk: Desk) -> Sheet:
    """The form as it was sent; nothing of it is cleared."""
    found = judged(sheet, posted, desk=desk)
    known = {(each.code, each.place) for each in found.faults}
    left = [each for each in faults if (each.code, each.place) not in known and each.code != _WARNS]
    compiled = sheet.filled.compiled
    raw = {**form.raw_of(compiled, sheet.record.data, desk.lookups), **posted.raw}
    filled = Filled(
        compiled,
        sheet.record,
        raw,
        found,
        posted.raw,
        reasons=posted.reasons,
        lock=posted.lock,
        touched=posted.touched,
        tried=True,
        refused=left,
        amends=True,
    )
    return Sheet(sheet.record, sheet.key, sheet.kind, filled, reason, sheet.amendment)


def judged(sheet: Sheet, posted: Posted, *, desk: Desk) -> Judged:
    """What the rules say of what was typed."""
    entry = Entry(posted.raw, posted.reasons, posted.lock, posted.touched)
    compiled, record = sheet.filled.compiled, sheet.record
    before = judging.in_form(sheet.amendment, record, compiled, desk) if sheet.amendment else {}
    return judging.proposed(record, compiled, sheet.kind, entry, desk=desk, before=before).judged


def form_page(sheet: Sheet, *, desk: Desk) -> str:
    """The form: why, then the fields that may be changed."""
    answer = Answer(sheet.filled, (), language(), desk=desk)
    return render_template(
        "workflow/amend.html",
        sheet=sheet,
        compiled=sheet.filled.compiled,
        definition=sheet.filled.compiled.definition,
        record=sheet.record,
        filled=sheet.filled,
        answer=answer,
        parts=_parts(answer, sheet, desk),
        field=drawing.field,
        token=secrets.token_urlsafe(12),
        label=label_of(sheet.kind, sheet.key),
        counted_by=closed_by(sheet.record, desk),
        preview=url_for("amendments.preview", record_id=sheet.record.id, kind=sheet.key),
        max_upload=clock.settings().max_upload_mb,
        changed_by="",
        left=(),
        closed=(),
        beside={},
    )


def closed_by(record: Record, desk: Desk) -> list[str]:
    """The closed reports that count the record: what it changes is a correction of them, with its reason."""
    found = corrections.concerned(record, desk.compiled(record), desk=desk)
    return [each.text(language()) for each in found]


def facts_of(amendment: Amendment, record: Record, desk: Desk) -> dict[str, Any]:
    """What the page of an amendment shows."""
    compiled = desk.compiled(record)
    kind = compiled.definition.amendments.get(amendment.kind)
    state, colour = state_of(amendment)
    tasks = flow.open_tasks(desk.session, record.id, amendment.id)
    names = accounts.names([amendment.by])
    is_open = amendment.state in course.OPEN
    settled, collided = judging.effective(record, compiled, amendment, desk=desk) if is_open else (None, [])
    lines, met = lines_of(amendment, record, compiled, desk), _met(collided, record, compiled, desk)
    return {
        "amendment": amendment,
        "record": record,
        "label": label_of(kind, amendment.kind),
        "state": state,
        "colour": colour,
        "by": names.get(amendment.by, ""),
        "lines": lines,
        "secrets": sides.secrets_in([*lines, *(line for line, _now in met)]),
        "hows": sides.HOWS,
        "waits": [_waiting(task, desk) for task in tasks],
        "met": met,
        "outgrown": is_open and judging.outgrown(amendment, compiled, desk),
        "closed": closed_by(record, desk) if is_open else (),
        "papers": _papers(settled.stored, record, kind, desk) if settled is not None and not collided else [],
        "may_change": amendment.state == course.OWN and desk.actor.id in (amendment.by, record.owner_id),
    }


def cards(desk: Desk, asked: Asked) -> list[Card]:
    """What waits for this person, also for whom they stand in; on the first page of the inbox."""
    if asked.after is not None:
        return []
    found = queries.waiting_for(desk.session, desk.viewer, asked, absent=current.absent(), most=MOST_CARDS)
    names = accounts.names(amendment.by for _task, amendment, _record in found)
    return [_card(task, amendment, record, names.get(amendment.by, ""), desk) for task, amendment, record in found]


def proposed(desk: Desk, type_key: str = "") -> list[Mapping[str, Any]]:
    """我发起的: the amendments that this person proposed, and whom each waits for."""
    found = queries.proposed_by(desk.session, desk.viewer, type_key=type_key)
    return [_proposed(amendment, record, desk) for amendment, record in found]


def _proposed(amendment: Amendment, record: Record, desk: Desk) -> Mapping[str, Any]:
    compiled = desk.compiled(record)
    tasks = flow.open_tasks(desk.session, record.id, amendment.id)
    day = min((task.due_at for task in tasks if task.due_at), default=None)
    return {
        "amendment": amendment,
        "record": record,
        "type_label": compiled.definition.label.text(language()),
        "label": label_of(compiled.definition.amendments.get(amendment.kind), amendment.kind),
        "state": state_of(amendment)[0],
        "names": list(dict.fromkeys(name for task in tasks for name in holders_of(task, desk))),
        "is_asked": bool(tasks),
        "due": day,
        "tone": inbox.due_tone(day, desk.now),
    }


def _card(task: Task, amendment: Amendment, record: Record, by: str, desk: Desk) -> Card:
    compiled = desk.compiled(record)
    there = as_open(task)
    absent = (each.name for each in current.absent() if there.is_for(each) and not there.is_for(desk.actor))
    passed_on = flow.passed_on(desk.session, [task], amendment.id).get(task.id)
    if passed_on is not None:
        by = accounts.names([passed_on.user_id or 0]).get(passed_on.user_id or 0, "")
    return Card(
        amendment,
        record,
        compiled.definition.label.text(language()),
        label_of(compiled.definition.amendments.get(amendment.kind), amendment.kind),
        by,
        lines_of(amendment, record, compiled, desk, briefly=True),
        buttons(amendment, record, desk, then=url_for("workflow.inbox")),
        task.added,
        passed_on.comment if passed_on is not None else "",
        task.created_at,
        task.due_at,
        inbox.due_tone(task.due_at, desk.now),
        role_labels().get(task.role or "", ""),
        next(absent, ""),
    )


def _waiting(task: Task, desk: Desk) -> Waiting:
    names, asked_by = holders_of(task, desk), task.asked_by or 0
    return Waiting(
        task_id=task.id,
        state="",
        role=role_labels().get(task.role or "", ""),
        names=names[:4],
        more=max(len(names) - 4, 0),
        since=task.created_at,
        due=task.due_at,
        is_late=task.due_at is not None and task.due_at < desk.now,
        seen_at=task.seen_at,
        added=task.added,
        asked_by=accounts.names([asked_by]).get(asked_by, "") if asked_by else "",
        asleep=task.asleep,
    )


def _met(
    collided: Sequence[Change], record: Record, compiled: CompiledType, desk: Desk
) -> list[tuple[sides.Line, str]]:
    """What the record says otherwise now than the amendment found it: each with what it says."""
    reader = sides.Reader(showing.sights_of(record, compiled, desk), desk.lookups, desk.language)
    return [
        (line, sides.now(compiled, change, record.data, line, reader))
        for change in collided
        for line in sides.lines(compiled, [change], reader)
    ]


def _papers(stored: Mapping[str, Stored], record: Record, kind: Kind | None, desk: Desk) -> list[str]:
    """The papers that are made, or made again, when it is agreed."""
    found = remaking.foreseen(record, stored, desk.compiled(record), kind.makes if kind else (), desk=desk)
    return [paper.label.text(language()) for paper in found]


def _parts(answer: Answer, sheet: Sheet, desk: Desk) -> list[Part]:
    """The sections with nothing but what may be changed."""
    wanted = set(judging.open_fields(sheet.kind, sheet.record, sheet.filled.compiled, desk))
    parts = answer.parts()
    for part in parts:
        part.inputs = [each for each in part.inputs if each.mould.key in wanted]
    return [part for part in parts if part.inputs]


_WARNS = "record.warning_wants_reason"
