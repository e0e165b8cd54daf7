"""旧记录: what the records of earlier versions would become under the draft, or under what is in force; and back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.accounts import queries as people
from app.accounts.actor import Actor
from app.definitions import lookups, powers
from app.definitions import queries as definitions
from app.definitions import service as published
from app.definitions.carrying import Choice, Way, movable
from app.definitions.compiled import KEPT, CompiledField, CompiledType, compile_type
from app.designer import service, troubles, words
from app.designer.mentions import Place, of_papers
from app.designer.renaming import preview
from app.designer.service import Standing, Turn
from app.errors import Fault, Invalid
from app.jobs.models import Job
from app.records.carrying import queries
from app.records.carrying import service as carries
from app.records.carrying.asked import Asked
from app.records.carrying.forecast import Carriers, FieldForecast, Forecast, forecast
from app.records.carrying.models import Carry
from app.records.columns import state_of
from app.records.desk import Desk
from app.web.language import language

WAYS: tuple[Way, ...] = get_args(Way)
MOST_CHANGED = 20


@dataclass(frozen=True, slots=True)
class StateLine:
    """Records of a version in a state: how many, may they be carried over, are they picked."""

    mark: str
    label: str
    records: int
    may: bool
    picked: bool


@dataclass(slots=True)
class VersionLine:
    """An earlier version with its records; `is_same_flow`: also those that are under way may be carried over."""

    number: int
    is_same_flow: bool
    states: list[StateLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field whose values convert: what it was and is, what was counted, what is decided."""

    path: str
    label: str
    before: str
    now: str
    told: FieldForecast
    choice: Choice
    ways: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A field that converts or is retired, with everything that names it."""

    label: str
    places: list[Place]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is looked at before records are carried over."""

    number: int
    has_draft: bool
    """It is published in the same step."""
    versions: list[VersionLine]
    fields: list[FieldLine]
    told: Forecast
    typed_in: int
    asked: Asked
    refused: list[Fault]
    """What has to be put right first."""
    named: list[Named]


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """One carrying over that was asked for, and what became of it."""

    carry: Carry
    number: int
    by: str
    stand: queries.Standing
    is_mine: bool


def has_draft(standing: Standing) -> bool:
    """Is there something to publish first?"""
    return standing.draft is not None and not published.planned(standing.definition).is_same


def target(standing: Standing, desk: Desk) -> CompiledType:
    """What records would become: the draft, or what is in force. Raises `Invalid` where its rules cannot be read."""
    if standing.live is not None and not has_draft(standing):
        return desk.types.version(standing.live.id)
    try:
        return compile_type(standing.definition, lookups=desk.lookups, fields_of=desk.types.fields_of)
    except Invalid as senseless:
        found = [each.fault for each in troubles.of(standing.definition) if each.blocks]
        raise Invalid(found or senseless.faults) from senseless


def posted(given: "MultiDict[str, str]") -> Asked:
    """What was picked and decided on the page."""
    wanted: dict[int, set[str]] = {}
    for mark in given.getlist("state"):
        version, _colon, state = mark.partition(":")
        if version.isdecimal() and len(version) < 12:
            wanted.setdefault(int(version), set()).add(state)
    paths = [name.removeprefix("way.") for name in given if name.startswith("way.")]
    return Asked(
        {version: frozenset(states) for version, states in wanted.items()},
        {path: _choice(path, given) for path in paths},
    )


def _choice(path: str, given: "MultiDict[str, str]") -> Choice:
    way = given.get(f"way.{path}", "left")
    pairs = zip(given.getlist(f"from.{path}"), given.getlist(f"to.{path}"), strict=False)
    texts = {before: now.strip() for before, now in pairs if now.strip()}
    known: Way = next((each for each in WAYS if each == way), "left")
    return Choice(known, texts, given.get(f"rule.{path}", "").strip())


def allowed(standing: Standing, now: CompiledType, asked: Asked | None, desk: Desk) -> Asked:
    """What was asked for as far as it may be carried over; all of it, if nothing was asked."""
    wanted = {}
    for version_id, states in _groups(standing, now).items():
        may = movable(desk.types.version(version_id), now) & states.keys()
        picked = may if asked is None else may & asked.wanted.get(version_id, frozenset())
        if picked:
            wanted[version_id] = frozenset(picked)
    return Asked(wanted, asked.choices if asked else {})


def own_gains(asked: Asked, now: CompiledType, desk: Desk) -> list[Fault]:
    """Nobody gives themselves more of the records that are there: somebody else carries them over."""
    rules = tuple((path, choice.rule) for path, choice in asked.choices.items() if choice.way == "rule")
    live = definitions.current(now.key)
    force = lookups.definition(live) if live else None
    held, gains = powers.Held(lookups.site_world(), force=force, rules=rules), set[powers.Power]()
    for version_id in asked.wanted:
        old = desk.types.version(version_id).definition
        gains |= powers.gained(old, now.definition, desk.actor.roles, held)
    return service.told_gains(gains, now.definition)


def back_gains(carry: Carry, desk: Desk) -> list[Fault]:
    """The same, for the way back."""
    now = desk.types.version(carry.version_id).definition
    held, gains = powers.Held(lookups.site_world()), set[powers.Power]()
    for version_id in Asked.read(carry.asked).wanted:
        old = desk.types.version(version_id).definition
        gains |= powers.gained(now, old, desk.actor.roles, held)
    return service.told_gains(gains, now)


def carriers(now: CompiledType, asked: Asked, desk: Desk) -> Carriers:
    """From every version that is asked for."""
    return Carriers(now, asked, desk, {key: desk.types.version(key) for key in asked.wanted})


def refused(made: Carriers, asked: Asked, desk: Desk) -> list[Fault]:
    """What has to be put right before anything is carried over."""
    found = own_gains(asked, made.now, desk)
    try:
        made.refuse_rules()
    except Invalid as invalid:
        found += invalid.faults
    return found


def begin(  # noqa: PLR0913 - what is asked for, by whom, with what accepted
    key: str, asked: Asked, reason: str, turn: Turn, *, accepted: Collection[str], page: str, desk: Desk
) -> Carry:
    """Publish the draft, if there is one, and ask for records to be carried over; `page` shows afterwards what was.

    Raises `Invalid` with everything in the way, `Conflict` if the draft is another one by now. Callers commit.
    """
    standing = service.standing(key)
    now = target(standing, desk)
    wanted = allowed(standing, now, asked, desk)
    if not wanted.wanted:
        raise Invalid.because("carrying.nothing_picked", place="state")
    if faults := refused(carriers(now, wanted, desk), wanted, desk):
        raise Invalid(faults)
    version = standing.live
    if version is None or has_draft(standing):
        version = service.publish(key, turn, types=desk.types, accepted=accepted)
    title = gettext("转到新版本：%(label)s", label=now.definition.label.text(language()))
    return carries.begin(version, wanted, reason, title, actor=turn.actor, now=turn.now, page=page)


def begin_back(carry: Carry, *, page: str, desk: Desk) -> Job:
    """Ask for the records of a carry to be what they were; raises `Invalid` if one would give oneself more by it."""
    if gains := back_gains(carry, desk):
        raise Invalid(gains)
    compiled = desk.types.version(carry.version_id)
    title = gettext("转回原版本：%(label)s", label=compiled.definition.label.text(language()))
    return carries.begin_back(carry, compiled, title, actor=desk.actor, now=desk.now, page=page)


def page(standing: Standing, asked: Asked | None, desk: Desk) -> Page:
    """What would be carried over, counted; `asked` None: everything that may be."""
    now = target(standing, desk)
    wanted = allowed(standing, now, asked, desk)
    made = carriers(now, wanted, desk)
    faults = refused(made, wanted, desk)
    told = forecast(carriers(now, wanted.without({fault.place for fault in faults}), desk), wanted)
    return Page(
        number=now.definition.version,
        has_draft=has_draft(standing),
        versions=_versions(standing, now, wanted, desk),
        fields=_fields(made, told, wanted),
        told=told,
        typed_in=queries.typed_in(standing.key),
        asked=wanted,
        refused=faults,
        named=_named(standing, desk),
    )


def carried_lines(key: str, actor: Actor) -> list[CarriedLine]:
    """What was asked for of a type, the newest first."""
    found = queries.carries(key)
    stands = queries.standings(found)
    names = people.names({each.by for each in found})
    numbers = {each.id: each.number or 0 for each in definitions.versions(key)}
    return [
        CarriedLine(each, numbers.get(each.version_id, 0), names.get(each.by, ""), stands[each.id], each.by == actor.id)
        for each in found
    ]


def back_facts(carry: Carry, desk: Desk) -> dict[str, Any]:
    """What taking back would do."""
    changed = queries.changed_since(carry, desk.viewer, most=MOST_CHANGED)
    return {"carry": carry, "stand": queries.standing(carry), "changed": changed, "refused": back_gains(carry, desk)}


def _named(standing: Standing, desk: Desk) -> list[Named]:
    """What names a field of which the draft makes something else: lists, rules, flow, rights, papers with their
    templates and the names of their files, other types."""
    plan = published.planned(standing.definition)
    keys = dict.fromkeys([*(path.partition(".")[0] for path, _was, _is in plan.converted), *plan.retired])
    found = [preview(standing, key) for key in keys if standing.definition.field(key)]
    named = [Named(each.label, [*each.here, *of_papers(standing, each.at, desk), *each.elsewhere]) for each in found]
    return [each for each in named if each.places]


def _groups(standing: Standing, now: CompiledType) -> dict[int, dict[str, int]]:
    """How many records of other versions stand in which state."""
    found: dict[int, dict[str, int]] = {}
    for each in queries.groups(standing.key):
        if each.version_id != now.version_id:
            found.setdefault(each.version_id, {})[each.state] = each.records
    return found


def _versions(standing: Standing, now: CompiledType, asked: Asked, desk: Desk) -> list[VersionLine]:
    lines = []
    for version_id, states in _groups(standing, now).items():
        compiled = desk.types.version(version_id)
        may = movable(compiled, now)
        line = VersionLine(compiled.definition.version, may >= states.keys())
        for state, count in _in_order(states, compiled):
            picked = state in asked.wanted.get(version_id, ())
            label = str(gettext("已登记")) if state == KEPT else state_of(compiled, state).text
            line.states.append(StateLine(f"{version_id}:{state}", label, count, state in may, picked))
        lines.append(line)
    return sorted(lines, key=lambda line: line.number)


def _in_order(states: Mapping[str, int], compiled: CompiledType) -> list[tuple[str, int]]:
    """As the flow goes."""
    known = list(compiled.definition.workflow.states) if compiled.definition.workflow else []
    return sorted(states.items(), key=lambda each: known.index(each[0]) if each[0] in known else len(known))


def _fields(made: Carriers, told: Forecast, asked: Asked) -> list[FieldLine]:
    """Those whose type is another one, or of which something converts or does not."""
    pairs = {path: pair for each in made.of.values() for path, pair in each.pairs.items()}
    lines = []
    for path, pair in pairs.items():
        found = told.fields[path]
        if pair.old.type is pair.new.type and not (found.fits or found.misfits or found.is_shut):
            continue
        names = words.type_name(pair.old.type.name), words.type_name(pair.new.type.name)
        choice = asked.choices.get(path, Choice("left" if pair.old.type.says_all else "stay"))
        label = made.now.definition.called(path, language())
        lines.append(FieldLine(path, label, *names, found, choice, _ways(pair.old)))
    return lines


def _ways(old: CompiledField) -> tuple[tuple[str, str], ...]:
    """What can be decided; a text is left only where it says all."""
    said = {
        "left": gettext("原文留在记录上，字段空着"),
        "map": gettext("逐个换成别的值"),
        "rule": gettext("用表达式算出来"),
        "empty": gettext("清空（历史里还有）"),
        "stay": gettext("这些记录保持原版本"),
        "ask": gettext("保持原版本，并通知经办人改"),
    }
    return tuple((way, str(text)) for way, text in said.items() if way != "left" or old.type.says_all)
