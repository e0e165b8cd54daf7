"""What comes of an example by a definition: by the rules, the flow and the papers of real records; nothing is kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.renames import heirs, today
from app.designer.examples.schema import MOST_LINES, Expected, Given, PaperText, Step, Told, Who
from app.documents.wording import Worded, worded
from app.errors import Fault, Level
from app.expressions import Coded, Row, plain_text
from app.fields import CHINESE, FieldDef, Raw, Stored
from app.fields.reference import Reference
from app.fields.table import ROW_ID
from app.records import desks, form
from app.records.desk import Desk
from app.records.models import Record
from app.records.rules import Settled, World
from app.workflow import engine
from app.workflow.ahead import ahead


def run(given: Given, compiled: CompiledType, desk: Desk) -> Expected:
    """What comes of it, handed in by whom it is from, at the moment that it is from."""
    then = desk_of_then(given, desk)
    world = then.world(compiled)
    held, typed = _of_today(given.held, compiled), _of_today(given.typed, compiled)
    held, gone = _fitting(held, given, compiled)
    judged = form.judge(compiled, _raw(typed, held), world, before=held, entering=_entering(compiled))
    shown, hidden = _sorted(compiled, judged.settled)
    return Expected(
        shown=shown,
        hidden=hidden,
        values=dict(_computed(compiled, judged.settled, world)),
        faults=tuple(map(told, [*gone, *judged.faults, *judged.settled.warnings])),
        steps=tuple(Step(transition=each.transition, state=each.state, tasks=each.tasks)
                    for each in ahead(compiled, judged.settled.stored, world)),
        papers=tuple(map(_text, _papers(given, compiled, judged.settled, then))),
    )  # fmt: skip


def desk_of_then(given: Given, desk: Desk) -> Desk:
    """The desk of whom it is from; what may be looked up stays what the actor may see."""
    who = given.who
    actor = Actor(
        who.id, who.name, department_id=who.department_id, department=who.department, roles=frozenset(who.roles)
    )
    then = desks.at(desk, given.at.astimezone(desk.now.tzinfo))
    return replace(then, actor=actor, language=CHINESE)


def who_is(actor: Actor) -> Who:
    """Somebody as an example keeps them."""
    return Who(
        id=actor.id,
        name=actor.name,
        department_id=actor.department_id,
        department=actor.department,
        roles=tuple(sorted(actor.roles)),
    )


def is_held(each: CompiledField) -> bool:
    """Does its value belong to this office, or does nobody type it?"""
    return isinstance(each.type, Reference) or each.type.name == "serial" or each.definition.read_only


def kinds(compiled: CompiledType) -> dict[str, str]:
    """What is held in each field and column that holds something: a person is no department, a visit no agreement."""
    tables = ((key, each.columns) for key, each in compiled.fields.items())
    columns = {f"{key}.{name}": column for key, known in tables for name, column in known.items()}
    return {path: kind(each.definition) for path, each in {**compiled.fields, **columns}.items() if is_held(each)}


def kind(each: FieldDef) -> str:
    """Of what kind the values of a field are: its type, and of which records they are references."""
    return ":".join(filter(None, (each.kind.name, getattr(each.options, "of", ""))))


def still_fits(each: FieldDef, held: str | None, stored: Stored) -> bool:
    """Can a field hold what was kept of one of this kind? Where no kind was kept, a value says whether it refers."""
    return held == kind(each) if held else isinstance(each.kind, Reference) == isinstance(stored, Mapping)


def _fitting(held: Mapping[str, Any], given: Given, compiled: CompiledType) -> tuple[dict[str, Any], list[Fault]]:
    """What is kept of fields that still hold such values; and a fault for every other."""
    sorting = _Sorting(given, compiled)
    found = {key: sorting.field(compiled.fields[key], stored) for key, stored in held.items()}
    faults = [Fault("example.other_kind", place=path) for path in sorted(sorting.others)]
    return {key: stored for key, stored in found.items() if stored is not None}, faults


class _Sorting:
    """What is held, by whether it can be; `others` are the paths of what cannot."""

    def __init__(self, given: Given, compiled: CompiledType) -> None:
        moved = heirs(compiled.definition)
        self.kinds = {today(path, moved): known for path, known in given.kinds.items()}
        self.others: set[str] = set()

    def field(self, each: CompiledField, stored: Stored) -> Stored:
        """A value, or the rows of a table."""
        if not isinstance(stored, list):
            return self._value(each, each.key, stored)
        if not each.columns:
            self.others.add(each.key)
            return None
        return [self._row(each, row) for row in stored]

    def _row(self, table: CompiledField, row: Mapping[str, Stored]) -> dict[str, Stored]:
        cells = {
            name: self._value(table.columns.get(name), f"{table.key}.{name}", cell)
            for name, cell in row.items()
            if name != ROW_ID
        }
        return {ROW_ID: row[ROW_ID], **{name: cell for name, cell in cells.items() if cell is not None}}

    def _value(self, each: CompiledField | None, path: str, stored: Stored) -> Stored:
        if each is not None and still_fits(each.definition, self.kinds.get(path), stored):
            return stored
        if each is not None:
            self.others.add(path)
        return None


def told(fault: Fault) -> Told:
    """A fault as it is kept."""
    facts = {name: str(fact) for name, fact in fault.facts.items()}
    check = str(fault.facts.get("check", ""))
    return Told(code=fault.code, place=fault.place, check=check, warns=fault.level is Level.WARN, facts=facts)


def _of_today(values: Mapping[str, Any], compiled: CompiledType) -> dict[str, Any]:
    """By the keys that the fields have now; what is gone is left out."""
    moved = heirs(compiled.definition)
    named = {moved.get(key, key): value for key, value in values.items()}
    return {key: value for key, value in named.items() if key in compiled.fields}


def _raw(typed: Mapping[str, Raw], held: Mapping[str, Stored]) -> dict[str, Raw]:
    """As a form would be sent: a reference is sent as its id."""
    raw = dict(typed)
    for key, stored in held.items():
        if isinstance(stored, list):
            cells = {row[ROW_ID]: _sent(row) for row in stored}
            raw[key] = [{**row, **cells.get(row.get(ROW_ID), {})} for row in typed.get(key) or ()]
        elif isinstance(stored, dict) and "id" in stored:
            raw[key] = str(stored["id"])
    return raw


def _sent(row: Mapping[str, Stored]) -> dict[str, Raw]:
    return {key: str(cell["id"]) for key, cell in row.items() if isinstance(cell, dict) and "id" in cell}


def _entering(compiled: CompiledType) -> str | None:
    """The state that handing in enters; None for a register, which is only kept."""
    moves = engine.leaving(compiled, compiled.start)
    return next((move.to for move in moves if engine.OWNER in move.by and move.tone == "go"), None)


def _sorted(compiled: CompiledType, settled: Settled) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that are shown and those that are not, with the cells of rows that are not."""
    shown = [key for key, each in compiled.fields.items() if key not in settled.hidden and not _is_gone(each)]
    return tuple(shown), tuple(sorted(path for path in settled.hidden if path not in shown))


def _is_gone(each: CompiledField) -> bool:
    return each.definition.retired


def _computed(compiled: CompiledType, settled: Settled, world: World) -> Iterator[tuple[str, str]]:
    for key, each in compiled.fields.items():
        stored = settled.stored.get(key)
        if each.compute is not None:
            yield key, each.show(stored, world.lookups, CHINESE)
        columns = {name: column for name, column in each.columns.items() if column.compute is not None}
        for at, row in enumerate(stored or () if columns else ()):
            for name, column in columns.items():
                yield f"{key}[{at}].{name}", column.show(row.get(name), world.lookups, CHINESE)


def _papers(given: Given, compiled: CompiledType, settled: Settled, desk: Desk) -> Iterable[Worded]:
    if not compiled.definition.documents:
        return ()
    record = Record(
        id=0,
        type_key=compiled.key,
        version_id=compiled.version_id,
        state=compiled.start,
        title=compiled.title.render({**desk.world(compiled).names(), **settled.values}),
        number=given.number or None,
        owner_id=None,
        department_id=None,
        data=settled.stored,
        created_at=given.at,
    )
    return worded(record, compiled, desk, {"record": _record_row(given, desk)})


def _record_row(given: Given, desk: Desk) -> Row:
    who = given.who
    return {
        "number": given.number or None,
        "created_on": desk.today,
        "owner": Coded(str(who.id), who.name),
        "department": Coded(str(who.department_id), who.department) if who.department else None,
    }


def _text(paper: Worded) -> PaperText:
    files = tuple((name, tuple(map(plain_text, lines[:MOST_LINES]))) for name, lines in paper.files)
    return PaperText(key=paper.key, files=files, faults=tuple(map(told, paper.faults)))
