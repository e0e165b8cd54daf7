"""流程: the states and transitions of a type as a picture in which each is chosen and set."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.definitions.checks.flow import OWNER
from app.definitions.schema import RecordType, State, Task, Workflow
from app.designer import parts
from app.designer.flow import HIGH, WIDE, Arrow, Box, picture
from app.designer.flow_deeds import Mention, mentions
from app.designer.outline import Data
from app.designer.tabs.tab import Look, Tab, label_of, spot_of
from app.web.language import language
from app.web.signs import listed, signs
from app.workflow import whom
from app.workflow.course import role_labels
from app.workflow.voting import VOTE

SIDES = {
    "state": "designer/tabs/_flow_state.html",
    "transition": "designer/tabs/_flow_transition.html",
    "task": "designer/tabs/_flow_task.html",
}
"""What stands beside the properties, by kind."""
MODES = {"all": lazy_gettext("会签"), "order": lazy_gettext("依次"), "vote": lazy_gettext("按比例")}


@dataclass(frozen=True, slots=True)
class Node:
    """A state or a transition in the picture; `tint` is its colour or its direction, `said` all that it says."""

    address: str
    tint: str
    said: str
    faults: int
    box: Box | None = None
    arrow: Arrow | None = None
    is_start: bool = False
    is_end: bool = False
    next: str = ""
    """The state that is written behind this one."""


@dataclass(frozen=True, slots=True)
class Side:
    """What stands beside the properties of a state: who decides there, how many stand there, what goes along."""

    tasks: tuple[tuple[str, str], ...]
    held: int
    goes: tuple[str, ...]
    is_start: bool


def _say(data: Data, look: Look) -> tuple[str, str]:
    if "label" in data:
        return label_of(data["label"]), ""
    return _task(data, look.standing.definition, role_labels()), ""


def task_name(data: Data, look: Look) -> str:
    """Who is asked, as people call them."""
    return _task(data, look.standing.definition, role_labels())


def _facts(look: Look) -> Mapping[str, Any]:
    definition, flow = look.standing.definition, look.standing.definition.workflow
    roles, held = list(look.offers("roles").items()), look.uses.states
    if flow is None:
        records = sum(held.values())
        return {"flow": None, "roles": roles, "records": records, "homes": list(look.offers("homes").items())}
    spot = spot_of(TAB, look)
    drawn = picture(flow, language(), _below(definition, flow))
    kind = spot.kind.name if spot else ""
    return {
        "flow": flow,
        "roles": roles,
        "picture": drawn,
        "nodes": list(_nodes(flow, drawn.boxes, drawn.arrows, look)),
        "size": (WIDE, HIGH),
        "states": list(look.offers("states").items()),
        "side": SIDES.get(kind, ""),
        "removing": "remove-state" if kind == "state" else "",
        "beside_state": _side(look, spot.at, held) if spot and kind == "state" else None,
        "state_of": spot.owner if spot else "",
        "can_drop": not held,
    }


def _nodes(flow: Workflow, boxes: Iterable[Box], arrows: Iterable[Arrow], look: Look) -> Iterator[Node]:
    """Each state, and behind it the transitions that leave it first of all."""
    by_state: dict[str, list[Arrow]] = {}
    for arrow in arrows:
        first = next(key for key in flow.transitions[arrow.at].from_ if key in flow.states)
        by_state.setdefault(first, []).append(arrow)
    for box in boxes:
        yield _state_node(flow, box, look)
        yield from (_move_node(flow, arrow, look) for arrow in by_state.get(box.key, ()))


def _state_node(flow: Workflow, box: Box, look: Look) -> Node:
    state, is_start = flow.states[box.key], box.key == flow.start
    said = [state.label.text(language()), *([gettext("从这里开始")] if is_start else [])]
    said += [words.text for words in box.words if not words.is_name]
    return Node(
        f"state/{box.key}",
        state.colour or "none",
        listed(said),
        _faults(look, f"state/{box.key}") + _faults(look, f"task/{box.key}."),
        box=box,
        is_start=is_start,
        is_end=not any(box.key in move.from_ for move in flow.transitions),
        next=dict(pairwise(flow.states)).get(box.key, ""),
    )


def _move_node(flow: Workflow, arrow: Arrow, look: Look) -> Node:
    move = flow.transitions[arrow.at]
    start = listed(flow.states[key].label.text(language()) for key in move.from_ if key in flow.states)
    said = f"{move.label.text(language())}{signs().colon}{start} → {flow.states[move.to].label.text(language())}"
    address = f"transition/{move.key}"
    return Node(address, move.tone, said, _faults(look, address), arrow=arrow)


def _faults(look: Look, address: str) -> int:
    """How much blocks there; with a dot at the end, in all that begin so."""
    paths = [each.path for each in look.found if each.blocks]
    return sum(path.startswith(address) if address.endswith(".") else path == address for path in paths)


def _below(definition: RecordType, flow: Workflow) -> dict[str, str]:
    """Who decides in each state."""
    roles = role_labels()
    return {key: _deciders(state, definition, roles) for key, state in flow.states.items() if state.tasks}


def _deciders(state: State, definition: RecordType, roles: Mapping[str, str]) -> str:
    names = listed(dict.fromkeys(_named(task, definition, roles) for task in state.tasks))
    mode = MODES.get(state.mode)
    if state.mode == VOTE:
        return f"{mode} {state.enough}{signs().colon}{names}"
    return f"{mode}{signs().colon}{names}" if mode and len(state.tasks) > 1 else names


def _task(data: Data, definition: RecordType, roles: Mapping[str, str]) -> str:
    given = {name: data[name] for name in ("role", "of", "person", "login") if data.get(name)}
    return _named(Task.model_construct(**given, above=str(data.get("above", "")) == "true"), definition, roles)


def _named(task: Task, definition: RecordType, roles: Mapping[str, str]) -> str:
    """A role with its department, the person in a field, or a named one."""
    if task.role is not None:
        label = roles.get(task.role, task.role)
        return whom.said(label, _unit(task.of, definition), above=task.above) if task.above else label
    if task.person == OWNER:
        return str(gettext("经办人（提交的人）"))
    field = definition.field(task.person or "")
    return field.label.text(language()) if field else task.person or task.login or "—"


def _unit(key: str | None, definition: RecordType) -> str:
    field = definition.field(key or "")
    return whom.home_of_owner() if key == OWNER else field.label.text(language()) if field else key or ""


def _side(look: Look, key: str, held: Mapping[str, int]) -> Side:
    roles = role_labels()
    tasks = parts.spots(look.data, parts.kind_of("task"), key)
    flow = look.data["workflow"]
    return Side(
        tuple((spot.address, _task(spot.data, look.standing.definition, roles)) for spot in tasks),
        held.get(key, 0),
        tuple(dict.fromkeys(_mention(each, roles) for each in mentions(look.data, key) if each.effect == "goes")),
        key == flow["start"],
    )


def _mention(each: Mention, roles: Mapping[str, str]) -> str:
    name = roles.get(each.name) or label_of(each.label)
    said = {
        "transition": gettext("步骤“%(name)s”", name=name),
        "right": gettext("“%(name)s”在这里修改的权限", name=name),
        "needed_for": gettext("“%(name)s”到这里要填好的要求", name=name),
        "document": gettext("材料“%(name)s”可以在这里出具", name=name),
        "amendment": gettext("“%(name)s”可以在这里提出", name=name),
        "notify": gettext("到这里发的消息"),
    }
    return str(said[each.what])


TAB = Tab("flow", lazy_gettext("流程"), tuple(SIDES), template="designer/tabs/flow.html", facts=_facts, say=_say)
