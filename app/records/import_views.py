"""Old ledgers, step by step: send, say which column is which field, look at what would come of it, import."""

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.definitions.compiled import CompiledType
from app.definitions.schema import Capability
from app.errors import Invalid
from app.exports import FORMATS
from app.extensions import db
from app.imports.table import FILE_LIMIT
from app.jobs import service as jobs
from app.records import importing, ledger, past, rules, staging
from app.records.columns import state_of
from app.records.current import desk
from app.records.ledger import Plan, Target
from app.records.lists import title_of
from app.records.staging import Staged
from app.web import database
from app.web.gates import asks, holds, reads, writes, writes_late
from app.web.sent import bytes_of

bp = Blueprint("records_import", __name__)
MAY = holds(Capability.IMPORT_PAST)


@bp.get("/types/<type_key>/import")
@reads(MAY)
def start(type_key: str) -> str:
    """Where a ledger is sent, or pasted."""
    return _start(type_key)


@bp.get("/types/<type_key>/import/template")
@reads(MAY)
def template(type_key: str) -> Response:
    """An empty ledger to fill in."""
    compiled = desk().types.current(type_key)
    name = gettext("%(title)s_空表.xlsx", title=title_of(compiled))
    return _xlsx(importing.template(compiled), name)


@bp.post("/types/<type_key>/import")
@asks(MAY)
def send(type_key: str) -> ResponseReturnValue:
    """Take a ledger in; what cannot be read at all is said at once."""
    compiled, user_id = desk().types.current(type_key), desk().actor.id
    sent, text = request.files.get("file"), request.form.get("text", "")
    try:
        if sent is not None and sent.filename:
            data = bytes_of(sent, FILE_LIMIT)
            staged = staging.stage_file(data, sent.filename, type_key=type_key, user_id=user_id)
        else:
            staged = staging.stage_paste(text, request.form.get("html", ""), type_key=type_key, user_id=user_id)
    except Invalid as error:
        return _start(type_key, error, text), 422
    try:
        staged.table(compiled)
    except Invalid as error:
        staging.drop(staged)
        return _start(type_key, error, text), 422
    return redirect(url_for("records_import.columns", token=staged.token))


@bp.get("/imports/<token>")
@reads(MAY)
def columns(token: str) -> str:
    """Which column is which field."""
    staged = _staged(token)
    compiled = desk().types.current(staged.type_key)
    table = staged.table(compiled)
    return _columns(staged, staged.plan(table, compiled))


@bp.post("/imports/<token>")
@writes_late(MAY)
def decide(token: str) -> ResponseReturnValue:
    """Keep what was decided and look through the rows."""
    staged, at = _staged(token), desk()
    if "sheet" in request.form:
        staged.choose_sheet(request.form["sheet"])
        return redirect(url_for("records_import.columns", token=token))
    compiled = at.types.current(staged.type_key)
    table = staged.table(compiled)
    chosen = {column: request.form.get(f"c{column}", "") for column in range(len(table.places.columns))}
    plan = Plan(chosen, request.form.get("state", "") or past.usual_state(compiled))
    staged.decide(plan)
    if faults := ledger.plan_faults(plan, table, compiled):
        return _columns(staged, plan, Invalid(faults)), 422
    if len(table.rows) > importing.AT_ONCE:
        title = gettext("检查%(title)s台账", title=title_of(compiled))
        database.begin_write()
        return _job(importing.CHECK, title, staged)
    importing.look_through(importing.open_work(staged, at))
    return redirect(url_for("records_import.check", token=token))


@bp.get("/imports/<token>/check")
@reads(MAY)
def check(token: str) -> ResponseReturnValue:
    """What would come of it."""
    staged = _staged(token)
    report = staged.report()
    if report is None:
        return redirect(url_for("records_import.columns", token=token))
    return _check(staged, report)


@bp.get("/imports/<token>/faults")
@reads(MAY)
def faults(token: str) -> Response:
    """The rows at fault as a workbook."""
    staged = _staged(token)
    compiled = desk().types.current(staged.type_key)
    name = gettext("%(title)s_问题清单.xlsx", title=title_of(compiled))
    return _xlsx(importing.faults_file(staged, compiled), name)


@bp.post("/imports/<token>/run")
@writes(MAY)
def run(token: str) -> ResponseReturnValue:
    """Import: nothing, while a row is at fault, unless such rows are to be skipped."""
    staged = _staged(token)
    report, skip = staged.report(), request.form.get("skip") == "y"
    if report is None:
        return redirect(url_for("records_import.columns", token=token))
    good = report["rows"] - len(report["wrong"])
    code = "past.nothing_left" if not good else "past.wrong_rows" if report["wrong"] and not skip else ""
    if code:
        return _check(staged, report, Invalid.because(code, place="skip", count=len(report["wrong"]))), 422
    title = gettext("导入%(title)s", title=title_of(desk().types.current(staged.type_key)))
    return _job(importing.IMPORT, title, staged, skip=skip)


def _start(type_key: str, error: Invalid | None = None, text: str = "") -> str:
    compiled = desk().types.current(type_key)
    return render_template(
        "records/import.html", compiled=compiled, title=title_of(compiled), error=error, text=text[:100_000]
    )


def _columns(staged: Staged, plan: Plan, error: Invalid | None = None) -> str:
    compiled = desk().types.current(staged.type_key)
    table = staged.table(compiled)
    targets = ledger.targets(compiled)
    return render_template(
        "records/import_columns.html",
        compiled=compiled,
        title=title_of(compiled),
        staged=staged,
        table=table,
        plan=plan,
        targets=targets,
        names=[ledger.column_name(table, column) for column in plan.columns],
        **_left(compiled, plan, targets),
        states=[(key, state_of(compiled, key).text) for key in past.states(compiled)],
        error=error,
    )


def _left(compiled: CompiledType, plan: Plan, targets: Sequence[Target]) -> dict[str, object]:
    """Required fields of which the ledger does not speak: those that start filled, and those that do not."""
    at, left = desk(), [target for target in targets if target.required and target.key not in plan.fields]
    starts = rules.defaults(compiled, at.world(compiled, None, state=plan.state))
    given = {
        target.label: compiled.fields[target.key].show(starts[target.key], at.lookups, at.language)
        for target in left
        if target.key in starts
    }
    return {"left": [target.label for target in left if target.key not in starts], "given": given}


def _check(staged: Staged, report: dict[str, object], error: Invalid | None = None) -> str:
    compiled = desk().types.current(staged.type_key)
    facts = {"compiled": compiled, "title": title_of(compiled), "state": state_of(compiled, staged.meta["state"])}
    return render_template("records/import_check.html", staged=staged, report=report, error=error, **facts)


def _staged(token: str) -> Staged:
    return staging.get(token, user_id=desk().actor.id)


def _job(kind: str, title: str, staged: Staged, **args: object) -> Response:
    at = desk()
    job = jobs.ask(kind, title, {"token": staged.token, **args}, user_id=at.actor.id, now=at.now)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id))


def _xlsx(data: bytes, name: str) -> Response:
    return send_file(BytesIO(data), mimetype=FORMATS.get("xlsx").mime, as_attachment=True, download_name=name)
