"""Which index slot holds which field: given when a type is published, kept across versions."""

from collections.abc import Iterable, Iterator, Mapping

from app.definitions.renames import heirs, today
from app.definitions.schema import RecordType
from app.errors import Fault, Invalid, Level
from app.fields import FieldDef

ROW = {"t": ("t1", "t2", "t3", "t4"), "n": ("n1", "n2", "n3", "n4"), "d": ("d1", "d2")}
"""The slots of a row of a reported table."""
INDEXED = {"t": ("t1", "t2", "t3", "t4"), "d": ("d1", "d2"), "n": ("n1", "n2")}
PLAIN = {
    "t": tuple(f"t{number}" for number in range(5, 17)),
    "d": tuple(f"d{number}" for number in range(3, 7)),
    "n": tuple(f"n{number}" for number in range(3, 11)),
}


def assign_slots(definition: RecordType, taken: Mapping[str, str]) -> dict[str, str]:
    """Slots by field key: those `taken` by earlier versions stay, a renamed field takes over its former key's.

    Columns of reported tables have slots of their rows, under `visitors.name_zh`.
    Raises `Invalid` when more fields ask for an index than there are indexed slots.
    """
    moved = heirs(definition)
    slots = {today(path, moved): slot for path, slot in taken.items()} | dict(taken)
    free = _Free(slot for key, slot in slots.items() if "." not in key)
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
    for table in definition.fields():
        if getattr(table.options, "reported", False):
            slots |= _row_slots(table, slots)
    return slots


def _row_slots(table: FieldDef, slots: Mapping[str, str]) -> dict[str, str]:
    """Columns to be sorted by go first, then those that figures are grouped by, then free text."""
    held = {slot for key, slot in slots.items() if key.startswith(f"{table.key}.")}
    left = {kind: iter([name for name in names if name not in held]) for kind, names in ROW.items()}
    given = {}
    for column in sorted(table.columns, key=lambda each: (not each.index, each.type == "text")):
        path, kind = f"{table.key}.{column.key}", _kind(column)
        if path in slots or not kind or column.sensitive >= 2:
            continue
        if slot := next(left[kind], None):
            given[path] = slot
    return given


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
