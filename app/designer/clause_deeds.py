"""Deeds on the clauses of a narrative: one more, another order, one less. What they say is set with the field."""

from collections.abc import Mapping
from typing import Any

from app.definitions.codec import Place
from app.designer import outline, part_deeds
from app.designer.deeds import Deed, Done, Given
from app.designer.outline import Data
from app.errors import Invalid

NOTHING_YET = "；"
"""What a new clause says of each record until somebody writes more."""


def add_clause(data: Data, given: Given) -> Done:
    """One more behind all others, about the same records as the last."""
    clauses, _place = _clauses(data, given)
    last = clauses[-1] if clauses else {"of": data["key"]}
    about = {name: last[name] for name in ("of", "rows", "where", "order") if name in last}
    outline.field(data, given["at"]).data["parts"] = [*clauses, {**about, "say": NOTHING_YET}]
    return Done(given["at"])


def move_clause(data: Data, given: Given) -> Done:
    """The one whose number is sent one place `up` or `down`."""
    clauses, place = _clauses(data, given)
    step = -1 if "up" in given else 1
    here = _number(given.get("up", given.get("down", "")), clauses)
    order = list(range(len(clauses)))
    if not 0 <= here + step < len(order):
        return Done(given["at"])
    order.insert(here + step, order.pop(here))
    return Done(given["at"], part_deeds.arranged(clauses, place, order))


def remove_clause(data: Data, given: Given) -> Done:
    """Away with one."""
    clauses, place = _clauses(data, given)
    here = _number(given["clause"], clauses)
    moves = part_deeds.arranged(clauses, place, [at for at in range(len(clauses)) if at != here])
    if not clauses:
        outline.field(data, given["at"]).data.pop("parts", None)
    return Done(given["at"], moves)


CLAUSE_DEEDS: Mapping[str, Deed] = {
    "add-clause": Deed(add_clause, ("at",)),
    "move-clause": Deed(move_clause, ("at",)),
    "remove-clause": Deed(remove_clause, ("at", "clause")),
}


def _clauses(data: Data, given: Given) -> tuple[list[Any], Place]:
    spot = outline.field(data, given["at"])
    if spot.data["type"] != "narrative":
        raise Invalid.because("designer.gone", key=given["at"])
    return spot.data.get("parts") or [], (*spot.own_place, "parts")


def _number(text: str, clauses: list[Any]) -> int:
    if not text.isdecimal() or len(text) > 4 or int(text) >= len(clauses):
        raise Invalid.because("designer.gone", key=text)
    return int(text)
