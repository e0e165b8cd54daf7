"""What records themselves give to their page: 内容, 附件, 历史, the fields that are missing, and what may be done."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.accounts import queries as people
from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Fault
from app.records import access, history, panels, queries, related, showing
from app.records.desk import Desk
from app.records.models import Record, Revision
from app.records.panels import Action, Missing, Tab
from app.records.rules import settle
from app.records.slots import SECRET
from app.web.filters import has_endpoint
from app.web.language import N_, language
from app.web.signs import listed

WHY = {
    "created": N_("新建"),
    "changed": N_("修改"),
    "imported": N_("历史补录"),
    "carried": N_("转到新版本"),
    "taken_back": N_("转回原版本"),
    "handed": N_("工作移交"),
    "amended": N_("变更"),
}
"""Why a revision was kept, beside transitions."""
NAMED = 4
"""Missing fields that are named; the others are counted."""


def tabs_of(record: Record, compiled: CompiledType, desk: Desk, *, key: str) -> tuple[list[Tab], Tab]:
    """The tabs of a record, and the one that was asked for; else the first."""
    found = panels.record_tabs.things(record, compiled, desk)
    return found, next((tab for tab in found if tab.key == key), found[0])


@panels.record_tabs(order=10)
def content(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Tab]:
    """内容: the record as a paper."""

    def facts() -> Mapping[str, Any]:
        paper = showing.paper(record, compiled, desk)
        beside = related.of(record, compiled, showing.sights_of(record, compiled, desk), desk)
        return {"paper": paper, "secrets": paper.secrets, "related": beside}

    yield Tab("content", str(gettext("内容")), "records/_tab_content.html", facts)


@panels.record_tabs(order=40)
def files(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Tab]:
    """附件: all files of the record in one place."""
    if not any(each.type.holds_files or _has_files(each) for each in compiled.fields.values()):
        return
    found = related.attached(record, compiled, showing.sights_of(record, compiled, desk), desk)

    def facts() -> Mapping[str, Any]:
        return {"files": found, "names": people.names(file.by for file in found if file.by)}

    yield Tab("files", str(gettext("附件")), "records/_tab_files.html", facts, badge=len(found))


@panels.record_tabs(order=50)
def past(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Tab]:
    """历史: field by field, what it was and what it became."""

    def facts() -> Mapping[str, Any]:
        revisions = queries.revisions(desk.session, record.id)
        sights = showing.sights_of(record, compiled, desk)
        reader = history.Reader(sights, desk.lookups, desk.language)
        entries = history.entries(revisions, compiled, reader, desk.types.version)
        names = people.names(revision.by for revision in revisions if revision.by)
        why = {revision.number: why_of(revision, compiled) for revision in revisions}
        return {"entries": entries[::-1], "names": names, "why": why, "secrets": _secrets_in(entries, sights)}

    yield Tab("history", str(gettext("历史")), "records/_tab_history.html", facts)


@panels.record_strip(order=10)
def missing_fields(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Missing]:
    """What has to be filled in before the next step."""
    sights = showing.sights_of(record, compiled, desk)
    may_change = access.may_change(compiled, desk.viewer, record) and has_endpoint("records_form.edit")
    for state in _next_states(record, compiled):
        world = desk.world(compiled, record)
        faults = settle(compiled, record.data, world, entering=state).faults
        wanted = [fault for fault in faults if sights.get(_path(fault.place)) != "hidden"]
        if wanted:
            url = url_for("records_form.edit", record_id=record.id, _anchor=_anchor(wanted[0])) if may_change else ""
            yield Missing(_words(state, wanted, compiled), url, "pencil-exclamation")


@panels.record_actions(order=40)
def edit(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Action]:
    """修改."""
    if access.may_change(compiled, desk.viewer, record) and has_endpoint("records_form.edit"):
        facts = {"label": gettext("修改"), "icon": "pencil", "url": url_for("records_form.edit", record_id=record.id)}
        is_main = compiled.definition.workflow is None
        yield Action("records/_action_link.html", {**facts, "tone": "primary" if is_main else ""}, main=is_main)


@panels.record_actions(order=60)
def copies(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Action]:
    """复制呈报摘要, 复制为新的, 打印."""
    if brief := showing.brief_of(record, compiled, desk):
        yield Action("records/_action_brief.html", {"brief": brief}, more=True)
    current = desk.types.all().get(record.type_key)
    if current and access.may_create(current, desk.actor) and has_endpoint("records_form.new"):
        url = url_for("records_form.new", type_key=record.type_key, copy=record.id)
        facts = {"label": gettext("复制为新的"), "icon": "copy-plus", "url": url}
        yield Action("records/_action_link.html", facts, more=True)
    yield Action("records/_action_print.html", more=True)


def why_of(revision: Revision, compiled: CompiledType) -> str:
    """Why a revision was kept, in words."""
    if revision.why in WHY:
        return str(gettext(WHY[revision.why]))
    move = compiled.transition(revision.why)
    return move.label.text(language()) if move else revision.why


def _next_states(record: Record, compiled: CompiledType) -> list[str]:
    flow = compiled.definition.workflow
    moves = [move for move in flow.transitions if record.state in move.from_ and move.tone == "go"] if flow else []
    return list(dict.fromkeys(move.to for move in moves))


def _words(state: str, wanted: list[Fault], compiled: CompiledType) -> str:
    definition = compiled.definition.state(state)
    named = dict.fromkeys(_label(fault) for fault in wanted)
    shown = listed(list(named)[:NAMED])
    label = definition.label.text(language()) if definition else state
    if len(named) > NAMED:
        return str(
            gettext("进入“%(state)s”前还缺：%(fields)s 等 %(count)s 项", state=label, fields=shown, count=len(named))
        )
    return str(gettext("进入“%(state)s”前还缺：%(fields)s", state=label, fields=shown))


def _label(fault: Fault) -> str:
    """The field that is missing, or what the check says."""
    label = fault.facts.get("label") or fault.facts.get("say")
    words = getattr(label, "text", None)
    return str(words(language())) if callable(words) else fault.place


def _path(place: str) -> str:
    """`visitors[2].name` is the column `visitors.name`."""
    key, bracket, rest = place.partition("[")
    return f"{key}.{rest.partition('.')[2]}" if bracket and "." in rest else key


def _anchor(fault: Fault) -> str:
    return "f-" + fault.place.replace("[", "-").replace("].", "-").replace("]", "").replace(".", "-")


def _has_files(table: CompiledField) -> bool:
    return any(column.type.holds_files for column in table.columns.values())


def _secrets_in(entries: list[history.Entry], sights: Mapping[str, Any]) -> list[str]:
    """Sensitive fields whose values the history shows unmasked."""
    found = {
        _path(change.path)
        for entry in entries
        for change in entry.changes
        if (change.column or change.field).definition.sensitive >= SECRET
    }
    return sorted(path for path in found if sights.get(path, "see") == "see")
