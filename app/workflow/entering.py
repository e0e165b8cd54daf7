"""A form that is kept and pressed at once: 提交 saves what was typed and moves the record, both or neither."""

from dataclasses import dataclass

from app.definitions.compiled import CompiledType
from app.definitions.schema import Transition
from app.errors import Conflict, Fault, Invalid, NotFound
from app.records import corrections, filling, service
from app.records.desk import Desk
from app.records.form import Judged
from app.records.marks import marks, unanswered
from app.records.models import Record
from app.records.service import Entry
from app.workflow import automatic, engine
from app.workflow.service import Press, offered, perform


@dataclass(slots=True)
class Entered:
    """What came of it; `left` are typed values that could not be kept, so that a draft has to keep them."""

    record: Record
    left: bool


class Refused(Invalid):
    """The form cannot be taken as it is; `judged` and `entry` are what it was judged by."""

    def __init__(self, faults: list[Fault], judged: Judged, entry: Entry) -> None:
        super().__init__(faults)
        self.judged, self.entry = judged, entry


def moves(compiled: CompiledType, record: Record | None, *, desk: Desk) -> tuple[Transition, ...]:
    """What a form offers beside keeping: onward, by whoever fills it in, and without a word to be said."""
    if record is None:
        found = tuple(move for move in engine.leaving(compiled, compiled.start) if engine.OWNER in move.by)
    else:
        found = tuple(offer.transition for offer in offered(record, desk=desk) if offer.task is None)
    return tuple(move for move in found if move.tone == "go" and move.comment != "required")


def may_be_unfinished(compiled: CompiledType, record: Record | None) -> bool:
    """May it be kept although something is missing: while it is drafted, or was returned?"""
    flow = compiled.definition.workflow
    if flow is None:
        return False
    back = {move.to for move in flow.transitions if move.tone == "back"}
    return record is None or record.state in {flow.start, *back}


def enter(compiled: CompiledType, record: Record | None, entry: Entry, press: str, *, desk: Desk) -> Entered:
    """Keep the entry and press, if anything is pressed; raises `Refused`, `Conflict`, `Forbidden`."""
    move = compiled.transition(press) if press else None
    if press and move is None:
        raise NotFound(f"transition {press}")
    if record is not None and entry.expected not in (None, record.lock_version):
        raise Conflict("record.changed_meanwhile", current=record)
    entering = move.to if move else None
    judged, healed = filling.judged(compiled, record, entry, desk=desk, entering=entering)
    if (move and move.tone == "go") or not may_be_unfinished(compiled, record):
        _refuse(compiled, judged, healed)
    is_same = entering is None and healed is entry  # judged as it is kept: in its own state, every cell readable
    try:
        kept, _judged = service.keep(compiled, record, healed, desk=desk, judged=judged if is_same else None)
        if move is not None:
            reason = entry.reasons.get(corrections.REASON, "")
            kept = perform(kept, Press(move.key, expected=kept.lock_version, reason=reason), desk=desk).record
        else:
            kept = automatic.after_save(kept, desk=desk)
    except Invalid as invalid:
        raise Refused(list(invalid.faults), judged, healed) from invalid
    return Entered(kept, bool(judged.cleaned.faults))


def _refuse(compiled: CompiledType, judged: Judged, entry: Entry) -> None:
    faults = [*marks(compiled, judged, entry.raw).faults, *unanswered(judged)]
    if faults:
        raise Refused(faults, judged, entry)
