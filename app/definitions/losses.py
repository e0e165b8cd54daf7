"""What a new version would take away from records, drafts, papers and reports of the versions in use."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from app.definitions.renames import heirs, today
from app.definitions.schema import RecordType
from app.errors import Fault, Level
from app.expressions.nearest import nearest
from app.expressions.scope import fold
from app.fields import FieldDef


@dataclass(slots=True)
class _Held:
    """A field of the versions in use, as the newest of them has it."""

    definition: FieldDef
    section: str
    versions: list[int] = field(default_factory=list)


def losses(now: RecordType, used: Iterable[RecordType]) -> tuple[Fault, ...]:
    """A fault for each field and column that a version in use holds and the new definition neither keeps nor renames.

    Nothing is lost where nothing is kept: notes may go. Places are paths of the new definition, where it is missed.
    """
    versions = sorted(used, key=lambda each: each.version)
    moved, kept = heirs(now), {path for path, _each, _section in _values(now)}
    held = _held(versions)
    return tuple(
        _fault(path, each, now, moved, _Past(versions, frozenset(held)))
        for path, each in held.items()
        if today(path, moved) not in kept and not _goes_with_its_table(path, kept, moved)
    )


def lost_parts(now: RecordType, used: Iterable[RecordType], held: Mapping[str, Collection[str]]) -> tuple[Fault, ...]:
    """A fault for each register with numbers and each state with records that the new definition lacks; a warning for
    each paper that was made, since records of earlier versions go on making theirs, and for each view that people
    narrowed for themselves. `held` are keys by kind."""
    faults: dict[tuple[str, str], Fault] = {}
    for version in sorted(used, key=lambda each: each.version):
        for kind, key, label in _parts(version):
            if key in held.get(kind, ()):
                level = Level.WARN if kind in ("document", "view") else Level.BLOCK
                facts = {"key": key, "label": label}
                faults[kind, key] = Fault(f"definition.type_lost_{kind}", _HOMES[kind], facts=facts, level=level)
    there = {(kind, key) for kind, key, _label in _parts(now)}
    return tuple(fault for part, fault in faults.items() if part not in there)


_HOMES = {"document": "documents", "view": "views", "series": "series", "state": "workflow.states"}


def _parts(definition: RecordType) -> Iterable[tuple[str, str, object]]:
    yield from (("document", paper.key, paper.label) for paper in definition.documents)
    yield from (("view", view.key, view.label) for view in definition.views)
    yield from (("series", key, key) for key in definition.series)
    if definition.workflow:
        yield from (("state", key, state.label) for key, state in definition.workflow.states.items())


@dataclass(frozen=True, slots=True)
class _Past:
    """The versions in use, oldest first, and every path that they hold."""

    versions: list[RecordType]
    paths: frozenset[str]


def _values(definition: RecordType) -> Iterable[tuple[str, FieldDef, str]]:
    """Path, field and section of everything that holds a value."""
    for section in definition.sections:
        for each in section.fields:
            if each.kind.holds_value:
                yield each.key, each, section.key
                yield from ((f"{each.key}.{column.key}", column, section.key) for column in each.columns)


def _held(versions: Iterable[RecordType]) -> dict[str, _Held]:
    held: dict[str, _Held] = {}
    for version in versions:
        for path, each, section in _values(version):
            before = held.get(path)
            held[path] = _Held(each, section, [*(before.versions if before else ()), version.version])
    return held


def _goes_with_its_table(path: str, kept: Iterable[str], moved: Mapping[str, str]) -> bool:
    """A column of a table that is lost is not told again."""
    table, dot, _column = path.partition(".")
    return bool(dot) and today(table, moved) not in kept


def _fault(path: str, held: _Held, now: RecordType, moved: Mapping[str, str], past: _Past) -> Fault:
    is_column = "." in path
    return Fault(
        "definition.type_lost_columns" if is_column else "definition.type_lost_fields",
        place=_place(path, held, now, moved),
        facts={"label": held.definition.label, "key": path, "versions": tuple(held.versions)},
        suggestions=() if is_column else _suggestions(path, held, now, past),
    )


def _place(path: str, held: _Held, now: RecordType, moved: Mapping[str, str]) -> str:
    """The list of fields, or of columns, in which it would have to stand."""
    table, dot, _column = today(path, moved).partition(".")
    for number, section in enumerate(now.sections):
        for position, each in enumerate(section.fields):
            if dot and each.key == table:
                return f"sections[{number}].fields[{position}].columns"
        if not dot and section.key == held.section:
            return f"sections[{number}].fields"
    return "sections"


def _suggestions(key: str, held: _Held, now: RecordType, past: _Past) -> tuple[str, ...]:
    """The line for `changes` that was probably meant: one that was there before, or for a new field that is alike."""
    known = [change.to for version in past.versions for change in version.changes if change.rename == key]
    present, moved = {each.key for each in now.fields()}, heirs(now)
    named = [to for to in known if moved.get(to, to) in present]
    fresh = {
        each.key: each for each in now.fields() if each.type == held.definition.type and each.key not in past.paths
    }
    alike = [each.key for each in fresh.values() if fold(each.label.zh) == fold(held.definition.label.zh)]
    likely = dict.fromkeys((*named, *alike, *nearest(key, fresh)))
    return tuple(f"{{from: {held.versions[-1]}, rename: {key}, to: {to}}}" for to in likely)
