"""Who will be asked in the states that are still ahead, as far as whoever looks may know what decides it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.accounts import queries as accounts
from app.definitions import schema
from app.definitions.compiled import CompiledType
from app.definitions.schema import Transition
from app.errors import Invalid
from app.records.desk import Desk
from app.records.models import Record
from app.web.language import language
from app.workflow import engine, holders
from app.workflow.judging import reading
from app.workflow.judging import walk as walks
from app.workflow.judging.seen import Seen
from app.workflow.models import Task


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody who will be asked: whoever holds a role today, or a person. `more` holders are not named.

    `depends`: on what is not known yet, or not to whoever looks. `by`: the field that will say who it is.
    """

    role: str = ""
    names: Sequence[str] = ()
    more: int = 0
    depends: bool = False
    by: str = ""

    @property
    def nobody(self) -> bool:
        """Is it known whom the state asks, and there is nobody?"""
        return not self.names and not self.depends


@dataclass(frozen=True, slots=True)
class Coming:
    """A state that is ahead. `depends`: it may be that the record does not come there.

    `holds`: who was to be asked has agreed before a return, and it still counts. `passes`: nobody has to decide there.
    `again`: the record goes back there first, because something that was agreed to has changed.
    """

    state: str
    asked: Sequence[Whom] = ()
    mode: str = ""
    depends: bool = False
    holds: bool = False
    passes: bool = False
    by_itself: bool = False
    again: bool = False


class Ahead:
    """One look at what is ahead of one record. `roles` says what roles are called."""

    def __init__(
        self, record: Record, compiled: CompiledType, desk: Desk, *, roles: Mapping[str, str], most: int
    ) -> None:
        self.record, self.compiled, self.desk, self.roles, self.most = record, compiled, desk, roles, most
        self.walk = reading.Course(record, compiled, desk).walk()
        self.ground = Seen(compiled, record, desk, self.walk)
        self._known: dict[int, str] = {}

    def states(self) -> Iterator[Coming]:
        """Those that usually follow, in order."""
        before = self.record.state
        if (back := self._gap(before)) is not None:
            self.walk.go_round(before)
            yield replace(self._coming(back, depends=False), again=True)
            before = back
        for move, is_sure in engine.way_ahead(self.compiled, before, self.ground.leads):
            self.walk.leave(before, move.key)
            self.walk.enter(move.to)
            before = move.to
            yield self._coming(move.to, depends=not is_sure)

    def here(self) -> list[Whom]:
        """Who may press on where no decision is waited for."""
        return self._pressers(self.record.state)

    def _gap(self, state: str) -> str | None:
        """Where something has to be agreed to again before the record goes on; where it stands it is asked anyway."""
        move = next((move for move, _is_sure in engine.way_ahead(self.compiled, state, self.ground.leads)), None)
        if move is None:
            return None
        passed = None if engine.TASK in move.by else state
        back = walks.gap(self.walk, move.to, self.ground, passed=passed)
        return back if back != state else None

    def _coming(self, key: str, *, depends: bool) -> Coming:
        state = self.compiled.definition.state(key)
        label = state.label.text(language()) if state else key
        if state is None or not state.tasks:
            by_itself = self._is_left_by_itself(key)
            return Coming(label, [] if by_itself else self._pressers(key), depends=depends, by_itself=by_itself)
        wanted = [(at, task, self.ground.wants(key, at)) for at, task in enumerate(state.tasks)]
        wanted = [each for each in wanted if each[2] is not False]
        kept = {each.question for each in walks.kept(self.walk, key, self.ground) if not each.added}
        asked = [each for each in wanted if each[2] is None or not self._is_kept(key, each[0], kept)]
        if state.mode == "any" and len(asked) < len(wanted):
            asked = []
        return Coming(
            label,
            [self._whom(key, at, task, depends=known is None) for at, task, known in asked],
            mode=state.mode if len(asked) > 1 or state.mode == "vote" else "",
            depends=depends,
            holds=bool(wanted) and not asked,
            passes=not wanted,
        )

    def _is_kept(self, state: str, at: int, kept: Collection[walks.Question]) -> bool:
        asked = [each for each in self.ground.questions(state) if each.position == at] if kept else []
        return bool(asked) and all(each in kept for each in asked)

    def _rows(self, state: str, at: int, task: schema.Task) -> list[Task]:
        """Whom it would ask; nobody where the field does not say yet who."""
        try:
            return self.ground.asking(state).whom([(at, task)])
        except Invalid:
            return []

    def _whom(self, state: str, at: int, task: schema.Task, *, depends: bool) -> Whom:
        role = self.roles.get(task.role, task.role) if task.role else ""
        rows = self._rows(state, at, task) if self.ground.knows_whom(task) else []
        if not rows:
            return Whom(role, depends=True, by=self._label(task.person))
        return self._named(role, [each for row in rows for each in holders.ids_of(row, self.desk)], depends=depends)

    def _label(self, key: str | None) -> str:
        """A field as it is called, for whoever may know of it."""
        field = self.compiled.fields.get(key or "")
        return (
            field.definition.label.text(language()) if field and self.ground.sights.get(field.key) != "hidden" else ""
        )

    def _pressers(self, state: str) -> list[Whom]:
        """Who may take a record on out of a state that asks for no decision."""
        moves = (move for move in self._onward(state) if self.ground.leads(move.key) is not False)
        by = dict.fromkeys(each for move in moves for each in move.by)
        return [self._presser(each) for each in by if each not in (engine.TASK, engine.SYSTEM)]

    def _presser(self, by: str) -> Whom:
        if by == engine.OWNER:
            return self._named("", [self.record.owner_id] if self.record.owner_id else [])
        if not self.ground.sees_department:
            return Whom(self.roles.get(by, by), depends=True)
        found = accounts.holders(by, department_id=self.record.department_id, today=self.desk.today)
        return self._named(self.roles.get(by, by), [user.id for user in found])

    def _onward(self, state: str) -> list[Transition]:
        return [move for move in engine.leaving(self.compiled, state) if move.tone == "go"]

    def _is_left_by_itself(self, state: str) -> bool:
        moves = self._onward(state)
        return bool(moves) and all(set(move.by) == {engine.SYSTEM} for move in moves)

    def _named(self, role: str, ids: Iterable[int], *, depends: bool = False) -> Whom:
        found = list(dict.fromkeys(ids))
        known = self._names_of(found)
        return Whom(role, known[: self.most], max(len(known) - self.most, 0), depends)

    def _names_of(self, ids: Sequence[int]) -> list[str]:
        missing = [each for each in ids if each not in self._known]
        self._known.update(accounts.names(missing) if missing else {})
        return [self._known[each] for each in ids]
