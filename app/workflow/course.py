"""The course of a record as it is drawn: who did what, when, with which words, how long; who is next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.records.desk import Desk
from app.records.models import Record
from app.web.language import language
from app.web.signs import listed
from app.workflow import due, engine, holders, queries, votes
from app.workflow.amending import saying as amending
from app.workflow.coming import Ahead, Coming, Whom
from app.workflow.handover import saying as handover
from app.workflow.judging import queries as judging
from app.workflow.judging.going import AGAIN
from app.workflow.models import SideStep, Step, Task
from app.workflow.rows import Held
from app.workflow.verbs.registry import VERBS

ICONS = {handover.KEY: handover.ICON, amending.KEY: amending.ICON}
NAMED = 4
"""Holders that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was taken. `signer` decided elsewhere and `who` only wrote it down, where `behalf` is there."""

    label: str
    state: str
    to: str
    tone: str
    at: datetime
    who: str = ""
    role: str = ""
    comment: str = ""
    took: timedelta | None = None
    signer: str = ""
    behalf: Mapping[str, Any] = field(default_factory=dict)
    is_passed: bool = False
    """Nobody had to decide there."""
    is_system: bool = False
    """Nobody pressed it: its condition came true."""
    icon: str = ""
    """Of what was done beside the flow."""
    stood_for: str = ""
    """Whose decision it was, where a stand-in made it."""
    repeats: bool = False
    """The same person had agreed just before."""
    kept_from: datetime | None = None
    """When it was agreed to what still holds: nobody was asked again."""
    is_gap: bool = False
    """Back to where something has to be agreed to again, because it has changed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision that is waited for: whose, since when, until when, and who has opened it."""

    task_id: int
    state: str
    role: str
    names: Sequence[str]
    more: int
    since: datetime
    due: datetime | None
    is_late: bool
    seen_by: str = ""
    seen_at: datetime | None = None
    added: str = ""
    """How somebody was asked in, and by whom."""
    asked_by: str = ""
    asleep: bool = False
    doubt: str = ""
    """What to know of the due day."""
    stand_ins: Sequence[tuple[str, str]] = ()
    """Pairs: who stands in, and for whom."""


@dataclass(frozen=True, slots=True)
class Course:
    """All of it. `ahead` are the states that usually follow; `here` press on where no decision is waited for."""

    begun_by: str
    begun_at: datetime
    done: Sequence[Done]
    state: str
    colour: str
    waits: Sequence[Waiting]
    ahead: Sequence[Coming]
    here: Sequence[Whom] = ()
    vote: str = ""
    """How the vote stands that is open."""

    @property
    def is_over(self) -> bool:
        """Nothing follows."""
        return not self.waits and not self.ahead


def course(record: Record, compiled: CompiledType, desk: Desk) -> Course:
    """The course of a record that the actor may see."""
    return _Drawing(record, compiled, desk).course()


def holders_of(task: Held, desk: Desk) -> list[str]:
    """The names of those who may decide it today."""
    if task.person_id is not None:
        return list(accounts.names([task.person_id]).values())
    ids = holders.ids_of(task, desk)
    names = accounts.names(ids)
    return [names[each] for each in ids]


def label_of(compiled: CompiledType, state: str) -> str:
    """What a state is called."""
    known = compiled.definition.state(state)
    return known.label.text(language()) if known else state


def deed_of(step: Step, compiled: CompiledType) -> str:
    """What was pressed, in the reader's language."""
    move = compiled.transition(step.transition)
    verb = VERBS.get(step.transition.removeprefix("+"))
    if move is not None:
        return move.label.text(language())
    return str(gettext(verb.says)) if verb else step.label


def role_labels() -> dict[str, str]:
    """What roles are called."""
    return accounts.role_labels(language())


class _Drawing:
    """One look at one course."""

    def __init__(self, record: Record, compiled: CompiledType, desk: Desk) -> None:
        self.record, self.compiled, self.desk = record, compiled, desk
        self.steps = queries.steps(desk.session, record.id)
        self.approvals = {step.id: step for step in self.steps}
        self.kept = judging.kept(desk.session, record.id)
        self.tasks = {task.id: task for task in queries.tasks(desk.session, record.id)}
        self.side_steps = queries.side_steps(desk.session, record.id)
        ids = [each for step in self.steps for each in (step.user_id, step.stands_for)]
        ids += [step.user_id for step in self.side_steps]
        ids += [each for task in self.tasks.values() for each in (task.seen_by, task.asked_by)]
        ids += [each for step in self.side_steps for each in (*step.facts.get("people", ()), step.facts.get("for"))]
        self.names = accounts.names(each for each in (*ids, record.created_by) if each)
        self.roles = role_labels()

    def course(self) -> Course:
        state = self.compiled.definition.state(self.record.state)
        ahead = Ahead(self.record, self.compiled, self.desk, roles=self.roles, most=NAMED)
        waits = [self._waiting(task) for task in self.tasks.values() if not task.outcome]
        return Course(
            begun_by=self.names.get(self.record.created_by or 0, ""),
            begun_at=self.record.created_at,
            done=sorted([*self._done(), *self._beside()], key=lambda done: done.at),
            state=label_of(self.compiled, self.record.state),
            colour=(state.colour if state else "") or "grey",
            waits=waits,
            ahead=list(ahead.states()),
            here=[] if waits else ahead.here(),
            vote=votes.said(self.record, self.compiled, self.desk),
        )

    def _done(self) -> Iterator[Done]:
        before = self.record.created_at
        for step in self.steps:
            task = self.tasks.get(step.task_id or 0)
            line = self._line(step, task, took=step.at - (task.created_at if task else before))
            yield self._kept(line, self.approvals[self.kept[step.id]]) if step.id in self.kept else line
            before = step.at

    def _kept(self, line: Done, approval: Step) -> Done:
        """Whoever had agreed, and when; the words stand at that line."""
        told = self._line(approval, self.tasks.get(approval.task_id or 0), took=timedelta())
        return replace(told, to=line.to, at=line.at, comment="", kept_from=told.at, repeats=False)

    def _beside(self) -> Iterator[Done]:
        """What was done without a decision; nothing moved by it."""
        for step in self.side_steps:
            verb, behalf = VERBS.get(step.verb), step.facts.get("behalf") or {}
            names = listed(self.names[each] for each in step.facts.get("people", ()) if each in self.names)
            said = gettext(verb.saying(step.facts), names=names) if verb else self._said(step)
            yield Done(
                label=str(said),
                state=self._state_of(step),
                to="",
                tone="beside",
                at=step.at,
                who=self.names.get(step.user_id or 0, ""),
                comment=step.comment,
                icon=verb.icon if verb else ICONS.get(step.verb, ""),
                signer=behalf.get("signer", ""),
                behalf=behalf,
                repeats=bool(step.facts.get("repeats")),
            )

    def _state_of(self, step: SideStep) -> str:
        """Of the record; of a verb that was used on an amendment, which amendment that was."""
        if "amendment" in step.facts and step.verb in VERBS:
            return amending.called(step.facts, self.compiled)
        return label_of(self.compiled, step.state)

    def _said(self, step: SideStep) -> str:
        """What is no verb: a handover, or what was done with an amendment."""
        if step.verb == amending.KEY:
            return amending.said(step.facts, self.compiled, self.names)
        return handover.said(step.facts, self.names)

    def _line(self, step: Step, task: Task | None, *, took: timedelta) -> Done:
        move = self.compiled.transition(step.transition)
        behalf = step.on_behalf or {}
        return Done(
            label=deed_of(step, self.compiled),
            state=label_of(self.compiled, step.from_state),
            to=label_of(self.compiled, step.to_state) if step.to_state != step.from_state else "",
            tone="back" if step.transition == AGAIN else move.tone if move else "go",
            at=step.at,
            who=self.names.get(step.user_id or 0, ""),
            role=self.roles.get(task.role or "", "") if task else "",
            comment=step.comment,
            took=took if took >= timedelta(minutes=1) else None,
            signer=behalf.get("signer", ""),
            behalf=behalf,
            is_passed=step.user_id is None and step.transition != AGAIN,
            is_gap=step.transition == AGAIN,
            is_system=move is not None and engine.SYSTEM in move.by,
            stood_for=self.names.get(step.stands_for or 0, ""),
            repeats=step.repeats,
        )

    def _waiting(self, task: Task) -> Waiting:
        names = holders_of(task, self.desk)
        return Waiting(
            task_id=task.id,
            state=label_of(self.compiled, task.state),
            role=self.roles.get(task.role or "", "") if task.role else "",
            names=names[:NAMED],
            more=max(len(names) - NAMED, 0),
            since=task.created_at,
            due=task.due_at,
            is_late=task.due_at is not None and task.due_at < self.desk.now,
            seen_by=self.names.get(task.seen_by or 0, ""),
            seen_at=task.seen_at,
            added=task.added,
            asked_by=self.names.get(task.asked_by or 0, ""),
            asleep=task.asleep,
            doubt=due.doubt(task, self.compiled),
            stand_ins=self._stand_ins(task),
        )

    def _stand_ins(self, task: Task) -> list[tuple[str, str]]:
        found = holders.standing_in(task, (self.record.owner_id,), self.desk)
        names = accounts.names([*found, *found.values()])
        return [(names[deputy], names[absent]) for deputy, absent in found.items()]
