"""Who may decide a task today, and who stands in for them."""

from collections.abc import Collection, Iterable

from app.accounts import queries as accounts
from app.records.desk import Desk
from app.workflow import away
from app.workflow.models import Task
from app.workflow.rows import Held


def ids_of(task: Held, desk: Desk) -> list[int]:
    """Active people who may decide it in their own right."""
    if task.person_id is not None:
        return [task.person_id] if accounts.user(task.person_id).active else []
    found = accounts.holders(task.role or "", department_id=task.department_id, today=desk.today)
    return [user.id for user in found]


def ids_of_all(tasks: Iterable[Task], desk: Desk) -> list[int]:
    """The same of several tasks, each person once."""
    return list(dict.fromkeys(each for task in tasks for each in ids_of(task, desk)))


def standing_in(task: Task, owners: Collection[int | None], desk: Desk) -> dict[int, int]:
    """By stand-in: for whom; nobody decides what they submitted, and who was asked in answers in person."""
    if task.added:
        return {}
    known = away.deputies(desk)
    if not known:
        return {}
    found = {known[each][0]: each for each in ids_of(task, desk) if each in known}
    return {deputy: absent for deputy, absent in found.items() if deputy not in owners and accounts.user(deputy).active}
