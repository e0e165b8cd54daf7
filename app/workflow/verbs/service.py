"""`use` is the one road for deeds beside the flow: found allowed, done, written down, audited, in one transaction."""

from app.audit import service as audit
from app.errors import AppError, Conflict, Fault, Invalid
from app.workflow import queries
from app.workflow.models import SideStep, Task
from app.workflow.press import MOST_WORDS
from app.workflow.subject import Subject
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.verb import Acting, Chance, Copied, Given, Place, Verb


def place_of(subject: Subject) -> Place:
    """All that decides who may use a verb on it now. Copies are of the record, whatever they were made from."""
    copies = queries.copies_of(subject.desk.session, [subject.record.id])
    return Place(
        compiled=subject.compiled,
        standing=subject.standing(),
        presser=subject.desk.actor,
        now=subject.desk.now,
        copies=tuple(Copied(each.id, each.user_id, each.by_id) for each in copies),
        reminded_at=subject.reminded_at(),
    )


def offered(place: Place) -> tuple[Chance, ...]:
    """What this person may do beside the flow, in the order of the registry."""
    if place.compiled.definition.workflow is None:
        return ()
    return tuple(Chance(verb, target) for verb in VERBS.values() for target in verb.targets(place))


def use(subject: Subject, verb: Verb, given: Given) -> Acting:
    """Do it.

    Raises `Conflict` when what it concerns is past, `Forbidden` when others may, `Invalid` for what was given.
    """
    place = place_of(subject)
    target = _target(verb, given, place, subject)
    _refuse_words(verb, given)
    task = queries.task(subject.desk.session, target) if verb.concerns == "task" else None
    acting, state = Acting(subject, place, target, given, task=task), subject.state
    verb.do(acting)
    _write_down(verb, acting, state=state)
    return acting


def _target(verb: Verb, given: Given, place: Place, subject: Subject) -> int:
    """What it is used on: what was named, or the only thing there is."""
    targets = [chance.target for chance in offered(place) if chance.verb is verb]
    if given.target in targets or (targets and not given.target):
        return given.target or targets[0]
    raise _refusal(verb, given, place, subject)


def _refusal(verb: Verb, given: Given, place: Place, subject: Subject) -> AppError:
    task = queries.task(subject.desk.session, given.target) if verb.concerns == "task" else None
    if task is not None and _is_of(task, subject) and task.outcome:
        return Conflict("workflow.decided_already", current=subject.record)
    return verb.refusal(place)


def _is_of(task: Task, subject: Subject) -> bool:
    return (task.record_id, task.amendment_id) == (subject.record.id, subject.amendment_id)


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
            facts={**acting.facts, **acting.subject.facts},
            comment=acting.given.comment.strip(),
            user_id=desk.actor.id,
            at=desk.now,
        )
        desk.session.add(line)
        desk.session.flush()
    where = {"amendment": acting.subject.number} if acting.subject.number else {"state": state}
    facts = {"verb": verb.key, **where, "target": acting.target, **acting.facts}
    audit.record("record.verb", actor=desk.actor, about=f"record:{record.id}", facts=facts)
