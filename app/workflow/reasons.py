"""Why somebody may press a transition or may not: what the engine offers, with its conditions and without (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.definitions.compiled import CompiledType
from app.definitions.schema import Transition
from app.workflow import engine
from app.workflow.engine import Guard, Offer, Presser, Standing

Why = Literal["task", "owner", "role", "stand_in", "opened", "condition", "others"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided about one transition for one person.

    Offered, because a `task` is theirs, as `owner`, by a `role`, or as `stand_in`; or not: it was `opened` meanwhile,
    its `condition` does not hold, it is for `others`.
    """

    transition: Transition
    why: Why
    offer: Offer | None = None


def verdicts(
    compiled: CompiledType, standing: Standing, presser: Presser, holds: Guard, absent: Sequence[Presser] = ()
) -> tuple[Verdict, ...]:
    """For every transition that leaves the state, in the order of the definition."""
    now = _offers(compiled, standing, presser, holds, absent)
    free = _offers(compiled, standing, presser, lambda _key: True, absent)
    found = []
    for move in engine.leaving(compiled, standing.state):
        offer = now.get(move.key)
        why = _by_what(offer, standing, presser) if offer else _why_not(move, standing, presser, tied=move.key in free)
        found.append(Verdict(move, why, offer))
    return tuple(found)


def _offers(
    compiled: CompiledType, standing: Standing, presser: Presser, holds: Guard, absent: Sequence[Presser]
) -> dict[str, Offer]:
    own = engine.offered(compiled, standing, presser, holds)
    others = engine.offered_for(compiled, standing, presser, absent, holds) if absent else ()
    return {offer.transition.key: offer for offer in (*others, *own)}


def _by_what(offer: Offer, standing: Standing, presser: Presser) -> Why:
    if offer.stands_for is not None:
        return "stand_in"
    if offer.task is not None:
        return "task"
    is_owner = presser.id is not None and presser.id == standing.owner_id
    return "owner" if is_owner and engine.OWNER in offer.transition.by else "role"


def _why_not(move: Transition, standing: Standing, presser: Presser, *, tied: bool) -> Why:
    if presser.id == standing.owner_id and engine.too_late(move, standing):
        return "opened"
    return "condition" if tied else "others"
