"""Deeds on a flow that are more than deeds on one of its parts: begun by a pattern, grown, dropped, and what a state
takes along when it goes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from app.designer import outline, part_deeds, parts
from app.designer.deeds import Deed, Done, Given, Uses
from app.designer.outline import Data
from app.errors import Invalid

SEATS = ("first", "second", "third")
"""Those who decide, as a pattern asks for them."""
ALL = "all"
"""Of the whole office: whoever holds the role, in whichever department."""
NEEDED: Mapping[str, int] = {"one": 1, "two": 2, "countersign": 2}
"""The patterns by name, and how many who decide each needs at least."""
FIRST, RETURNED = "draft", "returned"
"""States in which every pattern begins, and to which it sends back."""
Effect: TypeAlias = Literal["goes", "stays", "stands"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Where else a state is named: this `goes` with it when it is removed, `stays` as it is, `stands` in the way."""

    what: str
    label: Any
    """What names it, as plain data have it; of rights and messages the role."""
    effect: Effect

    @property
    def name(self) -> str:
        """The label in Chinese."""
        return outline.text_of(self.label)


def begin_flow(data: Data, given: Given) -> Done:
    """A flow by a pattern, for a type that has none. With `closes`, what was handed in is not changed any more."""
    if "workflow" in data:
        raise Invalid.because("designer.has_flow")
    steps = _steps(data, given)
    data["workflow"] = {"start": FIRST, "states": _states(steps), "transitions": _transitions(len(steps))}
    if given.get("closes"):
        for right in data.get("rights", ()):
            if right.get("change") is True:
                right["change"] = [FIRST, RETURNED]
    return Done(f"state/{FIRST}")


def drop_flow(data: Data, given: Given) -> Done:
    """A register again: saving is enough. What was bound to states is bound to nothing."""
    del given
    start = _flow(data)["start"]
    for container, name in list(parts.PARTS.get("state").named_in(data)):
        named = container.pop(name, None)
        if name == "change" and (named is True or (named and start in named)):
            container[name] = True
    for gone in ("workflow", "amendments", "notify"):
        data.pop(gone, None)
    return Done()


def set_start(data: Data, given: Given) -> Done:
    """Records begin in another state."""
    _flow(data)["start"] = _known(data, given["at"])
    return Done(f"state/{given['at']}")


def add_state(data: Data, given: Given) -> Done:
    """A new state: alone, behind the state `after`, or in the middle of the transition `into`, where `role` decides."""
    states = _flow(data)["states"]
    key = outline.free_key("state", states)
    label = outline.free_label("新的状态", (outline.text_of(each["label"]) for each in states.values()))
    behind = given.get("after", "")
    if moved := given.get("into"):
        move = _transition(data, moved)
        behind = move["from"][-1]
        made: Data = {"label": label, "tasks": [{"role": given["role"]}], "colour": "blue"}
        _add_transition(data, {"label": "同意", "from": [key], "to": move["to"], "by": ["task"]})
        move["to"] = key
    else:
        made = {"label": label}
        if behind:
            by = {"by": ["task"]} if states[_known(data, behind)].get("tasks") else {}
            _add_transition(data, {"label": "同意" if by else "提交", "from": [behind], "to": key, **by})
    _insert(states, key, made, behind)
    return Done(f"state/{key}")


def remove_state(data: Data, given: Given) -> Done:
    """Away with a state and with every transition, right and message that is about it alone."""
    key, flow = _known(data, given["at"]), _flow(data)
    if key == flow["start"]:
        raise Invalid.because("designer.state_is_start")
    if named := [each.name for each in mentions(data, key) if each.effect == "stands"]:
        raise Invalid.because("designer.state_needed", names="、".join(named))
    moves = [*part_deeds.remove_part(data, {"part": "state", "at": key}).moves]
    for at in reversed([at for at, move in enumerate(flow.get("transitions", ())) if _is_about(move, key)]):
        moves += part_deeds.remove_part(data, {"part": "transition", "at": flow["transitions"][at]["key"]}).moves
    for at in reversed([at for at, each in enumerate(data.get("notify", ())) if each.get("state") == key]):
        moves += part_deeds.remove_part(data, {"part": "notify", "at": str(at)}).moves
    for container, name in parts.PARTS.get("state").named_in(data):
        _forget(container, name, key)
    return Done(f"state/{flow['start']}", tuple(moves))


def _spare_flow(_data: Data, _given: Given, uses: Uses) -> None:
    if uses.states:
        raise Invalid.because("designer.flow_in_use", count=sum(uses.states.values()))


def _spare_state(_data: Data, given: Given, uses: Uses) -> None:
    uses.refuse_state(given["at"])


def _spare_key(data: Data, given: Given, uses: Uses) -> None:
    """Nor would a rule name a state that is not there."""
    at = given["at"]
    if given["part"] == "state" and given["key"].strip() != at:
        uses.refuse_state(at)
        if rules := [each.name for each in mentions(data, at) if each.effect == "stays"]:
            raise Invalid.because("designer.state_in_rules", place="key", key=at, names="、".join(rules))
    part_deeds.spare_key(data, given, uses)


FLOW_DEEDS: Mapping[str, Deed] = {
    "begin-flow": Deed(begin_flow, ("pattern",)),
    "drop-flow": Deed(drop_flow, spare=_spare_flow),
    "set-start": Deed(set_start, ("at",)),
    "add-state": Deed(add_state),
    "remove-state": Deed(remove_state, ("at",), _spare_state),
    "rename-part": Deed(part_deeds.rename_part, ("part", "at", "key"), _spare_key),
}


def mentions(data: Data, key: str) -> list[Mention]:
    """Everything that names a state, but for the flow's start."""
    return [*_of_transitions(data, key), *_of_parts(data, key), *_of_amendments(data, key), *_of_rules(data, key, "")]


# ---- Patterns ----


def _steps(data: Data, given: Given) -> list[list[Data]]:
    """Who decides, one step after another; raises `Invalid` where nobody is named."""
    pattern = given["pattern"]
    if pattern not in NEEDED:
        raise Invalid.because("designer.gone", key=pattern)
    for seat in SEATS[: NEEDED[pattern]]:
        if not given.get(seat):
            raise Invalid.because("designer.who_decides", place=seat)
    tasks = [_task(data, given, seat) for seat in SEATS if given.get(seat)]
    if pattern == "countersign":
        return [tasks]
    return [[task] for task in tasks[: NEEDED[pattern]]]


def _task(data: Data, given: Given, seat: str) -> Data:
    chosen = given.get(f"{seat}-of", "")
    unit = data.get("department_of") if chosen == "true" else chosen if chosen != ALL else None
    return {"role": given[seat], **({"of": unit} if unit else {})}


def _states(steps: Sequence[Sequence[Data]]) -> Data:
    names = [("审核", "Review"), ("审批", "Approval")][-len(steps) :]
    made: Data = {
        FIRST: {"label": {"zh": "起草", "en": "Draft"}, "colour": "grey"},
        RETURNED: {"label": {"zh": "退回修改", "en": "Returned"}, "colour": "yellow"},
    }
    for number, tasks in enumerate(steps):
        zh, en = ("会签", "Countersigning") if len(tasks) > 1 else names[number]
        mode = {"mode": "all"} if len(tasks) > 1 else {}
        made[_step_key(number)] = {"label": {"zh": zh, "en": en}, "tasks": list(tasks), **mode, "colour": "blue"}
    made["done"] = {"label": {"zh": "已完成", "en": "Done"}, "counts": True, "colour": "green"}
    return made


def _transitions(count: int) -> list[Data]:
    steps = [_step_key(number) for number in range(count)]
    onward = zip(steps, [*steps[1:], "done"], strict=True)
    agree = {"zh": "同意", "en": "Agree"}
    return [
        {"key": "submit", "label": {"zh": "提交", "en": "Submit"}, "from": [FIRST, RETURNED], "to": steps[0]},
        {"key": "recall", "label": {"zh": "撤回", "en": "Recall"}, "from": [steps[0]], "to": FIRST, "tone": "back"},
        *(
            {"key": f"agree_{number + 1}", "label": agree, "from": [step], "to": to, "by": ["task"]}
            for number, (step, to) in enumerate(onward)
        ),
        {
            "key": "send_back",
            "label": {"zh": "退回", "en": "Return"},
            "from": steps,
            "to": RETURNED,
            "by": ["task"],
            "comment": "required",
            "tone": "back",
        },
    ]


def _step_key(number: int) -> str:
    return f"review_{number + 1}"


# ---- Within a flow ----


def _flow(data: Data) -> Data:
    flow: Data | None = data.get("workflow")
    if flow is None:
        raise Invalid.because("designer.no_flow")
    return flow


def _known(data: Data, key: str) -> str:
    return str(parts.find(data, parts.PARTS.get("state"), key).step)


def _transition(data: Data, key: str) -> Data:
    return parts.find(data, parts.PARTS.get("transition"), key).data


def _add_transition(data: Data, made: Data) -> None:
    moves = _flow(data).setdefault("transitions", [])
    key = outline.free_key("step", {each["key"] for each in moves})
    moves.append({"key": key, **made})


def _insert(states: Data, key: str, made: Data, behind: str) -> None:
    """Behind this state, or behind all."""
    order = list(states.items())
    at = list(states).index(behind) + 1 if behind in states else len(order)
    states.clear()
    states.update([*order[:at], (key, made), *order[at:]])


def _is_about(move: Data, key: str) -> bool:
    """Does it lead to this state, or away from no other?"""
    return bool(move["to"] == key or move["from"] == [key])


def _forget(container: Any, name: str, key: str) -> None:
    """A list without a name in it; an empty one is not kept."""
    named = container.get(name)
    if isinstance(named, list) and key in named:
        left = [each for each in named if each != key]
        container[name] = left
        if not left:
            container.pop(name)


# ---- Mentions ----


def _of_transitions(data: Data, key: str) -> Iterator[Mention]:
    for move in _flow(data).get("transitions", ()):
        if key in (*move["from"], move["to"]):
            yield Mention("transition", move["label"], "goes")


def _of_parts(data: Data, key: str) -> Iterator[Mention]:
    """What would say something else without the state stands in the way."""
    for right in data.get("rights", ()):
        if key in _listed(right.get("change")):
            yield Mention("right", str(right.get("role", "")), "goes")
    for each in (*outline.all_fields(data), *data.get("checks", ())):
        if key in _listed(each.get("needed_for")):
            yield Mention("needed_for", each.get("label", each.get("say")), "goes")
    for paper in data.get("documents", ()):
        if key in _listed(paper.get("states")):
            is_last = paper["states"] == [key]
            yield Mention("document", paper["label"], "stands" if is_last else "goes")
    for name, each in data.get("series", {}).items():
        if each.get("take") == key:
            yield Mention("series", name, "stands")
    for each in data.get("notify", ()):
        if each.get("state") == key:
            yield Mention("notify", str(each["to"]), "goes")


def _of_amendments(data: Data, key: str) -> Iterator[Mention]:
    for each in data.get("amendments", {}).values():
        if key in _listed(each.get("from")):
            yield Mention("amendment", each["label"], "stands" if each["from"] == [key] else "goes")


def _listed(named: Any) -> Sequence[Any]:
    return named if isinstance(named, list) else ()


def _of_rules(data: Any, key: str, name: str) -> Iterator[Mention]:
    """Rules that compare the state with this key; they are left to whoever wrote them."""
    if isinstance(data, dict):
        known = outline.text_of(data.get("label") or data.get("say") or data.get("key") or "")
        for each in data.values():
            yield from _of_rules(each, key, known or name)
    elif isinstance(data, list):
        for each in data:
            yield from _of_rules(each, key, name)
    elif isinstance(data, str) and "state" in data and (f"'{key}'" in data or f'"{key}"' in data):
        yield Mention("rule", name, "stays")
