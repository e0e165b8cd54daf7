"""`use` is the one road for deeds beside the flow: found allowed, done, written down, audited, in one transaction."""

from collections.abc import Mapping, Sequence

from app.audit import service as audit
from app.errors import AppError, Conflict, Fault, Invalid
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import queries
from app.workflow.engine import Standing
from app.workflow.models import SideStep
from app.workflow.press import MOST_WORDS
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.remind import Remind
from app.workflow.verbs.verb import Acting, Chance, Copied, Given, Place, Verb


def place_of(record: Record, *, desk: Desk, standing: Standing | None = None) -> Place:
    """All that decides who may use a verb on this record now."""
    there = standing or queries.standing(desk.session, record)
    return places_of([record], {record.id: there}, desk=desk)[record.id]


def places_of(records: Sequence[Record], standings: Mapping[int, Standing], *, desk: Desk) -> dict[int, Place]:
    """The same for many, asked at once."""
    copies: dict[int, list[Copied]] = {}
    for copy in queries.copies_of(desk.session, [record.id for record in records]):
        copies.setdefault(copy.record_id, []).append(Copied(copy.id, copy.user_id, copy.by_id))
    reminded = queries.last_side_steps(desk.session, records, Remind.key)
    return {
        record.id: Place(
            compiled=desk.compiled(record),
            standing=standings[record.id],
            presser=desk.actor,
            now=desk.now,
            copies=tuple(copies.get(record.id, ())),
            reminded_at=reminded.get(record.id),
        )
        for record in records
    }


def offered(place: Place) -> tuple[Chance, ...]:
    """What this person may do beside the flow, in the order of the registry."""
    if place.compiled.definition.workflow is None:
        return ()
    return tuple(Chance(verb, target) for verb in VERBS.values() for target in verb.targets(place))


def use(record: Record, verb: Verb, given: Given, *, desk: Desk) -> Acting:
    """Do it.

    Raises `Conflict` when what it concerns is past, `Forbidden` when others may, `Invalid` for what was given.
    """
    place = place_of(record, desk=desk)
    target = _target(verb, given, place, record, desk)
    _refuse_words(verb, given)
    task = queries.task(desk.session, target) if verb.concerns == "task" else None
    acting = Acting(record, place, target, given, desk, task=task)
    verb.do(acting)
    _write_down(verb, acting, state=place.standing.state)
    return acting


def _target(verb: Verb, given: Given, place: Place, record: Record, desk: Desk) -> int:
    """What it is used on: what was named, or the only thing there is."""
    targets = [chance.target for chance in offered(place) if chance.verb is verb]
    if given.target in targets or (targets and not given.target):
        return given.target or targets[0]
    raise _refusal(verb, given, place, record, desk)


def _refusal(verb: Verb, given: Given, place: Place, record: Record, desk: Desk) -> AppError:
    task = queries.task(desk.session, given.target) if verb.concerns == "task" else None
    if task is not None and task.record_id == record.id and task.outcome:
        return Conflict("workflow.decided_already", current=record)
    return verb.refusal(place)


def _refuse_words(verb: Verb, given: Given) -> None:
    faults = []
    if verb.words == "required" and not given.comment.strip():
        faults.append(Fault("workflow.words_required", place="comment"))
    if len(given.comment) > MOST_WORDS:
        faults.append(Fault("workflow.comment_long", place="comment", facts={"most": MOST_WORDS}))
    if verb.hows and given.how not in verb.hows:
        faults.append(Fault("workflow.how_required", place="how"))
    if faults:
        raise Invalid(faults)


def _write_down(verb: Verb, acting: Acting, *, state: str) -> None:
    desk, record = acting.desk, acting.record
    task_id = acting.task.id if acting.task else None
    if acting.writes_line:
        line = SideStep(
            record_id=record.id,
            verb=verb.key,
            state=state,
            task_id=task_id,
            facts=acting.facts,
            comment=acting.given.comment.strip(),
            user_id=desk.actor.id,
            at=desk.now,
        )
        desk.session.add(line)
        desk.session.flush()
    facts = {"verb": verb.key, "state": state, "target": acting.target, **acting.facts}
    audit.record("record.verb", actor=desk.actor, about=f"record:{record.id}", facts=facts)
