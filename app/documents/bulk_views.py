"""Papers of many records: which papers, in which form, for the ticked records of a list or for all of it."""

import secrets
from collections.abc import Iterator, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from app.audit import deeds
from app.definitions.compiled import CompiledType
from app.documents import access, bulk, bulk_result, packs
from app.errors import Fault
from app.extensions import db
from app.jobs import queries as job_queries
from app.jobs import service as jobs
from app.records import list_actions
from app.records.current import desk
from app.records.lists import Asked, RecordList, title_of
from app.records.panels import Action
from app.records.queries import COUNT_LIMIT
from app.web.gates import SIGNED_IN, asks, writes
from app.web.language import N_
from app.web.words import say

bp = Blueprint("documents_bulk", __name__)

deeds.call(documents__packed=N_("批量生成材料"))


@list_actions.gives
def papers(shown: RecordList) -> Iterator[Action]:
    """生成材料, for those who may make papers of some record of this type."""
    if shown.compiled.definition.documents and access.may_issue_some(shown.compiled, shown.desk.actor):
        yield Action("documents/_list_action_bulk.html", {"shown": shown})


@bp.post("/types/<type_key>/papers")
@asks(SIGNED_IN)
def choose(type_key: str) -> str:
    """Which papers, in which form."""
    shown = _shown(type_key)
    keys = [paper.key for paper in shown.compiled.definition.documents]
    return _page(shown, keys if len(keys) == 1 else [], bulk_result.ARCHIVE)


@bp.post("/types/<type_key>/papers/run")
@writes(SIGNED_IN)
def run(type_key: str) -> ResponseReturnValue:
    """Put it on the list of long work; a form that is sent twice is one order."""
    shown, at = _shown(type_key), desk()
    wanted = [key for key in request.form.getlist("paper") if shown.compiled.document(key)]
    form = bulk_result.ONE_FILE if request.form.get("form") == bulk_result.ONE_FILE else bulk_result.ARCHIVE
    if fault := _fault(shown.compiled, wanted, form):
        return _page(shown, wanted, form, fault), 422
    token = bulk.token_of(request.form.get("_once", ""), at.actor.id)
    job = next((each for each in job_queries.of_user(at.actor.id) if each.args.get("token") == token), None)
    if job is None:
        order = bulk.asking(shown, wanted, form, again=request.form.get("again") == "y", token=token)
        title = gettext("批量生成%(title)s的材料", title=title_of(shown.compiled))
        job = jobs.ask(bulk.KIND, title, order, user_id=at.actor.id, now=at.now)
        db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id))


def _shown(type_key: str) -> RecordList:
    given: MultiDict[str, str] = MultiDict(CombinedMultiDict([request.args, request.form]))
    return RecordList(desk().types.current(type_key), Asked.read(given), desk())


def _fault(compiled: CompiledType, wanted: Sequence[str], form: str) -> Fault | None:
    if not wanted:
        return Fault("bulk.choose_papers", place="papers")
    papers = [paper for paper in compiled.definition.documents if paper.key in wanted]
    strange = next((paper for paper in papers if not packs.is_word(paper.template)), None)
    if form == bulk_result.ONE_FILE and strange is not None:
        return Fault("bulk.only_word_is_joined", place="form", facts={"paper": strange.label})
    return None


def _page(shown: RecordList, chosen: Sequence[str], form: str, fault: Fault | None = None) -> str:
    found = len(shown.asked.picked) or shown.count()
    return render_template(
        "documents/bulk.html",
        shown=shown,
        compiled=shown.compiled,
        title=title_of(shown.compiled),
        count=f"{COUNT_LIMIT}+" if found > COUNT_LIMIT else found,
        states={paper.key: access.states_of(shown.compiled, paper) for paper in shown.compiled.definition.documents},
        chosen=chosen,
        form=form,
        again=request.form.get("again") == "y",
        once=request.form.get("_once") or secrets.token_urlsafe(12),
        faults=[(fault.place, say(fault))] if fault else [],
    )
