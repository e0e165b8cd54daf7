"""待办: what waits for a person as cards, with what has to be known to decide, and what may be pressed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.definitions.compiled import CompiledField, CompiledType
from app.expressions import Kind
from app.fields import Stored
from app.fields.masks import mask
from app.records import showing
from app.records.columns import shown
from app.records.desk import Desk
from app.records.models import Record
from app.records.rules import REASONS, settle
from app.records.slots import SECRET
from app.web.language import language
from app.workflow import changed, due, queries, service, votes, waiting
from app.workflow.changed import News
from app.workflow.course import deed_of, holders_of, label_of, role_labels
from app.workflow.engine import Offer, OpenTask
from app.workflow.in_flow import InFlow
from app.workflow.models import Copy, SideStep, Step, Task
from app.workflow.rows import Asks, Said
from app.workflow.verbs import service as verbs
from app.workflow.verbs.verb import Chance
from app.workflow.waiting import Asked, Waits
from app.workflow.waiting import Place as End

MOST_FIELDS = 8
"""Fields beside those that the task is about."""
MOST_CARDS = waiting.PAGE
"""Cards on one page."""
MOST_ROWS = 12
"""Rows of a table that the task is about; of more their number is told."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A field with its value, or a table: its `columns` (label, and whether they hold numbers) and its rows.

    `more` rows stand on the record's page only.
    """

    label: str
    text: str = ""
    masked: bool = False
    columns: Sequence[tuple[str, bool]] = ()
    rows: Sequence[Sequence[str]] = ()
    more: int = 0


@dataclass(slots=True)
class Card:
    """Something that waits, or was decided."""

    record_id: int
    title: str
    compiled: CompiledType
    type_label: str
    state: str
    came_from: str = ""
    comment: str = ""
    role: str = ""
    since: datetime | None = None
    due: datetime | None = None
    tone: str = ""
    doubt: str = ""
    """What to know of the due day."""
    added: str = ""
    """How this person was asked in."""
    waits_for: Sequence[str] = field(default_factory=tuple)
    label: str = ""
    at: datetime | None = None
    stood_for: str = ""
    """Who is away and would decide."""
    is_new: bool = False
    """Not opened yet."""
    waits: Waits | None = None
    """What waits, where something does."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A card with all that is needed to decide, and what may be pressed."""

    card: Card
    record: Record
    facts: Sequence[Fact]
    news: News
    warnings: Sequence[tuple[str, str]]
    """What the rules noticed, with the reason that was given."""
    offers: Sequence[Offer]
    chances: Sequence[Chance]
    """What may be done beside the flow."""
    vote: str
    """How the vote stands that is open."""


def to_do(desk: Desk, asked: Asked, *, absent: Sequence[Actor] = ()) -> tuple[list[Card], End | None]:
    """A page of what waits, also for those who are `absent`: the heads of the cards, and where the next page begins."""
    found = waiting.page(desk.session, desk.viewer, asked, absent=absent)
    known = _Known.of(found.rows, absent, desk)
    return [_head(each, known, desk) for each in found.rows], found.end


def whole(record: Record, desk: Desk, *, absent: Sequence[Actor] = ()) -> Opened | None:
    """The card of one record with all that is needed to decide; None where nothing of it waits for this person."""
    waits = waiting.of_record(desk.session, desk.viewer, record.id, absent=absent)
    if waits is None:
        return None
    return opened(_head(waits, _Known.of([waits], absent, desk), desk), record, desk, absent=absent)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is asked for all cards at once."""

    last: Mapping[int, Said]
    names: Mapping[int, str]
    roles: Mapping[str, str]
    absent: Sequence[Actor]
    """For whom this person stands in."""
    passed_on: Mapping[int, SideStep]
    """By task: how it came to this person, where somebody passed it on or asked in."""
    labels: dict[tuple[int, str], tuple[str, str]]
    """What types and their states are called, by version and state: most of what waits is of few kinds."""

    @classmethod
    def of(cls, rows: Sequence[Waits], absent: Sequence[Actor], desk: Desk) -> "_Known":
        last = queries.last_steps(desk.session, [each.record_id for each in rows])
        passed_on = queries.passed_on(desk.session, rows)
        said_by = [step.user_id for step in last.values()] + [line.user_id for line in passed_on.values()]
        return cls(
            last=last,
            names=accounts.names(each for each in said_by if each),
            roles=role_labels(),
            passed_on=passed_on,
            absent=absent,
            labels={},
        )


def types(desk: Desk) -> list[tuple[str, str]]:
    """The types that have a flow, to choose among."""
    flowing = (each for each in desk.types.all().values() if each.definition.workflow is not None)
    ordered = sorted(flowing, key=lambda each: (each.definition.position, each.key))
    return [(each.key, each.definition.label.text(language())) for each in ordered]


def briefly(desk: Desk, *, absent: Sequence[Actor], most: int) -> list[Card]:
    """The most urgent ones, without what is needed to decide."""
    cards = []
    for task, record in queries.waiting_for(desk.session, desk.viewer, absent=absent, most=most):
        card = _plain(record, desk)
        card.since, card.due, card.tone = task.created_at, task.due_at, due_tone(task.due_at, desk.now)
        card.doubt = due.doubt(task, card.compiled)
        cards.append(card)
    return cards


def decided(desk: Desk, type_key: str = "") -> list[Card]:
    """已办: what this person decided, the newest first; only what may still be seen."""
    cards = []
    for step, record in _seen(desk, queries.decided_by(desk.session, desk.actor.id, type_key=type_key)):
        card = _plain(record, desk)
        card.label = deed_of(step, card.compiled)
        card.comment, card.at = step.comment, step.at
        card.came_from = label_of(card.compiled, step.from_state)
        cards.append(card)
    return cards


def under_way(desk: Desk, type_key: str = "") -> list[Card]:
    """我发起的: what waits for others, and for whom."""
    found = queries.under_way(desk.session, desk.actor.id, type_key=type_key)
    waiting = queries.open_tasks_of(desk.session, [record.id for record in found])
    cards = []
    for record in found:
        tasks = [task for task in waiting.get(record.id, []) if not task.asleep]
        card = _plain(record, desk)
        card.waits_for = list(dict.fromkeys(name for task in tasks for name in holders_of(task, desk)))
        card.since = min((task.created_at for task in tasks), default=None)
        card.due, card.doubt = _first_due(tasks, card.compiled)
        card.tone = due_tone(card.due, desk.now)
        cards.append(card)
    return cards


def _first_due(tasks: Sequence[Task], compiled: CompiledType) -> tuple[datetime | None, str]:
    """The most urgent day, and what to know of it."""
    dated = {task.due_at: task for task in tasks if task.due_at}
    first = min(dated, default=None)
    return first, due.doubt(dated[first], compiled) if first else ""


def copied(desk: Desk, type_key: str = "") -> list[Card]:
    """抄送我的: what others let this person read, the newest first."""
    found = queries.copied_to(desk.session, desk.actor.id, type_key=type_key)
    visible = queries.visible_ids(desk.session, desk.viewer, [record.id for _copy, record in found])
    names = accounts.names(copy.by_id for copy, _record in found if copy.by_id)
    return [_copied(copy, record, names, desk) for copy, record in found if record.id in visible]


def _copied(copy: Copy, record: Record, names: Mapping[int, str], desk: Desk) -> Card:
    card = _plain(record, desk)
    card.came_from, card.comment, card.at = names.get(copy.by_id or 0, ""), copy.comment, copy.created_at
    card.is_new = copy.read_at is None
    return card


def due_tone(due: datetime | None, now: datetime) -> str:
    """red: overdue, yellow: within a day."""
    if due is None:
        return ""
    return "red" if due < now else "yellow" if due < now + timedelta(days=1) else ""


def facts_of(record: Record, compiled: CompiledType, desk: Desk, *, judges: Sequence[str] = ()) -> list[Fact]:
    """What is filled in of the fields that a task `judges`, and then of the columns of the type's first list."""
    return _Essence(record, compiled, desk).facts(judges)


def judged_in(task: Asks, compiled: CompiledType) -> Sequence[str]:
    """The fields that a task is about, as its definition names them."""
    state = compiled.definition.state(task.state)
    tasks = state.tasks if state else ()
    return tasks[task.position].judges if task.position < len(tasks) else ()


class _Essence:
    """One record in a few lines."""

    def __init__(self, record: Record, compiled: CompiledType, desk: Desk) -> None:
        self.record, self.compiled, self.desk = record, compiled, desk
        self.sights = showing.sights_of(record, compiled, desk)

    def facts(self, judges: Sequence[str]) -> list[Fact]:
        views = self.compiled.definition.views
        others = [key for key in (views[0].columns if views else self.compiled.fields) if key not in judges]
        plain = (key for key in others if key in self.compiled.fields and not self._is_long(key))
        beside = [fact for key in plain if (fact := self._fact(key))][:MOST_FIELDS]
        return [*(fact for key in judges if (fact := self._fact(key))), *beside]

    def _is_long(self, key: str) -> bool:
        return self.compiled.fields[key].type.is_long

    def _fact(self, key: str) -> Fact | None:
        each, stored = self.compiled.fields[key], self.record.data.get(key)
        if stored in (None, "", []) or self.sights.get(key, "see") == "hidden":
            return None
        label = each.definition.label.text(language())
        if each.columns:
            return self._table(each, label, stored)
        return Fact(label, self._text(each, key, stored), masked=self.sights.get(key, "see") != "see")

    def _table(self, table: CompiledField, label: str, stored: Sequence[Mapping[str, Stored]]) -> Fact:
        """The columns that may be seen and that some row fills in."""
        columns = [
            each
            for key, each in table.columns.items()
            if self.sights.get(f"{table.key}.{key}") != "hidden" and any(row.get(key) is not None for row in stored)
        ]
        rows = [
            [self._text(each, f"{table.key}.{each.key}", row.get(each.key)) for each in columns]
            for row in stored[:MOST_ROWS]
        ]
        heads = [(each.definition.label.text(language()), each.name.kind is Kind.NUMBER) for each in columns]
        return Fact(label, columns=heads, rows=rows, more=len(stored[MOST_ROWS:]))

    def _text(self, each: CompiledField, path: str, stored: Stored) -> str:
        text = shown(each, stored, self.desk)
        is_seen = self.sights.get(path, "see") == "see"
        return text if is_seen else mask(text, max(each.definition.sensitive, SECRET))


def warnings_of(record: Record, compiled: CompiledType, desk: Desk) -> list[tuple[str, str]]:
    """Checks that were passed over, each with its reason."""
    if not any(check.definition.level == "warn" for check in compiled.checks):
        return []
    reasons = record.data.get(REASONS) or {}
    warnings = settle(compiled, record.data, desk.world(compiled, record)).warnings
    return [(_said(fault.facts.get("say")), reasons.get(str(fault.facts.get("check")), "")) for fault in warnings]


def _head(waits: Waits, known: _Known, desk: Desk) -> Card:
    """What a card says while it is closed."""
    kind, compiled = (waits.version_id, waits.record_state), desk.types.version(waits.version_id)
    if kind not in known.labels:
        known.labels[kind] = _labels(compiled, waits.record_state)
    card = Card(waits.record_id, waits.title, compiled, *known.labels[kind], waits=waits)
    card.stood_for = next((each.name for each in known.absent if _is_for(waits.task(), each, desk)), "")
    card.added, card.role = waits.added, known.roles.get(waits.role or "", "")
    card.since, card.due, card.tone = waits.created_at, waits.due_at, due_tone(waits.due_at, desk.now)
    card.doubt = due.doubt(waits, card.compiled)
    if passed_on := known.passed_on.get(waits.id):
        card.came_from, card.comment = known.names.get(passed_on.user_id or 0, ""), passed_on.comment
    elif last := known.last.get(waits.record_id):
        card.came_from, card.comment = known.names.get(last.user_id, ""), last.comment
    return card


def opened(card: Card, record: Record, desk: Desk, *, absent: Sequence[Actor] = ()) -> Opened:
    """A card with what has to be known of its record to decide, and what may be pressed."""
    compiled, standings = card.compiled, queries.standings(desk.session, [record])
    offers = service.offered(record, desk=desk, standing=standings[record.id], absent=absent)
    judges = judged_in(card.waits, compiled) if card.waits else ()
    return Opened(
        card,
        record,
        facts=facts_of(record, compiled, desk, judges=judges),
        news=changed.news(record, card.waits, compiled, desk) if card.waits else News(),
        warnings=warnings_of(record, compiled, desk),
        offers=[offer for offer in offers if offer.task is not None],
        chances=verbs.offered(verbs.place_of(InFlow(record, desk, standings[record.id]))),
        vote=votes.said(record, compiled, desk),
    )


def _is_for(task: OpenTask, absent: Actor, desk: Desk) -> bool:
    """Does it wait for somebody who is away, and not for the actor in their own right?"""
    return task.is_for(absent) and not task.is_for(desk.actor)


def _plain(record: Record, desk: Desk) -> Card:
    compiled = desk.compiled(record)
    return Card(record.id, record.title, compiled, *_labels(compiled, record.state))


def _labels(compiled: CompiledType, state: str) -> tuple[str, str]:
    """What a type is called, and the state in which a record of it stands."""
    return compiled.definition.label.text(language()), label_of(compiled, state)


def _seen(desk: Desk, rows: Iterable[tuple[Step, Record]]) -> Iterable[tuple[Step, Record]]:
    """Those that may still be seen."""
    rows = list(rows)
    visible = queries.visible_ids(desk.session, desk.viewer, [record.id for _step, record in rows])
    return [(step, record) for step, record in rows if record.id in visible]


def _said(words: object) -> str:
    text = getattr(words, "text", None)
    return str(text(language())) if callable(text) else str(words or "")
