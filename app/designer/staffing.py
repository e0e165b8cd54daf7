"""Who in this office holds the roles that a type names: a role without anybody is told before publishing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from app.accounts import queries as accounts
from app.definitions.schema import RecordType, Right, State, Task
from app.errors import Fault, Level
from app.web.language import language


def unstaffed(definition: RecordType, *, today: date) -> Iterator[Fault]:
    """Tasks that nobody could decide, each where it stands; other roles that nobody holds, once each."""
    labels = {role.key: role.label(language()) for role in accounts.roles()}
    held = accounts.held_roles(today=today)
    told = set[str]()
    for role, path, state in _tasks(definition):
        if role in labels and role not in held:
            told.add(role)
            facts = {"role": labels[role], "state": state}
            yield Fault("designer.task_without_holder", path, facts=facts, level=Level.WARN)
    yield from _of_all(definition, labels, today)
    yield from _gone(definition)
    for role, path in _others(definition):
        if role in labels and role not in held and role not in told:
            told.add(role)
            yield Fault("designer.role_without_holder", path, facts={"role": labels[role]}, level=Level.WARN)


def _of_all(definition: RecordType, labels: Mapping[str, str], today: date) -> Iterator[Fault]:
    """A role that people hold for their own departments, asked for without saying of which."""
    divided = accounts.divided_roles(today=today)
    for state, task, path in _asked(definition):
        if task.role in divided and task.of is None and task.role in labels:
            facts = {"role": labels[task.role], "state": state.label}
            yield Fault("designer.role_of_all", f"{path}.of", facts=facts, level=Level.WARN)


def _gone(definition: RecordType) -> Iterator[Fault]:
    for state, task, path in _asked(definition):
        found = accounts.user_by_login(task.login) if task.login else None
        if task.login and (found is None or not found.active):
            facts = {"login": task.login, "state": state.label}
            yield Fault("designer.login_gone", f"{path}.login", facts=facts, level=Level.WARN)


def _asked(definition: RecordType) -> Iterator[tuple[State, Task, str]]:
    for key, state in (definition.workflow.states if definition.workflow else {}).items():
        for at, task in enumerate(state.tasks):
            yield state, task, f"workflow.states.{key}.tasks[{at}]"


def _tasks(definition: RecordType) -> Iterator[tuple[str, str, object]]:
    for state, task, path in _asked(definition):
        if task.role:
            yield task.role, f"{path}.role", state.label


def _others(definition: RecordType) -> Iterator[tuple[str, str]]:
    for at, right in enumerate(definition.rights):
        yield from ((role, f"rights[{at}].{name}") for role, name in _of_right(right))
    for at, move in enumerate(definition.workflow.transitions if definition.workflow else ()):
        yield from ((role, f"workflow.transitions[{at}].by") for role in move.by)
    yield from ((notice.to, f"notify[{at}].to") for at, notice in enumerate(definition.notify))
    yield from ((remind.to, f"remind[{at}].to") for at, remind in enumerate(definition.remind))


def _of_right(right: Right) -> Iterable[tuple[str, str]]:
    if right.role:
        yield right.role, "role"
    if isinstance(right.see, tuple):
        yield from ((role, "see") for role in right.see)
