"""What a press came to, in a sentence: what was done, who is next; and where it may be taken back."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from app.fields import signs_of
from app.records.desk import Desk
from app.records.models import Record
from app.web.language import language
from app.web.toasts import Tone
from app.workflow import engine, queries, service
from app.workflow.course import NAMED, holders_of, label_of, role_labels
from app.workflow.engine import OpenTask


@dataclass(frozen=True, slots=True)
class Outcome:
    """The sentence for who pressed; `undo` is the address that takes it back, if it may be."""

    said: str
    tone: Tone
    undo: str


def outcome(record: Record, transition: str, desk: Desk) -> Outcome:
    """Where the record stands after this transition."""
    move = desk.compiled(record).transition(transition)
    deed = move.label.text(language()) if move else transition
    said, tone = _said(record, deed, desk)
    return Outcome(said, tone, _undo(record, desk))


def _undo(record: Record, desk: Desk) -> str:
    if not any(map(engine.is_recall, engine.leaving(desk.compiled(record), record.state))):
        return ""
    back = (offer.transition.key for offer in service.offered(record, desk=desk) if engine.is_recall(offer.transition))
    key = next(back, "")
    return url_for("workflow.press", record_id=record.id, transition=key) if key else ""


def _said(record: Record, deed: str, desk: Desk) -> tuple[str, Tone]:
    state = label_of(desk.compiled(record), record.state)
    tasks = queries.awake(desk.session, record.id)
    if not tasks:
        return str(gettext("已%(deed)s，现在是“%(state)s”", deed=deed, state=state)), "success"
    roles = role_labels()
    who = [named for task in tasks if (named := _who(task, roles, desk))]
    if not who:
        said = gettext("已%(deed)s，但“%(state)s”还没有人可以办理，请联系管理员分配角色", deed=deed, state=state)
        return str(said), "warning"
    names = signs_of(language()).things.join(who)
    return str(gettext("已%(deed)s，等 %(names)s办理“%(state)s”", deed=deed, names=names, state=state)), "success"


def _who(task: OpenTask, roles: dict[str, str], desk: Desk) -> str:
    """艾米（部门负责人）; of many only the first ones."""
    names = holders_of(task, desk)
    if not names:
        return ""
    said = signs_of(language()).things.join(names[:NAMED])
    if len(names) > NAMED:
        said = str(gettext("%(names)s 等 %(count)d 人", names=said, count=len(names)))
    role = roles.get(task.role or "", "")
    return str(gettext("%(names)s（%(role)s）", names=said, role=role)) if role else said
