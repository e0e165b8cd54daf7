"""How a vote stands that is open where a record stands, and how people are told. Who sees the course sees it."""

from flask_babel import gettext

from app.definitions.compiled import CompiledType
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import queries, voting
from app.workflow.voting import Tally


def standing(record: Record, compiled: CompiledType, desk: Desk) -> Tally | None:
    """The vote that goes on; None where there is none."""
    state = compiled.definition.state(record.state)
    if state is None or state.mode != voting.VOTE:
        return None
    open_tasks = [queries.as_open(task) for task in queries.open_tasks(desk.session, record.id)]
    return voting.tally(state, open_tasks, queries.voices(desk.session, record, compiled)) if open_tasks else None


def said(record: Record, compiled: CompiledType, desk: Desk) -> str:
    """The vote in a sentence; empty where there is none."""
    tally = standing(record, compiled, desk)
    if tally is None:
        return ""
    words = gettext(
        "%(agreed)s 人同意，%(against)s 人不同意，%(open)s 人还没有办理；%(needed)s 人同意即通过，还差 %(missing)s 人",
        agreed=tally.agreed,
        against=tally.against,
        open=tally.open,
        needed=tally.needed,
        missing=max(tally.needed - tally.agreed, 0),
    )
    return str(words)
