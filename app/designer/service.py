"""Every change to drafts in the designer. Callers commit."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete

from app.accounts.actor import Actor
from app.definitions import codec, lookups, powers
from app.definitions import queries as definitions
from app.definitions import service as published
from app.definitions.models import TypeVersion
from app.definitions.renames import heirs, today
from app.definitions.schema import RecordType
from app.definitions.types import Types
from app.designer import editing, operations, parts, queries
from app.designer.deeds import Given, Uses
from app.designer.editing import Edited
from app.designer.examples import service as examples
from app.designer.models import DesignStep
from app.designer.rules import Speech
from app.documents import templates
from app.errors import Conflict, Fault, Invalid, NotFound
from app.extensions import db
from app.fields.model import Label
from app.records import desks

MOST_STEPS = 100
"""So far back a draft can be undone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A type as the designer has it before it: the draft, or what would become one. `lock` is 0 without a draft."""

    key: str
    lock: int
    source: str
    definition: RecordType
    live: TypeVersion | None = None
    draft: TypeVersion | None = None
    step: DesignStep | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who does something, when, and on which draft: its lock as the page showed it."""

    lock: int
    actor: Actor
    now: datetime


def standing(key: str) -> Standing:
    """A type with its draft, if it has one; raises `NotFound`."""
    live, draft = definitions.current(key), definitions.draft(key)
    if draft is not None:
        step, definition = queries.newest(draft.id), lookups.definition(draft)
        source = draft.source or codec.dump(definition)
        return Standing(key, step.id if step else 0, source, definition, live, draft, step)
    if live is None:
        raise NotFound(f"type {key}")
    number = definitions.last_number(key)
    coming = number + 1 if definitions.is_used(live.id) else number
    definition = editing.renumbered(lookups.definition(live), coming)
    return Standing(key, 0, codec.dump(definition, previous_text=live.source), definition, live)


def uses(key: str) -> Uses:
    """What records, drafts, papers and figures hold of a type; of a field that got another key, under both."""
    values: dict[str, frozenset[str]] = {}
    ends = heirs(standing(key).definition)
    for path, each in (found for version in lookups.used(key) for found in editing.fields_by_path(version)):
        held = frozenset(choice.value for choice in getattr(each.options, "choices", ()))
        for name in {path, today(path, ends)}:
            values[name] = values.get(name, frozenset()) | held
    chosen = {path: held for path, held in values.items() if held}
    states = definitions.records_by_state(key)
    return Uses(frozenset(values), chosen, definitions.held_parts(key), states)


def source_at(now: Standing, lock: int) -> str:
    """The text of the draft when its lock was this one; what is in force, if that is not known any more."""
    step = queries.step(now.draft.id, lock) if now.draft else None
    if step is not None:
        return step.source
    return codec.dump(lookups.definition(now.live), previous_text=now.live.source) if now.live else now.source


def tried(source: str, name: str, given: Given) -> str:
    """What a deed would have made of a text; the text itself, if it cannot be done to it."""
    try:
        return editing.edit(source, name, given).source
    except (Invalid, NotFound):
        return source


def begin(definition: RecordType, source: str, turn: Turn) -> Standing:
    """A type that is new; raises `Conflict` if its key is taken."""
    if definitions.head(definition.key) is not None:
        raise Conflict("designer.type_exists", key=definition.key)
    _begin(definition, source, turn)
    return standing(definition.key)


def change(key: str, name: str, given: Given, turn: Turn) -> Edited:
    """One deed to a draft, which is begun with it if there is none."""
    before = _unchanged(key, turn.lock)
    data = codec.plain_data(before.definition)
    operations.refuse_taking_away(name, data, given, uses(key) if operations.named(name).spare else Uses())
    if name in ("set-field", "set-section"):
        at = given.get("at", "") if name == "set-field" else ""
        given = Speech(before.definition, lookups.site_world(), at).kept(given)
    elif name == "set-type":
        given = Speech(before.definition, lookups.site_world()).kept_texts(given)
    elif name == "set-part":
        kind = parts.kind_of(given.get("part", ""))
        given = Speech(before.definition, lookups.site_world(), more=kind.reads).kept_of(kind.properties, given)
    edited = editing.edit_definition(before.definition, before.source, name, given)
    if edited.source != before.source:
        _keep(before, edited.definition, edited.source, _Step(name, edited.done.focus), turn)
    return edited


def write(key: str, text: str, turn: Turn, *, deed: str = "write", about: str = "") -> None:
    """The draft as somebody wrote it, or as a deed made it that changes many places."""
    before = _unchanged(key, turn.lock)
    source = text.replace("\r\n", "\n")
    definition = editing.typed(source, key=key)
    if source != before.source:
        _keep(before, definition, source, _Step(deed, about), turn)


def undo(key: str, turn: Turn) -> None:
    """One step back, if there is one."""
    before = _unchanged(key, turn.lock)
    back = queries.step(before.draft.id, before.step.undo_to) if before.draft and before.step else None
    if back is not None:
        made = _Step("undo", undo_to=back.undo_to, redo_to=before.lock)
        _keep(before, editing.read(back.source), back.source, made, turn)


def redo(key: str, turn: Turn) -> None:
    """The step that was undone last once more."""
    before = _unchanged(key, turn.lock)
    again = queries.step(before.draft.id, before.step.redo_to) if before.draft and before.step else None
    if again is not None:
        made = _Step("redo", undo_to=again.undo_to, redo_to=again.redo_to)
        _keep(before, editing.read(again.source), again.source, made, turn)


def discard(key: str, turn: Turn) -> Standing:
    """Forget the draft, and say what it was; a type that never was more than one is gone with it."""
    before = _unchanged(key, turn.lock)
    published.drop_draft(key, actor=turn.actor)
    return before


def publish(key: str, turn: Turn, *, types: Types, accepted: Collection[str] = ()) -> TypeVersion:
    """Put the draft into force, as `types load` does with a file; raises `Invalid` with everything in the way.

    `accepted` are the marks of examples that come out otherwise and should from now on.
    """
    before = _unchanged(key, turn.lock)
    if own := own_gains(before, turn.actor):
        raise Invalid(own)
    examples.settle(before.definition, accepted, desk=desks.of(turn.actor, now=turn.now))
    templates.keep_all(types.all().values(), session=db.session(), now=turn.now)
    version = published.publish(before.definition, actor=turn.actor, now=turn.now, source=before.source)
    published.drop_draft(key, actor=turn.actor)
    return version


def own_gains(standing: Standing, actor: Actor) -> list[Fault]:
    """Why this person may not publish it: no capability gives sight of values, so none lets people give it themselves.

    Somebody else publishes then, or it is loaded on the command line. Where there are no records, nothing is given.
    """
    if standing.live is None or not definitions.has_records(standing.key):
        return []
    live, now = lookups.definition(standing.live), standing.definition
    held = powers.Held(lookups.site_world(), others=lookups.used(standing.key))
    return told_gains(powers.gained(live, now, actor.roles, held), now)


def told_gains(gains: Collection[powers.Power], now: RecordType) -> list[Fault]:
    """A fault for each part of the definition that gives something, with what that is about."""
    by_place: dict[str, dict[str, Label]] = {}
    for power in sorted(gains):
        label = powers.about(power, now)
        by_place.setdefault(powers.place(power), {})[label.zh] = label
    return [
        Fault("designer.gives_oneself", place=place, facts={"what": tuple(labels.values())})
        for place, labels in sorted(by_place.items())
    ]


@dataclass(frozen=True, slots=True)
class _Step:
    """A step to be kept; `undo_to` 0 leads to the one before."""

    deed: str
    about: str = ""
    undo_to: int | None = 0
    redo_to: int | None = None


def _unchanged(key: str, lock: int) -> Standing:
    """The draft, if nobody changed it since; else raises `Conflict` with what it is now."""
    found = standing(key)
    if found.lock != lock:
        raise Conflict("designer.changed_meanwhile", current=found)
    return found


def _begin(definition: RecordType, source: str, turn: Turn) -> DesignStep:
    draft = published.save_draft(definition, actor=turn.actor, source=source)
    return _add(draft, source, _Step("begin", undo_to=None), turn)


def _keep(before: Standing, definition: RecordType, source: str, step: _Step, turn: Turn) -> DesignStep:
    last = before.lock or _begin(before.definition, before.source, turn).id
    draft = published.save_draft(definition, actor=turn.actor, source=source)
    made = step if step.undo_to != 0 else _Step(step.deed, step.about, undo_to=last)
    return _add(draft, source, made, turn)


def _add(draft: TypeVersion, source: str, step: _Step, turn: Turn) -> DesignStep:
    added = DesignStep(
        version_id=draft.id,
        source=source,
        deed=step.deed,
        about=step.about[:90],
        by=turn.actor.id,
        at=turn.now,
        undo_to=step.undo_to,
        redo_to=step.redo_to,
    )
    db.session.add(added)
    db.session.flush()
    _forget_oldest(draft.id)
    return added


def _forget_oldest(version_id: int) -> None:
    last = queries.last_kept(version_id, most=MOST_STEPS)
    if last is not None:
        db.session.execute(delete(DesignStep).where(DesignStep.version_id == version_id, DesignStep.id <= last))
