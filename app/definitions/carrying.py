"""What a record that was filled under one version holds under another: its values, by their types' own conversions.

Pure: given the same values, plan, work and history are told the same. What nothing is said about stays as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from app.definitions.compiled import KEPT, CompiledField, CompiledType
from app.definitions.renames import today
from app.definitions.schema import Workflow
from app.errors import AppError, Fault, Invalid
from app.expressions import Expression, Scope, bind
from app.fields import CHINESE, Lookups, Stored

LEFT = "_left"
"""Where a record keeps the texts that fit into no field: by path, `visitors.3.age` for the row whose id is 3."""
MOST_KNOWN = 10_000
"""Values of one field whose conversion is remembered."""

Way: TypeAlias = Literal["left", "map", "rule", "empty", "stay", "ask"]
"""What becomes of a value that does not fit: its text stays with the record; another value stands for it; a rule makes
one; it is given up; the record stays under its version, and with `ask` its owner is told."""
Data: TypeAlias = Mapping[str, Stored]
STAYING = ("stay", "ask")
_NOTHING: tuple[Any, ...] = (None, "", [])
_REMEMBERED: Final = (str, int)
"""Values of these types are met again in other records."""
_NO_ROW: Data = {}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided about the values of a field that do not fit. `words` are new values by the texts of old ones."""

    way: Way = "left"
    words: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that did not convert: where, what it said, what became of it."""

    path: str
    text: str
    way: Way
    became: str = ""
    """In words, where another value stands for it."""
    row: int | None = None
    """Of a table, from 0."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A value of which only a part converts: where, what it said, what it became."""

    path: str
    text: str
    became: str


@dataclass(slots=True)
class Carried:
    """What a record would hold; `fits` are the paths whose values converted, `cuts` those that lost a part by it."""

    stored: dict[str, Stored]
    fits: set[str] = field(default_factory=set)
    misfits: list[Misfit] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    stays: bool = False
    """The record is left under its version."""
    asks: bool = False
    """And its owner is told."""

    def miss(self, misfit: Misfit) -> None:
        """A value of it does not fit."""
        self.misfits.append(misfit)
        if misfit.way in STAYING:
            self.stays, self.asks = True, self.asks or misfit.way == "ask"


@dataclass(frozen=True, slots=True)
class Pair:
    """A field or column as it was, at which path, and as it is."""

    old_path: str
    old: CompiledField
    new: CompiledField


def movable(before: CompiledType, now: CompiledType) -> frozenset[str]:
    """The states whose records may be carried over: all where the flow is the same, else those where it has ended.

    Labels and colours make no other flow. What is under way ends under the flow under which it began.
    """
    old, new = before.definition.workflow, now.definition.workflow
    if old is None or new is None:
        return frozenset({KEPT} if old is new else ())
    if _bones(old) == _bones(new):
        return frozenset(old.states)
    left = {state for move in old.transitions for state in move.from_}
    return frozenset(state for state in old.states if state in new.states and state not in left)


class Carrier:
    """From one version to another, with the choices of whoever asked; remembers what it converted."""

    def __init__(
        self, before: CompiledType, now: CompiledType, lookups: Lookups, choices: Mapping[str, Choice] | None = None
    ) -> None:
        self.before, self.now, self.lookups = before, now, lookups
        given = choices or {}
        self._turns = [turn for turn in self._all(given) if not turn.is_plain]

    @cached_property
    def pairs(self) -> Mapping[str, "Pair"]:
        """Fields and columns whose values convert, by path."""
        return {part.path: Pair(part.old_path, part.old, part.new) for part in self._parts()}

    def refuse_rules(self) -> None:
        """Raises `Invalid` with the faults of every rule that cannot be read, each at its path."""
        faults: list[Fault] = []
        for part in self._parts():
            try:
                if part.choice.way == "rule":
                    _ = part.rule
            except Invalid as invalid:
                faults += [fault.at(part.path) for fault in invalid.faults]
        if faults:
            raise Invalid(faults)

    def rules(self) -> Iterator[tuple[Pair, Expression]]:
        """The rules that make values, each with what it makes one for; raises `Invalid`."""
        return ((self.pairs[part.path], part.rule) for part in self._parts() if part.choice.way == "rule")

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """Of each field that was there before the key that it had, by its key now."""
        return {turn.key: turn.was for turn in self._all({})}

    @cached_property
    def fresh(self) -> frozenset[str]:
        """Computed fields that records of the old version have no value for."""
        return frozenset(key for key, each in self.now.fields.items() if each.compute and key not in self.keys)

    def carry(self, stored: Data) -> Carried:
        """The values under the new version; what no field of it takes stays where it was."""
        out = Carried(dict(stored))
        kept = out.stored.pop(LEFT, None) or {}
        spot = _Spot(stored, out, {today(path, self._moved): text for path, text in kept.items()} if kept else {})
        for turn in self._turns:
            turn.apply(spot)
        if spot.left:
            out.stored[LEFT] = spot.left
        return out

    def _parts(self) -> Iterator["_Part"]:
        return (part for turn in self._turns for part in turn.parts)

    @cached_property
    def _moved(self) -> Mapping[str, str]:
        """The keys that fields had before, and have now."""
        return {alias: each.key for each in self.now.fields.values() for alias in each.name.aliases}

    def _all(self, choices: Mapping[str, Choice]) -> Iterator["_Turn"]:
        for each in self.now.fields.values():
            key = next((key for key in (each.key, *each.name.aliases) if key in self.before.fields), None)
            if key is not None:
                yield _Turn(self, self.before.fields[key], each, choices)


class _Spot(NamedTuple):
    """Where a value stands: in which record and row, and who is told what became of it."""

    stored: Data
    out: Carried
    left: dict[str, str]
    row: Data = _NO_ROW
    at: int | None = None


class _Fate(NamedTuple):
    """What becomes of a value, wherever it stands."""

    made: Stored = None
    fits: bool = False
    cut: Cut | None = None
    misfit: Misfit | None = None
    unruled: str | None = None
    """What it said, where a rule decides that reads the record around it."""


class _Turn:
    """What becomes of one field; of a table, of its columns."""

    def __init__(self, carrier: Carrier, old: CompiledField, new: CompiledField, choices: Mapping[str, Choice]) -> None:
        self.old, self.new = old, new
        self.was, self.key = old.key, new.key
        self.is_table = bool(old.columns and new.columns)
        if self.is_table:
            pairs = [(old.columns[key], column) for key, column in new.columns.items() if key in old.columns]
            made = [_Part(carrier, *pair, path=f"{new.key}.{pair[1].key}", table=old) for pair in pairs]
        else:
            made = [_Part(carrier, old, new, path=new.key)]
        for part in made:
            part.choice = choices.get(part.path, part.choice)
        self.parts = [part for part in made if not part.is_plain]
        self.is_plain = not self.parts and old.key == new.key

    def apply(self, spot: _Spot) -> None:
        """Take the value of one record over."""
        value, made = spot.stored.get(self.was), spot.out.stored
        made.pop(self.was, None)
        if self.is_table:
            rows = (spot._replace(row=row, at=at) for at, row in enumerate(value or ()))
            value = [self._row(row) for row in rows] or None
        elif self.parts:
            value = self.parts[0].become(value, spot, self.key)
        if value is not None:
            made[self.key] = value

    def _row(self, spot: _Spot) -> dict[str, Stored]:
        made, row_id = dict(spot.row), spot.row.get("_id", (spot.at or 0) + 1)
        for part in self.parts:
            cell = part.become(made.pop(part.key, None), spot, f"{self.key}.{row_id}.{part.key}")
            if cell is not None:
                made[part.key] = cell
        return made


class _Part:
    """The values of one field, or of one column of `table`."""

    def __init__(
        self,
        carrier: Carrier,
        old: CompiledField,
        new: CompiledField,
        *,
        path: str,
        table: CompiledField | None = None,
    ) -> None:
        self.carrier, self.old, self.new, self.path, self.table = carrier, old, new, path, table
        self.key, self.choice = new.key, Choice()
        self.is_plain = old.type is new.type and old.options == new.options
        self._known: dict[Any, _Fate] = {}

    @property
    def old_path(self) -> str:
        """Where it stood in the old version."""
        return f"{self.table.key}.{self.old.key}" if self.table else self.old.key

    @cached_property
    def rule(self) -> Expression:
        """What makes a value of one that does not fit; raises `Invalid`."""
        rows = Scope(self.table.name.members) if self.table else None
        return bind(self.choice.rule, self.carrier.before.scope, row_scope=rows)

    def become(self, value: Stored, spot: _Spot, place: str) -> Stored:
        """The value in its new field; None where there is none, and then the spot is told why."""
        if value in _NOTHING:
            return self._taken_up(value, spot, place)
        fate, out = self._fate(value), spot.out
        if fate.unruled is not None:
            fate = self._missed(fate.unruled, self._ruled(spot))
        if fate.fits:
            out.fits.add(self.path)
        if fate.cut:
            out.cuts.append(fate.cut)
        if fate.misfit:
            self._tell(fate.misfit, spot, place)
        return fate.made

    def _tell(self, misfit: Misfit, spot: _Spot, place: str) -> None:
        if misfit.way == "left":
            text = misfit.text
            spot.left[place] = f"{spot.left[place]}\n{text}" if place in spot.left else text
        spot.out.miss(misfit if spot.at is None else replace(misfit, row=spot.at))

    def _taken_up(self, value: Stored, spot: _Spot, place: str) -> Stored:
        """A text that fitted nowhere before, if it fits now."""
        made = self._converted(spot.left[place]) if place in spot.left else None
        if made is None:
            return value
        text = spot.left.pop(place)
        spot.out.fits.add(self.path)
        if self._drops(text, made):
            spot.out.cuts.append(self._cut(text, made))
        return made

    def _cut(self, text: str, made: Stored) -> Cut:
        return Cut(self.path, text, self.new.show(made, self.carrier.lookups, CHINESE))

    def _fate(self, value: Stored) -> _Fate:
        """What becomes of it; of what is met again and again, remembered."""
        if not isinstance(value, _REMEMBERED):
            return self._judged(value)
        key = (type(value), value)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = self._judged(value)
        return found

    def _judged(self, value: Stored) -> _Fate:
        if self.old.type is self.new.type and (made := self._stayed(value)) is not None:
            return _Fate(made, fits=made != value)
        text = self.old.show(value, self.carrier.lookups, CHINESE)
        made = self._converted(text) if self.old.type is not self.new.type and self.old.type.says_all else None
        if made is not None:
            return _Fate(made, made != value, self._cut(text, made) if self._drops(text, made) else None)
        if self.choice.way == "rule":
            return _Fate(unruled=text)
        return self._missed(text, self._mapped(text))

    def _drops(self, text: str, made: Stored) -> bool:
        return self.new.type.drops(text, made, self.carrier.lookups)

    def _stayed(self, value: Stored) -> Stored:
        try:
            return self.new.type.carry(value, self.old.options, self.new.options, self.carrier.lookups)
        except AppError:
            return None

    def _converted(self, text: str) -> Stored:
        try:
            return self.new.type.convert(text, self.new.options, self.carrier.lookups)
        except AppError:
            return None

    def _mapped(self, text: str) -> Stored:
        """What was decided to stand for it, if that can."""
        known = self.choice.way == "map" and text in self.choice.words
        return self._converted(self.choice.words[text]) if known else None

    def _missed(self, text: str, made: Stored) -> _Fate:
        """What was decided for such a value; where that gives nothing, its text stays, or else the record."""
        way, became = self.choice.way, ""
        if made is not None:
            became = self.new.show(made, self.carrier.lookups, CHINESE)
        elif way not in ("empty", *STAYING):
            way = "left" if self.old.type.says_all else "stay"
        return _Fate(made, misfit=Misfit(self.path, text, way, became))

    def _ruled(self, spot: _Spot) -> Stored:
        lookups = self.carrier.lookups
        values = self.carrier.before.values(spot.stored, lookups)
        if self.table is not None:
            values |= {key: each.value(spot.row.get(key), lookups) for key, each in self.table.columns.items()}
        try:
            made = self.rule.value(values)
            return None if made is None else self.new.type.keep(made, self.new.options, lookups)
        except AppError:
            return None


def _bones(flow: Workflow) -> object:
    """A flow without what it is called and how it is coloured."""
    states = {"__all__": {"label": True, "colour": True}}
    moves = {"__all__": {"label": True}}
    return flow.model_dump(exclude={"states": states, "transitions": moves})
