"""A figure as its page shows it: the number, what was counted and how, from which records, and what is under way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.accounts import queries as people
from app.definitions.compiled import CompiledField, CompiledType
from app.expressions import Scope
from app.fields import CHINESE, Language, Stored, entries_of
from app.records import access
from app.records.desk import Desk
from app.records.listing import Line
from app.records.models import Record
from app.reports import figures, queries, runs, service
from app.reports.aggregates import Text
from app.reports.figures import Run
from app.reports.models import FigureRun
from app.reports.sources import Source, source_of


@dataclass(frozen=True, slots=True)
class Part:
    """A record that contributed; `is_older` says that it was changed since."""

    line: Line
    value: Text
    groups: tuple[str, ...]
    is_older: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure as a big number."""

    field: CompiledField
    stored: dict[str, Stored]
    kept: FigureRun | None
    records: int
    silent: int = 0
    """How many of them do not say the number that is added up."""

    @property
    def number(self) -> str:
        """What counts: the typed total, else what was computed."""
        return str(self.stored.get("typed") or self.stored.get("value") or "")

    @property
    def has_other_total(self) -> bool:
        """Was another total typed?"""
        return bool(self.stored.get("typed")) and self.stored.get("typed") != self.stored.get("value")

    @property
    def has_changed(self) -> bool:
        """Did the last counting give another number than the one before?"""
        return bool(self.kept and self.kept.before is not None and self.kept.before != self.stored.get("value"))


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page says."""

    tile: Tile
    of: CompiledType | None
    where: tuple[str, ...]
    value: str
    by: str
    parts: tuple[Part, ...]
    withheld: int
    open_lines: tuple[Line, ...]
    open_withheld: int
    groups: tuple[tuple[str, Decimal | None], ...]
    corrections: tuple["Correction", ...]
    history: tuple[FigureRun, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody changed it since."""

    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """A record that would contribute otherwise now; `line` is None where this person may not see it."""

    line: Line | None
    before: Text
    after: Text
    reasons: tuple[Reason, ...] = ()


def tiles(report: Record, compiled: CompiledType, *, desk: Desk) -> list[Tile]:
    """The figures of a report, those that this person may see."""
    latest = runs.latest(desk.session, report.id)
    counted = runs.parts_counted(desk.session, latest.values())
    sight = access.field_sight(compiled, desk.viewer, report)
    fields = [each for each in service.figures_of(compiled) if sight[each.key] == "see"]
    return [_tile(report, each, latest.get(each.key), counted) for each in fields]


def shown(report: Record, field: CompiledField, *, desk: Desk) -> Shown:
    """A figure with everything behind it. Raises `Forbidden` if this person may not see it."""
    service.refuse_unseen(desk.compiled(report), report, field, desk=desk)
    kept = runs.latest(desk.session, report.id).get(field.key)
    stored = runs.thawed(desk.session, kept) if kept else None
    now = figures.run(field, report, desk=desk)
    source = source_of(field.options, report, desk=desk)
    called = groups_of(stored, field, desk) if stored else {}
    parts, withheld = _parts(stored, called, desk)
    lines, open_withheld = _seen(figures.under_way(field, report, desk=desk), desk)
    counted = runs.parts_counted(desk.session, [kept] if kept else [])
    return Shown(
        tile=_tile(report, field, kept, counted),
        of=source.compiled if source else None,
        where=source.told(desk.language) if source else (),
        value=_words(source, field.options.value, desk.language),
        by=_words(source, field.options.by, desk.language),
        parts=parts,
        withheld=withheld,
        open_lines=lines,
        open_withheld=open_withheld,
        groups=_groups(stored, called) if stored else (),
        corrections=_corrections(stored, now, desk) if stored else (),
        history=tuple(runs.history(desk.session, report.id, field.key)),
    )


def _groups(run: Run, called: Mapping[str, str]) -> tuple[tuple[str, Decimal | None], ...]:
    return tuple((called[code], number) for code, (_label, number) in run.groups().items())


def _tile(report: Record, field: CompiledField, kept: FigureRun | None, counted: Any) -> Tile:
    records, silent = counted.get(kept.id, (0, 0)) if kept else (0, 0)
    stored = report.data.get(field.key) or {}
    return Tile(field, stored, kept, records, silent if field.options.value else 0)


def _words(source: Source | None, rule: str | None, language: Language) -> str:
    """An expression with the labels that people know."""
    bound = source.bound(rule) if source else None
    return bound.told(source.scope, language) if bound and source else ""


def groups_of(run: Run, field: CompiledField, desk: Desk) -> dict[str, str]:
    """What the groups of a figure are called in the reader's language, by code; else as they were called then."""
    codes = {code: label for each in run.contributions for code, label in each.groups}
    grouped = _grouped(field, desk) if desk.language != CHINESE else None
    if grouped is None:
        return codes
    return {code: _called(grouped, code, desk) or label for code, label in codes.items()}


def _grouped(field: CompiledField, desk: Desk) -> CompiledField | None:
    """The field by which a figure is split, if it is just one: of the record, or a column of the rows."""
    compiled, by = desk.types.all().get(field.options.of), field.options.by
    if compiled is None or not by:
        return None
    table = compiled.fields.get(field.options.rows or "")
    ways = [(table.columns, Scope(table.name.members))] if table else []
    for fields, scope in (*ways, (compiled.fields, compiled.scope)):
        if name := scope.by_key(by) or scope.by_label(by):
            return fields.get(name.key)
    return None


def _called(grouped: CompiledField, code: str, desk: Desk) -> str:
    if grouped.type.name == "choice":
        entry = entries_of(grouped.options, desk.lookups).get(code)
        return entry.text(desk.language) if entry else ""
    if grouped.type.name == "department":
        return desk.lookups.department_name(int(code), desk.language) if code.isdecimal() else ""
    return ""


def _parts(run: Run | None, called: Mapping[str, str], desk: Desk) -> tuple[tuple[Part, ...], int]:
    """The contributions of records that this person may see, and how many records are withheld."""
    if run is None:
        return (), 0
    ids = list(dict.fromkeys(each.record_id for each in run.contributions))
    lines = queries.seen(desk.session, desk.viewer, ids)
    parts = [
        Part(line, each.value, tuple(called[code] for code, _label in each.groups), line.lock_version > each.revision)
        for each in run.contributions
        if (line := lines.get(each.record_id)) is not None
    ]
    return tuple(parts), len(ids) - len(lines)


def _seen(record_ids: Sequence[int], desk: Desk) -> tuple[tuple[Line, ...], int]:
    lines = queries.seen(desk.session, desk.viewer, record_ids)
    return tuple(lines[each] for each in record_ids if each in lines), len(record_ids) - len(lines)


def _corrections(stored: Run, now: Run, desk: Desk) -> tuple[Correction, ...]:
    """Records that contribute otherwise than when the figure was counted."""
    differing = figures.unlike(stored, now)
    lines = queries.seen(desk.session, desk.viewer, [record_id for record_id, _was, _is in differing])
    since = {record_id: was.revision if was else 0 for record_id, was, _is in differing if record_id in lines}
    reasons = _reasons(since, desk)
    return tuple(
        Correction(
            lines.get(record_id),
            was.value if was else None,
            becomes.value if becomes else None,
            reasons.get(record_id, ()),
        )
        for record_id, was, becomes in differing
    )


def _reasons(since: Mapping[int, int], desk: Desk) -> dict[int, tuple[Reason, ...]]:
    """What was written about each record after this revision of it, oldest first."""
    said = [each for each in queries.explained(desk.session, list(since)) if each.number > since[each.record_id]]
    names = people.names(each.by for each in said if each.by)
    found: dict[int, tuple[Reason, ...]] = {}
    for each in said:
        reason = Reason(each.reason, names.get(each.by or 0, ""), each.at)
        found[each.record_id] = (*found.get(each.record_id, ()), reason)
    return found
