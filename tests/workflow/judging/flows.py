"""Flows to try the engine on: every shape of four states, and random ones of up to eight."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations, product
from typing import Any, TypeAlias

from app.definitions.schema import RecordType
from tests.workflow.judging.simulated import FIELDS, ROLES

Edge: TypeAlias = tuple[int, int]
Shape: TypeAlias = frozenset[Edge]

STATES = 4
CONDITIONS = ("a > 4", "b > 4", "c > 4", "total > 9")


def shapes() -> list[Shape]:
    """Every way in which four states can be joined by transitions, up to the names of the states: 218 of them.

    A transition leads from one state to another, at most one in each direction: of 12 possible ones any may be there,
    4,096 sets. Two sets that become the same when states are called otherwise are one shape (a directed graph without
    loops on four unlabelled nodes); 218 are left.
    """
    edges = [(one, other) for one, other in product(range(STATES), repeat=2) if one != other]
    return sorted({_least(each) for size in range(len(edges) + 1) for each in combinations(edges, size)}, key=sorted)


def _least(edges: Sequence[Edge]) -> Shape:
    """The same for all that differ in names only."""
    renamed = (sorted((names[one], names[other]) for one, other in edges) for names in permutations(range(STATES)))
    return frozenset(min(renamed))


def flows_of(shape: Shape, mode: str) -> Iterator[Mapping[str, Any]]:
    """A shape as flows: one for each choice of where it begins and where it ends, as far as that can be reached."""
    for start, end in permutations(range(STATES), 2):
        distance = _distances(shape, start)
        if end in distance:
            yield flow_of(shape, mode, start, end, distance)


def flow_of(shape: Shape, mode: str, start: int, end: int, distance: Mapping[int, int]) -> Mapping[str, Any]:
    """What leads farther from the beginning, or to the end, goes on; anything else is a return.

    Two people decide in every state but the first and the last, one of them on some of the fields, the other on all.
    """
    states: dict[str, Any] = {f"s{at}": {"label": f"s{at}"} for at in range(STATES)}
    for at in set(range(STATES)) - {start, end}:
        states[f"s{at}"] |= {"tasks": [{"role": "r0", "judges": [FIELDS[at % 3]]}, {"role": "r1"}], "mode": mode}
    states[f"s{end}"]["counts"] = True
    moves = []
    for at, to in sorted(shape):
        is_onward = to == end or distance.get(to, STATES) > distance.get(at, STATES)
        by = "owner" if at in {start, end} else "task"
        tone = "go" if is_onward else "back"
        moves.append({"key": f"m{at}{to}", "label": "m", "from": f"s{at}", "to": f"s{to}", "by": by, "tone": tone})
    return {"start": f"s{start}", "states": states, "transitions": moves}


def _distances(shape: Shape, start: int) -> Mapping[int, int]:
    found, border = {start: 0}, [start]
    while border:
        here = border.pop(0)
        for at, to in sorted(shape):
            if at == here and to not in found:
                found[to] = found[here] + 1
                border.append(to)
    return found


def random_flow(seed: int) -> tuple[Mapping[str, Any], Mapping[str, Sequence[str]]]:
    """A flow of three to eight states with the states in which roles may edit.

    A line of states with short cuts, choices, ways by condition, circles onward, returns to any state before or to one
    for corrections, a recall, an end that may be opened again, and states that nobody decides on.
    """
    chance, others = random.Random(seed), random.Random(-1 - seed)
    count = chance.randint(3, 8)
    names = [f"s{at}" for at in range(count)]
    states: dict[str, Any] = {name: {"label": name} for name in names}
    moves: list[dict[str, Any]] = []
    for at in range(1, count - 1):
        if chance.random() < 0.85:
            states[names[at]] |= _deciding(chance)
    states[names[-1]]["counts"] = True
    for at, name in enumerate(names[:-1]):
        by = "task" if "tasks" in states[name] else "owner"
        targets = [at + 1, *chance.sample(range(at + 1, count), k=min(chance.randint(0, 2), count - at - 1))]
        if at > 1 and chance.random() < 0.1:
            targets.append(chance.randint(1, at - 1))
        for number, to in enumerate(dict.fromkeys(targets)):
            when = {"when": chance.choice(CONDITIONS)} if number and chance.random() < 0.6 else {}
            moves.append({"key": f"go{at}{to}", "label": "g", "from": name, "to": names[to], "by": by, **when})
        if by == "task":
            moves += _past_them(at, names, others)
        if by == "task" and chance.random() < 0.8:
            before = chance.choice(names[:at])
            moves.append({"key": f"back{at}", "label": "b", "from": name, "to": before, "by": by, "tone": "back"})
        if by == "task" and chance.random() < 0.3:
            moves.append({"key": f"recall{at}", "label": "r", "from": name, "to": names[0], "tone": "back"})
    if chance.random() < 0.4:
        _with_corrections(chance, names, states, moves)
    if chance.random() < 0.3:
        again, tone = chance.choice(names[:-1]), chance.choice(("go", "back"))
        moves.append({"key": "reopen", "label": "o", "from": names[-1], "to": again, "tone": tone})
    change = {role: chance.sample(list(states), k=chance.randint(0, len(states))) for role in ("staff", *ROLES)}
    return {"start": names[0], "states": states, "transitions": moves}, change


def shipped_flow(shipped: RecordType, seed: int) -> tuple[Mapping[str, Any], Mapping[str, Sequence[str]]]:
    """The flow of a shipped type with its states, roles, ways and rights to change; conditions and fields are drawn."""
    chance = random.Random(seed)
    assert shipped.workflow is not None
    flow = shipped.workflow.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for state in flow["states"].values():
        state["tasks"] = [_drawn(task, chance) for task in state.get("tasks", ())]
    flow["transitions"] = [_drawn(move, chance) for move in flow["transitions"]]
    change = {}
    for right in shipped.rights:
        if right.role and right.change:
            change[right.role] = list(flow["states"]) if right.change is True else list(right.change)
    return flow, change


def _drawn(part: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """A task or a transition over the fields of the trial."""
    drawn = {key: value for key, value in part.items() if key not in {"of", "makes"}}
    drawn |= {"when": chance.choice(CONDITIONS)} if "when" in part else {}
    return drawn | ({"judges": chance.sample(FIELDS, k=2)} if "judges" in part else {})


def _deciding(chance: random.Random) -> dict[str, Any]:
    tasks: list[dict[str, Any]] = []
    for _each in range(chance.randint(1, 3)):
        task: dict[str, Any] = {"role": chance.choice(ROLES)} if chance.random() < 0.8 else {"person": "owner"}
        if chance.random() < 0.5:
            task["judges"] = chance.sample((*FIELDS, "total"), k=chance.randint(1, 3))
        if chance.random() < 0.3:
            task["when"] = chance.choice(CONDITIONS)
        tasks.append(task)
    same_person = chance.choice(("again", "again", "once"))
    return {"tasks": tasks, "mode": chance.choice(("any", "all", "order")), "same_person": same_person}


def _past_them(at: int, names: Sequence[str], chance: random.Random) -> Iterator[dict[str, Any]]:
    """Onward past whom a state asks: by a role, or by the system."""
    for by, odds in (("foreign_affairs", 0.2), ("system", 0.2)):
        if chance.random() < odds:
            when = {"when": chance.choice(CONDITIONS)} if by == "system" or chance.random() < 0.5 else {}
            to = names[chance.randint(at + 1, len(names) - 1)]
            yield {"key": f"past{at}{by}", "label": "p", "from": names[at], "to": to, "by": by, **when}


def _with_corrections(
    chance: random.Random, names: Sequence[str], states: dict[str, Any], moves: list[dict[str, Any]]
) -> None:
    """A state that nothing leads to but returns, and from which it goes on somewhere in the middle."""
    deciding = [name for name in names if "tasks" in states[name]]
    if not deciding:
        return
    states["fix"] = {"label": "fix"}
    source = chance.choice(deciding)
    moves.append({"key": "tofix", "label": "b", "from": source, "to": "fix", "by": "task", "tone": "back"})
    moves.append({"key": "fixed", "label": "g", "from": "fix", "to": chance.choice((source, *names[1:]))})
