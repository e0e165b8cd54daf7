"""Whether hostile input makes work explode, asked without a clock: machines differ, and coverage slows them down."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

PATIENCE = 60
"""Seconds of processor time, see `watched`."""

Found = TypeVar("Found")


class TooMuchWork(AssertionError):
    """More work than there may be."""


def bounded(deed: Callable[[], Found], *, calls: int) -> Found:
    """Do it in at most so many calls of functions, Python's and C's together, and within `watched`.

    Their number is the same on every machine, with and without coverage, and it shows all work that Python does. It
    does not show what happens within one call of C.
    """
    with _counted(calls):
        return watched(deed)


def watched(deed: Callable[[], Found]) -> Found:
    """Do it, and stop it after `PATIENCE` seconds of processor time.

    For what happens within one call of C: a regular expression that tries everything, an archive that is unpacked.
    Texts for such tests have 200,000 characters or more: in proportion to them, work is done in a fraction of a second;
    with their square it takes many minutes. No machine is so slow or so fast that one could be taken for the other.
    """
    before: Any = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        return deed()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _counted(most: int) -> Iterator[None]:
    left = most

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise TooMuchWork(f"more than {most:,} calls")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooMuchWork(f"more than {PATIENCE} seconds of processor time")
