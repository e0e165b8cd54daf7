"""The workflow: every state can be reached and left, everything it names is there."""

from collections.abc import Iterator

from app.definitions.checks.sight import Sight
from app.definitions.schema import State, Task, Transition, Workflow
from app.expressions.nearest import nearest

OWNER, TASK, SYSTEM = "owner", "task", "system"
"""Who may press a transition, beside roles; `system` is nobody: it is taken when its condition holds."""


def check_flow(sight: Sight) -> None:
    """States, tasks and transitions."""
    flow = sight.definition.workflow
    if flow is None:
        _refuse_states(sight)
        return
    sight.known(flow.start, flow.states, "unknown_state", "workflow.start")
    for key, state in flow.states.items():
        _check_state(sight, key, state)
    for at, move in enumerate(flow.transitions):
        _check_move(sight, flow, move, f"workflow.transitions[{at}]")
    _check_reach(sight, flow)


def known_states(sight: Sight, keys: tuple[str, ...], path: str) -> None:
    """Each of these is a state."""
    for at, key in enumerate(keys):
        sight.known(key, sight.states, "unknown_state", f"{path}[{at}]")


def known_role(sight: Sight, key: str, path: str, *also: str) -> None:
    """It is a role, or one of the other words that may stand here."""
    sight.known(key, [*sight.world.role_keys(), *also], "unknown_role", path)


def _refuse_states(sight: Sight) -> None:
    """A register has no states, so nothing can be bound to one."""
    for at, view in enumerate(sight.definition.documents):
        known_states(sight, view.states, f"documents[{at}].states")


def _check_state(sight: Sight, key: str, state: State) -> None:
    path = f"workflow.states.{key}"
    for at, task in enumerate(state.tasks):
        check_task(sight, task, f"{path}.tasks[{at}]")
    if state.mode in ("all", "order") and len(state.tasks) < 2:
        sight.warn("mode_without_tasks", f"{path}.mode", state=state.label, mode=state.mode)
    _check_vote(sight, key, state, path)


def _check_vote(sight: Sight, key: str, state: State, path: str) -> None:
    """How many are enough is said where they vote, and only there; who is against has something to press."""
    if state.mode != "vote":
        if state.enough:
            sight.add("enough_without_vote", f"{path}.enough", state=state.label)
        return
    if not state.enough:
        sight.add("vote_needs_enough", f"{path}.enough", state=state.label)
    flow = sight.definition.workflow
    moves = [move for move in flow.transitions if key in move.from_ and TASK in move.by] if flow else []
    if moves and all(move.tone == "go" for move in moves):
        sight.warn("vote_without_against", path, state=state.label)


def check_task(sight: Sight, task: Task, path: str) -> None:
    """One role or one person, and everything that is named is there."""
    if sum(bool(each) for each in (task.role, task.person, task.login)) != 1:
        sight.add("task_for_whom", path)
    if task.role is not None:
        known_role(sight, task.role, f"{path}.role")
    if task.of is not None and task.of != OWNER:
        _field_of_type(sight, task.of, "department", f"{path}.of")
    if task.above and (task.of is None or task.role is None):
        sight.add("above_what", f"{path}.above")
    if task.person is not None and task.person != OWNER:
        _field_of_type(sight, task.person, "person", f"{path}.person")
    for at, key in enumerate(task.judges):
        sight.known_field(key, f"{path}.judges[{at}]")
    sight.condition(task.when, f"{path}.when")


def _field_of_type(sight: Sight, key: str, kind: str, path: str) -> None:
    """The field is there and of this type; only fields of the type are suggested."""
    found = sight.fields.get(key)
    if found is None:
        fitting = [each.key for each in sight.fields.values() if each.type == kind]
        sight.add("unknown_field", path, suggestions=nearest(key, fitting) or fitting[:3], name=key)
    elif found.type != kind:
        sight.add("field_of_other_type", path, label=found.label, type=found.type, wanted=kind)


def _check_move(sight: Sight, flow: Workflow, move: Transition, path: str) -> None:
    known_states(sight, move.from_, f"{path}.from")
    sight.known(move.to, flow.states, "unknown_state", f"{path}.to")
    for at, who in enumerate(move.by):
        known_role(sight, who, f"{path}.by[{at}]", OWNER, TASK, SYSTEM)
    if TASK in move.by:
        for at, key in enumerate(move.from_):
            if (state := flow.states.get(key)) and not state.tasks:
                sight.add("no_tasks_there", f"{path}.from[{at}]", state=state.label, transition=move.label)
    papers = {paper.key for paper in sight.definition.documents}
    for at, key in enumerate(move.makes):
        sight.known(key, papers, "unknown_document", f"{path}.makes[{at}]")
    sight.condition(move.when, f"{path}.when")


def _check_reach(sight: Sight, flow: Workflow) -> None:
    """From the start every state can be reached; out of every state in which somebody has to act there is a way."""
    reached = _reached(flow)
    for key, state in flow.states.items():
        path = f"workflow.states.{key}"
        if key not in reached and flow.start in flow.states:
            sight.add("unreachable_state", path, state=state.label)
        moves = [move for move in flow.transitions if key in move.from_]
        if not moves and (state.tasks or (key == flow.start and len(flow.states) > 1)):
            sight.add("dead_end", path, state=state.label)
        elif state.tasks and not any(TASK in move.by and move.tone == "go" for move in moves):
            sight.add("tasks_without_transition", path, state=state.label)


def _reached(flow: Workflow) -> set[str]:
    reached, waiting = set[str](), [flow.start]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += _following(flow, state)
    return reached


def _following(flow: Workflow, state: str) -> Iterator[str]:
    return (move.to for move in flow.transitions if state in move.from_)
