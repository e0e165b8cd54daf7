"""权限: what each role may do, and who sees the fields that are closed to some, as two tables to tick in."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

from app.definitions.schema import Right
from app.designer import matrix
from app.designer.outline import Data
from app.designer.tabs.tab import Look, Tab
from app.web.signs import listed
from app.workflow.course import role_labels


def _facts(look: Look) -> Mapping[str, Any]:
    definition, labels = look.standing.definition, role_labels()
    lines, paths = matrix.role_lines(definition, look.offers("roles")), look.offers("paths")
    roles = [line.role for line in lines]
    fields = matrix.field_lines(definition, roles)
    closed = {line.path for line in fields}
    return {
        "lines": lines,
        "labels": {role: labels.get(role, role) for role in roles},
        "states": list(look.offers("states").items()),
        "fields": fields,
        "paths": paths,
        "open_paths": [(path, label) for path, label in paths.items() if path not in closed],
        "unsaid": list(dict.fromkeys(_unsaid(right, labels, paths) for right in matrix.unsaid(definition))),
    }


def _unsaid(right: Right, labels: Mapping[str, str], paths: Mapping[str, str]) -> str:
    """A right that no line says, by what it is about."""
    if right.fields:
        return listed(paths.get(path, path) for path in right.fields)
    return labels.get(right.role or "", right.role or "—")


def _say(data: Data, look: Look) -> tuple[str, str]:
    del look
    return str(data.get("role", "")), ""


TAB = Tab(
    "rights",
    lazy_gettext("权限"),
    ("right",),
    template="designer/tabs/rights.html",
    facts=_facts,
    say=_say,
    has_side=False,
)
