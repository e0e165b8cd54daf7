"""Signatures stand: nobody takes back what somebody else signed, and nobody what was handed in."""

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.fields.picture import signer_of
from app.records.models import Record


def closed(compiled: CompiledType, record: Record | None, actor: Actor) -> frozenset[str]:
    """The signed fields that this actor may not change."""
    if record is None:
        return frozenset()
    signed = {key: signer_of(record.data.get(key)) for key in _signatures(compiled)}
    is_open = record.state in _open_states(compiled)
    return frozenset(key for key, who in signed.items() if who is not None and not (is_open and who == actor.id))


def _signatures(compiled: CompiledType) -> list[str]:
    return [key for key, each in compiled.fields.items() if each.type.name == "signature"]


def _open_states(compiled: CompiledType) -> frozenset[str]:
    """Before it is handed in, and after it was sent back; of a register, what is kept is handed in."""
    flow = compiled.definition.workflow
    return frozenset({flow.start, *(move.to for move in flow.transitions if move.tone == "back")} if flow else ())
