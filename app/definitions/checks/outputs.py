"""What comes out of records: lists, papers, rights, notices, reminders; every name in them is there."""

import re

from app.definitions.checks.flow import OWNER, known_role, known_states
from app.definitions.checks.rules import SENSITIVE_FROM, shown_text
from app.definitions.checks.sight import Sight
from app.definitions.papers import paper_scope
from app.definitions.schema import Document, Remind, Right, View
from app.expressions import Kind
from app.expressions.nearest import nearest
from app.fields import FieldDef

SYSTEM_COLUMNS = ("title", "number", "state", "owner", "department", "year", "created_on", "updated_on")
"""What every record has beside its fields: lists may show and sort by it."""

NOT_GROUPED = ("title", "number", "created_on", "updated_on")
"""Of these, what no two records have in common."""

ON_A_CALENDAR = ("date", "date_range", "datetime")
"""Types of fields that say a day."""

SPAN = re.compile(r"(\d{1,4}) (hour|day|workday|week|month)s?")
"""A span of time: `20 days`, `1 workday`."""

MOST_AT_HOME = 4
"""Figures of a report that the home page has room for."""

HOLDER = "holder"
"""In notices: whoever holds the task."""


def check_outputs(sight: Sight) -> None:
    """Everything behind the sections, in the order of the file."""
    _check_head(sight)
    _check_rights(sight)
    for at, view in enumerate(sight.definition.views):
        _check_view(sight, view, f"views[{at}]")
    for at, paper in enumerate(sight.definition.documents):
        _check_document(sight, paper, f"documents[{at}]")
    if sight.definition.transcribe:
        for at, row in enumerate(sight.definition.transcribe.rows):
            sight.text(row.value, f"transcribe.rows[{at}].value")
    _check_messages(sight)


def _check_head(sight: Sight) -> None:
    definition = sight.definition
    if definition.year_of and (field := sight.known_field(definition.year_of, "year_of")):
        dated = field.kind.kind_of(field.options) is Kind.DATE or field.type in {"year", "date_range"}
        if not dated or field.columns:
            sight.add("field_of_other_type", "year_of", label=field.label, type=field.type, wanted="date")
    unit = sight.known_field(definition.department_of, "department_of") if definition.department_of else None
    if unit and unit.type != "department":
        sight.add("field_of_other_type", "department_of", label=unit.label, type=unit.type, wanted="department")
    for at, key in enumerate(definition.one_per):
        sight.known_field(key, f"one_per[{at}]")
    for at, key in enumerate(definition.home):
        figure = sight.known_field(key, f"home[{at}]")
        if figure and figure.type != "figure":
            sight.add("field_of_other_type", f"home[{at}]", label=figure.label, type=figure.type, wanted="figure")
    if len(definition.home) > MOST_AT_HOME:
        sight.add("too_many_at_home", f"home[{MOST_AT_HOME}]", most=MOST_AT_HOME)


def _check_rights(sight: Sight) -> None:
    for at, right in enumerate(sight.definition.rights):
        _check_right(sight, right, f"rights[{at}]")
    if not any(right.create for right in sight.definition.rights):
        sight.warn("nobody_creates", "rights")


def _check_right(sight: Sight, right: Right, path: str) -> None:
    if (right.role is None) == (not right.fields):
        sight.add("right_of_what", path)
    if right.role is not None:
        known_role(sight, right.role, f"{path}.role")
    if isinstance(right.see, tuple):
        for at, role in enumerate(right.see):
            known_role(sight, role, f"{path}.see[{at}]")
    if right.fields and not isinstance(right.see, tuple):
        sight.add("right_needs_roles", f"{path}.see")
    if right.role is not None and isinstance(right.see, tuple):
        sight.add("right_needs_reach", f"{path}.see")
    if isinstance(right.change, tuple):
        known_states(sight, right.change, f"{path}.change")
    for at, name in enumerate(right.fields):
        _known_path(sight, name, f"{path}.fields[{at}]")


def _known_path(sight: Sight, name: str, path: str) -> FieldDef | None:
    """A field, or `table.column`."""
    key, dot, column = name.partition(".")
    table = sight.fields.get(key)
    if not dot or table is None or not table.columns:
        paths = [*sight.fields, *(f"{each.table.key}.{each.field.key}" for each in sight.placed if each.table)]
        sight.known(name, paths, "unknown_field", path)
        return table
    columns = {each.key: each for each in table.columns}
    if column not in columns:
        near = [f"{key}.{each}" for each in nearest(column, columns)]
        sight.add("unknown_field", path, suggestions=near, name=name)
    return columns.get(column)


def _check_view(sight: Sight, view: View, path: str) -> None:
    known = {*sight.fields, *SYSTEM_COLUMNS}
    for at, key in enumerate(view.columns):
        sight.known(key, known, "unknown_field", f"{path}.columns[{at}]")
    for at, written in enumerate(view.sort):
        _check_sortable(sight, written.removeprefix("-"), f"{path}.sort[{at}]")
    if view.group is not None:
        _check_group(sight, view.group, f"{path}.group")
    if view.calendar is not None:
        _check_calendar(sight, view.calendar, f"{path}.calendar")
    for key, how in view.totals.items():
        place = f"{path}.totals.{key}"
        field = sight.known_field(key, place)
        if field and how in {"sum", "avg"} and field.kind.kind_of(field.options) is not Kind.NUMBER:
            sight.add("field_of_other_type", place, label=field.label, type=field.type, wanted="number")
    sight.condition(view.where, f"{path}.where")


def _check_group(sight: Sight, key: str, path: str) -> None:
    """Records stand together that have the same of it; of a name or a linked record each has its own."""
    field = sight.fields.get(key)
    if key in NOT_GROUPED or (field and field.type == "record"):
        sight.add("not_groupable", path, name=field.label if field else key)
    else:
        _check_sortable(sight, key, path)


def _check_calendar(sight: Sight, key: str, path: str) -> None:
    field = sight.known_field(key, path)
    if field is None:
        return
    if field.type not in ON_A_CALENDAR:
        sight.add("field_of_other_type", path, label=field.label, type=field.type, wanted="date")
    else:
        _check_sortable(sight, key, path)


def _check_sortable(sight: Sight, key: str, path: str) -> None:
    """Sorted and grouped by is what has a slot of the index; values of class 2 and 3 never have one."""
    if not sight.known(key, {*sight.fields, *SYSTEM_COLUMNS}, "unknown_field", path):
        return
    field = sight.fields.get(key)
    if field and (field.kind.slot_of(field.options) is None or field.sensitive >= SENSITIVE_FROM):
        sight.add("not_sortable", path, label=field.label)


def _check_document(sight: Sight, paper: Document, path: str) -> None:
    if sight.states:
        known_states(sight, paper.states, f"{path}.states")
    shown_text(sight, paper.filename, f"{path}.filename")
    table = sight.known_field(paper.each, f"{path}.each") if paper.each else None
    if table and not table.columns:
        sight.add("field_of_other_type", f"{path}.each", label=table.label, type=table.type, wanted="table")
    templates = sight.world.templates()
    if templates is None or not sight.known(paper.template, templates, "unknown_template", f"{path}.template"):
        return
    scope = paper_scope(sight.definition, sight.scope, sight.row_scope(table) if table and table.columns else None)
    for fault in sight.world.template_faults(paper.template, scope):
        sight.faults.append(fault.at(f"{path}.template"))


def _check_messages(sight: Sight) -> None:
    for at, notice in enumerate(sight.definition.notify):
        path = f"notify[{at}]"
        known_role(sight, notice.to, f"{path}.to", HOLDER, OWNER)
        if notice.state is not None:
            sight.known(notice.state, sight.states, "unknown_state", f"{path}.state")
        elif notice.on == "state":
            sight.add("notice_of_which_state", path)
    names: dict[str, int] = {}
    for at, remind in enumerate(sight.definition.remind):
        _check_remind(sight, remind, f"remind[{at}]")
        if names.setdefault(remind.name, at) != at:
            sight.add("remind_twice", f"remind[{at}]", at=remind.at)
    for key, state in (sight.definition.workflow.states if sight.definition.workflow else {}).items():
        for at, task in enumerate(state.tasks):
            _check_span(sight, task.due, f"workflow.states.{key}.tasks[{at}].due")


def _check_remind(sight: Sight, remind: Remind, path: str) -> None:
    field = _known_path(sight, remind.at, f"{path}.at")
    if field and field.kind.kind_of(field.options) is not Kind.DATE:
        sight.add("field_of_other_type", f"{path}.at", label=field.label, type=field.type, wanted="date")
    if field and field.sensitive >= SENSITIVE_FROM:
        sight.add("remind_closed", f"{path}.at", label=field.label)
    table = sight.fields.get(remind.table) if field and remind.table else None
    _check_rows(sight, remind, table, path)
    known_role(sight, remind.to, f"{path}.to", OWNER)
    _check_span(sight, remind.after, f"{path}.after")
    _check_span(sight, remind.before, f"{path}.before")
    if remind.after and remind.before:
        sight.add("after_and_before", path)
    sight.condition(remind.when, f"{path}.when", row=sight.row_scope(table) if table else None)


def _check_rows(sight: Sight, remind: Remind, table: FieldDef | None, path: str) -> None:
    """Rows are found by their day only where they are kept for figures."""
    if table and not getattr(table.options, "reported", False):
        sight.add("remind_not_kept", f"{path}.at", label=table.label)
    if remind.rows == "latest" and not remind.table:
        sight.add("remind_no_rows", f"{path}.rows")


def _check_span(sight: Sight, span: str, path: str) -> None:
    if span and not SPAN.fullmatch(span):
        sight.add("bad_span", path, span=span)
