"""Parts: what stands in lists and maps of a definition outside its sections: views, papers, checks, registers, rights …

A part is known by its kind and where it is (`view/this_year`, `notify/2`): its key, where it has one, else its number;
of tasks behind the key of their state (`task/review.0`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.definitions.codec import Place, identity
from app.designer.outline import Data
from app.designer.part_kinds import OWNER, PARTS, Part
from app.errors import Invalid

__all__ = ["OWNER", "PARTS", "Part", "Spot", "every", "find", "followed", "home", "kind_of", "placed", "spots"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A part within the list or map that holds it."""

    kind: Part
    parts: Any
    step: Any
    """Its number in the list, its key in the map."""
    place: Place
    """Of the list or map."""
    owner: str = ""

    @property
    def data(self) -> Data:
        """What stands there."""
        found: Data = self.parts[self.step]
        return found

    @property
    def at(self) -> str:
        """How it is called in addresses."""
        own = str(self.data["key"]) if self.kind.has_key and not self.kind.is_map else str(self.step)
        return f"{self.owner}.{own}" if self.owner else own

    @property
    def address(self) -> str:
        """With its kind."""
        return f"{self.kind.name}/{self.at}"

    @property
    def own_place(self) -> Place:
        """The place of what stands there, as comments know it."""
        return (*self.place, self.step if self.kind.is_map else identity(self.data, self.step))


def kind_of(name: str) -> Part:
    """The kind with this name; raises `Invalid`."""
    if name not in PARTS:
        raise Invalid.because("designer.gone", key=name)
    return PARTS.get(name)


def home(data: Data, kind: Part, owner: str = "", *, make: bool = False) -> tuple[Any, Place]:
    """The list or map of a kind, with its place; one that is not there is empty, or made. Raises `Invalid`."""
    steps = tuple(owner if step == OWNER else step for step in kind.home)
    here: Any = data
    for number, step in enumerate(steps):
        is_last = number == len(steps) - 1
        if step not in here:
            if kind.home[number] == OWNER:
                raise Invalid.because("designer.gone", key=owner)
            made: Any = {} if not is_last or kind.is_map else []
            if not make:
                return ({} if kind.is_map else []), steps
            here[step] = made
        here = here[step]
    return here, steps


def spots(data: Data, kind: Part, owner: str = "") -> Iterator[Spot]:
    """All parts of a kind, in order; of a kind that is owned, those of one owner."""
    found, place = home(data, kind, owner)
    steps = found if kind.is_map else range(len(found))
    return (Spot(kind, found, step, place, owner) for step in steps)


def every(data: Data, kind: Part) -> Iterator[Spot]:
    """All parts of a kind, of all owners."""
    if OWNER not in kind.home:
        yield from spots(data, kind)
        return
    owners: Any = data
    for step in kind.home[: kind.home.index(OWNER)]:
        owners = owners.get(step, {})
    for owner in owners:
        yield from spots(data, kind, owner)


def find(data: Data, kind: Part, at: str) -> Spot:
    """The part at this place; raises `Invalid` if it is gone."""
    owner, _dot, _own = at.rpartition(".")
    found = next((spot for spot in spots(data, kind, owner) if spot.at == at), None)
    if found is None:
        raise Invalid.because("designer.gone", key=at)
    return found


def placed(path: Iterable[str | int], data: Data) -> tuple[str, str] | None:
    """The address of the part that a path of the definition is in, and the property; `kind/` of a whole list."""
    steps = tuple(path)
    for kind in sorted(PARTS, key=lambda each: -len(each.home)):
        head, rest = steps[: len(kind.home)], steps[len(kind.home) :]
        if not _is_home(kind, head):
            continue
        name = str(rest[1]) if len(rest) > 1 else ""
        if not rest:
            return f"{kind.name}/", name
        owner = str(head[kind.home.index(OWNER)]) if OWNER in kind.home else ""
        known = {spot.step: spot.address for spot in spots(data, kind, owner)}
        return known.get(rest[0], f"{kind.name}/"), name
    return next(((f"{kind.name}/", "") for kind in PARTS if steps and kind.home[0] == steps[0]), None)


def followed(before: Data, now: Data, kind: Part, at: str) -> str:
    """Where a part of an older draft is now; where that cannot be said, a place where nothing is.

    What has a key is found by it. Of the others those that nobody touched are found by what they say; one that was
    changed is the one left over, if there is one on each side.
    """
    if kind.has_key:
        return at
    owner, dot, own = at.rpartition(".")
    old = {str(number): spot.data for number, spot in enumerate(spots(before, kind, owner))}
    new = [spot.data for spot in spots(now, kind, owner)]
    if own not in old:
        return at
    same = [number for number, each in enumerate(new) if each == old[own]]
    changed = [number for number, each in enumerate(new) if each not in old.values()]
    gone = [each for each in old.values() if each not in new]
    found = same or (changed if len(changed) == len(gone) == 1 else [])
    return f"{owner}{dot}{found[0] if found else len(new)}"


def _is_home(kind: Part, head: tuple[str | int, ...]) -> bool:
    return len(head) == len(kind.home) and all(
        wanted in (OWNER, step) for wanted, step in zip(kind.home, head, strict=True)
    )
