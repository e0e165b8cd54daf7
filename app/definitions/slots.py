"""Which index slot holds which field: given when a type is published, kept across versions."""

from collections.abc import Collection, Iterable, Iterator, Mapping

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


def assign_slots(definition: RecordType, taken: Mapping[str, str], before: RecordType | None = None) -> dict[str, str]:
    """Slots by field key: those `taken` by earlier versions stay, a renamed field takes over its former key's.

    Columns of reported tables have slots of their rows, under `visitors.name_zh`. A field that is of another kind
    than in the version `before` gives its slot up, but nobody else gets it, for records of earlier versions stand
    there: `headcount:t5:t`.
    Raises `Invalid` when more fields ask for an index than there are indexed slots.
    """
    moved = heirs(definition)
    known = {today(path, moved): slot for path, slot in taken.items()} | dict(taken)
    slots = _set_aside(known, definition, before)
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
    reminded = {remind.at for remind in definition.remind}
    for table in definition.fields():
        if getattr(table.options, "reported", False):
            slots |= _row_slots(table, slots, reminded)
    return slots


def _set_aside(slots: dict[str, str], definition: RecordType, before: RecordType | None) -> dict[str, str]:
    """Slots of another kind or scale than their field is now wait under names of their own, until it is so again."""
    now, moved = dict(_kinds(definition)), heirs(definition)
    was = {today(path, moved): kind for path, kind in _kinds(before)} if before else {}
    aside = {
        f"{path}:{slot}:{was.get(path) or slot[0]}": slot
        for path, slot in slots.items()
        if path in now and (slot[0] != now[path][:1] or was.get(path, now[path]) != now[path])
    }
    lost = {name.partition(":")[0] for name in aside}
    fitting = {path: slot for path, slot in slots.items() if path not in lost}
    for name in [name for name in fitting if ":" in name]:
        path, _slot, kind = name.split(":")
        if path not in fitting and now.get(path) == kind:
            fitting[path] = fitting.pop(name)
    return fitting | aside


def _kinds(definition: RecordType) -> Iterator[tuple[str, str]]:
    """Of every field and column the kind of slot that it can have, of numbers with their decimal places; else empty."""
    for field in definition.fields():
        yield field.key, _scaled(field)
        yield from ((f"{field.key}.{column.key}", _scaled(column)) for column in field.columns)


def _scaled(field: FieldDef) -> str:
    kind = _kind(field) if field.sensitive < 2 else ""
    return f"n{field.kind.places_of(field.options)}" if kind == "n" else kind


def _row_slots(table: FieldDef, slots: Mapping[str, str], reminded: Collection[str]) -> dict[str, str]:
    """Columns that are reminded of go first, then those to be sorted by, those to be grouped by, then free text."""
    held = {slot for key, slot in slots.items() if key.startswith(f"{table.key}.")}
    left = {kind: iter([name for name in names if name not in held]) for kind, names in ROW.items()}
    given = {}

    def rank(each: FieldDef) -> tuple[bool, bool, bool]:
        return f"{table.key}.{each.key}" not in reminded, not each.index, each.type == "text"

    for column in sorted(table.columns, key=rank):
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
