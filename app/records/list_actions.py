"""Buttons that features give to the page of a list: what may be done with its records, the ticked ones or all.

    @list_actions.gives
    def papers(shown: RecordList) -> Iterable[Action]: ...

A button belongs to the form `bulk`, which holds the ticked records: `form="bulk" formaction="…"`.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from app.records.lists import RecordList
from app.records.panels import Action

Giver: TypeAlias = Callable[[RecordList], Iterable[Action]]
_GIVERS: list[Giver] = []


def gives(giver: Giver) -> Giver:
    """Register a giver; it gives only what this person may do."""
    if giver not in _GIVERS:
        _GIVERS.append(giver)
    return giver


def of(shown: RecordList) -> list[Action]:
    """What all givers give for a list."""
    return [action for giver in _GIVERS for action in giver(shown)]
