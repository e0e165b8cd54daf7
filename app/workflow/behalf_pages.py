"""The form of 代录签批, of a record or an amendment: what was decided elsewhere, by whom, when, and the scan of it."""

import secrets

from flask import render_template, request

from app.errors import Conflict
from app.records import files, uploads
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import panels, subject_pages
from app.workflow.course import role_labels
from app.workflow.forms import BehalfForm, decisions, needs_scan, people_asked
from app.workflow.subject import Subject


def page(subject: Subject, form: BehalfForm, *, action: str) -> str:
    """The form with what may be recorded now; raises `Conflict` where nothing may."""
    desk, tasks = subject.desk, subject.open_tasks()
    offers = subject.offered_on_behalf()
    if not offers:
        raise Conflict("workflow.nothing_to_record")
    form.offer(decisions(offers, tasks, role_labels()), list(panels.ways().items()))
    standing = subject.standing()
    facts = {
        "holders": people_asked(tasks, desk),
        "scan_required": needs_scan(subject.compiled, standing.state),
        "action": action,
        "once": request.form.get("_once") or secrets.token_urlsafe(12),
        "about": subject_pages.called(subject),
    }
    url = subject_pages.page_of(subject)
    return render_template("workflow/behalf.html", record=subject.record, form=form, url=url, **facts)


def received() -> files.Received | None:
    """The scan that was sent, on the disk before any transaction."""
    sent = request.files.get("scan")
    return uploads.take(uploads.SCAN, sent) if uploads.is_sent(sent) else None


def kept(scan: files.Received | None, record: Record, desk: Desk) -> str | None:
    """The token of a scan that belongs to the record."""
    if scan is None:
        return None
    found = files.add(desk.session, scan, actor=desk.actor, now=desk.now)
    found.record_id = record.id
    return found.token
