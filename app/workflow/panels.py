"""What the flow gives to other pages: buttons and 流程 on the record, 待办 in the sidebar and on the home page."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.definitions.schema import Capability
from app.records import corrections, panels, reading
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.models import Record
from app.records.panels import Action, Missing, Note, Tab
from app.web import database, navigation
from app.web.filters import moment
from app.web.language import language
from app.web.navigation import Group, Item, Panel
from app.web.signs import listed, signs
from app.workflow import changed, current, due, inbox, phrases, queries, service, votes
from app.workflow.course import course, holders_of, label_of, role_labels
from app.workflow.engine import Offer, Standing
from app.workflow.forms import WAYS
from app.workflow.in_flow import InFlow
from app.workflow.models import Task
from app.workflow.verb_forms import beside_lines, button, first_of_each, line
from app.workflow.verbs import service as verbs
from app.workflow.verbs.remind import Remind, again_at

TOP = 5
"""Lines of the panel on the home page."""


@panels.record_actions(order=10)
def buttons(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Action]:
    """Exactly what may be pressed; looking at the record counts as opening it."""
    if compiled.definition.workflow is None:
        return
    absent = current.absent()
    if service.has_news(record, desk=desk, absent=absent):
        with database.alone() as session:
            service.open_record(record, desk=desk, absent=absent, session=session)
    standing = queries.standing(desk.session, record)
    offers = service.offered(record, desk=desk, standing=standing, absent=absent)
    first = next((offer for offer in offers if offer.transition.tone == "go"), None)
    for at, offer in enumerate(offers):
        facts = {**press_facts(record, offer, desk), "is_main": offer is first, "with_assets": at == 0}
        yield Action("workflow/_action_press.html", facts, main=offer is first, more=offer.transition.tone == "stop")
    yield from _verbs(record, standing, desk, beside=bool(offers))
    if service.offered_on_behalf(record, desk=desk, standing=standing):
        facts = {"url": url_for("behalf.ask", record_id=record.id)}
        yield Action("workflow/_action_behalf.html", facts, more=bool(offers))


def _verbs(record: Record, standing: Standing, desk: Desk, *, beside: bool) -> Iterator[Action]:
    """What may be done beside the flow: answers as buttons, the rest in the menu 更多."""
    subject = InFlow(record, desk, standing)
    chances = verbs.offered(verbs.place_of(subject))
    answers = [chance for chance in chances if chance.verb.decides]
    for at, chance in enumerate(answers):
        facts = {**button(subject, chance), "is_main": at == 0 and not beside, "with_assets": at == 0 and not beside}
        yield Action("workflow/_action_press.html", facts, main=at == 0 and not beside)
    for chance in first_of_each(chances):
        yield Action("workflow/_action_verb.html", line(subject, chance), more=True)


@panels.record_tabs(order=20)
def flow(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Tab]:
    """流程."""
    if compiled.definition.workflow is None:
        return

    def facts() -> Mapping[str, Any]:
        drawn = {"course": course(record, compiled, desk), "ways": ways(), "record_id": record.id}
        return {**drawn, "beside": beside_lines(record, desk), "again_at": _again_at(record, desk)}

    yield Tab("flow", str(gettext("流程")), "workflow/_tab_flow.html", facts)


def _again_at(record: Record, desk: Desk) -> datetime | None:
    """From when one may remind again, where somebody was reminded just now."""
    again = again_at(queries.last_side_steps(desk.session, [record], Remind.key).get(record.id))
    return again if again is not None and again > desk.now and queries.awake_tasks(desk.session, record.id) else None


@panels.record_strip(order=5)
def waiting(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Missing]:
    """Whom the record waits for, where that is somebody else."""
    standing = queries.standings(desk.session, [record])[record.id]
    deciding = (desk.actor, *current.absent())
    if not standing.tasks or any(task.is_for(each) for task in standing.tasks for each in deciding):
        return
    tasks = queries.awake_tasks(desk.session, record.id)
    names = list(dict.fromkeys(name for task in tasks for name in holders_of(task, desk)))
    state = label_of(compiled, record.state)
    if names:
        shown = listed(names[:TOP])
        words = gettext("“%(state)s”等 %(names)s 办理", state=state, names=shown)
        yield Missing(str(words), icon="hourglass", tone="blue")
    else:
        yield Missing(_nobody(state, tasks, desk), icon="user-question", tone="red")


@panels.record_notes(order=10)
def news(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Note]:
    """What changed since whoever is asked was last heard."""
    deciding = (desk.actor, *current.absent())
    tasks = queries.awake_tasks(desk.session, record.id) if compiled.definition.workflow else []
    task = next((task for task in tasks if any(queries.as_open(task).is_for(each) for each in deciding)), None)
    found = changed.news(record, task, compiled, desk) if task else changed.News()
    if found.changes:
        reading.note(record.id, found.secrets)
        yield Note("workflow/_note_changes.html", {"news": found})


@panels.record_strip(order=5)
def vote(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Missing]:
    """How the vote stands that is open."""
    if words := votes.said(record, compiled, desk):
        yield Missing(words, icon="chart-bar", tone="blue")


@panels.record_strip(order=6)
def doubtful_day(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Missing]:
    """That the day until which it waits was counted without knowing the holidays."""
    state = compiled.definition.state(record.state)
    if state is None or not any(task.due for task in state.tasks):
        return
    tasks = queries.awake_tasks(desk.session, record.id)
    found = {task.due_at: words for task in tasks if (words := due.doubt(task, compiled))}
    for day, words in found.items():
        said = gettext("%(due)s 前办理", due=moment(day))
        yield Missing(f"{said}{signs().colon}{words}", icon="calendar-question", tone="yellow")


def _nobody(state: str, tasks: Sequence[Task], desk: Desk) -> str:
    """Nobody can decide: which role is missing, and who can give it."""
    labels = role_labels()
    roles = listed(dict.fromkeys(labels.get(task.role or "", "") for task in tasks if task.role))
    admins = listed(user.name for user in accounts.capable_users(Capability.MANAGE_USERS, today=desk.today)[:TOP])
    if not roles or not admins:
        return str(gettext("“%(state)s”没有人可以办理，请联系管理员分配角色", state=state))
    said = gettext(
        "“%(state)s”没有人可以办理：没有人担任“%(roles)s”，请联系管理员 %(admins)s 分配角色",
        state=state,
        roles=roles,
        admins=admins,
    )
    return str(said)


@navigation.sidebar(order=10)
def menu() -> Iterable[Group]:
    """待办, with how many."""
    amount = current.amount()
    tone = "red" if amount.due is not None and amount.due < current_desk().now else ""
    return [_inbox_menu(amount.count, tone, language(), request.script_root)]


@lru_cache(maxsize=500)
def _inbox_menu(count: int, tone: str, spoken: str, root: str) -> Group:
    del spoken, root  # parts of label and address
    return Group(items=(Item(gettext("待办"), url_for("workflow.inbox"), "checkbox", count, tone),))


@navigation.home(order=5)
def top() -> Iterable[Panel]:
    """The most urgent on the home page."""
    count = current.amount().count
    cards = inbox.briefly(current_desk(), absent=current.absent(), most=TOP) if count else []
    return [Panel("workflow/_home.html", {"cards": cards, "count": count})] if cards else []


def press_facts(record: Record, offer: Offer, desk: Desk, *, then: str = "") -> dict[str, Any]:
    """What a button needs to be drawn; `then` is where its page goes afterwards."""
    move, compiled = offer.transition, desk.compiled(record)
    closed = [each.text(language()) for each in corrections.concerned(record, compiled, desk=desk, entering=move.to)]
    return {
        "url": url_for("workflow.press", record_id=record.id, transition=move.key),
        "page": url_for("workflow.ask", record_id=record.id, transition=move.key),
        "label": _label(offer),
        "key": move.key,
        "tone": move.tone,
        "asks": bool(closed) or move.comment == "required" or (offer.task is not None and move.comment == "optional"),
        "required": bool(closed) or move.comment == "required",
        "closed": closed,
        "phrases": phrases.offered(move.tone, current.phrases()),
        "lock": record.lock_version,
        "task": offer.task.id if offer.task else "",
        "once": secrets.token_urlsafe(12),
        "then": then,
    }


def _label(offer: Offer) -> str:
    """What is pressed; for somebody who is away, whose it is."""
    label = offer.transition.label.text(language())
    if offer.stands_for is None:
        return label
    name = accounts.names([offer.stands_for]).get(offer.stands_for, "")
    return str(gettext("代%(name)s%(label)s", name=name, label=label))


def ways() -> dict[str, str]:
    """How decisions are made elsewhere, in the reader's language."""
    return {key: str(gettext(label)) for key, label in WAYS.items()}
