"""Which states of a flow stand beside each other (pure): rows from the start to the end, as people go through it."""

from collections.abc import Iterable, Mapping

from app.definitions.schema import Transition, Workflow

BESIDE = 2
"""So many stand in one row at most: a phone has room for no more."""


def ranked(flow: Workflow) -> list[list[str]]:
    """The keys of all states by how far they are from the start; those that cannot be reached come last."""
    ranks = _ranks(flow)
    last = max(ranks.values(), default=-1) + 1
    by_rank: dict[int, list[str]] = {}
    for key in flow.states:
        by_rank.setdefault(ranks.get(key, last), []).append(key)
    return [states for _rank, states in sorted(by_rank.items())]


def rows(ranks: Iterable[list[str]]) -> list[list[str]]:
    """The same row by row."""
    return [states[first : first + BESIDE] for states in ranks for first in range(0, len(states), BESIDE)]


def reached(flow: Workflow) -> set[str]:
    """The states to which some way leads from the start."""
    found, waiting = set[str](), [flow.start] if flow.start in flow.states else []
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += [move.to for move in flow.transitions if state in move.from_ and move.to in flow.states]
    return found


def _ranks(flow: Workflow) -> Mapping[str, int]:
    """Forward as far as it takes; beside what it leads to, for what is only returned to; else behind all it leaves."""
    ranks = _forward(flow)
    waiting = [key for key in flow.states if key in reached(flow) and key not in ranks]
    while waiting:
        key = next((each for each in waiting if _behind(flow, each, ranks)), waiting[0])
        waiting.remove(key)
        ahead = [ranks[move.to] for move in flow.transitions if _leaves(move, key) and move.to in ranks]
        ranks[key] = max(min(ahead) - 1, 0) if ahead else max(_behind(flow, key, ranks), default=0) + 1
    return ranks


def _behind(flow: Workflow, key: str, ranks: Mapping[str, int]) -> list[int]:
    return [ranks[each] for move in flow.transitions if move.to == key for each in move.from_ if each in ranks]


def _leaves(move: Transition, key: str) -> bool:
    return key in move.from_ and move.tone == "go"


def _forward(flow: Workflow) -> dict[str, int]:
    """The longest way from the start by steps forward; what would close a circle is no such step."""
    following = {key: _following(flow, key) for key in flow.states}
    if flow.start not in following:
        return {}
    onward, left = _without_circles(following, flow.start)
    ranks = {flow.start: 0}
    for key in reversed(left):
        for to in onward[key]:
            ranks[to] = max(ranks.get(to, 0), ranks[key] + 1)
    return ranks


def _following(flow: Workflow, key: str) -> list[str]:
    return [move.to for move in flow.transitions if _leaves(move, key) and move.to in flow.states]


def _without_circles(following: Mapping[str, list[str]], start: str) -> tuple[dict[str, list[str]], list[str]]:
    """Steps that lead back to nothing on the way, and the states in the order in which all behind them was seen."""
    onward: dict[str, list[str]] = {start: []}
    left: list[str] = []
    path = [(start, iter(following[start]))]
    while path:
        key, rest = path[-1]
        to = next(rest, None)
        if to is None:
            left.append(key)
            path.pop()
        elif all(to != passed for passed, _rest in path):
            onward[key].append(to)
            if to not in onward:
                onward[to] = []
                path.append((to, iter(following[to])))
    return onward, left
