"""Deeds on rights as the matrix shows them: what one role may do, and who sees a closed field."""

from collections.abc import Mapping
from typing import Any

from app.designer.deeds import Deed, Done, Given
from app.designer.outline import Data
from app.errors import Invalid

OWN = ("own", "none")
"""One's own records one always sees: these two say the same."""


def set_role(data: Data, given: Given) -> Done:
    """What holders of a role see, whether they enter, in which states they change; all at once, as a line shows it."""
    role = given["role"]
    right = _right_of(data, role)
    if (see := given.get("see", "own")) not in OWN or right.get("see", "none") not in OWN:
        right["see"] = see
    states = list(data.get("workflow", {}).get("states", ()))
    made = {"create": bool(given.get("create")), "change": _change(right.get("change"), states, given)}
    for name, value in made.items():
        right.pop(name, None)
        if value:
            right[name] = value
    return Done(f"role/{role}")


def close_field(data: Data, given: Given) -> Done:
    """Not everybody sees a field any more: at first those who enter records do."""
    path = given["path"]
    if _rights_over(data, path):
        raise Invalid.because("designer.closed_already", key=path)
    see = [right["role"] for right in data.get("rights", ()) if right.get("create") and "role" in right]
    data.setdefault("rights", []).append({"see": list(dict.fromkeys(see)), "fields": [path]})
    return Done(f"sight/{path}")


def set_sight(data: Data, given: Given) -> Done:
    """Who sees a closed field, and what all others see in its place."""
    right = _right_over(data, given["path"])
    ticked = [name.removeprefix("sees-") for name in given if name.startswith("sees-") and given[name]]
    kept = [role for role in right["see"] if role in ticked]
    right["see"] = [*kept, *(role for role in ticked if role not in kept)]
    right.pop("others", None)
    if given.get("others", "masked") != "masked":
        right["others"] = given["others"]
    return Done(f"sight/{given['path']}")


def open_field(data: Data, given: Given) -> Done:
    """Everybody who sees the record sees the field."""
    data["rights"].remove(_right_over(data, given["path"]))
    return Done()


RIGHT_DEEDS: Mapping[str, Deed] = {
    "set-role": Deed(set_role, ("role",)),
    "close-field": Deed(close_field, ("path",)),
    "set-sight": Deed(set_sight, ("path",)),
    "open-field": Deed(open_field, ("path",)),
}


def _right_of(data: Data, role: str) -> Data:
    """The one right of a role; a new one behind those of others. Several say more than one line can."""
    rights: list[Data] = data.setdefault("rights", [])
    own = [right for right in rights if right.get("role") == role]
    if len(own) > 1 or any(right.get("fields") for right in own):
        raise Invalid.because("designer.several_rights", key=role)
    if own:
        return own[0]
    made: Data = {"role": role}
    last = max((at for at, right in enumerate(rights) if "role" in right), default=-1)
    rights.insert(last + 1, made)
    return made


def _change(before: Any, states: list[str], given: Given) -> Any:
    """In which states: `true` stays where it says the same, and so do names that are no states."""
    if not states:
        return bool(given.get("change"))
    ticked = [state for state in states if given.get(f"change-{state}")]
    if before is True and ticked == states:
        return True
    strange = [each for each in before if each not in states] if isinstance(before, list) else []
    return [*ticked, *strange]


def _rights_over(data: Data, path: str) -> list[Data]:
    """The rights that close a field: by its own name, or by that of its table."""
    names = (path, path.partition(".")[0])
    return [right for right in data.get("rights", ()) if any(name in right.get("fields", ()) for name in names)]


def _right_over(data: Data, path: str) -> Data:
    """The right that closes this field and nothing else, taken out of one that closes several."""
    over = _rights_over(data, path)
    if len(over) != 1 or path not in over[0]["fields"] or "role" in over[0] or not isinstance(over[0].get("see"), list):
        raise Invalid.because("designer.several_rights", key=path)
    right = over[0]
    if right["fields"] == [path]:
        return right
    right["fields"] = [each for each in right["fields"] if each != path]
    made = {**right, "see": list(right["see"]), "fields": [path]}
    rights: list[Data] = data["rights"]
    rights.insert(rights.index(right) + 1, made)
    return made
