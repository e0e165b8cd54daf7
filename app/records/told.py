"""What the audit says of records, in the words of their definitions: types, states, transitions, fields."""

from typing import Any

from flask_babel import gettext

from app.audit import details
from app.audit.details import Deed
from app.definitions.compiled import KEPT, CompiledType
from app.errors import NotFound
from app.records.current import desk
from app.records.models import Record
from app.web.language import N_, language

details.call(
    carry=N_("转换编号"),
    changed=N_("有变化的"),
    conditions=N_("条件"),
    fields=N_("字段"),
    figures=N_("统计数"),
    files=N_("文件"),
    first=N_("从记录"),
    format=N_("格式"),
    last=N_("到记录"),
    on_behalf=N_("代录"),
    picked=N_("勾选的条数"),
    reason=N_("原因"),
    reports=N_("涉及的报告"),
    revision=N_("第几次保存"),
    rows=N_("行数"),
    state=N_("状态"),
    transition=N_("操作"),
    type=N_("事项"),
    view=N_("列表"),
    words=N_("有搜索词"),
    **{"from": N_("从"), "import": N_("导入批次")},
)


@details.reads("type")
def type_label(value: Any, deed: Deed) -> str:
    """The name of a type."""
    del deed
    found = desk().types.all().get(str(value))
    return found.definition.label.text(language()) if found else ""


@details.reads("state", "from", "to")
def state_label(value: Any, deed: Deed) -> str:
    """The name of a state; a register has one only."""
    if value == KEPT:
        return str(gettext("已登记"))
    compiled = type_of(deed)
    state = compiled.definition.state(str(value)) if compiled else None
    return state.label.text(language()) if state else ""


@details.reads("transition")
def transition_label(value: Any, deed: Deed) -> str:
    """The name of a button."""
    compiled = type_of(deed)
    move = compiled.transition(str(value)) if compiled else None
    return move.label.text(language()) if move else ""


@details.reads("fields", "conditions")
def field_label(value: Any, deed: Deed) -> str:
    """The name of a field, or of a column with its table before it."""
    compiled = type_of(deed)
    known, path = compiled.definition if compiled else None, str(value)
    return known.called(path, language()) or known.called(path.partition(".")[0], language()) if known else ""


@details.reads("view")
def view_label(value: Any, deed: Deed) -> str:
    """The name of a list of the definition."""
    compiled = type_of(deed)
    views = compiled.definition.views if compiled else ()
    return next((view.label.text(language()) for view in views if view.key == value), "")


@details.reads("reports")
def record_named(value: Any, deed: Deed) -> str:
    """A record by its number alone: who reads the audit need not see it."""
    del deed
    return str(gettext("记录 %(id)s", id=value))


def type_of(deed: Deed) -> CompiledType | None:
    """The version under which the record was filled, or the type in force."""
    at = desk()
    if deed.kind == "record" and deed.key.isdecimal():
        record = at.session.get(Record, int(deed.key))
        try:
            return at.compiled(record) if record else None
        except NotFound:
            return None
    return at.types.all().get(deed.key) if deed.kind == "type" else None
