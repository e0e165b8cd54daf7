"""批量办理: one answer to many tasks of one kind, as long work; each is pressed as if alone, a refusal is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask_babel import gettext

from app.accounts.actor import Actor
from app.definitions.schema import Transition
from app.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from app.jobs.worker import Progress
from app.records import desks, once
from app.records import queries as records
from app.records.desk import Desk
from app.records.models import Record
from app.web import database
from app.web.language import speaking
from app.web.signs import signs
from app.web.words import say_all
from app.workflow import amendment_pages, changed, inbox, queries, service
from app.workflow.amending import queries as amendments
from app.workflow.amending import service as amending
from app.workflow.amending.models import Amendment
from app.workflow.course import label_of
from app.workflow.engine import Offer
from app.workflow.models import Task
from app.workflow.press import Press

KIND = "workflow.batch"
MOST = 200
"""Tasks on one page: what somebody can look through before answering them all alike."""
MOST_FACTS = 4
"""Fields by which a line is told from the next one."""
REASONS_SHOWN, FAULTS_SAID = 20, 3
Waits: TypeAlias = tuple[Task, Record, Amendment | None]
"""What waits: a task in the flow of a record, or of an amendment of it."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Tasks that are alike: of one version of a type, in one state."""

    key: str
    type_label: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A record of a pile, with what may be pressed for all of it."""

    record: Record
    lock_version: int
    offers: Mapping[str, Offer]
    facts: Sequence[inbox.Fact]
    is_changed: bool
    """It is not what this person decided on the last time, or `heard`, who was asked the same before."""
    heard: str = ""
    number: int = 0
    """Which amendment of the record waits; 0: the record itself."""


@dataclass(frozen=True, slots=True)
class Piled:
    """All piles, and the lines of the one that is looked at."""

    piles: Sequence[Pile]
    key: str
    lines: Sequence[Line]
    moves: Sequence[Transition]

    @property
    def is_cut(self) -> bool:
        """More of the pile waits than is listed."""
        return any(pile.key == self.key and pile.count > len(self.lines) for pile in self.piles)


def piled(desk: Desk, wanted: str, *, absent: Sequence[Actor]) -> Piled:
    """What waits for a person, in piles, the greatest first; of the `wanted` one, or the first, its lines."""
    sorted_: dict[str, dict[int, Waits]] = {}
    for task, record in queries.waiting_for(desk.session, desk.viewer, absent=absent):
        sorted_.setdefault(f"{record.version_id}.{record.state}", {}).setdefault(record.id, (task, record, None))
    for task, amendment, record in amendments.waiting_for(desk.session, desk.viewer, absent=absent):
        key = f"{record.version_id}.+{amendment.kind}"
        sorted_.setdefault(key, {}).setdefault(record.id, (task, record, amendment))
    found = sorted(sorted_.items(), key=lambda pile: -len(pile[1]))
    piles = [_pile(key, list(waits.values()), desk) for key, waits in found]
    key = wanted if wanted in sorted_ else next((pile.key for pile in piles), "")
    here = list(sorted_.get(key, {}).values())[:MOST]
    lines = [*_lines(here, desk, absent=absent), *_proposals(here, desk, absent=absent)]
    moves = {offer.transition.key: offer.transition for line in lines for offer in line.offers.values()}
    return Piled(piles, key, lines, list(moves.values()))


def order(
    lines: Sequence[Line], picked: Sequence[str], transition: str, comment: str, versions: Mapping[str, str]
) -> dict[str, Any]:
    """What the long work is told; `versions` are those that the page showed, and which amendment of a record it is.

    Raises `Invalid` with everything that is missing.
    """
    offers = {str(line.record.id): line.offers[transition] for line in lines if transition in line.offers}
    chosen = [each for each in dict.fromkeys(picked) if _number(each)][:MOST]
    first = next((offers[each] for each in chosen if each in offers), None)
    if first is None:
        raise Invalid.because("batch.choose", place="pick")
    if first.transition.comment == "required" and not comment.strip():
        raise Invalid.because("workflow.comment_required", place="comment", label=first.transition.label)
    # what was ticked and is not offered any more is pressed too: its refusal tells why
    tasks = {each: offers[each].task if each in offers else None for each in chosen}
    items = [
        [
            _number(each),
            task.id if task else None,
            _number(versions.get(f"v.{each}", "")),
            _number(versions.get(f"n.{each}", "")),
        ]
        for each, task in tasks.items()
    ]
    return {"transition": transition, "comment": comment, "items": items}


def work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Long work: each record in a transaction of its own."""
    desk = desks.of_user(user_id or 0)
    with speaking(desk.language):
        done, refused, items = 0, list[tuple[str, str]](), args["items"]
        for at, (record_id, task_id, version, number) in enumerate(items, 1):
            press = Press(args["transition"], args["comment"], expected=version, task_id=task_id)
            why = _pressed(record_id, number, press, f"{args['token']}:{record_id}", user_id or 0)
            done += not why
            refused += [(str(record_id), why)] if why else []
            progress.step(at, len(items))
        database.begin_write()
        return _told(done, refused, desks.of_user(user_id or 0))


def _pressed(record_id: int, number: int, press: Press, mark: str, user_id: int) -> str:
    """Empty, or why it was refused. The rights are those of this moment, and begun again nothing is pressed twice."""
    database.begin_write()
    desk = desks.of_user(user_id)
    if once.made_before(desk.session, mark, route=KIND, actor=desk.actor) is not None:
        return ""
    try:
        record = records.get(desk.session, record_id, viewer=desk.viewer)
        if number:
            amending.perform(amendments.get(desk.session, record.id, number), record, press, desk=desk)
        else:
            service.perform(record, press, desk=desk)
    except (Conflict, Forbidden, Invalid, NotFound) as refused:
        desk.session.rollback()
        database.begin_write()
        return _why(refused)
    once.remember(desk.session, mark, record_id, route=KIND, actor=desk.actor, now=desk.now)
    return ""


def _why(refused: AppError) -> str:
    match refused:
        case Invalid():
            return signs().rows.join(say_all(refused.faults)[:FAULTS_SAID])
        case Conflict():
            return str(gettext("记录已经变了，或者别人已经办理，请打开看看"))
        case _:
            return str(gettext("您现在不能办理它"))


def _told(done: int, refused: Sequence[tuple[str, str]], desk: Desk) -> dict[str, Any]:
    lines = [str(gettext("办理了 %(done)d 件", done=done))]
    seen = records.many(desk.session, [int(known) for known, _why in refused], viewer=desk.viewer)
    for known, why in refused[:REASONS_SHOWN]:
        title = seen[int(known)].title if int(known) in seen else f"#{known}"
        lines.append(str(gettext("没有办理：%(title)s，%(why)s", title=title, why=why)))
    if len(refused) > REASONS_SHOWN:
        lines.append(str(gettext("还有 %(count)d 件没有办理", count=len(refused) - REASONS_SHOWN)))
    return {"lines": lines, "links": [{"url": "/tasks", "label": str(gettext("回到待办"))}]}


def _pile(key: str, found: Sequence[Waits], desk: Desk) -> Pile:
    _task, record, amendment = found[0]
    compiled = desk.compiled(record)
    state = label_of(compiled, record.state)
    if amendment is not None:
        state = amendment_pages.label_of(compiled.definition.amendments.get(amendment.kind), amendment.kind)
    return Pile(key, compiled.definition.label.text(desk.language), state, len(found))


def _lines(found: Sequence[Waits], desk: Desk, *, absent: Sequence[Actor]) -> Iterator[Line]:
    """What may be pressed for each, as its own page offers it; only what goes on is answered in piles."""
    own = {record.id: (task, record) for task, record, amendment in found if amendment is None}
    standings = queries.standings(desk.session, [record for _task, record in own.values()])
    last = changed.since({record_id: task for record_id, (task, _record) in own.items()}, desk) if own else {}
    for _task, record in own.values():
        offers = service.offered(record, desk=desk, standing=standings[record.id], absent=absent)
        facts = list(_plain(inbox.facts_of(record, desk.compiled(record), desk)))[:MOST_FACTS]
        is_changed = record.id in last and last[record.id].version != record.lock_version
        heard = last[record.id].who if is_changed else ""
        yield Line(record, record.lock_version, _onward(offers), facts, is_changed, heard)


def _proposals(found: Sequence[Waits], desk: Desk, *, absent: Sequence[Actor]) -> Iterator[Line]:
    """Amendments, each with its reason and the first of what it changes, as far as this person sees it."""
    for _task, record, amendment in found:
        if amendment is None:
            continue
        offers = amending.offered(amendment, record, desk=desk, absent=absent)
        told = amendment_pages.lines_of(amendment, record, desk.compiled(record), desk, briefly=True)
        facts = [inbox.Fact(str(gettext("变更事由")), amendment.reason)]
        facts += [inbox.Fact(each.what, f"{each.before or '—'} → {each.after or '—'}") for each in told]
        lock = amendment.lock_version
        yield Line(record, lock, _onward(offers), facts[:MOST_FACTS], is_changed=False, number=amendment.number)


def _onward(offers: Sequence[Offer]) -> dict[str, Offer]:
    return {each.transition.key: each for each in offers if each.task is not None and each.transition.tone == "go"}


def _plain(facts: Sequence[inbox.Fact]) -> Iterator[inbox.Fact]:
    return (fact for fact in facts if not fact.columns)


def _number(text: str) -> int:
    """An id or a version that a page sent; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


JOBS = {KIND: work}
"""The long work of deciding, by kind."""
