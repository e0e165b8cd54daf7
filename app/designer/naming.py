"""What may be named in properties: fields, states, roles, papers, templates … each as people call it."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from flask_babel import gettext

from app.accounts import queries as accounts
from app.definitions.checks.amendments import NOT_TYPED
from app.definitions.checks.flow import OWNER, SYSTEM, TASK
from app.definitions.checks.outputs import HOLDER, NOT_GROUPED, ON_A_CALENDAR
from app.definitions.checks.rules import SENSITIVE_FROM
from app.definitions.schema import RecordType
from app.designer import queries
from app.documents import templates
from app.expressions import Kind
from app.fields import FieldDef
from app.records.columns import SYSTEM as OF_EVERY_RECORD
from app.web.language import language
from app.workflow import whom

MOST_NAMED = 500
"""People among whom one may be named."""
Choices: TypeAlias = list[tuple[str, str]]


def names(definition: RecordType, sources: Iterable[str]) -> Mapping[str, Choices]:
    """What these sources offer for a definition."""
    return {source: _SOURCES[source](definition) for source in set(sources) if source in _SOURCES}


def tables(definition: RecordType | None) -> Choices:
    """The tables of a type whose rows are kept for figures."""
    fields = definition.fields() if definition else ()
    return [_label(each) for each in fields if getattr(each.options, "reported", False)]


def inside(definition: RecordType | None, table: str) -> Choices:
    """The columns of a table and the fields of its type, by which clauses about them may be sorted."""
    if definition is None:
        return []
    rows = definition.field(table) if table else None
    return [*map(_label, rows.columns if rows else ()), *_fields(definition)]


def _label(each: FieldDef) -> tuple[str, str]:
    return each.key, each.label.text(language())


def _fields(definition: RecordType) -> Choices:
    return [_label(each) for each in definition.fields() if each.kind.holds_value]


def _system() -> Choices:
    return [(key, str(gettext(label))) for key, label in OF_EVERY_RECORD.items()]


def _columns(definition: RecordType) -> Choices:
    fields = (each for each in definition.fields() if each.kind.holds_value and not each.kind.is_long)
    return [*map(_label, fields), *_system()]


def _sortable(definition: RecordType) -> Choices:
    """What has a slot of the index; values of class 2 and 3 never have one."""
    fields = (each for each in definition.fields() if each.kind.slot_of(each.options) is not None)
    return [*(_label(each) for each in fields if each.sensitive < SENSITIVE_FROM), *_system()]


def _totals(definition: RecordType) -> Choices:
    fields = (each for each in definition.fields() if each.kind.kind_of(each.options) is Kind.NUMBER)
    return [_label(each) for each in fields if each.type != "year"]


def _paths(definition: RecordType) -> Choices:
    holding = [each for each in definition.fields() if each.kind.holds_value]
    paths = (path for each in holding for path in (each.key, *(f"{each.key}.{one.key}" for one in each.columns)))
    return [(path, definition.called(path, language())) for path in paths]


def _days(definition: RecordType) -> Choices:
    """Fields that say a day, and columns of tables whose rows are kept for figures; none that is closed."""
    found = []
    for each in definition.fields():
        columns = each.columns if getattr(each.options, "reported", False) else ()
        found += [each.key] if _says_a_day(each) else []
        found += [f"{each.key}.{column.key}" for column in columns if _says_a_day(column)]
    return [(path, definition.called(path, language())) for path in found]


def _says_a_day(each: FieldDef) -> bool:
    return each.kind.kind_of(each.options) is Kind.DATE and each.sensitive < SENSITIVE_FROM


def _amendable(definition: RecordType) -> Choices:
    """What somebody fills in, and may fill in otherwise."""
    fields = (each for each in definition.fields() if each.kind.holds_value and not each.kind.holds_files)
    return [_label(each) for each in fields if not each.compute and each.type not in NOT_TYPED]


def _groups(definition: RecordType) -> Choices:
    """What several records have the same of."""
    alone = {*NOT_GROUPED, *(each.key for each in definition.fields() if each.type == "record")}
    return [(key, label) for key, label in _sortable(definition) if key not in alone]


def _calendars(definition: RecordType) -> Choices:
    days = {each.key for each in definition.fields() if each.type in ON_A_CALENDAR}
    return [(key, label) for key, label in _sortable(definition) if key in days]


def _of_type(kind: str) -> Callable[[RecordType], Choices]:
    return lambda definition: [_label(each) for each in definition.fields() if each.type == kind]


def _states(definition: RecordType) -> Choices:
    flow = definition.workflow
    return [(key, each.label.text(language())) for key, each in flow.states.items()] if flow else []


def _documents(definition: RecordType) -> Choices:
    return [(each.key, each.label.text(language())) for each in definition.documents]


def _roles(definition: RecordType) -> Choices:
    del definition
    return [(role.key, role.label(language())) for role in accounts.roles()]


def _owner() -> tuple[str, str]:
    return OWNER, gettext("经办人（提交的人）")


def _owner_roles(definition: RecordType) -> Choices:
    return [_owner(), *_roles(definition)]


def _receivers(definition: RecordType) -> Choices:
    return [(HOLDER, gettext("要办理的人")), *_owner_roles(definition)]


def _actors(definition: RecordType) -> Choices:
    by_itself = (SYSTEM, gettext("系统自动（条件成立就往下走）"))
    return [_owner(), (TASK, gettext("这一环节要办理的人")), by_itself, *_roles(definition)]


def _homes(definition: RecordType) -> Choices:
    """Departments that a task may mean: the owner's, or the one in a field."""
    return [(OWNER, whom.home_of_owner()), *_of_type("department")(definition)]


def _logins(definition: RecordType) -> Choices:
    """Who may be named: everybody in office."""
    del definition
    found = accounts.find_users(accounts.UserSearch(active=True), size=MOST_NAMED).users
    return [(user.login, f"{user.name} {user.login}") for user in found]


def _persons(definition: RecordType) -> Choices:
    return [_owner(), *_of_type("person")(definition)]


def _templates(definition: RecordType) -> Choices:
    """Those on the shelf; those that papers of this type name though nobody has put them there are kept as they are."""
    del definition
    return [(name, name) for name in sorted({*templates.all_paths(), *queries.template_names()})]


_SOURCES: Mapping[str, Callable[[RecordType], Choices]] = {
    "fields": _fields,
    "columns": _columns,
    "sortable": _sortable,
    "totals": _totals,
    "paths": _paths,
    "days": _days,
    "amendable": _amendable,
    "calendars": _calendars,
    "groups": _groups,
    "tables": _of_type("table"),
    "homes": _homes,
    "logins": _logins,
    "persons": _persons,
    "states": _states,
    "documents": _documents,
    "roles": _roles,
    "owner_roles": _owner_roles,
    "receivers": _receivers,
    "actors": _actors,
    "templates": _templates,
}
"""By the name under which `parts` asks for them."""
