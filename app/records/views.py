"""Lists of records with their views and conditions, the search over all types, and the page of a record."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries as people
from app.audit import deeds
from app.definitions.compiled import CompiledType
from app.definitions.schema import Capability
from app.records import (
    access,
    chips,
    columns,
    finding,
    list_actions,
    menu,
    panels,
    queries,
    reading,
    tabs,
    told,  # noqa: F401 - tells the audit what records call their facts
    view_tabs,
)
from app.records.current import desk
from app.records.lists import Asked, RecordList, title_of
from app.records.models import Record
from app.records.pages import Pages, address_of
from app.records.rows import Rows, headings
from app.web.gates import SIGNED_IN, reads
from app.web.language import N_, language

bp = Blueprint("records", __name__)

deeds.call(
    record__created=N_("新建记录"),
    record__changed=N_("修改记录"),
    record__moved=N_("流转"),
    record__corrected=N_("更正已定稿年度"),
    record__secrets_read=N_("查看敏感内容"),
    record__imported=N_("补录记录"),
    records__exported=N_("导出记录"),
    records__imported=N_("导入历史记录"),
)


@bp.get("/types/<type_key>")
@reads(SIGNED_IN)
def index(type_key: str) -> ResponseReturnValue:
    """The list of a type."""
    compiled = desk().types.current(type_key)
    asked = Asked.read(request.args)
    if added := chips.added(request.args):
        return redirect(url_for("records.index", type_key=type_key, **asked.adding(added).args()))
    shown = RecordList(compiled, asked, desk())
    page = shown.page()
    pages = Pages(shown.asked, page, shown.count())
    return render_template(
        "records/index.html",
        shown=shown,
        compiled=compiled,
        title=title_of(compiled),
        page=page,
        pages=pages,
        address=address_of(compiled),
        rows=Rows(shown.reader(page.lines), shown.linked).drawn(page.lines, headings(shown, page)),
        totals=shown.totals() if page.lines else {},
        offer=shown.filters.offer(request.args.get("add", "")),
        may=_may(compiled),
        actions=list_actions.of(shown) if page.lines else [],
        tabs=view_tabs.tabs(shown),
        tools=view_tabs.tools(shown),
    )


@bp.get("/types/<type_key>/filter")
@reads(SIGNED_IN)
def filter_inputs(type_key: str) -> str:
    """The inputs of one condition, for the menu 添加条件."""
    shown = RecordList(desk().types.current(type_key), Asked(), desk())
    return render_template("records/_filter_inputs.html", offer=shown.filters.offer(request.args.get("add", "")))


@bp.get("/search")
@reads(SIGNED_IN)
def search() -> str:
    """Records of all types in which the words are found."""
    words = request.args.get("q", "").strip()[:100]
    number = min(max(request.args.get("page", 1, type=int), 1), 200)
    of_type = request.args.get("type", "")
    found = finding.find(words, desk=desk(), type_key=of_type or None, offset=(number - 1) * queries.PAGE)
    types = menu.types_of(desk())
    return render_template("records/search.html", words=words, found=found, number=number, types=types, of_type=of_type)


@bp.get("/records/<int:record_id>")
@reads(SIGNED_IN)
def show(record_id: int) -> str:
    """The page of a record: one tab of it."""
    at = desk()
    record = queries.get(at.session, record_id, viewer=at.viewer)
    compiled = at.compiled(record)
    all_tabs, opened = tabs.tabs_of(record, compiled, at, key=request.args.get("tab", ""))
    facts = opened.facts()
    reading.note(record.id, facts.get("secrets") or ())
    return render_template(
        "records/show.html",
        record=record,
        compiled=compiled,
        tabs=all_tabs,
        opened=opened,
        facts=facts,
        state=columns.state_of(compiled, record.state),
        actions=panels.record_actions.things(record, compiled, at),
        strip=panels.record_strip.things(record, compiled, at),
        notes=panels.record_notes.things(record, compiled, at),
        **_people(record),
    )


def _people(record: Record) -> dict[str, str]:
    """Whose the record is, of which department, who changed it last."""
    names = people.names(user_id for user_id in (record.owner_id, record.updated_by) if user_id)
    department = people.department(record.department_id).label(language()) if record.department_id else ""
    owner, changer = names.get(record.owner_id or 0, ""), names.get(record.updated_by or 0, "")
    return {"owner": owner, "department": department, "changer": changer}


def _may(compiled: CompiledType) -> dict[str, object]:
    """What this person may do with the list; who may see it, for those who may not."""
    actor = desk().actor
    sees = menu.takes_part(compiled, actor)
    return {
        "create": access.may_create(compiled, actor) and bool(desk().types.all().get(compiled.key)),
        "import": actor.can(Capability.IMPORT_PAST),
        "see": sees,
        "who": [] if sees else _who_sees(compiled),
    }


def _who_sees(compiled: CompiledType) -> list[str]:
    keys = {right.role for right in compiled.definition.rights if right.see in ("all", "own_department")}
    return [role.label(language()) for role in people.roles() if role.key in keys]
