"""To whom verbs lead: who may be named, and what names stand for."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from app.accounts import queries as accounts
from app.accounts.models import User
from app.errors import Fault, Invalid, NotFound
from app.expressions import Coded
from app.records.desk import Desk
from app.workflow import queries
from app.workflow.verbs.verb import Acting

MOST = 5
"""People named at once."""
_LONGEST = 100
"""Characters of what is read as a name."""
_WITH_LOGIN = re.compile(r".*[（(](?P<login>[^（）()]+)[）)]")


def named(typed: Iterable[str], desk: Desk) -> tuple[int, ...]:
    """The ids of people by what was typed: a name, a log-in name, or `王五（wangwu）`.

    Raises for all unknown ones, and for too many before anybody is looked for: each costs questions while others wait.
    """
    found: list[int] = []
    faults: list[Fault] = []
    parts = (one.strip() for line in typed for one in re.split(r"[、,，;；\n]", line))
    asked = list(dict.fromkeys(one for one in parts if one))
    if len(asked) > MOST:
        raise Invalid.because("workflow.too_many_chosen", place="people", most=MOST)
    for name in asked:
        person = _one(name[:_LONGEST], desk)
        if person is None:
            faults.append(Fault("workflow.person_unknown", place="people", facts={"name": name[:_LONGEST]}))
        else:
            found.append(int(person))
    if faults:
        raise Invalid(faults)
    return tuple(dict.fromkeys(found))


def choices(users: Sequence[User]) -> list[str]:
    """How people are told apart in a list to choose from."""
    names = [user.name for user in users]
    return [user.name if names.count(user.name) == 1 else f"{user.name}（{user.login}）" for user in users]


def names(ids: Iterable[int]) -> tuple[str, ...]:
    """Their names, in this order."""
    ids = tuple(ids)
    known = accounts.names(ids)
    return tuple(known[each] for each in ids if each in known)


def holders_beside(acting_task_role: str | None, department_id: int | None, desk: Desk) -> list[User]:
    """Who else could hold a task of this role."""
    if acting_task_role is None:
        return []
    found = accounts.holders(acting_task_role, department_id=department_id, today=desk.today)
    return [user for user in found if user.id != desk.actor.id]


def refuse_unknown(acting: Acting) -> None:
    """Raises `Invalid` for nobody, too many, oneself, and people who have left."""
    ids, faults = acting.given.people, []
    if not ids:
        faults.append(Fault("workflow.nobody_chosen", place="people"))
    if len(ids) > MOST:
        faults.append(Fault("workflow.too_many_chosen", place="people", facts={"most": MOST}))
    if acting.desk.actor.id in ids:
        faults.append(Fault("workflow.chosen_oneself", place="people"))
    if gone := [each for each in ids if not _is_here(each)]:
        faults.append(Fault("workflow.chosen_left", place="people", facts={"names": names(gone)}))
    if faults:
        raise Invalid(faults)
    acting.facts["people"] = list(ids)


def refuse_as_receivers(acting: Acting, receives: Literal["holders", "anybody"]) -> None:
    """Raises `Invalid` where a decision may not go: to the owner, to who decides here already, or beyond the role."""
    refuse_unknown(acting)
    task, desk = acting.task, acting.desk
    assert task is not None
    ids, faults = acting.given.people, []
    if not set(acting.subject.owners).isdisjoint(ids):
        faults.append(Fault("workflow.chosen_owner", place="people"))
    busy = [each for each in ids if _decides_here(each, acting)]
    if busy:
        faults.append(Fault("workflow.chosen_decides", place="people", facts={"names": names(busy)}))
    if receives == "holders":
        could = {user.id for user in holders_beside(task.role, task.department_id, desk)}
        if strange := [each for each in ids if each not in could]:
            facts = {"names": names(strange)}
            faults.append(Fault("workflow.chosen_without_role", place="people", facts=facts))
    if faults:
        raise Invalid(faults)


def _decides_here(user_id: int, acting: Acting) -> bool:
    """Does this person have a task of the state already? The one that is passed on does not count."""
    actor = accounts.actor_of(user_id, today=acting.desk.today)
    found = acting.subject.open_tasks()
    own = acting.task.id if acting.task else 0
    return any(task.id != own and queries.as_open(task).belongs_to(actor) for task in found)


def _is_here(user_id: int) -> bool:
    try:
        return accounts.user(user_id).active
    except NotFound:
        return False


def _one(name: str, desk: Desk) -> str | None:
    with_login = _WITH_LOGIN.fullmatch(name)
    person: Coded | None = desk.lookups.person(with_login["login"] if with_login else name)
    return str(person) if person is not None else None
