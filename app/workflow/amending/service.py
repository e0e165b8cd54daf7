"""Every change of an amendment: proposed, submitted, agreed, returned, refused, recalled, given up."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.schema import Amendment as Kind
from app.documents import remaking
from app.errors import Conflict, Fault, Forbidden, Invalid
from app.records import corrections, store
from app.records import service as records
from app.records.desk import Desk
from app.records.models import Record
from app.records.rules import Settled
from app.records.service import Entry
from app.workflow import automatic, away, engine
from app.workflow.amending import asking, course, judging, queries, telling
from app.workflow.amending.core import Change, Data
from app.workflow.amending.models import ASKED, Amendment
from app.workflow.engine import Offer
from app.workflow.judging import sealing
from app.workflow.judging.queries import AMENDED
from app.workflow.models import SideStep
from app.workflow.press import MOST_WORDS, Press, refuse_silence
from app.workflow.service import same_task

LINE = "amendment"
"""What its lines in the course of the record are called."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A form that was sent: why, and what."""

    reason: str
    entry: Entry


def propose(record: Record, key: str, wish: Wish, *, desk: Desk) -> Amendment:
    """A new amendment beside the record, with its proposer until it is submitted.

    Raises `Forbidden`, `Conflict` where another one is open or the record changed since, `Invalid` with all faults.
    """
    compiled = desk.compiled(record)
    kind = kind_of(record, compiled, key, desk)
    if (there := queries.open_of(desk.session, record.id)) is not None:
        raise Conflict("amendment.one_at_a_time", number=there.number)
    if wish.entry.expected not in (None, record.lock_version):
        raise Conflict("record.changed_meanwhile", current=record, by=record.updated_by, at=record.updated_at)
    keys = judging.open_fields(kind, record, compiled, desk)
    after = _judged(record, compiled, kind, wish, {}, desk)
    made = Amendment(
        record_id=record.id,
        number=queries.last_number(desk.session, record.id) + 1,
        kind=key,
        state=course.OWN,
        reason=wish.reason.strip(),
        version_id=compiled.version_id,
        before=judging.kept(record.data, keys),
        after=after,
        lock_version=1,
        by=desk.actor.id,
        created_at=desk.now,
    )
    desk.session.add(made)
    desk.session.flush()
    _write_down(made, record, "propose", desk)
    return made


def change(amendment: Amendment, record: Record, wish: Wish, *, desk: Desk) -> Amendment:
    """What is proposed otherwise, while it is with its proposer; raises like `propose`."""
    compiled = desk.compiled(record)
    may_change(amendment, record, desk=desk)
    kind = kind_of(record, compiled, amendment.kind, desk)
    if wish.entry.expected not in (None, amendment.lock_version):
        raise Conflict("amendment.changed_meanwhile", number=amendment.number)
    keys = judging.open_fields(kind, record, compiled, desk)
    found = judging.values_of(amendment, compiled, desk)[0]
    stood = judging.in_form(amendment, record, compiled, desk)
    after = {**stood, **_judged(record, compiled, kind, wish, stood, desk)}
    gone = {key: None for key in keys if key not in after}
    _move(
        amendment,
        course.OWN,
        desk,
        reason=wish.reason.strip(),
        version_id=compiled.version_id,
        before={**found, **judging.kept(record.data, keys)},
        after={key: value for key, value in {**after, **gone}.items() if value is not None},
    )
    _write_down(amendment, record, "change", desk)
    return amendment


def may_change(amendment: Amendment, record: Record, *, desk: Desk) -> None:
    """Raises `Conflict` unless it is with its proposer, `Forbidden` for everybody but the proposer and the owner."""
    if amendment.state != course.OWN:
        raise Conflict("amendment.not_now", state=course.STATES[amendment.state][0])
    if desk.actor.id not in (amendment.by, record.owner_id):
        raise Forbidden("amendment.change")


def offered(
    amendment: Amendment, record: Record, *, desk: Desk, absent: Sequence[Actor] | None = None
) -> tuple[Offer, ...]:
    """What the actor may press, for themselves and for whom they stand in."""
    compiled = desk.compiled(record)
    there = queries.standing(desk.session, amendment, record, desk.actor)
    flow = course.under(compiled, amendment.kind)
    holds = guard(amendment, record, desk)
    own = engine.offered(flow, there, desk.actor, holds)
    others = away.absent_for(desk) if absent is None else absent
    theirs = engine.offered_for(flow, there, desk.actor, others, holds) if others else ()
    keys = {offer.transition.key for offer in own}
    return (*own, *(offer for offer in theirs if offer.transition.key not in keys))


def offered_on_behalf(amendment: Amendment, record: Record, *, desk: Desk) -> tuple[Offer, ...]:
    """What the actor may record that others decided elsewhere (代录签批)."""
    there = queries.standing(desk.session, amendment, record, desk.actor)
    flow = course.under(desk.compiled(record), amendment.kind)
    return engine.on_behalf(flow, there, desk.actor, guard(amendment, record, desk))


def perform(amendment: Amendment, record: Record, press: Press, *, desk: Desk) -> Amendment:
    """Press a button of it.

    Raises `Conflict` when it does not stand where it could be pressed, is not what was seen, or meets another change of
    the record; `Forbidden` if others may; `Invalid` when the record would not be fit.
    """
    offer = _offer(amendment, record, press, desk)
    asked = course.under(desk.compiled(record), amendment.kind).definition.state(amendment.state)
    refuse_silence(offer.transition, press, asked, today=desk.today)
    carry_out(amendment, record, offer, press, desk=desk)
    return _once(amendment, record, offer, desk)


def carry_out(amendment: Amendment, record: Record, offer: Offer, press: Press, *, desk: Desk) -> Amendment:
    """What was found to be allowed."""
    compiled, move = desk.compiled(record), offer.transition.key
    settled, met = judging.effective(record, compiled, amendment, desk=desk)
    if move == course.SUBMIT:
        _refuse_unfit(amendment, record, settled, met, desk)
    ground = asking.Ground(amendment, record, desk, settled.stored)
    waits = asking.needs(amendment, offer, ground, in_person=press.on_behalf is None)
    state = ASKED if waits is not None else offer.transition.to
    if move == course.SUBMIT and not waits:
        state = course.AGREED
    facts: dict[str, object] = {"asked_at": desk.now} if move == course.SUBMIT else {}
    before = remaking.Said.of(record, compiled, desk) if state == course.AGREED else None
    if before is not None:
        was = record.data
        _refuse_unfit(amendment, record, settled, met, desk)
        saved = _take_effect(amendment, record, settled, desk)
        facts["revision"] = saved.lock_version
        if offer.task is not None:  # who approved the record is not asked again where somebody agreed for them
            sealing.follow(saved, was, desk=desk)
    if state not in course.OPEN:
        facts["ended_at"] = desk.now
    _move(amendment, state, desk, **facts)
    line = _write_down(amendment, record, move, desk, press=press, offer=offer)
    given = asking.give(amendment, waits, ground) if waits is not None else []
    if before is not None:  # with what was just said among the opinions
        makes = compiled.definition.amendments[amendment.kind].makes
        remaking.remake(before, record, compiled, makes, desk=desk)
    telling.tell(amendment, record, offer, line, given, desk=desk)
    if before is not None:
        automatic.after_save(record, desk=desk)
    return amendment


def _once(amendment: Amendment, record: Record, offer: Offer, desk: Desk) -> Amendment:
    """Where the same person would be asked again at once, and it asks once: those steps too."""
    flow = course.under(desk.compiled(record), amendment.kind)
    for _step in range(engine.MAX_PASSED):
        there = queries.standing(desk.session, amendment, record, desk.actor)
        again = engine.repeated(flow, there, desk.actor, guard(amendment, record, desk), offer)
        if amendment.state != ASKED or again is None or again.task is None:
            break
        press = Press(again.transition.key, task_id=again.task.id, repeats=True)
        carry_out(amendment, record, again, press, desk=desk)
    return amendment


def open_page(amendment: Amendment, *, desk: Desk, absent: Sequence[Actor], session: Session) -> None:
    """Who has to decide has looked at it, in a transaction of its own: it cannot be recalled any more."""
    for task in queries.unseen(session, amendment, desk.actor, absent):
        task.seen_at, task.seen_by = desk.now, desk.actor.id


def kind_of(record: Record, compiled: CompiledType, key: str, desk: Desk) -> Kind:
    """The amendment with this key; raises `Conflict` where the record cannot be amended so, `Forbidden` for others."""
    kind = compiled.definition.amendments.get(key)
    if kind is None or record.state not in kind.from_:
        raise Conflict("amendment.not_here", current=record, state=_state(record, compiled))
    if key not in judging.kinds(record, compiled, desk):
        raise Forbidden("amendment.propose", who=tuple(each for each in kind.by if each != engine.OWNER))
    return kind


def _judged(  # noqa: PLR0913, PLR0917 - a form, what it is about, and what stood in it
    record: Record, compiled: CompiledType, kind: Kind, wish: Wish, before: Data, desk: Desk
) -> dict[str, object]:
    """What it wants; raises `Invalid` with all that stands in the way."""
    found = judging.proposed(record, compiled, kind, wish.entry, desk=desk, before=before)
    faults = list(found.judged.faults)
    faults += [Fault("record.warning_wants_reason", each.place, facts=each.facts) for each in _unanswered(found)]
    if not wish.reason.strip():
        faults.append(Fault("amendment.reason_required", place="_why"))
    if len(wish.reason) > MOST_WORDS:
        faults.append(Fault("workflow.comment_long", place="_why", facts={"most": MOST_WORDS}))
    if not found.changes and not found.judged.cleaned.faults:
        faults.append(Fault("amendment.nothing_changed"))
    if faults:
        raise Invalid(faults)
    return judging.kept(found.judged.settled.stored, judging.open_fields(kind, record, compiled, desk))


def _unanswered(found: judging.Proposal) -> list[Fault]:
    return found.judged.settled.unanswered


def _offer(amendment: Amendment, record: Record, press: Press, desk: Desk) -> Offer:
    compiled = desk.compiled(record)
    flow = course.under(compiled, amendment.kind)
    move = next((each for each in engine.leaving(flow, amendment.state) if each.key == press.transition), None)
    if move is None:
        raise Conflict("amendment.not_now", state=course.STATES[amendment.state][0])
    if press.expected not in (None, amendment.lock_version):
        raise Conflict("amendment.changed_meanwhile", number=amendment.number)
    there = queries.standing(desk.session, amendment, record, desk.actor)
    if press.task_id is not None and press.task_id not in {task.id for task in there.tasks}:
        raise Conflict("workflow.decided_already", current=record)
    find = offered_on_behalf if press.on_behalf else offered
    for offer in find(amendment, record, desk=desk):
        if offer.transition.key == press.transition and same_task(offer, press):
            return offer
    if not guard(amendment, record, desk)(press.transition):
        raise Conflict("amendment.not_here", current=record, state=_state(record, compiled))
    if engine.too_late(move, there) and there.owner_id == desk.actor.id:
        by = there.opened.by if there.opened else None
        at = there.opened.at if there.opened else None
        raise Conflict("workflow.opened_already", by=accounts.names([by]).get(by, "") if by else "", at=at)
    raise Forbidden(f"amendment.{press.transition}", who=tuple(task.role for task in there.tasks if task.role))


def guard(amendment: Amendment, record: Record, desk: Desk) -> engine.Guard:
    """What takes effect is pressed only where the record may be amended."""
    kind = desk.compiled(record).definition.amendments.get(amendment.kind)
    fits = kind is not None and record.state in kind.from_
    return lambda transition: fits or transition not in course.TAKES_EFFECT


def _refuse_unfit(amendment: Amendment, record: Record, settled: Settled, met: Sequence[Change], desk: Desk) -> None:
    """The record as it would be: raises `Conflict` with what met, `Invalid` with what it would lack."""
    if judging.outgrown(amendment, desk.compiled(record), desk):
        raise Conflict("amendment.outgrown", current=record, number=amendment.number)
    if met:
        raise Conflict("amendment.collides", current=record, number=amendment.number, count=len(met))
    if settled.faults:
        raise Invalid(settled.faults)


def _take_effect(amendment: Amendment, record: Record, settled: Settled, desk: Desk) -> Record:
    """From now on the values of the record are those of the amendment: a new version of it."""
    compiled = desk.compiled(record)
    records.refuse_twins(compiled, record, settled.stored, desk=desk)
    before = corrections.Before.of(record)
    saved = store.save(
        desk.session,
        record,
        compiled,
        stored=settled.stored,
        state=record.state,
        actor=desk.actor,
        now=desk.now,
        why=AMENDED,
        lookups=desk.lookups,
        expected=record.lock_version,
    )
    corrections.account_for(saved, before, amendment.reason, desk=desk)
    store.explain(desk.session, saved, amendment.reason)
    return saved


def _move(amendment: Amendment, state: str, desk: Desk, **values: object) -> None:
    """To a state, from the one in which it was seen; raises `Conflict` when somebody else was first."""
    seen = (Amendment.id == amendment.id, Amendment.state == amendment.state)
    here = (*seen, Amendment.lock_version == amendment.lock_version)
    is_other = bool(values) or state != amendment.state  # an agreement beside others changes nothing that they saw
    new = {"state": state, "lock_version": amendment.lock_version + is_other, **values}
    done = desk.session.execute(sa.update(Amendment).where(*here).values(**new))
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("amendment.changed_meanwhile", number=amendment.number)
    desk.session.refresh(amendment)


def _write_down(  # noqa: PLR0913 - a line and its reason
    amendment: Amendment,
    record: Record,
    deed: str,
    desk: Desk,
    *,
    press: Press | None = None,
    offer: Offer | None = None,
) -> SideStep:
    facts: dict[str, object] = {"number": amendment.number, "kind": amendment.kind, "deed": deed}
    if offer is not None and offer.stands_for is not None:
        facts["for"] = offer.stands_for
    if press is not None and press.on_behalf is not None:
        facts["behalf"] = press.on_behalf.stored()
    if press is not None and press.repeats:
        facts["repeats"] = True
    line = SideStep(
        record_id=record.id,
        verb=LINE,
        state=record.state,
        task_id=offer.task.id if offer and offer.task else None,
        facts={**facts, "amendment": amendment.id},
        comment=press.comment.strip() if press else amendment.reason,
        user_id=desk.actor.id,
        at=desk.now,
    )
    desk.session.add(line)
    desk.session.flush()
    told = {"amendment": amendment.number, "did": deed, "for": facts.get("for"), "revision": amendment.revision}
    told["on_behalf"] = True if "behalf" in facts else None
    known = {name: value for name, value in told.items() if value is not None}
    audit.record("record.amendment", actor=desk.actor, about=f"record:{record.id}", facts=known)
    return line


def _state(record: Record, compiled: CompiledType) -> object:
    state = compiled.definition.state(record.state)
    return state.label if state else record.state
