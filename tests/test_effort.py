"""The measure of work measures."""

import re

import pytest

from tests import effort
from tests.effort import TooMuchWork, bounded


def pairs(count: int) -> int:
    """Work with the square of its input."""
    return sum(len(range(first)) for _ in range(count) for first in range(count))


def test_little_work_is_done() -> None:
    assert bounded(lambda: pairs(10), calls=1_000) == 450


def test_too_many_calls_are_stopped() -> None:
    with pytest.raises(TooMuchWork):
        bounded(lambda: pairs(100_000), calls=1_000_000)


def test_one_call_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "PATIENCE", 0.05)
    with pytest.raises(TooMuchWork):
        bounded(lambda: re.fullmatch(r"(?:a+)+", "a" * 200_000 + "!"), calls=1_000)
