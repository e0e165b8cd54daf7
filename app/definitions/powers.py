"""What holders of some roles may do with the records of a type, so that two definitions can be compared."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.definitions.checks import World
from app.definitions.checks.flow import OWNER, SYSTEM, TASK
from app.definitions.checks.outputs import HOLDER
from app.definitions.checks.rules import SENSITIVE_FROM
from app.definitions.reads import Reads, Trees
from app.definitions.renames import heirs, today
from app.definitions.schema import Amendment, RecordType, Right, State, Task, Transition
from app.expressions import Expression
from app.expressions.tree import Node
from app.fields import FieldDef
from app.fields.model import Label

Power: TypeAlias = tuple[str, ...]
"""A deed and what it is about: `("see", "all")`, `("change", "draft")`, `("field", "visitors.passport_no")`.

Of fields: `masked`, `field` (on the page of a record), `plain` (in lists too, and found by). Of the flow: `decide` in a
state, `press` what leads from one to another, `told` (with the title) that a record has come there.
"""

_REACHES = ("own_department", "all")
_LEVELS = ("hidden", "masked", "field", "plain")
"""How far a field is seen, each more than the one before."""
_PLAIN = len(_LEVELS) - 1
_BIT = _LEVELS.index("field")
"""As far as a condition is seen that stands at no field: how it comes out."""
_ALL_RECORDS = Label(zh="全部记录", en="all records")
_RECORDS_OF_UNIT = Label(zh="本部门的记录", en="records of one's department")
_REGISTERED = Label(zh="已登记的内容", en="what is registered")


@dataclass(frozen=True, slots=True)
class Held:
    """What there is beside two definitions. `force`: the version whose rights hold, if it is not the one before;
    `others`: further versions that have records; `rules`: by which paths are filled when records are carried over.
    """

    world: World
    force: RecordType | None = None
    others: Collection[RecordType] = ()
    rules: Collection[tuple[str, str]] = ()


def gained(before: RecordType, now: RecordType, roles: Collection[str], held: Held) -> frozenset[Power]:
    """What holders of these roles could do once records that are there stand under `now`, and cannot do under `before`.

    Rights are those of the version in force, whichever version a record was filled under.
    """
    old, new = Reads(before, held.world, heirs(now)), Reads(now, held.world)
    ruling = held.force or before
    had = frozenset(_of_rights(ruling, roles))
    there = {*(("change", state) for state in ("", *_states(before))), *(("see", reach) for reach in _REACHES)}
    sight = _Sight(old, new, _known((before, *held.others), ruling, now, roles), roles)
    rights = {power for power in _of_rights(now, roles) if power in there and power not in had}
    return frozenset((*rights, *sight.gained(), *sight.carried(held.rules), *_of_course(old, new, roles, had)))


def powers(definition: RecordType, roles: Collection[str]) -> frozenset[Power]:
    """Everything that these roles give: sight, entering, changing, seeing closed fields, deciding."""
    return frozenset((*_of_rights(definition, roles), *_of_fields(definition, roles), *_of_flow(definition, roles)))


def about(power: Power, definition: RecordType) -> Label:
    """What people call that which a power is about: a field, a state, the records."""
    deed, *about = power
    if deed in _LEVELS:
        return _called(about[0], definition)
    if deed == "see":
        return _ALL_RECORDS if about[0] == "all" else _RECORDS_OF_UNIT
    state = definition.state(about[0])
    return state.label if state else _REGISTERED


def place(power: Power) -> str:
    """The part of the definition that gives it, in short."""
    return "workflow" if power[0] in ("decide", "press") else "notify" if power[0] == "told" else "rights"


def _called(path: str, definition: RecordType) -> Label:
    key, _dot, column = path.partition(".")
    known = _fields(definition)
    if not column:
        return known[key].label
    table, each = known[key].label, known[path].label
    return Label(zh=f"{table.zh} · {each.zh}", en=f"{table.text('en')} · {each.text('en')}")


def _of_rights(definition: RecordType, roles: Collection[str]) -> Iterator[Power]:
    for right in definition.rights:
        if right.role in roles and not right.fields:
            if right.create:
                yield ("create",)
            if right.see in _REACHES:
                yield from (("see", reach) for reach in _REACHES[: _REACHES.index(str(right.see)) + 1])
            changed = ("", *_states(definition)) if right.change is True else right.change or ()
            yield from (("change", state) for state in changed)


def _of_fields(definition: RecordType, roles: Collection[str]) -> Iterator[Power]:
    for path, level in _levels(definition, roles).items():
        yield from ((name, path) for name in _LEVELS[1 : level + 1])


def _of_flow(definition: RecordType, roles: Collection[str]) -> Iterator[Power]:
    """Who decides sees what is decided."""
    for key, state in _states(definition).items():
        yield from (("decide", key) for task in state.tasks if task.role in roles)
    for kind in definition.amendments.values():
        yield from (("decide", key) for key in kind.from_ if any(task.role in roles for task in kind.tasks))


def _states(definition: RecordType) -> Mapping[str, State]:
    return definition.workflow.states if definition.workflow else {}


def _covers(right: Right, path: str) -> bool:
    return path in right.fields or path.partition(".")[0] in right.fields


def _fields(definition: RecordType) -> dict[str, FieldDef]:
    """Fields and columns by path."""
    found = {}
    for each in definition.fields():
        found[each.key] = each
        found |= {f"{each.key}.{column.key}": column for column in each.columns}
    return found


def _levels(definition: RecordType, roles: Collection[str]) -> dict[str, int]:
    """How far these roles see each field and column."""
    closing = [right for right in definition.rights if right.fields]
    return {path: _level(each.sensitive, path, closing, roles) for path, each in _fields(definition).items()}


def _level(sensitive: int, path: str, closing: Iterable[Right], roles: Collection[str]) -> int:
    """How far these roles see a field of such a class: a place in `_LEVELS`. Masked, the highest shows nothing."""
    over = [right for right in closing if _covers(right, path)]
    if not over or any(set(right.see) & set(roles) for right in over if isinstance(right.see, tuple)):
        return _PLAIN if sensitive < SENSITIVE_FROM else _PLAIN - 1
    return 0 if sensitive > SENSITIVE_FROM or any(right.others == "hidden" for right in over) else 1


def _known(
    versions: Collection[RecordType], ruling: RecordType, now: RecordType, roles: Collection[str]
) -> dict[str, int]:
    """How far these roles see what records hold, by its path under `now`; where several come together, the least."""
    ruled, coming, there = heirs(ruling), heirs(now), _levels(ruling, roles)
    found: dict[str, int] = {}
    for definition in versions:
        for path, own in _levels(definition, roles).items():
            level = there.get(path if definition is ruling else today(path, ruled), own)
            for name in {path, today(path, coming)}:
                found[name] = min(level, found.get(name, level))
    return found


class _Sight:
    """What is seen under the new definition and was not: fields themselves, and what rules and texts tell of them."""

    def __init__(self, old: Reads, new: Reads, known: Mapping[str, int], roles: Collection[str]) -> None:
        self.old, self.new, self.known = old, new, known
        self.levels = _levels(new.definition, roles)
        self.told = _told(old, roles)
        self.made: dict[str, set[tuple[str, Node]]] = defaultdict(set)
        for path in old.paths():
            self.made[old.today(path)] |= {old.told(rule, path) for rule in old.of_field(path)}

    def gained(self) -> Iterator[Power]:
        """Each field, with how far it would be seen."""
        for path, level in self.levels.items():
            yield from self._unseen([path], level)
            for rule in self.new.of_field(path):
                yield from self._by(rule, path, level, set())
        for rule in self.new.texts:
            yield from self._by(rule, "", _PLAIN, set())
        for path, rule in self.new.conditions:
            yield from self._by(rule, path, min(self.levels.get(path, _BIT), _BIT), set())

    def carried(self, rules: Collection[tuple[str, str]]) -> Iterator[Power]:
        """The same of rules that fill fields from what records held before."""
        for path, written in rules:
            for rule in self.old.written(written, path):
                read = map(self.old.today, self.old.sources(rule, path))
                yield from self._unseen(read, self.levels.get(path, 0))

    def _by(self, rule: Expression, path: str, level: int, passed: set[str]) -> Iterator[Power]:
        """What a rule tells at a place that is seen so far. What it told there before is known, unless that which it
        reads is made of something else now."""
        if level == 0:
            return
        read = list(self.new.sources(rule, path))
        if self.told.get(self.new.told(rule, path), 0) < level:
            yield from self._unseen(read, level)
        for each in read:
            if each not in passed:
                passed.add(each)
                for inner in self.new.of_field(each):
                    if self.new.told(inner, each) not in self.made[each]:
                        yield from self._by(inner, each, level, passed)

    def _unseen(self, paths: Iterable[str], level: int) -> Iterator[Power]:
        """What is not seen so far of these, where they hold anything yet."""
        for path in paths:
            yield from ((name, path) for name in _LEVELS[self.known.get(path, level) + 1 : level + 1])


def _told(reads: Reads, roles: Collection[str]) -> dict[tuple[str, Node], int]:
    """What rules and texts say, and how far it is seen by these roles."""
    found: dict[tuple[str, Node], int] = {}
    levels = _levels(reads.definition, roles)
    for path, level in levels.items():
        for rule in reads.of_field(path):
            said = reads.told(rule, path)
            found[said] = max(level, found.get(said, level))
    for path, rule in reads.conditions:
        said = reads.told(rule, path)
        level = min(levels[path], _BIT) if path else _BIT
        found[said] = max(level, found.get(said, 0))
    return found | {reads.told(rule): _PLAIN for rule in reads.texts}


def _of_course(old: Reads, new: Reads, roles: Collection[str], had: Collection[Power]) -> Iterator[Power]:
    """Deciding, pressing and being told: what is new, or is tied to less than before."""
    before: dict[Power, set[Trees]] = defaultdict(set)
    for power, condition in _deeds(old, roles):
        before[power].add(condition)
    there = _come_to(old.definition, new.definition)
    for power, condition in _deeds(new, roles):
        is_seen = power[0] == "told" and ("see", "all") in had
        if power[1] in there and not is_seen and power not in had and not {condition, frozenset()} & before[power]:
            yield power


def _deeds(reads: Reads, roles: Collection[str]) -> Iterator[tuple[Power, Trees]]:
    """Each with what it is tied to: nothing, a condition, the person that a field names."""
    definition = reads.definition
    for key, path, task in _tasks(definition):
        when = reads.condition(f"{path}.when", task.when)
        if task.role in roles:
            yield ("decide", key), when | _where(reads, task)
        elif task.login:
            yield ("decide", key), when | {f"login {task.login}"}
        elif task.person not in (None, OWNER):
            yield ("decide", key), when | _named(reads, str(task.person))
    for at, move in enumerate(definition.workflow.transitions if definition.workflow else ()):
        if _moves(move, definition, roles):
            when = reads.condition(f"workflow.transitions[{at}].when", move.when)
            yield from ((("press", state, move.to), when) for state in move.from_)
    for name, kind in definition.amendments.items():
        if set(kind.by) & set(roles) or (OWNER in kind.by and _owns(definition, roles)):
            yield from ((("change", state), _amended(reads, name, kind)) for state in kind.from_)
    for notice in definition.notify:
        if notice.to in roles and notice.to not in (OWNER, HOLDER):
            yield ("told", notice.state or notice.on), frozenset()


def _moves(move: Transition, definition: RecordType, roles: Collection[str]) -> bool:
    """Whether it is theirs to press, or goes by itself and may be to the good of a record of their own."""
    return bool((set(move.by) - {OWNER, TASK}) & set(roles)) or (SYSTEM in move.by and _owns(definition, roles))


def _owns(definition: RecordType, roles: Collection[str]) -> bool:
    return any(right.create and right.role in roles for right in definition.rights)


def _amended(reads: Reads, name: str, kind: Amendment) -> Trees:
    """What amending is tied to: the fields that it reaches, and each of those who have to agree."""
    asked = (
        (task.role, task.login, task.person, *sorted(map(str, _where(reads, task))), _said(reads, name, at, task))
        for at, task in enumerate(kind.tasks)
    )
    return frozenset((f"fields {sorted(map(reads.today, kind.fields))}", f"mode {kind.mode}", *map(str, asked)))


def _said(reads: Reads, name: str, at: int, task: Task) -> list[str]:
    return sorted(map(str, reads.condition(f"amendments.{name}.tasks[{at}].when", task.when)))


def _tasks(definition: RecordType) -> Iterator[tuple[str, str, Task]]:
    """Who decides in which state, each with its path; an amendment is decided where it may be proposed."""
    for key, state in _states(definition).items():
        yield from ((key, f"workflow.states.{key}.tasks[{at}]", task) for at, task in enumerate(state.tasks))
    for name, kind in definition.amendments.items():
        for at, task in enumerate(kind.tasks):
            yield from ((key, f"amendments.{name}.tasks[{at}]", task) for key in kind.from_)


def _where(reads: Reads, task: Task) -> Trees:
    """In which department a role is meant: held in another one, or above it, it is somebody else's."""
    if task.of is None:
        return frozenset()
    return frozenset({f"{'above' if task.above else 'in'} {reads.today(task.of)}"})


def _named(reads: Reads, key: str) -> Trees:
    """Whom a field names: anybody may stand there, also who publishes."""
    made = map(reads.tree, reads.of_field(key))
    return frozenset((reads.today(key), *made))


def _come_to(before: RecordType, now: RecordType) -> set[str]:
    """Where records that are there stand, or come to: those whose course has ended can follow the new one."""
    states, course = set(_states(before)), now.workflow.transitions if now.workflow else ()
    under_way = {state for move in (before.workflow.transitions if before.workflow else ()) for state in move.from_}
    reached = states - under_way
    while more := {move.to for move in course if reached & set(move.from_)} - reached:
        reached |= more
    return states | reached | {"task_given", "returned"}
