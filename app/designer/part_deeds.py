"""Deeds on parts, the same for every kind: added, set, moved, copied, called otherwise, removed."""

import copy
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from app.definitions.codec import Place, identity
from app.designer import outline, parts, properties
from app.designer.deeds import Deed, Done, Given, Uses
from app.designer.outline import Data
from app.designer.parts import Part, Spot
from app.errors import Invalid

_LONGEST_LABEL = 40
_GONE: Place = ("", "gone")
"""Where the comments of what was removed go: nowhere."""


def add_part(data: Data, given: Given) -> Done:
    """A new part behind all others of its kind; what is posted with it is set at once."""
    kind = parts.kind_of(given["part"])
    owner = given.get("in", "")
    home, place = parts.home(data, kind, owner, make=True)
    posted = properties.read(kind.properties, given)
    made = {**_named(kind, home), **kind.begin(data, given), **posted}
    step = _put(home, kind, made, len(home), posted.get("key"))
    return Done(Spot(kind, home, step, place, owner).address)


def set_part(data: Data, given: Given) -> Done:
    """The properties of a part, all at once, or those that are named in `only`; the others stay; so does
    what began empty until something is chosen."""
    spot = _spot(data, given)
    wanted = given["only"].split(",") if "only" in given else [each.name for each in spot.kind.properties]
    known = [each for each in spot.kind.properties if each.name in wanted and each.widget != "elsewhere"]
    names = {each.name for each in known}
    before = spot.own_place
    kept = {name: each for name, each in spot.data.items() if name not in names or each == ""}
    spot.parts[spot.step] = {**kept, **_called(spot, properties.read(known, given))}
    return Done(spot.address, ((before, spot.own_place),))


def move_part(data: Data, given: Given) -> Done:
    """One place `by` up or down, or `before` another one (behind all, if it is empty)."""
    spot = _spot(data, given)
    home = spot.parts
    order = list(home) if spot.kind.is_map else list(range(len(home)))
    here = order.index(spot.step)
    if "before" in given:
        there = given["before"]
        target = order.index(parts.find(data, spot.kind, there).step) if there else len(order)
        target -= target > here
    else:
        target = here + (-1 if given["by"] == "up" else 1)
    if not 0 <= target < len(order):
        return Done(spot.address)
    order.insert(target, order.pop(here))
    return _arranged(spot, order, spot.step)


def copy_part(data: Data, given: Given) -> Done:
    """The same once more, right behind, under a name of its own."""
    spot = _spot(data, given)
    made = copy.deepcopy(spot.data)
    if "label" in made:
        others = spot.parts.values() if spot.kind.is_map else spot.parts
        made["label"] = outline.free_copy(made["label"], [each["label"] for each in others])
    if spot.kind.is_map:
        key = outline.free_key(_stem(spot.step), spot.parts)
        spot.parts[key] = made
        order = [step for step in spot.parts if step != key]
        order.insert(order.index(spot.step) + 1, key)
        return _arranged(spot, order, key)
    if spot.kind.has_key:
        made["key"] = outline.free_key(_stem(made["key"]), {each["key"] for each in spot.parts})
    spot.parts.append(made)
    order = list(range(len(spot.parts) - 1))
    order.insert(order.index(spot.step) + 1, len(spot.parts) - 1)
    return _arranged(spot, order, len(spot.parts) - 1)


def rename_part(data: Data, given: Given) -> Done:
    """Another key, also where it is named."""
    spot, key = _spot(data, given), given["key"].strip()
    if not spot.kind.has_key:
        raise Invalid.because("designer.gone", key=given["at"])
    before, was = spot.own_place, spot.at
    taken = spot.parts if spot.kind.is_map else {each["key"] for each in spot.parts}
    if key != was and key in taken:
        raise Invalid.because("designer.key_taken", place="key", key=key)
    if spot.kind.is_map:
        renamed = {key if step == was else step: each for step, each in spot.parts.items()}
        spot.parts.clear()
        spot.parts.update(renamed)
        spot = Spot(spot.kind, spot.parts, key, spot.place, spot.owner)
    else:
        spot.data["key"] = key
    for container, step in spot.kind.named_in(data):
        _rename(container, step, was, key)
    return Done(spot.address, ((before, spot.own_place),))


def remove_part(data: Data, given: Given) -> Done:
    """Away with a part; a list that is empty then is not kept."""
    spot = _spot(data, given)
    order = list(spot.parts) if spot.kind.is_map else list(range(len(spot.parts)))
    here = order.index(spot.step)
    order.pop(here)
    left = order[min(here, len(order) - 1)] if order else None
    done = _arranged(spot, order, left)
    if not spot.parts:
        _forget(data, spot.place)
    return done


def _spare_part(_data: Data, given: Given, uses: Uses) -> None:
    """Rows hold the key of the part, or records stand in the state."""
    if given["part"] == "state":
        uses.refuse_state(given["at"])
    if not parts.kind_of(given["part"]).may_go:
        uses.refuse_part(given["part"], given["at"], "designer.part_in_use")


def spare_key(_data: Data, given: Given, uses: Uses) -> None:
    """Raise `Invalid` if rows hold the key of the part, and it would get another one."""
    if given["key"].strip() != given["at"]:
        uses.refuse_part(given["part"], given["at"], "designer.part_key_in_use")


_WHICH = ("part", "at")
PART_DEEDS: Mapping[str, Deed] = {
    "add-part": Deed(add_part, ("part",)),
    "set-part": Deed(set_part, _WHICH, keeps=True),
    "move-part": Deed(move_part, _WHICH),
    "copy-part": Deed(copy_part, _WHICH),
    "remove-part": Deed(remove_part, _WHICH, _spare_part),
}
"""`rename-part` is among those on flows: rules name states by their keys."""


def _spot(data: Data, given: Given) -> Spot:
    return parts.find(data, parts.kind_of(given["part"]), given["at"])


def _called(spot: Spot, posted: Data) -> Data:
    """What was posted; what nobody called anything yet is called as the file that was chosen for it."""
    by, label = spot.kind.named_by, outline.text_of(posted.get("label") or "")
    is_new = label.startswith(spot.kind.new_label) and label == outline.text_of(spot.data.get("label") or "")
    if not by or not is_new or spot.data.get(by) or not posted.get(by):
        return posted
    others = spot.parts.values() if spot.kind.is_map else spot.parts
    stem = PurePosixPath(str(posted[by])).stem[:_LONGEST_LABEL]
    return {**posted, "label": outline.free_label(stem, [outline.text_of(each["label"]) for each in others])}


def _named(kind: Part, home: Any) -> Data:
    """Key and label of a new part, where it has them; in a map the key is not its own."""
    made: Data = {}
    taken = set(home) if kind.is_map else {each.get("key") for each in home}
    if kind.has_key and not kind.is_map:
        made["key"] = outline.free_key(kind.name, taken)
    if kind.new_label:
        others = home.values() if kind.is_map else home
        made["label"] = outline.free_label(kind.new_label, (outline.text_of(each["label"]) for each in others))
    return made


def _put(home: Any, kind: Part, made: Data, at: int, key: Any) -> Any:
    if not kind.is_map:
        home.insert(at, made)
        return at
    free = str(key) if key else outline.free_key(kind.name, home)
    home[free] = made
    return free


def _arranged(spot: Spot, order: list[Any], chosen: Any) -> Done:
    """The parts in this order of their steps, comments behind them; `chosen` is looked at next."""
    home, place, kind = spot.parts, spot.place, spot.kind
    if kind.is_map:
        left = {step: home[step] for step in order}
        gone = [(*place, step) for step in home if step not in left]
        home.clear()
        home.update(left)
        moves = tuple((each, _GONE) for each in gone)
    else:
        moves = arranged(home, place, order)
    if chosen is None:
        return Done(f"{kind.name}/", moves)
    step = chosen if kind.is_map else order.index(chosen)
    return Done(Spot(kind, home, step, place, spot.owner).address, moves)


def arranged(home: list[Any], place: Place, order: list[int]) -> tuple[tuple[Place, Place], ...]:
    """Put a list into this order of its places; those that are left out are gone. Answers with where comments go."""
    before = {step: (*place, identity(each, step)) for step, each in enumerate(home)}
    home[:] = [home[step] for step in order]
    now = {step: (*place, identity(home[number], number)) for number, step in enumerate(order)}
    return _moves(before, now)


def _moves(before: Mapping[Any, Place], now: Mapping[Any, Place]) -> tuple[tuple[Place, Place], ...]:
    """By way of a place where nothing else is, since one may go where another one still stands."""
    away = [(place, _GONE) for step, place in before.items() if step not in now]
    changed = [(step, place) for step, place in before.items() if step in now and now[step] != place]
    out = [(place, ("", step)) for step, place in changed]
    back = [(("", step), now[step]) for step, _place in changed]
    return (*away, *out, *back)


def _rename(container: Any, step: Any, was: str, key: str) -> None:
    named = container.get(step)
    if named == was:
        container[step] = key
    elif isinstance(named, list):
        container[step] = [key if each == was else each for each in named]


def _forget(data: Data, place: Place) -> None:
    here: Any = data
    for step in place[:-1]:
        here = here[step]
    here.pop(place[-1], None)


def _stem(key: str) -> str:
    return re.sub(r"_\d+$", "", key)
