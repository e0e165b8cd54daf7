"""The check of a whole report: texts against figures, rules, and copies against what they were copied from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Fault
from app.expressions import Value, plain_text
from app.fields import Language, signs_of
from app.records import access
from app.records.desk import Desk
from app.records.models import Record
from app.records.rules import settle
from app.reports import figure_pages, queries, runs, service
from app.reports.sources import period_of
from app.reports.textcheck import Known, Mark, Remark, marks, remarks

REUSED = 0.9
"""So much like last year's, a text was probably not written anew."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A narrative with its numbers judged and what else is to be said of it."""

    field: CompiledField
    text: str
    marks: tuple[Mark, ...]
    remarks: tuple[Remark, ...]
    reused: float = 0

    @property
    def wrong(self) -> int:
        """How much of it somebody has to look at."""
        differing = sum(mark.verdict in ("differs", "unit") for mark in self.marks)
        return differing + len(self.remarks) + (self.reused >= REUSED)

    def pieces(self) -> Iterator[tuple[str, Mark | Remark | None]]:
        """The text cut where marks begin and end; remarks stand between marks only where they do not overlap."""
        at = 0
        for start, end, what in _without_overlap([*self.marks, *self.remarks]):
            yield self.text[at:start], None
            yield self.text[start:end], what
            at = end
        yield self.text[at:], None


@dataclass(frozen=True, slots=True)
class Stale:
    """A copied value that is another one by now."""

    field: CompiledField
    label: str
    copied: str
    now: str


@dataclass(frozen=True, slots=True)
class Check:
    """Everything about a report that somebody should look at before it leaves the house."""

    texts: tuple[Checked, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    stale: tuple[Stale, ...]

    @property
    def count(self) -> int:
        """How many things there are."""
        return sum(each.wrong for each in self.texts) + len(self.faults) + len(self.warnings) + len(self.stale)


def check(report: Record, *, desk: Desk) -> Check:
    """Look at the whole report, as far as this person sees it."""
    compiled = desk.compiled(report)
    settled = settle(compiled, report.data, desk.world(compiled, report))
    return Check(
        texts=tuple(texts(report, compiled, desk=desk)),
        faults=tuple(settled.faults),
        warnings=tuple(settled.unanswered),
        stale=tuple(_stale(report, compiled, desk)),
    )


def texts(report: Record, compiled: CompiledType, *, desk: Desk) -> Iterator[Checked]:
    """The narratives that this person sees and that say something."""
    sight = access.field_sight(compiled, desk.viewer, report)
    known = known_numbers(report, compiled, desk=desk)
    year = period_of(report.year, desk=desk)
    before = _last_year(report, year, desk)
    for field in service.narratives_of(compiled):
        text = text_of(report, field)
        if not text or sight[field.key] != "see":
            continue
        reused = _likeness(text, str((before.get(field.key) or {}).get("text") or ""))
        yield Checked(field, text, tuple(marks(text, known)), tuple(remarks(text, year=year)), reused)


def text_of(report: Record, field: CompiledField) -> str:
    """What a narrative of the report says."""
    return str((report.data.get(field.key) or {}).get("text") or "")


def known_numbers(report: Record, compiled: CompiledType, *, desk: Desk) -> list[Known]:
    """The report's figures, their groups, and its other numbers; figures under what counts: the typed total, if any."""
    values = compiled.values(report.data, desk.lookups)
    sight = access.field_sight(compiled, desk.viewer, report)
    found: list[Known] = []
    for field in compiled.fields.values():
        value = values.get(field.key)
        is_known = field.type.name == "figure" or getattr(field.options, "unit", None)
        if isinstance(value, Decimal) and is_known and sight[field.key] == "see":
            found.append(_known(field, value, desk.language))
    return found + list(_known_groups(report, compiled, desk))


def _known_groups(report: Record, compiled: CompiledType, desk: Desk) -> Iterator[Known]:
    """The groups of the figures, and what single records add to them."""
    for key, kept in runs.latest(desk.session, report.id).items():
        field = compiled.fields.get(key)
        if field is None or field.type.name != "figure" or kept.agg not in ("sum", "count"):
            continue
        label, run = field.definition.label.zh, runs.thawed(desk.session, kept)
        brackets = signs_of(desk.language).aside
        named = figure_pages.groups_of(run, field, desk)
        for code, (group, value) in run.groups().items():
            if value is not None:
                known = _known(field, value, desk.language)
                yield replace(known, label=f"{label}（{group}）", named=f"{known.named}{brackets.format(named[code])}")
        for part in {each.value for each in run.contributions} - {None, str(run.result)}:
            yield replace(_known(field, Decimal(str(part)), desk.language), is_part=True)


def _known(field: CompiledField, value: Decimal, language: Language) -> Known:
    """Texts of reports are Chinese, whoever reads: so are the names and units that are looked for in them."""
    label, unit = field.definition.label, getattr(field.options, "unit", None)
    counted = unit.behind(f"{value:f}", language) if unit else ""
    return Known(field.key, label.zh, value, str(unit or ""), named=label.text(language), counted=counted)


def _stale(report: Record, compiled: CompiledType, desk: Desk) -> Iterator[Stale]:
    for field in compiled.fields.values():
        stored = report.data.get(field.key)
        if field.type.name != "record" or not stored or not stored.get("copy"):
            continue
        found = desk.lookups.record(field.options.of, str(stored["id"]))
        if found is None:
            continue
        copied = field.value(stored, desk.lookups)
        labels = {name.key: name.called(desk.language) for name in field.name.members}
        yield from _differing(field, labels, getattr(copied, "members", {}), found.members)


def _differing(
    field: CompiledField, labels: Mapping[str, str], copied: Mapping[str, Value], now: Mapping[str, Value]
) -> Iterator[Stale]:
    for key, label in labels.items():
        one, other = plain_text(copied.get(key)), plain_text(now.get(key))
        if one != other:
            yield Stale(field, label or key, one, other)


def _last_year(report: Record, year: int, desk: Desk) -> Mapping[str, dict[str, str] | None]:
    """What the report of the year before said, of the same department if there are several."""
    lines = queries.of_year(desk.session, desk.viewer, report.type_key, year - 1)
    mine = [line for line in lines if line.department_id == report.department_id] or lines
    return mine[0].data if mine else {}


def _likeness(text: str, before: str) -> float:
    if not before or len(text) < 60:
        return 0
    return SequenceMatcher(None, before[:6000], text[:6000], autojunk=False).ratio()


def _without_overlap(found: Sequence[Mark | Remark]) -> list[tuple[int, int, Mark | Remark]]:
    """From left to right; a long remark gives way to the numbers in it."""
    spans = [(*_span(each), each) for each in found]
    kept: list[tuple[int, int, Mark | Remark]] = []
    for start, end, each in sorted(spans, key=lambda span: (span[1] - span[0], span[0])):
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in kept):
            kept.append((start, end, each))
    return sorted(kept, key=lambda span: span[0])


def _span(each: Mark | Remark) -> tuple[int, int]:
    return (each.stated.start, each.stated.end) if isinstance(each, Mark) else (each.start, each.end)
