"""Nobody can decide: those who give roles are told. Who of them does not see the record is told no title of it."""

from collections.abc import Mapping
from typing import Any

from app.accounts import queries as accounts
from app.definitions.schema import Capability
from app.notices import service as notices
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import queries
from app.workflow.models import Task


def tell(kind: str, record: Record, desk: Desk, **facts: Any) -> None:
    """A message to each of them. To manage users gives no sight of values: others learn the type and the number."""
    label = desk.compiled(record).definition.label
    whole, other = {"title": record.title}, {"of": label.zh, "of_en": label.text("en"), "id": record.id}
    for user in accounts.capable_users(Capability.MANAGE_USERS, today=desk.today):
        called = whole if _sees(user.id, record, desk) else other
        told = {**called, "by": desk.actor.name, **facts}
        notices.tell([user.id], kind, record_id=record.id, facts=told, now=desk.now)


def missing(task: Task) -> Mapping[str, Any]:
    """What nobody holds: a role, in which department, or the place of somebody who left."""
    if task.person_id is not None:
        return {"role": accounts.user(task.person_id).name}
    labels = {role.key: role.label_zh for role in accounts.roles(active=False)}
    return {"role": labels.get(task.role or "", task.role or ""), "department": task.department_id}


def _sees(user_id: int, record: Record, desk: Desk) -> bool:
    viewer = Viewer(accounts.actor_of(user_id, today=desk.today), desk.today, desk.viewer.types)
    return record.id in queries.visible_ids(desk.session, viewer, [record.id])
