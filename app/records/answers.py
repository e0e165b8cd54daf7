"""What a page with a form says: sections and their state, sentences beside inputs, warnings, what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.schema import Transition
from app.errors import Fault
from app.expressions import Formatted, FormedLine
from app.fields import Stored
from app.records import access, cascades, signatures
from app.records.desk import Desk
from app.records.filling import Filled
from app.records.inputs import Look, Part, begun, draw, echo, shown_text
from app.records.marks import Marks, id_of, is_missing, marks, name_of, unanswered
from app.records.moulds import Mould, PartMould, moulds
from app.records.posted import Posted
from app.web.signs import signs
from app.web.words import say

MOST_LISTED = 8
"""So many of the things that are missing are named; of the others only the number is told."""


@dataclass(frozen=True, slots=True)
class Link:
    """A sentence, and the input that it is about."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that comes out of this record: at once when a button is pressed, or in a later state."""

    label: str
    when: str
    is_next: bool


@dataclass(slots=True)
class Side:
    """The panel beside the form."""

    warnings: list[Link]
    missing: list[Link]
    missing_more: int
    papers: list[Paper]


class Answer:
    """Everything that is told of a filled form, in the language of the person who fills it in."""

    def __init__(self, filled: Filled, moves: Sequence[Transition], language: str, *, desk: Desk) -> None:
        self.filled, self.moves, self.language, self.desk = filled, moves, language, desk
        self.compiled: CompiledType = filled.compiled
        self.marks: Marks = marks(filled.compiled, filled.judged, filled.seen)
        self.sights = access.field_sight(filled.compiled, desk.viewer, filled.record)
        self.moulds = moulds(filled.compiled, desk.lookups, language)
        is_own = filled.record is not None and not filled.amends
        self.read_only = filled.compiled.amended_in(filled.record.state) if filled.record and is_own else frozenset()

    def parts(self) -> list[Part]:
        """The sections to draw; faults are told where something was typed, all of them once a submit was tried."""
        told = self._all() if self.filled.tried else self._unreadable()
        parts = draw(self.compiled, self._look(_sentences(told)))
        states = self.states(told)
        for part in parts:
            part.is_done = bool(states[part.mould.key]["done"])
        return parts

    def summary(self) -> list[Link]:
        """Every fault that stood in the way, each with its input."""
        return [Link(id_of(fault.place), self._named(fault)) for fault in (self._all() if self.filled.tried else ())]

    def warnings(self) -> list[dict[str, str]]:
        """What wants a reason."""
        return [
            {
                "check": str(fault.facts.get("check", "")),
                "at": fault.place,
                "say": say(fault),
                "reason": self.filled.reasons.get(str(fault.facts.get("check", "")), ""),
            }
            for fault in self.marks.warnings
        ]

    def side(self) -> Side:
        """The panel beside the form."""
        missing = [Link(id_of(fault.place), self._label(fault)) for fault in self._all() if is_missing(fault)]
        links = [Link(f"warning-{warning['check']}", warning["say"]) for warning in self.warnings()]
        return Side(links, missing[:MOST_LISTED], len(missing[MOST_LISTED:]), self._papers())

    def state(self, posted: Posted) -> dict[str, Any]:
        """What a page applies to itself after something was typed."""
        told = self._all() if posted.tried else [fault for fault in self.marks.faults if posted.is_touched(fault.place)]
        sentences = _sentences(told)
        return {
            "hidden": sorted(self.marks.hidden),
            "required": sorted(self.marks.required),
            "faults": sentences,
            "outputs": self._outputs(),
            "offers": self._offers(),
            "rich": self._formed(),
            "echo": self._echoes(posted),
            "warnings": self.warnings(),
            "parts": self.states(told),
            "moves": [move.key for move in self.moves],
        }

    def states(self, told: Iterable[Fault]) -> dict[str, dict[str, Any]]:
        """Of each section: how many faults are told, whether all of it is in order, whether it is hidden."""
        counts: dict[str, int] = {}
        for fault in told:
            key = fault.place.partition(".")[0]
            counts[key] = counts.get(key, 0) + 1
        wrong = {fault.place.partition(".")[0] for fault in self.marks.faults}
        return {part.key: self._state(part, counts, wrong) for part in self.moulds}

    def _state(self, part: PartMould, counts: Mapping[str, int], wrong: set[str]) -> dict[str, Any]:
        keys = [mould.key for mould in part.inputs]
        stored = self.filled.judged.settled.stored
        filled = any(stored.get(mould.key) is not None for mould in part.inputs if not mould.is_shown)
        return {
            "faults": sum(counts.get(key, 0) for key in keys),
            "done": filled and not wrong.intersection(keys),
            "hidden": all(key in self.marks.hidden for key in keys),
        }

    def _look(self, sentences: Mapping[str, Sequence[str]]) -> Look:
        return Look(
            raw=self.filled.raw,
            settled=self.filled.judged.settled,
            marks=self.marks,
            sights=self.sights,
            lookups=self.desk.lookups,
            language=self.language,
            faults=sentences,
            warnings=self.warnings(),
            closed=signatures.closed(self.compiled, self.filled.record, self.desk.actor),
            read_only=self.read_only,
        )

    def _all(self) -> list[Fault]:
        """What the rules find, and what was found when it was tried to save."""
        places = {(fault.place, fault.code) for fault in self.marks.faults}
        tried = [_at_input(fault) for fault in self.filled.refused]
        others = [fault for fault in tried if (fault.place, fault.code) not in places]
        return [*self.marks.faults, *(unanswered(self.filled.judged) if self.filled.tried else ()), *_once(others)]

    def _unreadable(self) -> list[Fault]:
        return [fault for fault in self.marks.faults if not is_missing(fault) and fault.code != "record.check"]

    def _outputs(self) -> dict[str, str]:
        """What is computed, by the name of where it is shown."""
        shown: dict[str, str] = {}
        stored = self.filled.judged.settled.stored
        for mould in self._seen():
            each = self.compiled.fields[mould.key]
            if mould.is_shown:
                shown[mould.key] = self._shown(each, mould, stored.get(mould.key))
            computed = {key: column for key, column in mould.columns.items() if column.is_shown}
            if computed:
                for position, row in zip(self.marks.rows.get(mould.key, ()), stored.get(mould.key) or (), strict=False):
                    for key, column in computed.items():
                        shown[f"{mould.key}.{position}.{key}"] = self._shown(each.columns[key], column, row.get(key))
        return shown

    def _offers(self) -> dict[str, Any]:
        """What can be chosen where that depends on other values."""
        filled = self.filled
        settled, lookups = filled.judged.settled, self.desk.lookups
        given = (self.compiled, self._seen(), filled.raw, settled, self.marks)
        return cascades.told(*given, lookups=lookups, language=self.language)

    def _formed(self) -> dict[str, list[Any]]:
        """How texts with headings, lists and bold look: of each line its form, its level or number, and its words."""
        stored = self.filled.judged.settled.stored
        rich = [mould.key for mould in self._seen() if mould.type == "rich" and stored.get(mould.key)]
        return {key: [_line(line) for line in Formatted(stored[key]).lines] for key in rich}

    def _shown(self, each: CompiledField, mould: Mould, stored: Stored) -> str:
        return shown_text(each, mould, stored, self.desk.lookups, self.language)

    def _echoes(self, posted: Posted) -> dict[str, list[str]]:
        """What was typed in some usual way, in its plain form."""
        look = self._look({})
        stored, echoes = self.filled.judged.settled.stored, {}
        for mould in self._seen():
            raw, kept = posted.raw.get(mould.key), stored.get(mould.key)
            each = self.compiled.fields[mould.key]
            if each.columns and isinstance(raw, list):
                echoes.update(self._row_echoes(mould, raw, kept or (), posted, look))
            elif isinstance(raw, Mapping) and isinstance(kept, Mapping) and each.type.name == "date_range":
                ends = {f"{mould.key}.{end}": [str(raw.get(end)), str(kept[end])] for end in ("from", "to")}
                echoes.update({name: pair for name, pair in ends.items() if pair[0] != pair[1]})
            elif posted.is_touched(mould.key) and (pair := echo(each, mould, raw, kept, look)):
                echoes[mould.key] = pair
        return echoes

    def _row_echoes(
        self, mould: Mould, raw: Sequence[Any], kept: Sequence[Mapping[str, Stored]], posted: Posted, look: Look
    ) -> dict[str, list[str]]:
        columns, echoes = self.compiled.fields[mould.key].columns, {}
        for position, row in zip(self.marks.rows.get(mould.key, ()), kept, strict=False):
            for key, column in mould.columns.items():
                name = f"{mould.key}.{position}.{key}"
                if key not in row or column.is_shown:
                    continue
                typed = raw[position].get(key)
                if typed is None and columns[key].default is not None:
                    pair = begun(columns[key], column, row[key], look)
                elif posted.is_touched(name):
                    pair = echo(columns[key], column, typed, row[key], look)
                else:
                    pair = None
                if pair:
                    echoes[name] = pair
        return echoes

    def _seen(self) -> Iterable[Mould]:
        """The inputs that hold a value and that this person may see in full."""
        every = (mould for part in self.moulds for mould in part.inputs)
        return (mould for mould in every if self.sights.get(mould.key) == "see")

    def _papers(self) -> list[Paper]:
        """The documents that are still to come, each with when it comes; an amendment's own page tells its own."""
        if self.filled.amends:
            return []
        definition = self.compiled.definition
        state = self.filled.record.state if self.filled.record else self.compiled.start
        moves = definition.workflow.transitions if definition.workflow else ()
        ahead, papers = _ahead(state, moves), []
        for document in definition.documents:
            makers = [move for move in moves if document.key in move.makes]
            if makers and not any(ahead.intersection(move.from_) for move in makers):
                continue
            labels = dict.fromkeys(move.label.text(self.language) for move in makers)
            is_next = any(state in move.from_ for move in makers)
            papers.append(Paper(document.label.text(self.language), " / ".join(labels), is_next))
        return papers

    def _named(self, fault: Fault) -> str:
        """The sentence, with the name of its field before it unless the sentence has it already."""
        sentence, label = say(fault), self._label(fault)
        is_said = not label or label in sentence or fault.code == "record.check"
        return sentence if is_said else f"{label}{signs().colon}{sentence}"

    def _label(self, fault: Fault) -> str:
        """The field's label; of a cell with the table and the row, as people count."""
        key, _, rest = fault.place.partition(".")
        mould = next((mould for part in self.moulds for mould in part.inputs if mould.key == key), None)
        if mould is None:
            return ""
        row, _, column = rest.partition(".")
        if not row.isdecimal():
            return mould.label
        cell = mould.columns.get(column)
        where = gettext("%(table)s第 %(row)d 行", table=mould.label, row=int(row) + 1)
        return f"{where} · {cell.label}" if cell else str(where)


def _line(line: FormedLine) -> list[Any]:
    return [line.form, line.level, line.number, [[each.text, each.bold] for each in line.stretches]]


def _sentences(faults: Iterable[Fault]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for fault in faults:
        said.setdefault(fault.place, []).append(say(fault))
    return said


def _at_input(fault: Fault) -> Fault:
    return Fault(fault.code, name_of(fault.place), fault.span, fault.facts, fault.suggestions, fault.level)


def _once(faults: Iterable[Fault]) -> list[Fault]:
    """Warnings without a reason are told at the input for the reason, not again at the field."""
    return [fault for fault in faults if fault.code != "record.warning_wants_reason"]


def _ahead(state: str, moves: Iterable[Transition]) -> set[str]:
    """This state and those that it may come to without being sent back."""
    found, fresh = {state}, {state}
    while fresh:
        fresh = {move.to for move in moves if move.tone == "go" and fresh.intersection(move.from_)} - found
        found |= fresh
    return found
