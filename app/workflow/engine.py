"""Who may press what, and where it leads: pure rules over a definition, a record's standing and its tasks.

A *task* is somebody's decision that a state waits for. `mode` says how many: any one (或签), all (会签), one after
another (依次), so many of them (按比例, `voting`). A transition by task with tone `go` completes the presser's task and
moves the record when the mode is met; with tone `back` or `stop` it moves at once (in a vote it is a voice against) and
closes what is open.

Whoever decides may ask others in (加签): their tasks and the asker's are one *unit*, which is through when nobody in it
is open any more. Within a unit some are asleep: who asked first waits for those asked before, who is asked after waits
for the asker.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from app.definitions.compiled import CompiledType
from app.definitions.schema import State, Task, Transition

OWNER, TASK, SYSTEM = "owner", "task", "system"
"""Words of `by:` that are no roles."""

CLERKS = ("foreign_affairs",)
"""Roles that, beside the owner, record what others decided elsewhere (代录签批)."""

Added = Literal["", "before", "beside", "after"]
"""How somebody was asked in: 前加签, 并加签, 后加签; empty for those whom the definition asks."""

MAX_PASSED = 20
"""States passed at once in one step, because nobody has to decide in them."""


class Presser(Protocol):
    """Who acts."""

    @property
    def id(self) -> int | None: ...

    def has(self, role: str, department_id: int | None = None) -> bool:
        """Holds the role for this department (or anywhere, if None)."""
        ...


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A decision that is waited for: of a role, in a department if there is one, or of one person.

    `added`: the holder was asked in by `asked_by`, for the task that `unit_id` names. `asleep`: others come first.
    """

    id: int
    position: int
    role: str | None = None
    department_id: int | None = None
    person_id: int | None = None
    added: Added = ""
    unit_id: int | None = None
    asked_by: int | None = None
    asleep: bool = False

    @property
    def unit(self) -> int:
        """The first task of those that belong together."""
        return self.unit_id or self.id

    def is_for(self, presser: Presser) -> bool:
        """May this person decide it now?"""
        return not self.asleep and self.belongs_to(presser)

    def belongs_to(self, presser: Presser) -> bool:
        """Is it this person's to decide, now or when its turn comes?"""
        if self.person_id is not None:
            return presser.id == self.person_id
        return self.role is not None and presser.has(self.role, self.department_id)


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody who was asked has opened the record, or decided: from now on it cannot be recalled."""

    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stands: its state, whose it is, the tasks still open in that state, who opened it there first."""

    state: str
    owner_id: int | None
    tasks: tuple[OpenTask, ...] = ()
    department_id: int | None = None
    opened: Opened | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A transition that this person may press now, with the task that it would complete.

    `on_behalf`: the task is somebody else's; the clerk records what was decided elsewhere (代录签批). `stands_for`: the
    task is this person's, who is away (委托代办).
    """

    transition: Transition
    task: OpenTask | None = None
    on_behalf: bool = False
    stands_for: int | None = None


Guard = Callable[[str], bool]
"""Does the condition of this transition hold?"""

Known = Callable[[str], bool | None]
"""The same of a transition that is ahead; None: nobody can say yet."""


def offered(compiled: CompiledType, standing: Standing, presser: Presser, holds: Guard) -> tuple[Offer, ...]:
    """What this person may press, in the order of the definition; at most one offer for each transition."""
    offers = (_offer(move, standing, presser) for move in leaving(compiled, standing.state))
    return tuple(offer for offer in offers if offer is not None and holds(offer.transition.key))


def offered_for(
    compiled: CompiledType, standing: Standing, presser: Presser, absent: Iterable[Presser], holds: Guard
) -> tuple[Offer, ...]:
    """What this person may press for those who are away (委托代办): their decisions, and nothing of the presser's own.

    No chains: who is away counts with their own roles alone. Who was asked in (加签) answers in person.
    """
    if presser.id is not None and presser.id == standing.owner_id:
        return ()
    moves = [move for move in leaving(compiled, standing.state) if TASK in move.by and holds(move.key)]
    found: dict[str, Offer] = {}
    for person in absent:
        task = next((each for each in standing.tasks if each.is_for(person) and not each.added), None)
        for move in moves if task is not None else ():
            found.setdefault(move.key, Offer(move, task, stands_for=person.id))
    return tuple(found.values())


def asks_once(compiled: CompiledType, state: str, just: Offer) -> bool:
    """Does this state ask the same person once, and was what was just pressed an agreement in person?"""
    definition = compiled.definition.state(state)
    if definition is None or definition.same_person == "again":
        return False
    in_person = just.task is not None and not just.on_behalf and just.stands_for is None
    return in_person and just.transition.tone == "go"


def repeated(compiled: CompiledType, standing: Standing, presser: Presser, holds: Guard, just: Offer) -> Offer | None:
    """What somebody who has just agreed would have to press here once more, where the state asks the same person once.

    Only the one way onward counts, and only where no words are required: a choice is never made for anybody.
    """
    if not asks_once(compiled, standing.state, just):
        return None
    onward = [each for each in offered(compiled, standing, presser, holds) if each.task is not None]
    onward = [each for each in onward if each.transition.tone == "go"]
    return onward[0] if len(onward) == 1 and onward[0].transition.comment != "required" else None


def on_behalf(compiled: CompiledType, standing: Standing, presser: Presser, holds: Guard) -> tuple[Offer, ...]:
    """What a clerk may record that was decided elsewhere, where the state allows it, for the due tasks.

    A clerk is the owner, or holds a role of `CLERKS` where the record lies. Who was asked in answers in person.
    """
    state = compiled.definition.state(standing.state)
    if state is None or state.on_behalf == "never" or not is_clerk(standing, presser):
        return ()
    moves = [move for move in leaving(compiled, standing.state) if TASK in move.by and holds(move.key)]
    due = [task for task in standing.tasks if not task.asleep and not task.added]
    return tuple(Offer(move, task, on_behalf=True) for task in due for move in moves)


def leaving(compiled: CompiledType, state: str) -> tuple[Transition, ...]:
    """The transitions that leave a state."""
    flow = compiled.definition.workflow
    return tuple(move for move in flow.transitions if state in move.from_) if flow else ()


def is_recall(move: Transition) -> bool:
    """撤回: the owner alone takes back what nobody has opened yet."""
    return move.tone == "back" and set(move.by) == {OWNER}


def too_late(move: Transition, standing: Standing) -> bool:
    """Is this a recall of something that was opened meanwhile?"""
    return is_recall(move) and bool(standing.tasks) and standing.opened is not None


def first(state: State, positions: Sequence[int]) -> tuple[int, ...]:
    """Of the tasks that a state wants, those that are given at once: in order, only the first."""
    return tuple(positions[:1] if state.mode == "order" else positions)


def still_decide(open_tasks: Iterable[OpenTask], completed: OpenTask) -> bool:
    """Does somebody of the same unit still have to decide, asked in or asking?"""
    return any(task.id != completed.id and task.unit == completed.unit for task in open_tasks)


def sleepers(open_tasks: Sequence[OpenTask]) -> frozenset[int]:
    """Which of the open tasks wait for others of their unit."""
    asked_before = {task.unit for task in open_tasks if task.added == "before"}
    asking = {task.unit for task in open_tasks if not task.added}
    return frozenset(
        task.id
        for task in open_tasks
        if (not task.added and task.unit in asked_before) or (task.added == "after" and task.unit in asking)
    )


def wanted(compiled: CompiledType, state: str, holds: Callable[[int], bool]) -> tuple[tuple[int, Task], ...]:
    """The tasks of a state whose conditions hold, with their positions; `holds` answers for a position."""
    definition = compiled.definition.state(state)
    return tuple((at, task) for at, task in enumerate(definition.tasks if definition else ()) if holds(at))


def passes(compiled: CompiledType, state: str, tasks: Iterable[object], holds: Guard) -> Transition | None:
    """The transition by which a state is passed at once: it has tasks, but here nobody has to decide."""
    definition = compiled.definition.state(state)
    if definition is None or not definition.tasks or tuple(tasks):
        return None
    onward = (move for move in leaving(compiled, state) if TASK in move.by and move.tone == "go")
    return next((move for move in onward if holds(move.key)), None)


def by_itself(compiled: CompiledType, state: str, holds: Guard) -> Transition | None:
    """The transition that nobody presses: the first of the system's whose condition holds."""
    return next((move for move in leaving(compiled, state) if SYSTEM in move.by and holds(move.key)), None)


def is_stuck(compiled: CompiledType, state: str, given: Iterable[object]) -> bool:
    """A state whose only ways out are decisions, and nobody was asked for one."""
    moves = leaving(compiled, state)
    return bool(moves) and not tuple(given) and all(set(move.by) == {TASK} for move in moves)


def path_ahead(compiled: CompiledType, state: str) -> Iterator[str]:
    """The states that usually follow: from each by its first transition with tone `go`; no state twice."""
    yield from (move.to for move, _is_sure in way_ahead(compiled, state, lambda _transition: True))


def way_ahead(compiled: CompiledType, state: str, known: Known) -> Iterator[tuple[Transition, bool]]:
    """The transitions by which those states are reached, and whether a record comes there whichever way it goes.

    What is known not to hold leads nowhere.
    """
    seen, besides = {state}, list[frozenset[str]]()
    while moves := _ways_on(compiled, state, known):
        besides += [_usual(compiled, move, known) for move in moves[1:]]
        state = moves[0].to
        if state in seen:
            return
        seen.add(state)
        yield moves[0], all(state in others for others in besides)


def _usual(compiled: CompiledType, move: Transition, known: Known) -> frozenset[str]:
    """The states of the first way on, that a transition begins."""
    found = {move.to}
    while (moves := _ways_on(compiled, move.to, known)) and moves[0].to not in found:
        move = moves[0]
        found.add(move.to)
    return frozenset(found)


def _ways_on(compiled: CompiledType, state: str, known: Known) -> list[Transition]:
    return [move for move in leaving(compiled, state) if move.tone == "go" and known(move.key) is not False]


def is_clerk(standing: Standing, presser: Presser) -> bool:
    """The owner, or who sees to such records where it lies."""
    if presser.id is not None and presser.id == standing.owner_id:
        return True
    return any(presser.has(role, standing.department_id) for role in CLERKS)


def _offer(move: Transition, standing: Standing, presser: Presser) -> Offer | None:
    if too_late(move, standing):
        return None
    if TASK in move.by:
        mine = [task for task in standing.tasks if task.is_for(presser) and not task.added]
        if mine:
            return Offer(move, mine[0])
    if OWNER in move.by and presser.id is not None and presser.id == standing.owner_id:
        return Offer(move)
    if any(presser.has(role, standing.department_id) for role in move.by if role not in (OWNER, TASK, SYSTEM)):
        return Offer(move)
    return None
