"""待办: what waits for a person as cards, with what has to be known to decide, and what may be pressed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.errors import NotFound
from app.fields.masks import mask
from app.records import history, showing
from app.records import queries as records
from app.records.columns import shown
from app.records.desk import Desk
from app.records.history import Change
from app.records.models import Record
from app.records.rules import REASONS, settle
from app.records.slots import SECRET
from app.web.language import language
from app.workflow import queries, service
from app.workflow.course import holders_of, label_of, role_labels
from app.workflow.engine import Offer, Standing
from app.workflow.models import Step, Task

MOST_FIELDS = 8
MOST_CARDS = 20
"""Cards on one page; with more, the most urgent stand here."""
_LONG = ("table", "file", "paragraph", "narrative", "figure", "signature", "image")


@dataclass(frozen=True, slots=True)
class Fact:
    """A field with its value."""

    label: str
    text: str
    masked: bool = False


@dataclass(slots=True)
class Card:
    """Something that waits, or was decided."""

    record: Record
    compiled: CompiledType
    type_label: str
    state: str
    came_from: str = ""
    comment: str = ""
    role: str = ""
    since: datetime | None = None
    due: datetime | None = None
    tone: str = ""
    facts: Sequence[Fact] = ()
    changes: Sequence[Change] = ()
    warnings: Sequence[tuple[str, str]] = ()
    """What the rules noticed, with the reason that was given."""
    offers: Sequence[Offer] = ()
    waits_for: Sequence[str] = field(default_factory=tuple)
    label: str = ""
    at: datetime | None = None


def to_do(desk: Desk) -> tuple[list[Card], int]:
    """The most urgent cards, and how many records wait altogether."""
    tasks: dict[int, tuple[Task, Record]] = {}
    for task, record in queries.waiting_for(desk.session, desk.actor):
        tasks.setdefault(record.id, (task, record))
    here = list(tasks.values())[:MOST_CARDS]
    known = _Known.of([record for _task, record in here], desk)
    return [_card(task, record, known, desk) for task, record in here], len(tasks)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is asked for all cards at once."""

    last: Mapping[int, Step]
    names: Mapping[int, str]
    roles: Mapping[str, str]
    standings: Mapping[int, Standing]
    seen: Mapping[int, int]

    @classmethod
    def of(cls, found: Sequence[Record], desk: Desk) -> "_Known":
        ids = [record.id for record in found]
        last = queries.last_steps(desk.session, ids)
        return cls(
            last=last,
            names=accounts.names(step.user_id for step in last.values() if step.user_id),
            roles=role_labels(),
            standings=queries.standings(desk.session, found),
            seen=queries.last_seen(desk.session, ids, desk.actor.id),
        )


def briefly(desk: Desk, *, most: int) -> tuple[list[Card], int]:
    """The most urgent ones, without what is needed to decide; how many there are."""
    count = queries.count_waiting_for(desk.session, desk.actor)
    cards = []
    for task, record in queries.waiting_for(desk.session, desk.actor, most=most) if count else ():
        card = _plain(record, desk)
        card.since, card.due, card.tone = task.created_at, task.due_at, due_tone(task.due_at, desk.now)
        cards.append(card)
    return cards, count


def decided(desk: Desk) -> list[Card]:
    """已办: what this person decided, the newest first; only what may still be seen."""
    cards = []
    for step, record in _seen(desk, queries.decided_by(desk.session, desk.actor.id)):
        card = _plain(record, desk)
        move = card.compiled.transition(step.transition)
        card.label = move.label.text(language()) if move else step.label
        card.comment, card.at = step.comment, step.at
        card.came_from = label_of(card.compiled, step.from_state)
        cards.append(card)
    return cards


def under_way(desk: Desk) -> list[Card]:
    """我发起的: what waits for others, and for whom."""
    found = queries.under_way(desk.session, desk.actor.id)
    waiting = queries.open_tasks_of(desk.session, [record.id for record in found])
    cards = []
    for record in found:
        tasks = waiting.get(record.id, [])
        card = _plain(record, desk)
        card.waits_for = list(dict.fromkeys(name for task in tasks for name in holders_of(task, desk)))
        card.since = min((task.created_at for task in tasks), default=None)
        card.due = min((task.due_at for task in tasks if task.due_at), default=None)
        card.tone = due_tone(card.due, desk.now)
        cards.append(card)
    return cards


def due_tone(due: datetime | None, now: datetime) -> str:
    """red: overdue, yellow: within a day."""
    if due is None:
        return ""
    return "red" if due < now else "yellow" if due < now + timedelta(days=1) else ""


def facts_of(record: Record, compiled: CompiledType, desk: Desk) -> list[Fact]:
    """The columns of the type's first list that are filled in."""
    views = compiled.definition.views
    keys = views[0].columns if views else tuple(compiled.fields)
    sights = showing.sights_of(record, compiled, desk)
    found = []
    for key in keys:
        each, stored = compiled.fields.get(key), record.data.get(key)
        sight = sights.get(key, "see")
        if each is None or stored in (None, "", []) or sight == "hidden" or each.type.name in _LONG:
            continue
        text, level = shown(each, stored, desk), max(each.definition.sensitive, SECRET)
        masked = sight != "see"
        found.append(Fact(each.definition.label.text(language()), mask(text, level) if masked else text, masked))
    return found[:MOST_FIELDS]


def changes_of(record: Record, compiled: CompiledType, seen: int | None, desk: Desk) -> list[Change]:
    """What changed since the version that this person last decided on."""
    if seen is None or seen == record.lock_version:
        return []
    try:
        before = records.revision(desk.session, record.id, seen)
    except NotFound:
        return []
    sights = showing.sights_of(record, compiled, desk)
    return history.changes(compiled, before.data, record.data, history.Reader(sights, desk.lookups, desk.language))


def warnings_of(record: Record, compiled: CompiledType, desk: Desk) -> list[tuple[str, str]]:
    """Checks that were passed over, each with its reason."""
    reasons = record.data.get(REASONS) or {}
    warnings = settle(compiled, record.data, desk.world(compiled, record)).warnings
    return [(_said(fault.facts.get("say")), reasons.get(str(fault.facts.get("check")), "")) for fault in warnings]


def _card(task: Task, record: Record, known: _Known, desk: Desk) -> Card:
    card = _plain(record, desk)
    offers = service.offered(record, desk=desk, standing=known.standings.get(record.id))
    card.offers = [offer for offer in offers if offer.task is not None]
    card.role = known.roles.get(task.role or "", "")
    card.since, card.due, card.tone = task.created_at, task.due_at, due_tone(task.due_at, desk.now)
    if last := known.last.get(record.id):
        card.came_from, card.comment = known.names.get(last.user_id or 0, ""), last.comment
    card.facts = facts_of(record, card.compiled, desk)
    card.changes = changes_of(record, card.compiled, known.seen.get(record.id), desk)
    card.warnings = warnings_of(record, card.compiled, desk)
    return card


def _plain(record: Record, desk: Desk) -> Card:
    compiled = desk.compiled(record)
    return Card(record, compiled, compiled.definition.label.text(language()), label_of(compiled, record.state))


def _seen(desk: Desk, rows: Iterable[tuple[Step, Record]]) -> Iterable[tuple[Step, Record]]:
    """Those that may still be seen."""
    rows = list(rows)
    visible = queries.visible_ids(desk.session, desk.viewer, [record.id for _step, record in rows])
    return [(step, record) for step, record in rows if record.id in visible]


def _said(words: object) -> str:
    text = getattr(words, "text", None)
    return str(text(language())) if callable(text) else str(words or "")
