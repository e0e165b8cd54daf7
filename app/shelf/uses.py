"""Which papers a template serves, and what is wrong with it for each of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from weakref import WeakKeyDictionary

from app.definitions import queries as definitions
from app.definitions.compiled import CompiledType
from app.definitions.lookups import definition
from app.definitions.schema import Document as Paper
from app.definitions.schema import RecordType
from app.definitions.template_kinds import file_name, kind_of
from app.documents import access, checking
from app.documents.context import scope_of
from app.errors import Fault, Level
from app.expressions import Scope
from app.records.desk import Desk
from app.word import Checked

MOST_KEPT = 40
"""Looks that stay in memory for one type."""


@dataclass(frozen=True, slots=True)
class Use:
    """A paper of a type that names the template. `is_meant`: none does yet, these are the fields meant for it.

    `is_draft`: the type was never in force; it is shown as it will be.
    """

    compiled: CompiledType
    paper: Paper
    is_meant: bool = False
    is_draft: bool = False

    @property
    def key(self) -> str:
        """What names it in an address."""
        return f"{self.compiled.key}.{self.paper.key}"

    @property
    def scope(self) -> Scope:
        """The names that its tags may read."""
        return scope_of(self.compiled, self.paper)

    @property
    def states(self) -> str:
        """In which states the paper is made, in words; empty if in any."""
        return access.states_of(self.compiled, self.paper)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found: `unseen` are printed fields by label, with the roles that do not see them."""

    faults: tuple[Fault, ...]
    is_opened: bool
    is_blank: bool = False
    """Whether it has no tag at all."""
    unseen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a file for all papers that use it."""

    seen: tuple[Seen, ...]

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """Everything, each once."""
        return tuple(_once(fault for each in self.seen for fault in each.faults))

    @property
    def blocking(self) -> tuple[Fault, ...]:
        """What has to be put right before it can be put in force."""
        return tuple(fault for fault in self.faults if fault.level is Level.BLOCK)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What does not stop it."""
        return tuple(fault for fault in self.faults if fault.level is not Level.BLOCK)

    @property
    def is_opened(self) -> bool:
        """Whether the file could be read at all."""
        return all(each.is_opened for each in self.seen)

    @property
    def is_blank(self) -> bool:
        """Whether nothing in it would be filled in."""
        return any(each.is_blank for each in self.seen)

    @cached_property
    def unseen(self) -> Mapping[str, tuple[str, ...]]:
        """Printed fields that some of those who make the paper do not see."""
        return {label: roles for each in self.seen for label, roles in each.unseen.items()}


_SEEN: "WeakKeyDictionary[Scope, dict[tuple[str, str], Seen]]" = WeakKeyDictionary()
_NO_TYPE = Scope(())
"""Under which looks without any type are kept."""


def uses_of(name: str, desk: Desk) -> list[Use]:
    """The papers of the types in use that name this template, in the order of menus."""
    return [
        Use(compiled, paper)
        for compiled in desk.types.all().values()
        for paper in compiled.definition.documents
        if file_name(paper.template) == name
    ]


def wanted_by(name: str, type_key: str, desk: Desk) -> list[Use]:
    """The same; else those of types that are only drafts; else a made-up paper of the type for which it is meant."""
    if found := uses_of(name, desk) or _drafted(name, desk):
        return found
    compiled = desk.types.all().get(type_key) or desk.types.draft(type_key)
    if compiled is None:
        return []
    paper = Paper.model_validate({"key": "new", "label": name, "template": name})
    return [Use(compiled, paper, is_meant=True, is_draft=type_key not in desk.types.all())]


def is_known(type_key: str, desk: Desk) -> bool:
    """Whether a template may be meant for it: a type in force, or a draft."""
    return type_key in desk.types.all() or definitions.draft(type_key) is not None


def new_types(desk: Desk) -> list[RecordType]:
    """Types that were never in force, as their drafts have them."""
    return [definition(each) for each in definitions.drafts() if each.key not in desk.types.all()]


def drafts_of(uses: Iterable[Use]) -> list[CompiledType]:
    """Those of these types that have a draft beside what is in force: fields may be new there."""
    in_force = {use.compiled.key: use.compiled for use in uses if not use.is_draft}
    return [compiled for key, compiled in in_force.items() if definitions.draft(key) is not None]


def _drafted(name: str, desk: Desk) -> list[Use]:
    named = [each for each in new_types(desk) if any(file_name(paper.template) == name for paper in each.documents)]
    ready = (desk.types.draft(each.key) for each in named)
    return [
        Use(compiled, paper, is_draft=True)
        for compiled in ready
        if compiled is not None
        for paper in compiled.definition.documents
        if file_name(paper.template) == name
    ]


def names_used(desk: Desk) -> list[str]:
    """Every template that a paper names, in the order of menus, each once."""
    papers = (paper for compiled in desk.types.all().values() for paper in compiled.definition.documents)
    return list(dict.fromkeys(file_name(paper.template) for paper in papers))


def verdict(name: str, sha256: str, read: Callable[[], bytes], uses: Sequence[Use]) -> Verdict:
    """Look at a file for each of these papers; without any, for its tags alone. Looks are kept in memory."""
    if not uses:
        return Verdict((_look(_NO_TYPE, "", sha256, lambda: _seen_alone(name, read())),))
    return Verdict(tuple(_look(each.compiled.scope, each.paper.key, sha256, _looker(each, read)) for each in uses))


def known_verdict(sha256: str, uses: Sequence[Use]) -> Verdict | None:
    """The same if every look was taken before; None if one would take time."""
    places = [(each.compiled.scope, each.paper.key) for each in uses] or [(_NO_TYPE, "")]
    found = [_SEEN.get(scope, {}).get((key, sha256)) for scope, key in places]
    known = tuple(each for each in found if each is not None)
    return Verdict(known) if len(known) == len(places) else None


def _look(scope: Scope, key: str, sha256: str, look: Callable[[], Seen]) -> Seen:
    kept = _SEEN.setdefault(scope, {})
    if (key, sha256) not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key, sha256] = look()
    return kept[key, sha256]


def _looker(use: Use, read: Callable[[], bytes]) -> Callable[[], Seen]:
    def look() -> Seen:
        found = checking.look(read(), use.compiled, use.paper)
        unseen = checking.unseen(use.compiled, found.prints)
        return Seen(found.checked.faults, found.checked.is_opened, _is_blank(found.checked), unseen)

    return look


def _seen_alone(name: str, data: bytes) -> Seen:
    checked = kind_of(name).check(data)
    return Seen(checked.faults, checked.is_opened, _is_blank(checked))


def _is_blank(checked: Checked) -> bool:
    return checked.template is not None and not checked.template.tags


def _once(faults: Iterable[Fault]) -> Iterator[Fault]:
    told: list[Fault] = []
    for fault in faults:
        if fault not in told:
            told.append(fault)
            yield fault
