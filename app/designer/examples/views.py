"""样例: a record, or what a preview shows, kept as an example; the examples of a type, run by its draft."""

from collections.abc import Iterable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.audit import deeds
from app.definitions.compiled import CompiledType
from app.definitions.schema import Capability
from app.designer import pages as drafts
from app.designer import service as standings
from app.designer.examples import pages, queries, service, taking
from app.designer.examples.taking import Taken
from app.errors import Invalid
from app.extensions import db
from app.records import panels
from app.records import queries as records
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.form import nested
from app.records.models import Record
from app.records.panels import Action
from app.web.gates import holds, reads, writes
from app.web.language import N_
from app.web.toasts import toast
from app.web.words import say

bp = Blueprint("examples", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)

deeds.call(
    example__kept=N_("留作样例"),
    example__renamed=N_("样例改名"),
    example__removed=N_("删除样例"),
    example__accepted=N_("样例以新的结果为准"),
)


@panels.record_actions(order=65)
def action(record: Record, compiled: CompiledType, desk: Desk) -> Iterable[Action]:
    """留作样例, for who describes record types and may see this one."""
    del compiled
    if desk.actor.can(Capability.MANAGE_TYPES):
        yield Action(
            "designer/_action_example.html", {"url": url_for("examples.offer", record_id=record.id)}, more=True
        )


@bp.get("/records/<int:record_id>/example")
@reads(DESIGN)
def offer(record_id: int) -> str:
    """What an example of this record would keep, and what it would not."""
    desk = current_desk()
    record = records.get(desk.session, record_id, viewer=desk.viewer)
    compiled = desk.types.current(record.type_key)
    return _offered(record.title[:60], taking.of_record(record, desk), compiled)


@bp.post("/records/<int:record_id>/example")
@writes(DESIGN)
def keep(record_id: int) -> ResponseReturnValue:
    """Keep a record as an example of its type as it is in force."""
    desk = current_desk()
    record = records.get(desk.session, record_id, viewer=desk.viewer)
    taken, name = taking.of_record(record, desk), request.form.get("_name", "")
    compiled = desk.types.current(record.type_key)
    try:
        service.keep(record.type_key, name, taken.given, compiled, desk=desk)
    except Invalid as invalid:
        db.session.rollback()
        return _offered(name, taken, compiled, invalid), 422
    return _kept(record.type_key)


@bp.get("/designer/<type_key>/examples")
@reads(DESIGN)
def index(type_key: str) -> str:
    """The examples of a type, each run by the draft."""
    standing = standings.standing(type_key)
    shown, faults = pages.runs(standing, current_desk())
    facts = {"shown": shown, "faults": faults, "names": pages.keepers(shown)}
    return render_template("designer/examples.html", tab="examples", **facts, **drafts.bar(standing))


@bp.post("/designer/<type_key>/examples")
@writes(DESIGN)
def keep_typed(type_key: str) -> ResponseReturnValue:
    """Keep what a preview shows as an example, by the draft that was looked at."""
    desk, standing = current_desk(), standings.standing(type_key)
    sent, name = list(request.form.items(multi=True)), request.form.get("_name", "")
    compiled = pages.ready(standing.definition, desk)
    taken = taking.of_preview(compiled, nested(sent), desk)
    try:
        service.keep(type_key, name, taken.given, compiled, desk=desk)
    except Invalid as invalid:
        db.session.rollback()
        again = [(key, text) for key, text in sent if key not in ("csrf_token", "_name")]
        return _offered(name, taken, compiled, invalid, again), 422
    return _kept(type_key)


@bp.get("/designer/<type_key>/examples/<int:example_id>")
@reads(DESIGN)
def show(type_key: str, example_id: int) -> str:
    """One example."""
    return _shown(type_key, example_id)


@bp.post("/designer/<type_key>/examples/<int:example_id>/rename")
@writes(DESIGN)
def rename(type_key: str, example_id: int) -> ResponseReturnValue:
    """改名."""
    row, name = queries.get(type_key, example_id), request.form.get("_name", "")
    try:
        service.rename(row, name, desk=current_desk())
    except Invalid as invalid:
        db.session.rollback()
        return _shown(type_key, example_id, name=name, fault=say(invalid.faults[0])), 422
    db.session.commit()
    return redirect(url_for("examples.show", type_key=type_key, example_id=example_id))


@bp.post("/designer/<type_key>/examples/<int:example_id>/remove")
@writes(DESIGN)
def remove(type_key: str, example_id: int) -> ResponseReturnValue:
    """删除."""
    row = queries.get(type_key, example_id)
    name = row.name
    service.remove(row, desk=current_desk())
    db.session.commit()
    toast(gettext("已删除样例“%(name)s”", name=name))
    return redirect(url_for("examples.index", type_key=type_key))


def _kept(type_key: str) -> ResponseReturnValue:
    db.session.commit()
    toast(gettext("已留作样例，以后每次发布都会再对一遍"))
    return redirect(url_for("examples.index", type_key=type_key))


def _shown(type_key: str, example_id: int, **typed: str) -> str:
    standing = standings.standing(type_key)
    facts = pages.opened(standing, example_id, current_desk())
    return render_template("designer/example.html", tab="examples", **typed, **facts, **drafts.bar(standing))


def _offered(
    name: str,
    taken: Taken,
    compiled: CompiledType,
    invalid: Invalid | None = None,
    sent: Iterable[tuple[str, str]] = (),
) -> str:
    return render_template(
        "designer/example_keep.html",
        name=name,
        compiled=compiled,
        replaced=pages.names(taken.replaced, compiled),
        left=pages.names(taken.left, compiled),
        faults=[say(fault) for fault in invalid.faults] if invalid else [],
        sent=sent,
    )
