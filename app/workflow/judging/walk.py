"""Which approvals still count: the course of a record read from its beginning, and what it asks for now (pure).

A return, and whatever else sends a record back, begins a new *round*. An approval of an earlier round counts as long as
nothing that its approver judged has changed; who is asked again is asked because of a change. Within one round a state
that is entered once more asks everybody anew: that is how the flow was drawn.

The caller is a `Ground`: it knows the values, and so the conditions, whom a state asks, and what changed.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from app.definitions.compiled import CompiledType
from app.definitions.schema import State, Transition
from app.workflow import engine, voting
from app.workflow.engine import TASK, Added


@dataclass(frozen=True, slots=True)
class Question:
    """Whom a state asks: the place of the task in it, and the role (in a department) or the person."""

    position: int
    role: str | None = None
    department_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Approval:
    """Somebody agreed in a state, by a transition. `seal`: what was judged; None where that was not kept.

    `asked_in`: the person who was asked in (加签), and `added` how; who asked them is the question.
    """

    id: int
    state: str
    question: Question
    transition: str
    seal: Mapping[str, str] | None = None
    added: Added = ""
    asked_in: int | None = None
    asked_by: int | None = None
    unit: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """A question that is open: `whole` for whom the definition asks; `added`, asked in, agreed to something else."""

    question: Question
    whole: bool
    added: tuple[Approval, ...] = ()
    unit: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """How a state was left onward, in which round. `past`: by a role or the system, past whom the state asks."""

    transition: str
    round: int
    past: bool = False


Key: TypeAlias = tuple[str, Question, int | None]
Counts: TypeAlias = Callable[[Approval], bool]


ASKED_ANEW = -1
"""In place of the round: the state was entered once more, and everybody there is asked in any case."""


class Ground(Protocol):
    """What the values say."""

    def state(self, key: str) -> State | None:
        """A state as it is defined."""

    def questions(self, state: str) -> Sequence[Question]:
        """Whom the state asks with the values as they are."""

    def onward(self, state: str) -> Sequence[Transition]:
        """The transitions by task onward whose conditions hold."""

    def is_end(self, state: str) -> bool:
        """Is the flow over there, or does the record count from there on?"""

    def leads_to(self, state: str) -> bool:
        """Do the conditions still lead there from the beginning?"""

    def is_same(self, approval: Approval) -> bool:
        """Is everything that was judged as it was?"""


@dataclass(slots=True)
class Walk:
    """What was agreed, and how the record got where it stands."""

    round: int = 0
    returned: int = 0
    """The round that the last return began; others began because something that was judged had changed."""
    ways: dict[str, Way] = field(default_factory=dict)
    """By state, in the order in which they were left last."""
    skipped: set[str] = field(default_factory=set)
    """What was walked before the last return and not since."""
    abandoned: set[str] = field(default_factory=set)
    """Where some had agreed when it was returned, and the record has not been since."""
    given: dict[Key, tuple[int, Approval]] = field(default_factory=dict)
    """The latest approvals, each with the round in which it was given or last kept."""

    def agree(self, approval: Approval) -> None:
        """Somebody agreed."""
        self.given[_key(approval)] = (self.round, approval)

    def keep(self, approval_id: int) -> None:
        """An approval of an earlier round counts in this one."""
        for key, (_round, approval) in self.given.items():
            if approval.id == approval_id:
                self.given[key] = (self.round, approval)

    def object(self, state: str, question: Question, asked_in: int | None) -> None:
        """Somebody who was asked in objected: what the asker agreed to is asked once more."""
        self.given.pop((state, question, None), None)
        self.withdraw(state, question, asked_in)

    def withdraw(self, state: str, question: Question, asked_in: int | None) -> None:
        """Somebody is not asked any more who had been asked in."""
        self.given.pop((state, question, asked_in), None)

    def leave(self, state: str, transition: str, *, past: bool = False) -> None:
        """Onward out of a state."""
        self.ways.pop(state, None)
        self.ways[state] = Way(transition, self.round, past)
        self.skipped.discard(state)

    def enter(self, state: str) -> None:
        """Onward into a state: walked anew from here, and in the same round everybody there is asked anew."""
        if state in self.ways and self.ways[state].round < self.round:
            names = list(self.ways)
            for name in names[names.index(state) :]:
                if self.ways[name].round < self.round:
                    del self.ways[name]
                    self.skipped.add(name)
        self.abandoned.discard(state)
        self._ask_anew(state, self.round)

    def go_back(self, before: str, state: str) -> None:
        """Returned or recalled to a state: who decides there is asked in any case."""
        self.go_round(before)
        self.returned = self.round
        self._ask_anew(state)

    def go_round(self, before: str) -> None:
        """Sent back because something that was judged has changed."""
        if self.approvals(before):
            self.abandoned.add(before)
        self.round += 1

    def stop(self) -> None:
        """It came to an end: what follows begins anew."""
        self.round += 1
        self.ways.clear()
        self.skipped.clear()
        self.abandoned.clear()
        self.given.clear()

    def approvals(self, state: str) -> list[tuple[int, Approval]]:
        """What was agreed in a state, with the rounds."""
        return [pair for key, pair in self.given.items() if key[0] == state]

    def _ask_anew(self, state: str, round_: int | None = None) -> None:
        """What was agreed there spares nobody the question; that it was agreed to is not forgotten."""
        for key, (given, approval) in self.given.items():
            if key[0] == state and round_ in (None, given):
                self.given[key] = (ASKED_ANEW, approval)


def kept(walk: Walk, state: str, ground: Ground) -> list[Approval]:
    """On coming into a state: the approvals of earlier rounds that count here without being asked again."""
    questions, last = set(ground.questions(state)), _last(walk, state, ground)
    return [
        each
        for given, each in walk.approvals(state)
        if given != ASKED_ANEW and each.question in questions and _is_kept(each, ground)
        if last is None or each.added or each.id == last
    ]


def open_on_entry(walk: Walk, state: str, ground: Ground) -> list[Need]:
    """Whom the state asks when the record comes in, those whose approvals are `kept` left out."""
    counting = {id(each) for each in kept(walk, state, ground)}
    return _asked(walk, state, ground, lambda each: id(each) in counting)


def open_here(walk: Walk, state: str, ground: Ground) -> list[Need]:
    """Whom the state still asks while the record stands there: what was agreed in this round has to hold, too."""
    here = {id(each) for round_, each in walk.approvals(state) if round_ == walk.round}
    return _asked(walk, state, ground, lambda each: id(each) in here and _stands(each, ground))


def left_to_ask(walk: Walk, state: str, ground: Ground, waiting: Collection[Question]) -> list[Need] | None:
    """After somebody agreed: whom the state asks now, beside those it is `waiting` for; None: the record goes on."""
    definition = ground.state(state)
    needs = [need for need in open_here(walk, state, ground) if need.question not in waiting]
    if needs:
        return needs
    return [] if waiting and definition is not None and definition.mode in ("all", "order") else None


def gap(walk: Walk, to: str, ground: Ground, *, passed: str | None = None) -> str | None:
    """Before going on to a state: the first one on the way here whose answer does not hold any more.

    Before an end of the flow what was only walked before a return counts, too. A state that the conditions no longer
    lead to is no longer asked. `passed`: the state that is being left past whom it asks, which answers for it.
    """
    names = _behind(walk, to)
    if ground.is_end(to):
        names = [*(name for name in walk.ways if name != to), *sorted((walk.skipped | walk.abandoned) - {to})]
    asked = (name for name in names if name != passed and ground.leads_to(name))
    return next((name for name in asked if _is_open(walk, name, ground)), None)


def passage(state: str, approvals: Iterable[Approval], ground: Ground) -> Transition | None:
    """By which transition a state is passed where all that it asks was agreed before: the last that was chosen."""
    found = ground.onward(state)
    chosen = max((each for each in approvals if not each.added), key=lambda each: each.id, default=None)
    same = (move for move in found if chosen is not None and move.key == chosen.transition)
    return next(same, found[0] if len(found) == 1 else None)


def _behind(walk: Walk, to: str) -> list[str]:
    """The states before this one; where it was walked in an earlier round, what followed is walked anew."""
    names = list(walk.ways)
    if to in walk.ways and walk.ways[to].round < walk.round:
        at = names.index(to)
        return names[:at] + [name for name in names[at:] if walk.ways[name].round == walk.round]
    return [name for name in names if name != to]


def _is_open(walk: Walk, state: str, ground: Ground) -> bool:
    """Does the state ask somebody, or would it be left another way?"""
    way = walk.ways.get(state)
    if way is not None and way.past and way.round >= walk.returned:
        return _has_lapsed_since(way, walk, state, ground)
    approvals = [each for _round, each in walk.approvals(state)]
    lapsed = [each for each in approvals if not _stands(each, ground)]
    is_asked = lapsed or not _asks_only_for_changes(walk, state, ground)
    if is_asked and _asked(walk, state, ground, lambda each: _stands(each, ground)):
        return True
    onward = [move.key for move in ground.onward(state)]
    return way is not None and bool(onward and approvals) and way.transition not in onward


def _has_lapsed_since(way: Way, walk: Walk, state: str, ground: Ground) -> bool:
    """Past whom it asks a state is answered for; but not for who had agreed by then to something else than is there."""
    given = (each for round_, each in walk.approvals(state) if round_ >= way.round)
    lapsed = {each.question for each in given if not _stands(each, ground)}
    return not lapsed.isdisjoint(ground.questions(state))


def _asks_only_for_changes(walk: Walk, state: str, ground: Ground) -> bool:
    """Not for who came to have a voice later, nor where the state was never left onward."""
    definition = ground.state(state)
    return state in walk.abandoned or (definition is not None and definition.mode == voting.VOTE)


def _stands(approval: Approval, ground: Ground) -> bool:
    """What was agreed before approvals kept what they judged is taken as it is."""
    return approval.seal is None or ground.is_same(approval)


def _is_kept(approval: Approval, ground: Ground) -> bool:
    """Is it known to be of the same values, and does it still say where to go?"""
    leads = bool(approval.added) or passage(approval.state, [approval], ground) is not None
    return leads and approval.seal is not None and ground.is_same(approval)


def _asked(walk: Walk, state: str, ground: Ground, counts: Counts) -> list[Need]:
    """By the mode of the state, of those whose approvals do not count, whom it asks."""
    definition, questions = ground.state(state), ground.questions(state)
    if definition is None:
        return []
    last = _last(walk, state, ground)
    needs = [need for each in questions if (need := _need(walk, state, each, counts, last)) is not None]
    match definition.mode:
        case "any":
            if len(needs) < len(questions):
                return []
            return [need for need in needs if not need.whole] or needs
        case "order":
            return needs[:1]
        case voting.VOTE:
            is_enough = len(questions) - len(needs) >= voting.enough(definition.enough, len(questions))
            return [] if is_enough and questions else needs
        case _:
            return needs


def _last(walk: Walk, state: str, ground: Ground) -> int | None:
    """Where one decision is enough, it is the last one; None where each counts by itself."""
    definition = ground.state(state)
    if definition is None or definition.mode != "any":
        return None
    return max((each.id for _round, each in walk.approvals(state) if not each.added), default=0)


def _need(walk: Walk, state: str, question: Question, counts: Counts, last: int | None) -> Need | None:
    found = [each for _round, each in walk.approvals(state) if each.question == question]
    own = next((each for each in found if not each.added), None)
    lapsed = tuple(each for each in found if each.added and not counts(each))
    is_whole = own is None or not counts(own) or last not in (None, own.id)
    return Need(question, is_whole, lapsed, own.unit if own else 0) if is_whole or lapsed else None


def _key(approval: Approval) -> Key:
    return approval.state, approval.question, approval.asked_in


def ways_by_task(moves: Iterable[Transition], holds: engine.Guard) -> list[Transition]:
    """Those by which somebody's decision leads onward, whose conditions hold."""
    return [move for move in moves if TASK in move.by and move.tone == "go" and holds(move.key)]


def reached(compiled: CompiledType, holds: engine.Guard) -> frozenset[str]:
    """The states to which conditions lead onward, from the beginning and from where records are sent back to."""
    flow = compiled.definition.workflow
    moves = [move for move in flow.transitions if move.tone == "go" and holds(move.key)] if flow else []
    found, waiting = set(compiled.open_states), list(compiled.open_states)
    while waiting:
        here = waiting.pop()
        new = {move.to for move in moves if here in move.from_} - found
        found |= new
        waiting += new
    return frozenset(found)


def is_end(compiled: CompiledType, state: str) -> bool:
    """Does nothing lead on from there, or does the record count from there on?"""
    onward = any(move.tone == "go" for move in engine.leaving(compiled, state))
    return not onward or state in compiled.counting_states
