"""Which index slot holds which field: given when a type is published, kept across versions."""

from collections.abc import Iterable, Iterator, Mapping

from app.definitions.schema import RecordType
from app.errors import Fault, Invalid, Level
from app.fields import FieldDef

INDEXED = {"t": ("t1", "t2", "t3", "t4"), "d": ("d1", "d2"), "n": ("n1", "n2")}
PLAIN = {
    "t": tuple(f"t{number}" for number in range(5, 17)),
    "d": tuple(f"d{number}" for number in range(3, 7)),
    "n": tuple(f"n{number}" for number in range(3, 11)),
}


def assign_slots(definition: RecordType, taken: Mapping[str, str]) -> dict[str, str]:
    """Slots by field key: those `taken` by earlier versions stay, a renamed field takes over its former key's.

    Raises `Invalid` when more fields ask for an index than there are indexed slots.
    """
    slots = dict(taken)
    for change in definition.changes:
        if change.rename in slots and change.to not in slots:
            slots[change.to] = slots[change.rename]
    free = _Free(slots.values())
    faults: list[Fault] = []
    for field in sorted(_slotted(definition), key=lambda field: not field.index):
        if field.key in slots:
            continue
        slot = free.take(_kind(field), indexed=field.index)
        if slot:
            slots[field.key] = slot
        elif field.index:
            faults.append(Fault("definition.too_many_indexed", place=field.key, facts={"label": field.label}))
    if faults:
        raise Invalid(faults)
    return slots


def unslotted(definition: RecordType, slots: Mapping[str, str]) -> list[Fault]:
    """Warnings for the fields that can be neither filtered nor sorted, because the slots of their kind are used up."""
    return [
        Fault("definition.no_slot_left", place=field.key, facts={"label": field.label}, level=Level.WARN)
        for field in _slotted(definition)
        if field.key not in slots
    ]


def _slotted(definition: RecordType) -> Iterator[FieldDef]:
    """Fields that a list may sort or filter by; values of class 2 and 3 never leave the record."""
    return (field for field in definition.fields() if _kind(field) and field.sensitive < 2)


def _kind(field: FieldDef) -> str:
    return field.kind.slot_of(field.options) or ""


class _Free:
    """The slots that nobody holds yet."""

    def __init__(self, held: Iterable[str]) -> None:
        used = set(held)
        self._indexed = {kind: [slot for slot in slots if slot not in used] for kind, slots in INDEXED.items()}
        self._plain = {kind: [slot for slot in slots if slot not in used] for kind, slots in PLAIN.items()}

    def take(self, kind: str, *, indexed: bool) -> str | None:
        """The next one of this kind; without `indexed` one of the indexed slots comes last."""
        pools = [self._indexed] if indexed else [self._plain, self._indexed]
        for pool in pools:
            if pool[kind]:
                return pool[kind].pop(0)
        return None
