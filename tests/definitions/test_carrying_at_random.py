"""A thousand changes of definitions over random values: what is foreseen is what comes, nothing is lost, and nothing is
left of it when it is taken back.
"""

import pytest

from app.definitions.carrying import Carrier
from tests.definitions.random_changes import Case, account, texts
from tests.fields.conftest import World

WORLD = World()
CASES, AT_ONCE = 1000, 100


@pytest.mark.parametrize("start", range(0, CASES, AT_ONCE))
def test_nothing_is_lost_and_what_is_foreseen_is_what_comes(start: int) -> None:
    for seed in range(start, start + AT_ONCE):
        case = Case(seed)
        old, new = case.carried(WORLD)
        choices = case.choices(Carrier(old, new, WORLD))
        for data in [case.filled(old, WORLD) for _ in range(3)]:
            before = repr(data)
            carrier = Carrier(old, new, WORLD, choices)
            foreseen = carrier.carry(data)
            assert repr(data) == before, "carrying changes no value in place"
            assert Carrier(old, new, WORLD, choices).carry(data) == foreseen
            account(carrier, data, foreseen)
            shown = texts(new, foreseen.stored, WORLD)
            assert all(isinstance(text, str) for text in shown.values())
