"""What would come of handing in: by which transitions, in which state it would wait, and for whom. Nothing is done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.definitions import schema
from app.definitions.compiled import CompiledType
from app.expressions import Value
from app.fields import Stored
from app.records.rules import World
from app.workflow import engine


@dataclass(frozen=True, slots=True)
class Ahead:
    """A transition of whoever fills in, the state where the record would stand, and whose decisions it would need."""

    transition: str
    state: str
    tasks: tuple[str, ...]
    """Roles by key, `person:` and the field that names somebody."""


def ahead(compiled: CompiledType, stored: Mapping[str, Stored], world: World) -> tuple[Ahead, ...]:
    """What the owner of a new record with these values may press."""
    return tuple(_Walk(compiled, stored, world).steps())


class _Walk:
    """One record on its way, in thought."""

    def __init__(self, compiled: CompiledType, stored: Mapping[str, Stored], world: World) -> None:
        self.compiled, self.world = compiled, world
        self.own = compiled.values(stored, world.lookups)

    def steps(self) -> Iterator[Ahead]:
        for move in engine.leaving(self.compiled, self.compiled.start):
            if engine.OWNER in move.by and self._guard(self.compiled.start)(move.key):
                yield self._entered(move, move.to, passed=())

    def _entered(self, move: schema.Transition, state: str, *, passed: tuple[str, ...]) -> Ahead:
        """States in which nobody has to decide are passed at once, as in a real step."""
        wanted = self._wanted(state)
        guard = self._guard(state)
        onward = engine.by_itself(self.compiled, state, guard)
        onward = onward or engine.passes(self.compiled, state, wanted.values(), guard)
        if onward is not None and len(passed) < engine.MAX_PASSED and onward.to not in (*passed, state):
            return self._entered(move, onward.to, passed=(*passed, state))
        definition = self.compiled.definition.state(state)
        given = engine.first(definition, tuple(wanted)) if definition else ()
        return Ahead(move.key, state, tuple(_who(wanted[at]) for at in given))

    def _wanted(self, state: str) -> dict[int, schema.Task]:
        conditions, values = self.compiled.task_conditions, self._values(state)

        def holds(position: int) -> bool:
            rule = conditions.get((state, position))
            return rule is None or rule.holds(values)

        return dict(engine.wanted(self.compiled, state, holds))

    def _guard(self, state: str) -> engine.Guard:
        values = self._values(state)

        def holds(transition: str) -> bool:
            rule = self.compiled.guards.get(transition)
            return rule is None or rule.holds(values)

        return holds

    def _values(self, state: str) -> Mapping[str, Value]:
        return {**replace(self.world, state=state).names(), **self.own}


def _who(task: schema.Task) -> str:
    if task.role is None:
        return f"person:{task.person or task.login}"
    above = "^" if task.above else ""
    return f"{task.role}@{above}{task.of}" if task.of else task.role
