"""A record in memory that goes through the pure engine, people who do to it what they may, and a log that knows better.

The log is kept by other means than the engine's: who agreed where to which values, in plain lists. At every end of a
flow it says which agreement was to something else than what stands there now.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.definitions.compiled import CompiledType, compile_type
from app.definitions.schema import RecordType, State, Transition
from app.fields import Stored
from app.records.rules import World, settle
from app.workflow import engine
from app.workflow.engine import Offer, OpenTask, Standing
from app.workflow.judging import fields, walk
from app.workflow.judging.fields import Seal
from app.workflow.judging.going import Going, Line
from app.workflow.judging.walk import Approval, Need, Question, Walk
from tests.records.office import LOOKUPS, TODAY

FIELDS = ("a", "b", "c")
ROLES = ("r0", "r1", "r2")
OWNER_ID = 1
OFTEN = {"press": 12, "edit": 3, "answer": 6}
MOST = 9
"""The greatest value of a field."""


@dataclass(frozen=True)
class Person:
    """Somebody, with roles held everywhere."""

    id: int
    roles: frozenset[str] = frozenset()

    def has(self, role: str, department_id: int | None = None) -> bool:
        del department_id
        return role in self.roles


SHIPPED = ("head", "finance", "security", "leader")
PEOPLE = (
    Person(OWNER_ID, frozenset({"staff"})),
    Person(2, frozenset({"r0"})),
    Person(3, frozenset({"r1"})),
    Person(4, frozenset({"r2", "r0"})),
    Person(5, frozenset({"foreign_affairs", *SHIPPED})),
)


def compiled_flow(workflow: Mapping[str, Any], change: Mapping[str, Sequence[str]] | None = None) -> CompiledType:
    """A type of three numbers and their sum, with this flow; `change`: the states in which a role may edit."""
    columns = [{"key": key, "type": "integer", "label": key} for key in FIELDS]
    total = {"key": "total", "type": "integer", "label": "total", "compute": "a + b"}
    rights = [{"role": role, "change": list(states)} for role, states in (change or {}).items()]
    definition = {
        "key": "flow",
        "label": "flow",
        "title": "flow",
        "sections": [{"key": "all", "label": "all", "fields": [*columns, total]}],
        "rights": rights,
        "workflow": workflow,
    }
    return compile_type(RecordType.model_validate(definition), lookups=LOOKUPS)


@dataclass
class Agreed:
    """What the log keeps: who agreed where, and to which values."""

    state: str
    question: Question
    asked_in: int | None
    values: Mapping[str, Stored]
    at: int
    round: int = 0
    """How often it had been sent back when it was agreed to, or last counted; -1: asked anew since."""


class Wrong(AssertionError):
    """A path on which somebody's agreement was passed over."""


@dataclass
class Simulated:
    """One record. `breaks` is a deliberate mistake in the engine (the test of the test)."""

    compiled: CompiledType
    chance: random.Random
    values: dict[str, Stored] = field(default_factory=dict)
    walk: Walk = field(default_factory=Walk)
    tasks: list[OpenTask] = field(default_factory=list)
    asks: dict[int, Question] = field(default_factory=dict)
    """By unit: the question that began it."""
    pressed: dict[int, str] = field(default_factory=dict)
    """By unit: what the asker pressed."""
    log: list[Agreed] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    count: int = 0
    ends: int = 0
    asked_again: int = 0
    kept: int = 0
    passed_by: int = 0
    """Ways that were taken past whom a state with tasks asks."""
    round: int = 0
    is_opened: bool = False

    def __post_init__(self) -> None:
        self.at = self.compiled.start
        self.values = dict(self._settled({key: self.chance.randint(0, MOST) for key in FIELDS}))

    # -- the ground

    def state(self, key: str) -> State | None:
        return self.compiled.definition.state(key)

    def questions(self, state: str) -> Sequence[Question]:
        def holds(position: int) -> bool:
            rule = self.compiled.task_conditions.get((state, position))
            return rule is None or rule.holds(self._read())

        wanted = engine.wanted(self.compiled, state, holds)
        people = ((at, task.role, self.values.get("c") if task.person else None) for at, task in wanted)
        return [Question(at, role, None, None if role else 2 + int(who or 0) % 3) for at, role, who in people]

    def onward(self, state: str) -> Sequence[Transition]:
        return walk.ways_by_task(engine.leaving(self.compiled, state), self.guard)

    def is_end(self, state: str) -> bool:
        return walk.is_end(self.compiled, state)

    def leads_to(self, state: str) -> bool:
        return state in walk.reached(self.compiled, self.guard)

    def is_same(self, approval: Approval) -> bool:
        return not fields.changed(approval.seal or {}, self.compiled, self.values, {})

    def come(self, state: str, move: Transition | None) -> None:
        del state, move
        self.values = dict(self._settled(self.values))

    def by_itself(self, state: str) -> Transition | None:
        return engine.by_itself(self.compiled, state, self.guard)

    def passes(self, state: str) -> Transition | None:
        return engine.passes(self.compiled, state, self.questions(state), self.guard)

    def guard(self, transition: str) -> bool:
        rule = self.compiled.guards.get(transition)
        return rule is None or rule.holds(self._read())

    # -- deeds

    def deed(self) -> bool:
        """Something that somebody may do; False where nobody may do anything."""
        deeds = list(self._deeds())
        if not deeds:
            return False
        kind = self._kind({name for name, _args in deeds})
        of_kind = [deed for deed in deeds if deed[0] == kind]
        name, args = self.chance.choices(of_kind, [self._weight(*deed) for deed in of_kind])[0]
        self.history.append(
            f"{self.at} {name} {[getattr(a, 'id', getattr(a, 'transition', a)) for a in args]} {self.values}"
        )
        getattr(self, name)(*args)
        return True

    def _kind(self, names: set[str]) -> str:
        """Deciding comes most often: else nothing ever gets anywhere."""
        found = sorted(names)
        return self.chance.choices(found, [OFTEN.get(name, 1) for name in found])[0]

    def _weight(self, name: str, args: tuple[Any, ...]) -> int:
        return 5 if name == "press" and args[1].transition.tone == "go" else 1

    def _deeds(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        standing = Standing(self.at, OWNER_ID, tuple(self.tasks), None, None)
        for person in PEOPLE:
            for offer in engine.offered(self.compiled, standing, person, self.guard):
                yield "press", (person, offer)
            if any(self._may_edit(person, right.role) for right in self.compiled.definition.rights):
                yield "edit", (person,)
        for away, deputy in ((PEOPLE[1], PEOPLE[2]), (PEOPLE[3], PEOPLE[4])):
            for offer in engine.offered_for(self.compiled, standing, deputy, [away], self.guard):
                yield "press", (deputy, offer)
        for offer in engine.on_behalf(self.compiled, standing, PEOPLE[0], self.guard)[:1]:
            yield "press", (PEOPLE[0], offer)
        if self.by_itself(self.at) is not None:
            yield "let_a_day_pass", ()
        for task in self.tasks:
            if not task.asleep and not task.added and self.count < 40:
                yield "ask_in", (task,)
                yield "hand_over", (task,)
            if not task.asleep and task.added:
                yield "answer", (task, True)
                yield "answer", (task, False)

    def _may_edit(self, person: Person, role: str | None) -> bool:
        holds = person.id == OWNER_ID if role == "owner_role" else person.has(role or "")
        right = next(each for each in self.compiled.definition.rights if each.role == role)
        return holds and isinstance(right.change, tuple) and self.at in right.change

    def edit(self, person: Person) -> None:
        assert person.roles
        key = self.chance.choice(FIELDS)
        self.values = dict(self._settled({**self.values, key: self.chance.randint(0, MOST)}))

    def let_a_day_pass(self) -> None:
        """What the system does with it each day, however often it comes to nothing."""
        move = self.by_itself(self.at)
        assert move is not None
        self._take(Offer(move))

    def press(self, person: Person, offer: Offer) -> None:
        if offer.task is not None and offer.transition.tone == "go" and self.chance.random() < 0.2:
            self._edit_while_pressing(person)
            if not self.guard(offer.transition.key):
                return
        just = self._take(offer)
        for _again in range(engine.MAX_PASSED):
            standing = Standing(self.at, OWNER_ID, tuple(self.tasks), None, None)
            again = engine.repeated(self.compiled, standing, person, self.guard, just)
            if again is None:
                break
            just = self._take(again)

    def _edit_while_pressing(self, person: Person) -> None:
        if any(self._may_edit(person, right.role) for right in self.compiled.definition.rights):
            self.edit(person)

    def ask_in(self, task: OpenTask) -> None:
        how = self.chance.choice(("before", "beside", "after"))
        who = self.chance.choice((6, 7))
        if any(each.person_id == who for each in self.tasks):
            return
        new = OpenTask(self._id(), task.position, person_id=who, added=how, unit_id=task.unit, asked_by=2)  # type: ignore[arg-type]
        self.tasks.append(new)
        self._settle_sleep()

    def hand_over(self, task: OpenTask) -> None:
        who = self.chance.choice((2, 3, 4))
        self.tasks.remove(task)
        self.tasks.append(OpenTask(self._id(), task.position, task.role, person_id=who, unit_id=task.unit))

    def answer(self, task: OpenTask, agrees: bool) -> None:
        asker_is_open = any(not each.added and each.unit == task.unit for each in self.tasks)
        move = self.compiled.transition(self.pressed.get(task.unit, ""))
        if agrees and not asker_is_open and move is not None and self.guard(move.key):
            self._take(Offer(move, task))
            return
        self.tasks.remove(task)
        if agrees:
            self._agree(task, "+agree_added")
        else:
            self._object(task)
        if not asker_is_open:
            self._give_again(task)
        self._settle_sleep()

    def _object(self, task: OpenTask) -> None:
        question = self.asks[task.unit]
        self.walk.object(self.at, question, task.person_id)
        self.log = [
            each
            for each in self.log
            if not (each.state == self.at and each.question == question and each.asked_in in (None, task.person_id))
        ]

    def _give_again(self, task: OpenTask) -> None:
        question = self.asks[task.unit]
        self.tasks.append(
            OpenTask(self._id(), task.position, question.role, None, question.person_id, unit_id=task.unit)
        )

    # -- one step

    def _take(self, offer: Offer) -> Offer:
        move, task = offer.transition, offer.task
        needs: list[Need] | None = None
        if task is not None and move.tone == "go":
            others = [each for each in self.tasks if each.id != task.id]
            self._agree(task, move.key)
            self.pressed[task.unit] = move.key if not task.added else self.pressed[task.unit]
            waiting = {self.asks[each.unit] for each in others}
            is_whole = not engine.still_decide(self.tasks, task)
            needs = walk.left_to_ask(self.walk, self.at, self, waiting) if is_whole else []
            self.tasks = others
        if needs is None:
            going = Going(self.walk, self).go(self.at, move, past=task is None)
            if move.tone == "stop":
                self.log.clear()
            self._follow(going, past=task is None)
            needs, self.at, self.tasks = going.needs, going.state, []
        self._give(needs)
        self._settle_sleep()
        return offer

    def _follow(self, going: Going, *, past: bool) -> None:
        back = [line.after for line in going.lines if line.move is None and line.kept is None]
        assert max(map(back.count, back), default=0) < 3, f"round and round in one press: {going.lines}"
        for number, line in enumerate(going.lines):
            is_systems = line.move is not None and engine.SYSTEM in line.move.by
            self._read_line(line, past=is_systems or (past and number == 0))
            self.kept += line.kept is not None
            self.asked_again += line.move is None and line.kept is None
            is_onward = line.move is not None and line.move.tone == "go" and line.after != line.before
            if is_onward and self.is_end(line.after):
                self.ends += 1
                self.refuse_what_was_passed_over()

    def _read_line(self, line: Line, *, past: bool) -> None:
        """A way past whom a state asks answers for all but what holds there just then."""
        if line.kept is not None:
            for each in self.log:
                each.round = self.round if each.at == line.kept.id else each.round
        if line.before == line.after:
            self.round += line.move is None and line.kept is None
        elif line.move is None or line.move.tone != "go":
            self.round += 1
            self._ask_anew(line.after, everybody=line.move is not None)
        else:
            if past:
                self.log = [each for each in self.log if each.state != line.before or self._is_in_force(each)]
                self.passed_by += bool(self.questions(line.before))
            self._ask_anew(line.after, everybody=False)

    def _ask_anew(self, state: str, *, everybody: bool) -> None:
        for each in self.log:
            if each.state == state and (everybody or each.round == self.round):
                each.round = -1

    def _is_in_force(self, agreed: Agreed) -> bool:
        judged = self._judges(agreed.state, agreed.question)
        return agreed.round == self.round and all(agreed.values.get(key) == self.values.get(key) for key in judged)

    def refuse_what_was_passed_over(self) -> None:
        """At an end: whoever agreed last to what a state asks agreed to what stands there now."""
        reachable = self._roads()
        for state in {each.state for each in self.log} & reachable:
            definition, questions = self.state(state), self.questions(state)
            here = [each for each in self.log if each.state == state and each.question in questions]
            latest = {(each.question, each.asked_in): each for each in sorted(here, key=lambda each: each.at)}
            own = [each for (_question, asked_in), each in latest.items() if asked_in is None]
            if definition is not None and definition.mode == "any":
                own = sorted(own, key=lambda each: each.at)[-1:]
                latest = {key: each for key, each in latest.items() if each in own}
            for each in latest.values():
                judged = self._judges(state, each.question)
                if changed := [key for key in judged if each.values.get(key) != self.values.get(key)]:
                    raise Wrong(f"{each} but {changed} of {self.values}; " + "; ".join(self.history))

    def _roads(self) -> set[str]:
        """The states to which the conditions lead from where it began or was sent back to, told in another way."""
        flow = self.compiled.definition.workflow
        assert flow is not None
        found = {flow.start, *(move.to for move in flow.transitions if move.tone == "back")}
        for _each in flow.states:
            onward = (move for move in flow.transitions if move.tone == "go" and self.guard(move.key))
            found |= {move.to for move in onward if set(move.from_) & found}
        return found

    def _judges(self, state: str, question: Question) -> Sequence[str]:
        definition = self.state(state)
        assert definition is not None
        return definition.tasks[question.position].judges or (*FIELDS, "total")

    def _agree(self, task: OpenTask, transition: str) -> None:
        self.count += 1
        question, asked_in = self.asks[task.unit], task.person_id if task.added else None
        self.walk.agree(
            Approval(
                self.count, self.at, question, transition, self._seal(question), task.added, asked_in, unit=task.unit
            )
        )
        self.log.append(Agreed(self.at, question, asked_in, dict(self.values), self.count, self.round))

    def _seal(self, question: Question) -> Seal:
        definition = self.state(self.at)
        assert definition is not None
        paths = fields.judged(self.compiled, definition.tasks[question.position], self.values, {})
        return fields.seal(paths, self.compiled, self.values, {})

    def _give(self, needs: Sequence[Need]) -> None:
        for need in needs:
            unit = need.unit
            if need.whole:
                question = need.question
                new = OpenTask(self._id(), question.position, question.role, None, question.person_id)
                self.tasks.append(new)
                unit = new.id
                self.asks[unit] = question
            for each in need.added:
                self.tasks.append(
                    OpenTask(
                        self._id(),
                        need.question.position,
                        person_id=each.asked_in,
                        added=each.added,
                        unit_id=unit,
                        asked_by=each.asked_by,
                    )
                )

    def _settle_sleep(self) -> None:
        asleep = engine.sleepers(self.tasks)
        self.tasks = [_as(task, asleep=task.id in asleep) for task in self.tasks]

    def _id(self) -> int:
        self.count += 1
        return self.count

    def _settled(self, values: Mapping[str, Stored]) -> Mapping[str, Stored]:
        return settle(self.compiled, values, World(TODAY, "", LOOKUPS, self.at)).stored

    def _read(self) -> dict[str, Any]:
        names = World(TODAY, "", LOOKUPS, self.at).names()
        return {**names, **self.compiled.values(self.values, LOOKUPS)}


def _as(task: OpenTask, *, asleep: bool) -> OpenTask:
    return OpenTask(
        task.id,
        task.position,
        task.role,
        task.department_id,
        task.person_id,
        task.added,
        task.unit_id,
        task.asked_by,
        asleep,
    )


def wander(compiled: CompiledType, seed: int, deeds: int) -> Simulated:
    """Some random deeds with one record."""
    record = Simulated(compiled, random.Random(seed))
    for _each in range(deeds):
        if not record.deed():
            break
    return record
