"""变更: what may be amended of what was approved, and who agrees to it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.designer import parts
from app.designer.outline import Data
from app.designer.tabs.flow import task_name
from app.designer.tabs.tab import Look, Tab, label_of, spot_of
from app.fields import signs_of
from app.web.language import language


def _say(data: Data, look: Look) -> tuple[str, str]:
    if "fields" not in data:
        return task_name(data, look), ""
    things = signs_of(language()).things
    states = things.join(look.called("states", key) for key in data.get("from", ()))
    fields = things.join(look.called("fields", key) for key in data.get("fields", ()))
    return label_of(data.get("label")), f"{states} · {fields}"


def _facts(look: Look) -> Mapping[str, Any]:
    """The tasks of the amendment that is chosen, or whose task is."""
    spot = spot_of(TAB, look)
    if spot is None:
        return {"tasks": (), "owner": "", "has_flow": look.standing.definition.workflow is not None}
    owner = spot.owner or spot.at
    found = parts.spots(look.data, parts.kind_of("amendment_task"), owner)
    return {
        "tasks": [(each.address, task_name(each.data, look)) for each in found],
        "owner": owner,
        "owner_label": label_of(look.data["amendments"][owner].get("label")),
        "has_flow": look.standing.definition.workflow is not None,
        "adds": gettext("添加审批人"),
    }


TAB = Tab(
    "amendments",
    lazy_gettext("变更"),
    ("amendment", "amendment_task"),
    template="designer/tabs/amendments.html",
    facts=_facts,
    say=_say,
    hint=lazy_gettext("批准以后哪些内容可以变更，由谁审批。同意以前，原来批准的内容照旧有效。"),
)
