"""What may be proposed, and what the rules say of it: of the amendment only, not of what was so before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.accounts.actor import Actor
from app.definitions.carrying import Carrier
from app.definitions.compiled import CompiledType
from app.definitions.schema import Amendment as Kind
from app.errors import Fault
from app.fields import Stored
from app.records import form, showing
from app.records.desk import Desk
from app.records.form import Judged
from app.records.models import Record
from app.records.rules import REASONS, Settled, settle
from app.records.service import Entry
from app.workflow.amending import core
from app.workflow.amending.core import Change
from app.workflow.amending.models import Amendment
from app.workflow.engine import OWNER

Hindrance = Literal["", "state", "others", "fields"]
"""The record stands elsewhere, it is for others to propose, nothing of it is seen in full."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody wants: the record as it would be, what that changes, and what the rules say of it."""

    judged: Judged
    changes: Sequence[Change]


def kinds(record: Record, compiled: CompiledType, desk: Desk) -> dict[str, Kind]:
    """The amendments that this person may propose of the record as it stands."""
    defined = compiled.definition.amendments.items()
    return {key: kind for key, kind in defined if not hindrance(kind, record, compiled, desk)}


def hindrance(kind: Kind, record: Record, compiled: CompiledType, desk: Desk) -> Hindrance:
    """Why this person may not propose it; empty where they may."""
    if record.state not in kind.from_:
        return "state"
    if not may_propose(kind, record, desk.actor):
        return "others"
    return "" if open_fields(kind, record, compiled, desk) else "fields"


def may_propose(kind: Kind, record: Record, actor: Actor) -> bool:
    """Is it this person's to propose, wherever the record stands?"""
    if OWNER in kind.by and actor.id == record.owner_id:
        return True
    return any(actor.has(role, record.department_id) for role in kind.by if role != OWNER)


def open_fields(kind: Kind, record: Record, compiled: CompiledType, desk: Desk) -> tuple[str, ...]:
    """Those of its fields that this person sees in full; a table with all its columns."""
    sights = showing.sights_of(record, compiled, desk)
    shut = {path.partition(".")[0] for path, sight in sights.items() if sight != "see"}
    return tuple(key for key in _alive(kind, compiled) if key not in shut)


def values_of(amendment: Amendment, compiled: CompiledType, desk: Desk) -> tuple[core.Data, core.Data]:
    """What it found and what it wants, as a record of this version holds them."""
    if amendment.version_id == compiled.version_id:
        return amendment.before, amendment.after
    carrier = Carrier(desk.types.version(amendment.version_id), compiled, desk.lookups)
    return carrier.carry(amendment.before).stored, carrier.carry(amendment.after).stored


def in_form(amendment: Amendment, record: Record, compiled: CompiledType, desk: Desk) -> core.Data:
    """What stands in its form: its changes made to the record as it is now, not to what it once found."""
    wanted = values_of(amendment, compiled, desk)[1]
    values = core.applied(record.data, wanted, changes_of(amendment, compiled, desk))
    kind = compiled.definition.amendments.get(amendment.kind)
    keys = open_fields(kind, record, compiled, desk) if kind else ()
    return {**wanted, **{key: values.get(key) for key in keys}}


def changes_of(amendment: Amendment, compiled: CompiledType, desk: Desk) -> list[Change]:
    """What it changes."""
    before, after = values_of(amendment, compiled, desk)
    return core.changes(compiled, before, after, [*before, *after])


def outgrown(amendment: Amendment, compiled: CompiledType, desk: Desk) -> bool:
    """Does it want something that this version cannot hold, or does not let it change any more?"""
    if amendment.version_id == compiled.version_id:
        return False
    own = desk.types.version(amendment.version_id)
    kind = compiled.definition.amendments.get(amendment.kind)
    before, after = values_of(amendment, compiled, desk)
    kept_on = core.changes(compiled, before, after, _alive(kind, compiled) if kind else ())
    return len(kept_on) < len(core.changes(own, amendment.before, amendment.after, own.fields))


def proposed(  # noqa: PLR0913 - a form, what it is about, and what stood in it
    record: Record, compiled: CompiledType, kind: Kind, entry: Entry, *, desk: Desk, before: core.Data
) -> Proposal:
    """A form that was sent, over what stood `before` in it."""
    keys = open_fields(kind, record, compiled, desk)
    world = desk.world(compiled, record)
    judged = form.judge(
        compiled,
        entry.raw,
        world,
        before={**record.data, **before},
        closed=frozenset(compiled.fields) - set(keys),
        given_reasons=entry.reasons,
        touched=entry.touched,
    )
    judged.settled.faults = _brought(judged.settled.faults, record, compiled, desk)
    known = _said(settle(compiled, record.data, world).warnings)
    judged.settled.warnings = [each for each in judged.settled.warnings if _words(each) not in known]
    return Proposal(judged, core.changes(compiled, record.data, judged.settled.stored, keys))


def effective(
    record: Record, compiled: CompiledType, amendment: Amendment, *, desk: Desk
) -> tuple[Settled, list[Change]]:
    """The record as it would be now with the amendment, and what of the amendment meets other changes."""
    after = values_of(amendment, compiled, desk)[1]
    made = changes_of(amendment, compiled, desk)
    values = core.applied(record.data, after, made)
    reasons = {**(record.data.get(REASONS) or {}), **(amendment.after.get(REASONS) or {})}
    settled = settle(compiled, form.with_reasons(values, reasons), desk.world(compiled, record))
    settled.faults = _brought(settled.faults, record, compiled, desk)
    return settled, core.collisions(compiled, record.data, made)


def kept(stored: Mapping[str, Stored], keys: Sequence[str]) -> dict[str, Stored]:
    """What an amendment keeps of a record: the fields that it may change, and reasons for warnings."""
    return {key: stored[key] for key in (*keys, REASONS) if key in stored}


def _alive(kind: Kind, compiled: CompiledType) -> list[str]:
    """Its fields that are in use."""
    fields = compiled.fields
    return [key for key in kind.fields if key in fields and not fields[key].definition.retired]


def _brought(faults: Sequence[Fault], record: Record, compiled: CompiledType, desk: Desk) -> list[Fault]:
    """The faults that the record as it is does not have."""
    known = _said(settle(compiled, record.data, desk.world(compiled, record)).faults)
    return [each for each in faults if _words(each) not in known]


def _said(faults: Sequence[Fault]) -> set[tuple[str, str, str]]:
    return {_words(each) for each in faults}


def _words(fault: Fault) -> tuple[str, str, str]:
    return fault.code, fault.place, str(fault.facts.get("check", ""))
