"""Messages of verbs, in the transaction of the deed."""

from collections.abc import Iterable, Sequence

from app.accounts import queries as accounts
from app.notices import service as notices
from app.records.desk import Desk
from app.workflow.models import Task
from app.workflow.verbs.verb import Acting


def tell(acting: Acting, user_ids: Iterable[int], kind: str) -> None:
    """A message to each of them, except who acts."""
    ids = [each for each in dict.fromkeys(user_ids) if each != acting.desk.actor.id]
    facts = {"title": acting.record.title, "by": acting.desk.actor.name, "comment": acting.given.comment}
    notices.tell(ids, kind, record_id=acting.record.id, facts=facts, now=acting.desk.now)
    acting.told += ids


def tell_woken(acting: Acting, woken: Sequence[Task]) -> None:
    """Those whose turn has come."""
    tell(acting, holders_of(woken, acting.desk), "your_turn")


def holders_of(waiting: Sequence[Task], desk: Desk) -> list[int]:
    """Everybody who may decide one of these today."""
    return list(dict.fromkeys(each for task in waiting for each in _holders(task, desk)))


def _holders(task: Task, desk: Desk) -> list[int]:
    if task.person_id is not None:
        return [task.person_id] if accounts.user(task.person_id).active else []
    found = accounts.holders(task.role or "", department_id=task.department_id, today=desk.today)
    return [user.id for user in found]
