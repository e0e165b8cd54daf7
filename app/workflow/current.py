"""What several parts of one page ask about its reader: asked once for a request. Only behind a gate.

What is pressed asks anew, after its transaction is open.
"""

from collections.abc import Sequence
from typing import cast

from flask import g

from app.accounts.actor import Actor
from app.records.current import desk
from app.workflow import away, queries
from app.workflow.rows import Amount, Usable


def absent() -> tuple[Actor, ...]:
    """Those for whom the reader stands in today."""
    if "absent" not in g:
        g.absent = away.absent_for(desk())
    return cast("tuple[Actor, ...]", g.absent)


def amount() -> Amount:
    """How much waits for the reader."""
    if "amount" not in g:
        reader = desk()
        g.amount = queries.amount_waiting_for(reader.session, reader.viewer, absent=absent())
    return cast("Amount", g.amount)


def phrases() -> Sequence[Usable]:
    """The phrases that the reader may use."""
    if "phrases" not in g:
        g.phrases = queries.usable(desk().session, desk().actor.id)
    return cast("Sequence[Usable]", g.phrases)
