"""Every change to definitions: drafts, publishing, choice lists. Callers commit."""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import orjson
from sqlalchemy.orm.attributes import flag_modified

from app.audit import service as audit
from app.definitions import lookups, queries
from app.definitions.checks import problems
from app.definitions.lists import Changes, changes, with_lost_entries
from app.definitions.lists import problems as list_problems
from app.definitions.losses import losses, lost_parts
from app.definitions.models import ListHead, ListVersion, TypeHead, TypeVersion
from app.definitions.plan import Plan, content, plan, written
from app.definitions.relabelling import relabelled
from app.definitions.schema import ChoiceList, RecordType
from app.definitions.slots import assign_slots
from app.definitions.world import World
from app.errors import Conflict, Invalid, Level
from app.extensions import db


class Somebody(Protocol):
    """Who acts; an `Actor` is one."""

    @property
    def id(self) -> int: ...


def planned(record_type: RecordType) -> Plan:
    """What publishing this would do, and what it would take away from any version that is in use."""
    before = queries.current(record_type.key)
    if before is None:
        return plan(None, record_type)
    used = lookups.used(record_type.key)
    lost = lost_parts(record_type, used, queries.held_parts(record_type.key))
    return replace(
        plan(lookups.definition(before), record_type),
        refused=(*losses(record_type, used), *(fault for fault in lost if fault.level is Level.BLOCK)),
        told=tuple(fault for fault in lost if fault.level is not Level.BLOCK),
        records=tuple(queries.records_by_version(record_type.key)),
    )


def publish(
    record_type: RecordType,
    *,
    actor: Somebody | None,
    now: datetime,
    world: World | None = None,
    source: str = "",
) -> TypeVersion:
    """Put a definition into force; raises `Invalid` with everything that is wrong with it.

    A version that nothing uses is replaced, else the next number is taken. The same again is no change. What any used
    version holds stays, is retired or is renamed.
    """
    before = queries.current(record_type.key)
    _refuse_senseless(record_type, world or lookups.site_world())
    change = planned(record_type)
    if before and change.is_same:
        return before
    if change.refused:
        raise Invalid(change.refused)
    is_used = before is not None and queries.is_used(before.id)
    version = before if before and not is_used else _next_version(record_type.key)
    was = lookups.definition(before) if before else None
    slots = assign_slots(record_type, before.slots if before else {}, was)
    _fill(version, record_type.model_copy(update={"version": version.number}), source)
    version.slots = slots
    version.status, version.published_at, version.published_by = "published", now, actor.id if actor else None
    if before is not None and before is not version:
        before.status = "retired"
    db.session.add(version)
    db.session.flush()
    _head(record_type.key).current_id = version.id
    facts: dict[str, object] = {"number": version.number, "sha256": version.sha256}
    if change.changed:
        facts["changed"] = list(change.changed)
    audit.record("type.published", actor=actor, about=f"type:{record_type.key}", facts=facts)
    return version


def save_draft(record_type: RecordType, *, actor: Somebody, source: str = "") -> TypeVersion:
    """Keep a definition that is still being worked at; it may be senseless."""
    del actor  # a draft is nobody's deed yet
    draft = queries.draft(record_type.key)
    if draft is None:
        _head(record_type.key)
        draft = TypeVersion(key=record_type.key, status="draft", slots={})
        db.session.add(draft)
    _fill(draft, record_type, source)
    db.session.flush()
    return draft


def drop_draft(key: str, *, actor: Somebody) -> None:
    """Forget the draft of a type, and the type if it never was more than that."""
    del actor
    draft = queries.draft(key)
    if draft is not None:
        db.session.delete(draft)
        db.session.flush()
        if not queries.last_number(key):
            db.session.delete(_head(key))


def retire(key: str, *, actor: Somebody, retired: bool) -> None:
    """No new records of this type; or again."""
    head = queries.head(key)
    if head is None or head.retired == retired:
        return
    head.retired = retired
    audit.record("type.retired" if retired else "type.restored", actor=actor, about=f"type:{key}")


def publish_list(
    choice_list: ChoiceList, *, actor: Somebody | None, now: datetime, base: int | None = None
) -> ListVersion:
    """Put a choice list into force. Entries never vanish: what the new one lacks is kept, retired.

    `base` is the number of the version that was changed, 0 for a new list; if another one is in force, `Conflict` with
    that one. Raises `Invalid` with everything that is wrong with the list.
    """
    before = queries.list_version(choice_list.key)
    if base is not None and base != (before.number if before else 0):
        raise Conflict("list.changed", current=before)
    old = lookups.choice_list(before) if before else choice_list.model_copy(update={"entries": ()})
    whole = with_lost_entries(choice_list, old)
    if faults := list_problems(whole):
        raise Invalid(faults)
    data, sha256 = _list_content(whole), list_sha256(whole)
    if before and before.sha256 == sha256:
        return before
    head = db.session.get(ListHead, choice_list.key) or ListHead(key=choice_list.key)
    db.session.add(head)
    db.session.flush()
    version = ListVersion(
        key=choice_list.key,
        number=queries.list_number(choice_list.key) + 1,
        content=data,
        sha256=sha256,
        published_at=now,
        published_by=actor.id if actor else None,
    )
    db.session.add(version)
    db.session.flush()
    head.current_id = version.id
    found = changes(old, whole)
    facts = {"number": version.number, **_told(found)}
    audit.record("list.published", actor=actor, about=f"list:{choice_list.key}", facts=facts)
    if found.is_relabelled:
        relabelled(choice_list.key, actor.id if actor else None, now)
    return version


def list_sha256(choice_list: ChoiceList) -> str:
    """By which a version with this content is known."""
    return _hash(_list_content(choice_list))


def _list_content(choice_list: ChoiceList) -> dict[str, object]:
    return choice_list.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _told(found: Changes) -> dict[str, int]:
    """How many entries, for the audit."""
    counts = {"entries_added": len(found.added), "entries_changed": len(found.changed)}
    return {name: count for name, count in counts.items() if count}


def _refuse_senseless(record_type: RecordType, world: World) -> None:
    faults = [fault for fault in problems(record_type, world=world) if fault.level is Level.BLOCK]
    if faults:
        raise Invalid(faults)


def _next_version(key: str) -> TypeVersion:
    _head(key)
    return TypeVersion(key=key, number=queries.last_number(key) + 1)


def _head(key: str) -> TypeHead:
    head = queries.head(key)
    if head is None:
        head = TypeHead(key=key)
        db.session.add(head)
        db.session.flush()
    return head


def _fill(version: TypeVersion, record_type: RecordType, source: str) -> None:
    version.content = {**content(record_type), "version": record_type.version}
    version.sha256 = hashlib.sha256(written(version.content)).hexdigest()
    version.source = source
    flag_modified(version, "content")  # states in another order are equal to Python, and yet not the same


def _hash(data: object) -> str:
    return hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()
