"""Transitions that nobody presses: each has a condition, and they never lead round in a circle."""

from collections.abc import Iterator, Mapping

from app.definitions.checks.flow import SYSTEM, TASK
from app.definitions.checks.sight import Sight
from app.definitions.schema import Transition, Workflow


def check_system(sight: Sight) -> None:
    """A condition at each, nobody else who presses it; and in every circle somebody who has to act."""
    flow = sight.definition.workflow
    if flow is None:
        return
    ways = _ways(flow)
    for at, move in enumerate(flow.transitions):
        if SYSTEM in move.by:
            path = f"workflow.transitions[{at}]"
            _check_move(sight, move, path)
            if circle := next(filter(None, (_way(ways, move.to, start) for start in move.from_)), []):
                names = " → ".join(flow.states[key].label.zh for key in (circle[-1], *circle))
                sight.add("system_circle", path, transition=move.label, circle=names)


def _check_move(sight: Sight, move: Transition, path: str) -> None:
    if move.when is None:
        sight.add("system_needs_when", f"{path}.when", transition=move.label)
    if len(move.by) > 1:
        sight.add("system_alone", f"{path}.by", transition=move.label)
    if move.comment == "required":
        sight.add("system_says_nothing", f"{path}.comment", transition=move.label)


def _ways(flow: Workflow) -> Mapping[str, list[str]]:
    """Where a record may go from each state without anybody: by a system transition, or passing where all who decide
    have conditions."""
    found: dict[str, list[str]] = {key: [] for key in flow.states}
    for start, move in _by_itself(flow):
        if start in found and move.to in found:
            found[start].append(move.to)
    return found


def _by_itself(flow: Workflow) -> Iterator[tuple[str, Transition]]:
    for move in flow.transitions:
        for key in move.from_:
            state = flow.states.get(key)
            is_passed = state is not None and bool(state.tasks) and all(task.when for task in state.tasks)
            if SYSTEM in move.by or (is_passed and TASK in move.by and move.tone == "go"):
                yield key, move


def _way(ways: Mapping[str, list[str]], start: str, end: str) -> list[str]:
    """The states from one to another that nobody has to act in; empty if there is no such way."""
    paths, seen = [[start]], {start}
    for path in paths:
        if path[-1] == end:
            return path
        new = [key for key in ways.get(path[-1], ()) if key not in seen]
        seen.update(new)
        paths += [[*path, key] for key in new]
    return []
