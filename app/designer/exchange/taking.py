"""A bundle that arrives: first what it would do here, then, when somebody says so, the draft, the lists, the templates.

The type becomes a draft and nothing more; lists go through their own publishing, templates through the shelf.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.accounts import queries as accounts
from app.audit import service as audit
from app.definitions import codec, lookups, queries
from app.definitions import service as published
from app.definitions.compiled import CompiledType, compile_type
from app.definitions.lists import changes, with_lost_entries
from app.definitions.schema import Capability, ChoiceList, RecordType
from app.definitions.template_kinds import kind_of
from app.definitions.types import Types
from app.designer import editing, service, starting
from app.designer.examples import queries as kept
from app.designer.examples import service as examples_service
from app.designer.examples.schema import Portable
from app.designer.exchange import bundle as bundles
from app.designer.exchange.bundle import Bundle, RoleName
from app.designer.exchange.leaving import lists_named
from app.designer.outline import free_label
from app.designer.queries import all_types
from app.designer.service import Standing, Turn
from app.documents import templates
from app.errors import Conflict, Fault, Forbidden, Invalid, Level
from app.fields.model import Label
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.shelf import service as shelf
from app.shelf import uses
from app.web import clock

LIST, TEMPLATE, ROLE = "list-", "template-", "role-"
"""What the answers of the page begin with; behind it the list, the template or the role that they are about."""


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What a list would do here: entries by what they are called."""

    key: str
    label: Label
    is_new: bool = False
    is_same: bool = False
    added: tuple[Label, ...] = ()
    changed: tuple[Label, ...] = ()
    retired: tuple[Label, ...] = ()
    used_by: tuple[Label, ...] = ()
    """Other types of this site that choose from it."""
    other: Label | None = None
    """What the list of this key is called here, where that is something else."""

    @property
    def is_offered(self) -> bool:
        """It touches nobody else, so it is proposed; a list that other types choose from waits for a yes."""
        return not self.used_by and self.other is None


@dataclass(frozen=True, slots=True)
class TemplatePlan:
    """What a template would do here: `faults` are those of its tags, told and not in the way."""

    name: str
    is_new: bool
    is_same: bool
    faults: tuple[Fault, ...] = ()
    used_by: tuple[Label, ...] = ()

    @property
    def is_offered(self) -> bool:
        """It touches nobody else."""
        return not self.used_by


@dataclass(frozen=True, slots=True)
class Arrival:
    """What taking a bundle in would do. `standing` is the type as this site has it, None where it has none."""

    bundle: Bundle
    standing: Standing | None
    lists: tuple[ListPlan, ...]
    templates: tuple[TemplatePlan, ...]
    roles: tuple[RoleName, ...]
    """Roles that this site lacks."""
    series: tuple[tuple[str, Label], ...]
    """Registers of numbers that another type of this site draws from too."""
    may_lists: bool
    free_name: str
    """What it is called as a new type here, if nobody says otherwise: no two in the menu are the same."""

    @property
    def definition(self) -> RecordType:
        """The type that arrives."""
        return self.bundle.definition

    @property
    def lock(self) -> int:
        """Of the draft that it would write into."""
        return self.standing.lock if self.standing else 0

    @property
    def other(self) -> Label | None:
        """What the type of this key is called here, where that is something else."""
        here = self.standing.definition.label if self.standing else None
        return here if here and here.zh != self.definition.label.zh else None

    @property
    def coming(self) -> Standing:
        """The type as it would stand here, to be looked at before anything is done."""
        live, draft = (self.standing.live, self.standing.draft) if self.standing else (None, None)
        return Standing(self.definition.key, self.lock, self.bundle.source, self.definition, live, draft)

    @property
    def basis(self) -> str:
        """What the plan was made over: when the site has moved on it is another one."""
        live = self.standing.live.sha256 if self.standing and self.standing.live else ""
        said = repr((self.lock, live, self.lists, self.templates, self.roles))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was done."""

    key: str
    lists: tuple[str, ...]
    templates: tuple[str, ...]
    left: int = 0
    """Examples that cannot be kept with the draft as it is."""


def planned(bundle: Bundle, *, desk: Desk) -> Arrival:
    """What taking it in would do; nothing is done."""
    definition = bundle.definition
    known = {role.key for role in accounts.roles()}
    types = [each for each in desk.types.all().values() if each.key != definition.key]
    return Arrival(
        bundle,
        _standing(definition.key),
        tuple(_list_plan(each, types) for each in bundle.lists.values()),
        tuple(_template_plan(name, data, definition.key, desk) for name, data in bundle.templates.items()),
        tuple(role for role in bundle.roles if role.key not in known),
        tuple(
            (key, each.definition.label) for each in types for key in definition.series if key in each.definition.series
        ),
        desk.actor.can(Capability.MANAGE_LISTS),
        free_label(definition.label.zh, _names_here()),
    )


def proposed(arrival: Arrival) -> dict[str, str]:
    """The answers that the plan begins with: the lists and templates that touch nobody else."""
    lists = (f"{LIST}{each.key}" for each in arrival.lists if each.is_offered and arrival.may_lists)
    templates_ = (f"{TEMPLATE}{each.name}" for each in arrival.templates if each.is_offered)
    return dict.fromkeys((*lists, *templates_), "on")


def take(arrival: Arrival, given: Mapping[str, str], turn: Turn, *, desk: Desk) -> Taken:
    """Do it, as far as the answers say; raises `Invalid` or `Conflict`, and nothing was done.

    `key`: take the type in under another key, as a new one, which is called `name`.
    `list-…`, `template-…`: also change what is here.
    `role-…`: the role of this site that has the part of one that it lacks.
    """
    if given.get("basis") != arrival.basis:
        raise Conflict("exchange.moved_on")
    lists = [each.key for each in arrival.lists if not each.is_same and f"{LIST}{each.key}" in given]
    if lists and not arrival.may_lists:
        raise Forbidden("exchange.lists", who=(str(Capability.MANAGE_LISTS),))
    for key in lists:
        published.publish_list(arrival.bundle.lists[key], actor=turn.actor, now=turn.now)
    names = [each.name for each in arrival.templates if not each.is_same and f"{TEMPLATE}{each.name}" in given]
    key = _draft(arrival, given, turn)
    for name in names:
        add_template(name, arrival.bundle.templates[name], key, desk=desk)
    left = _keep_examples(arrival.bundle.examples, key, desk)
    facts = {"lists": lists, "templates": names}
    said = {name: value for name, value in facts.items() if value}
    audit.record("type.taken_in", actor=turn.actor, about=f"type:{key}", facts=said)
    return Taken(key, tuple(lists), tuple(names), left)


def add_template(name: str, data: bytes, key: str, *, desk: Desk) -> None:
    """Onto the shelf. Where nothing serves by this name, no paper waits for it and its tags are in order, it serves."""
    is_free = templates.serving(name, session=desk.session) is None and not uses.uses_of(name, desk)
    version = shelf.add(bundles.template(name, data), desk=desk, type_key=key).version
    if is_free and not _faults(name, data):
        shelf.put_in_force(name, version.number, expected=0, desk=desk)


def _keep_examples(examples: Iterable[Portable], key: str, desk: Desk) -> int:
    """Keep those that the type does not have by name, by the draft as it is now; gives how many were left out."""
    new = [each for each in examples if kept.named(key, each.name) is None]
    if not new:
        return 0
    types = Types()
    lookups_now = DatabaseLookups(desk.session, desk.viewer, types.lists, types, clock.zone())
    now = replace(desk, types=types, lookups=lookups_now)
    try:
        compiled = compile_type(service.standing(key).definition, lookups=now.lookups, fields_of=types.fields_of)
    except Invalid:
        return len(new)
    return sum(not _is_kept(each, key, compiled, now) for each in new)


def _is_kept(example: Portable, key: str, compiled: CompiledType, desk: Desk) -> bool:
    try:
        examples_service.take_in(key, example, compiled, desk=desk)
    except Invalid:
        return False
    return True


def _names_here() -> Iterator[str]:
    """What the types of this site are called, drafts too."""
    for known in all_types():
        yield from (lookups.definition(each).label.zh for each in (known.live, known.draft) if each is not None)


def _standing(key: str) -> Standing | None:
    return service.standing(key) if queries.head(key) is not None else None


def _list_plan(book: ChoiceList, types: Iterable[CompiledType]) -> ListPlan:
    version = queries.list_version(book.key)
    if version is None:
        return ListPlan(book.key, book.label, is_new=True, added=tuple(each.label for each in book.entries))
    before = lookups.choice_list(version)
    found = changes(before, with_lost_entries(book, before))
    return ListPlan(
        book.key,
        book.label,
        is_same=not found,
        added=tuple(each.label for each in found.added),
        changed=tuple(now.label for _was, now in found.changed if not now.is_leaving),
        retired=tuple(now.label for _was, now in found.changed if now.is_leaving),
        used_by=tuple(each.definition.label for each in types if book.key in lists_named(each.definition)),
        other=before.label if before.label.zh != book.label.zh else None,
    )


def _template_plan(name: str, data: bytes, key: str, desk: Desk) -> TemplatePlan:
    found = templates.serving(name, session=desk.session)
    others = [use for use in uses.uses_of(name, desk) if use.compiled.key != key]
    return TemplatePlan(
        name,
        is_new=found is None,
        is_same=found is not None and found.sha256 == hashlib.sha256(data).hexdigest(),
        faults=_faults(name, data),
        used_by=tuple(dict.fromkeys(use.compiled.definition.label for use in others)),
    )


def _faults(name: str, data: bytes) -> tuple[Fault, ...]:
    """What is wrong with its tags by themselves; whether they fit the fields is told before publishing."""
    return tuple(fault for fault in kind_of(name).check(data).faults if fault.level is Level.BLOCK)


def _draft(arrival: Arrival, given: Mapping[str, str], turn: Turn) -> str:
    """The draft of the type, in a step that can be undone; none where the type is here already as it arrives."""
    definition, source = _with_roles(arrival, given)
    wanted = given.get("key", "").strip()
    if wanted and wanted != definition.key:
        name = " ".join(given.get("name", "").split()) or arrival.free_name
        definition, source = starting.copied(source, wanted, name)
        return service.begin(definition, source, turn).key
    if arrival.standing is None:
        return service.begin(editing.renumbered(definition, 1), source, turn).key
    now = replace(turn, lock=arrival.lock)
    coming = editing.renumbered(definition, arrival.standing.definition.version)
    if coming != arrival.standing.definition:
        service.write(definition.key, codec.dump(coming, previous_text=source), now)
    return definition.key


def _with_roles(arrival: Arrival, given: Mapping[str, str]) -> tuple[RecordType, str]:
    """The type with roles of this site in the place of those that it lacks."""
    known = {role.key for role in accounts.roles()}
    chosen = {each.key: given.get(f"{ROLE}{each.key}", "") for each in arrival.roles}
    instead = {key: role for key, role in chosen.items() if role in known}
    if not instead:
        return arrival.definition, arrival.bundle.source
    data = codec.plain_data(arrival.definition)
    for holder, name in _places_of_roles(data):
        value = holder[name]
        holder[name] = (
            [instead.get(each, each) for each in value] if isinstance(value, list) else instead.get(value, value)
        )
    reading = codec.judged(data)
    if reading.value is None:
        raise Invalid(reading.faults)
    return reading.value, codec.dump(reading.value, previous_text=arrival.bundle.source)


def _places_of_roles(data: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Where a definition may name a role."""
    flow = data.get("workflow", {})
    tasks = [task for state in flow.get("states", {}).values() for task in state.get("tasks", ())]
    amendments = data.get("amendments", {}).values()
    tasks += [task for kind in amendments for task in kind.get("tasks", ())]
    named = [*data.get("rights", ()), *tasks]
    yield from ((each, "role") for each in named if each.get("role"))
    yield from ((each, "see") for each in data.get("rights", ()) if isinstance(each.get("see"), list))
    yield from ((each, "by") for each in (*flow.get("transitions", ()), *amendments) if "by" in each)
    yield from ((each, "to") for name in ("notify", "remind") for each in data.get(name, ()) if "to" in each)
