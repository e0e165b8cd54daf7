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
    is_open = record.state in compiled.open_states  # of a register, what is kept is handed in
    return frozenset(key for key, who in signed.items() if who is not None and not (is_open and who == actor.id))


def _signatures(compiled: CompiledType) -> list[str]:
    return [key for key, each in compiled.fields.items() if each.type.name == "signature"]
