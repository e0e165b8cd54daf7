"""Pages of reports: their list, a figure with its records, drafts beside texts, the check, what is typed elsewhere."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app.errors import Invalid
from app.extensions import db
from app.records import queries as records
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.models import Record
from app.reports import beside as feeding
from app.reports import (
    closing,  # noqa: F401 - says which reports are closed
    difference,
    figure_pages,
    narratives,
    overview,
    panels,  # noqa: F401 - fills its places on the page of a record and in the frame
    service,
    transcribe,
)
from app.reports.checking import text_of
from app.web.gates import SIGNED_IN, reads, writes
from app.web.toasts import toast

bp = Blueprint("reports", __name__)


@bp.get("/reports")
@reads(SIGNED_IN)
def index() -> str:
    """All reports by year, and what may be begun."""
    desk = current_desk()
    return render_template("reports/index.html", years=overview.by_year(desk), types=overview.creatable(desk))


@bp.post("/reports/<int:record_id>/compute")
@writes(SIGNED_IN)
def compute(record_id: int) -> Response:
    """重新统计."""
    desk = current_desk()
    counted = service.compute(_report(record_id, desk), desk=desk)
    db.session.commit()
    changed = sum(each.has_changed for each in counted)
    told = ngettext("已统计 %(num)d 项", "已统计 %(num)d 项", len(counted))
    more = ngettext("，其中 %(num)d 项有变化", "，其中 %(num)d 项有变化", changed) if changed else ""
    toast(f"{told}{more}")
    return redirect(url_for("records.show", record_id=record_id, tab="figures"))


@bp.get("/reports/<int:record_id>/figures/<key>")
@reads(SIGNED_IN)
def figure(record_id: int, key: str) -> str:
    """A figure with all that it was counted from."""
    desk = current_desk()
    report = _report(record_id, desk)
    shown = figure_pages.shown(report, service.figure(desk.compiled(report), key), desk=desk)
    return render_template("reports/figure.html", report=report, shown=shown)


@bp.get("/reports/<int:record_id>/narratives/<key>")
@reads(SIGNED_IN)
def narrative(record_id: int, key: str) -> str:
    """The new draft beside the text."""
    desk = current_desk()
    report = _report(record_id, desk)
    compiled = desk.compiled(report)
    field = service.narrative(compiled, key)
    service.refuse_unseen(compiled, report, field, desk=desk)
    draft, text = narratives.drafted(field, report, desk=desk), text_of(report, field)
    compared = difference.compared(draft.text, text)
    facts = {"field": field, "draft": draft, "text": text, "compared": compared}
    may = service.may_change(compiled, report, desk=desk)
    return render_template("reports/narrative.html", report=report, compiled=compiled, may=may, **facts)


@bp.get("/reports/<int:record_id>/narratives/<key>/records")
@reads(SIGNED_IN)
def beside(record_id: int, key: str) -> str:
    """The year's records that feed a text, for the side of its input."""
    desk = current_desk()
    report = _report(record_id, desk)
    compiled = desk.compiled(report)
    field = service.narrative(compiled, key)
    service.refuse_unseen(compiled, report, field, desk=desk)
    return render_template("reports/_beside.html", key=key, groups=feeding.groups(field, report, desk=desk))


@bp.post("/reports/<int:record_id>/narratives/<key>")
@writes(SIGNED_IN)
def take(record_id: int, key: str) -> Response:
    """Take over the whole draft, or one sentence of it; never without somebody pressing it."""
    desk = current_desk()
    report = _report(record_id, desk)
    field = service.narrative(desk.compiled(report), key)
    text, draft = text_of(report, field), narratives.drafted(field, report, desk=desk).text
    number = request.form.get("unit", type=int)
    taken = draft if number is None else _with_unit(draft, text, number)
    service.write(report, {key: taken}, desk=desk, expected=request.form.get("lock", type=int))
    db.session.commit()
    toast(gettext("已采用整篇草稿，原文可在“历史”里查到") if number is None else gettext("已采用这一句"))
    return redirect(url_for("reports.narrative", record_id=record_id, key=key))


@bp.post("/reports/<int:record_id>/transcribe/<key>")
@writes(SIGNED_IN)
def tick(record_id: int, key: str) -> Response | str:
    """Tick a row, or take the tick back; the page keeps its place."""
    desk = current_desk()
    report = _report(record_id, desk)
    row = transcribe.row(report, key, desk=desk)
    service.tick(report, key, row.value_hash if request.form.get("on") else None, desk=desk)
    db.session.commit()
    if request.headers.get("HX-Request"):
        return _row(report, key, desk)
    return redirect(url_for("reports.transcribing", record_id=record_id, _anchor=f"row-{key}"))


@bp.get("/reports/<int:record_id>/transcribe")
@reads(SIGNED_IN)
def transcribing(record_id: int) -> str:
    """对照填报, on a page of its own that stands beside the other site."""
    desk = current_desk()
    report = _report(record_id, desk)
    rows = transcribe.rows(report, desk=desk)
    definition = desk.compiled(report).definition.transcribe
    facts = {"rows": rows, "progress": transcribe.progress(rows), "definition": definition}
    return render_template("reports/transcribe.html", report=report, record=report, facts=facts)


def _report(record_id: int, desk: Desk) -> Record:
    """The record, if this person may see it."""
    return records.get(desk.session, record_id, viewer=desk.viewer)


def _with_unit(draft: str, text: str, number: int) -> str:
    if not 0 <= number < len(difference.compared(draft, text).units):
        raise Invalid.because("report.no_such_clause")
    return difference.with_unit(draft, text, number)


def _row(report: Record, key: str, desk: Desk) -> str:
    rows = transcribe.rows(report, desk=desk)
    found = next(each for each in rows if each.key == key)
    facts = {"row": found, "progress": transcribe.progress(rows)}
    return render_template("reports/_transcribe_row.html", record=report, swapped=True, **facts)
