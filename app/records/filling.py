"""Filling a form: what stands in it when it opens, what the rules say of it as it is typed, and its draft."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Fault
from app.fields import Raw, Stored
from app.records import access, drafts, form, service
from app.records.desk import Desk
from app.records.form import Judged
from app.records.models import Draft, Record
from app.records.posted import KEPT_REASONS, KEPT_TOUCHED, Posted, kept
from app.records.rules import REASONS, defaults, settle
from app.records.service import Entry

_CELL = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


@dataclass(slots=True)
class Filled:
    """A form with what stands in it. `lock` is the revision that typing began from, `judged` what the rules say."""

    compiled: CompiledType
    record: Record | None
    raw: Mapping[str, Raw]
    judged: Judged
    seen: Mapping[str, Raw]
    """The raw values that the rules were given: those of cells that cannot be read are not among them."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    lock: int | None = None
    touched: frozenset[str] = frozenset()
    """The names of the inputs that were worked on."""
    token: str = ""
    restored_at: datetime | None = None
    """When what stands in it was typed and not saved."""
    is_left: bool = False
    """It was saved, but for what the record could not take."""
    tried: bool = False
    refused: list[Fault] = field(default_factory=list)
    """What stood in the way, if it was tried to save this."""
    amends: bool = False
    """It proposes an amendment: what only that changes is open here."""


def opened(
    compiled: CompiledType,
    record: Record | None,
    *,
    desk: Desk,
    like: Record | None = None,
    entering: str | None = None,
) -> Filled:
    """The form of a record, or an empty one, as this person left it; `like` gives a new one its values.

    `entering` is a state for which it has to be complete. Raises `Forbidden` when the actor may not fill it in.
    """
    service.refuse_strangers(compiled, record, desk=desk)
    draft = drafts.kept(desk.session, compiled.key, actor=desk.actor, record_id=record.id if record else None)
    world = desk.world(compiled, record)
    stored = dict(record.data) if record else defaults(compiled, world)
    if like is not None and draft is None:
        stored |= _copied(compiled, like, desk=desk)
    raw = form.raw_of(compiled, stored, desk.lookups)
    if draft is not None:
        entry = _typed(compiled, raw, draft)
        found = judged(compiled, record, entry, desk=desk, entering=entering)
        return _restored(compiled, record, draft, entry, found)
    settled = settle(compiled, stored, world, entering=entering)
    fresh = Judged(form.Cleaned(raw, stored), settled)
    lock = record.lock_version if record else None
    return Filled(compiled, record, raw, fresh, raw, reasons=stored.get(REASONS) or {}, lock=lock)


def judged(
    compiled: CompiledType, record: Record | None, entry: Entry, *, desk: Desk, entering: str | None = None
) -> tuple[Judged, Entry]:
    """What the rules say, and the entry without the cells that cannot be read.

    One bad cell would else take its whole table out of sums, checks and what is kept.
    """
    first = service.judge(compiled, record, entry, desk=desk, entering=entering)
    cells = [found.groups() for fault in first.cleaned.faults if (found := _CELL.match(fault.place))]
    if not cells:
        return first, entry
    healed = replace(entry, raw=_without(entry.raw, [(key, int(row), column) for key, row, column in cells]))
    again = service.judge(compiled, record, healed, desk=desk, entering=entering)
    faults = [*first.cleaned.faults, *(fault for fault in again.cleaned.faults if fault not in first.cleaned.faults)]
    return Judged(form.Cleaned(dict(entry.raw), again.cleaned.stored, faults), again.settled), healed


def as_sent(compiled: CompiledType, record: Record | None, posted: Posted, found: Judged, entry: Entry) -> Filled:
    """The form as it was sent; nothing of it is cleared. `found` and `entry` are what `judged` gave for it."""
    return Filled(
        compiled,
        record,
        posted.raw,
        found,
        entry.raw,
        reasons=posted.reasons,
        lock=posted.lock,
        touched=posted.touched,
        tried=posted.tried,
    )


def with_twin(compiled: CompiledType, record: Record | None, posted: Posted, entry: Entry, *, desk: Desk) -> Filled:
    """The form as it was sent, when another record agrees with it in what only one may have."""
    found, healed = judged(compiled, record, entry, desk=desk)
    fields = [compiled.fields[key].definition.label for key in compiled.definition.one_per]
    twin = Fault("record.twin", compiled.definition.one_per[0], facts={"fields": fields})
    filled = as_sent(compiled, record, posted, found, healed)
    return replace(filled, tried=True, refused=[twin])


def says_more(compiled: CompiledType, record: Record, posted: Posted, *, desk: Desk) -> bool:
    """Does a form that was kept already hold something that was not, and may it still be kept?"""
    if not access.may_change(compiled, desk.viewer, record):
        return False
    found, _entry = judged(compiled, record, Entry(posted.raw, posted.reasons, touched=posted.touched), desk=desk)
    return found.settled.stored != record.data


def keep_draft(compiled: CompiledType, record: Record | None, posted: Posted, *, desk: Desk) -> Draft:
    """Keep what is typed as it is typed; raises `Forbidden` when the actor may not fill in this form."""
    service.refuse_strangers(compiled, record, desk=desk)
    return drafts.keep(
        desk.session,
        compiled.key,
        kept(posted),
        actor=desk.actor,
        now=desk.now,
        record_id=record.id if record else None,
        base=posted.lock,
    )


def _typed(compiled: CompiledType, raw: Mapping[str, Raw], draft: Draft) -> Entry:
    """What was typed over what is kept."""
    typed = {key: each for key, each in draft.raw.items() if key in compiled.fields}
    touched = frozenset(draft.raw.get(KEPT_TOUCHED) or ())
    return Entry({**raw, **typed}, draft.raw.get(KEPT_REASONS) or {}, draft.base, touched)


def _restored(
    compiled: CompiledType, record: Record | None, draft: Draft, entry: Entry, found: tuple[Judged, Entry]
) -> Filled:
    judged_draft, seen = found
    return Filled(
        compiled,
        record,
        entry.raw,
        judged_draft,
        seen.raw,
        reasons=entry.reasons,
        lock=draft.base if record else None,
        touched=entry.touched,
        restored_at=draft.updated_at,
        is_left=record is not None and draft.updated_at == record.updated_at,
    )


def _copied(compiled: CompiledType, like: Record, *, desk: Desk) -> dict[str, Stored]:
    """The values that a new record takes over from another one: what this person sees of it and might have typed."""
    sights = access.field_sight(compiled, desk.viewer, like)

    def may_copy(each: CompiledField) -> bool:
        """A number is taken once, and a paper belongs to its record."""
        paths = (each.key, *(f"{each.key}.{column}" for column in each.columns))
        belongs = each.type.name == "serial" or each.type.holds_files
        return each.compute is None and not belongs and all(sights[path] == "see" for path in paths)

    return {key: like.data[key] for key, each in compiled.fields.items() if key in like.data and may_copy(each)}


def _without(raw: Mapping[str, Raw], cells: list[tuple[str, int, str]]) -> dict[str, Raw]:
    healed = dict(raw)
    for key in {key for key, _row, _column in cells}:
        healed[key] = [dict(row) for row in raw[key]]
    for key, row, column in cells:
        healed[key][row].pop(column, None)
    return healed
