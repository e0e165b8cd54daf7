"""变更 for Word: what the amendment that is open, or the last one agreed, changes, why, and who said what of it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.definitions.papers import AMENDED, AMENDED_OPINIONS
from app.documents.context import gives_values, masks_values
from app.expressions import Value
from app.fields import CHINESE
from app.records.access import FieldSight
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import queries as flow
from app.workflow.amending import course, judging, queries, showing
from app.workflow.amending.models import Amendment
from app.workflow.models import SideStep, Task
from app.workflow.opinions import WAYS
from app.workflow.verbs.added import Agree, Opinion

ANSWERS = (Agree.key, Opinion.key)


@gives_values
def amendment(record: Record, compiled: CompiledType, desk: Desk) -> Mapping[str, Value]:
    """What papers may say of it."""
    found = _spoken_of(record, compiled, desk)
    if found is None:
        return {}
    kind = compiled.definition.amendments.get(found.kind)
    ended = found.ended_at if found.state == course.AGREED else None
    return {
        AMENDED: _rows(found, compiled, {}, desk),
        AMENDED_OPINIONS: _opinions(found, record, desk),
        "amendment_label": kind.label.zh if kind else found.kind,
        "amendment_number": Decimal(found.number),
        "amendment_reason": found.reason,
        "amendment_on": found.created_at.astimezone(desk.now.tzinfo).date(),
        "amendment_by": accounts.names([found.by]).get(found.by, ""),
        "amendment_agreed_on": ended.astimezone(desk.now.tzinfo).date() if ended else None,
    }


@masks_values
def masked(record: Record, compiled: CompiledType, sights: Mapping[str, FieldSight], desk: Desk) -> Mapping[str, Value]:
    """The changes as somebody may see them who does not see all fields."""
    found = _spoken_of(record, compiled, desk)
    return {AMENDED: _rows(found, compiled, sights, desk)} if found else {}


def _spoken_of(record: Record, compiled: CompiledType, desk: Desk) -> Amendment | None:
    if not compiled.definition.amendments:
        return None
    return queries.spoken_of(desk.session, record.id, until=desk.now)


def _rows(
    found: Amendment, compiled: CompiledType, sights: Mapping[str, FieldSight], desk: Desk
) -> list[dict[str, Value]]:
    reader = showing.Reader(sights, desk.lookups, CHINESE)
    told = showing.lines(compiled, judging.changes_of(found, compiled, desk), reader)
    return [
        {"item": each.what, "how": showing.HOWS[each.how], "before": each.before, "after": each.after} for each in told
    ]


def _opinions(found: Amendment, record: Record, desk: Desk) -> list[dict[str, Value]]:
    """Who agreed since it was last submitted."""
    since = found.asked_at
    tasks = {task.id: task for task in queries.tasks(desk.session, found.id)}
    said = [line for line in flow.side_steps(desk.session, record.id) if line.task_id in tasks and _decides(line)]
    said = [line for line in said if since is not None and since <= line.at <= desk.now]
    names = accounts.names(each for line in said for each in (line.user_id, line.facts.get("for")) if each)
    roles = {role.key: role.label_zh for role in accounts.roles(active=False)}
    return [_opinion(line, tasks[line.task_id or 0], names, roles, desk) for line in said]


def _opinion(
    line: SideStep, task: Task, names: Mapping[int, str], roles: Mapping[str, str], desk: Desk
) -> dict[str, Value]:
    name = names.get(line.user_id or 0, "")
    absent, behalf = line.facts.get("for"), line.facts.get("behalf") or {}
    agreed = line.facts.get("deed") == course.AGREE or line.verb == Agree.key
    return {
        "state": "变更审批",
        "role": roles.get(task.role or "", ""),
        "signer": behalf.get("signer") or (f"{name}（代{names.get(absent, '')}）" if absent else name),
        "opinion": line.comment or ("同意" if agreed else ""),
        "on": date.fromisoformat(behalf["on"]) if behalf.get("on") else line.at.astimezone(desk.now.tzinfo).date(),
        "recorded": bool(behalf),
        "way": WAYS.get(behalf.get("by_way_of", ""), ""),
    }


def _decides(line: SideStep) -> bool:
    """Somebody who was asked said so, or who was asked in (加签)."""
    return line.facts.get("deed") in (course.AGREE, course.SEND_BACK, course.REFUSE) or line.verb in ANSWERS
