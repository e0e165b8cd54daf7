"""Messages of verbs, in the transaction of the deed."""

from collections.abc import Iterable, Sequence

from app.notices import service as notices
from app.workflow import holders
from app.workflow.models import Task
from app.workflow.verbs.verb import Acting


def tell(acting: Acting, user_ids: Iterable[int], kind: str) -> None:
    """A message to each of them, except who acts."""
    ids = [each for each in dict.fromkeys(user_ids) if each != acting.desk.actor.id]
    facts = {**acting.subject.named, "by": acting.desk.actor.name, "comment": acting.given.comment}
    notices.tell(ids, kind, record_id=acting.record.id, facts=facts, now=acting.desk.now)
    acting.told += ids


def tell_woken(acting: Acting, woken: Sequence[Task]) -> None:
    """Those whose turn has come."""
    tell(acting, holders.ids_of_all(woken, acting.desk), "your_turn")
