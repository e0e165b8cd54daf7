"""Which closed reports a record concerns: those that counted it, and those of its year that would count it now."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from app.definitions.compiled import CompiledType
from app.records import corrections
from app.records.corrections import Closing
from app.records.desk import Desk
from app.records.models import Record
from app.reports import figures, queries, service


@corrections.closings()
def closed_reports(record: Record, compiled: CompiledType, desk: Desk) -> Iterable[Closing]:
    """Asked when a record is changed, whoever changes it; the reports themselves need not be seen."""
    drawing = [key for key, each in desk.types.all().items() if compiled.key in _drawn_on(each)]
    if not drawing:
        return
    counted_by = {report.id: report for report in queries.counting(desk.session, record.id)}
    for report in counted_by.values():
        if _is_other_and_closed(report, record, desk):
            yield _closing(report, desk)
    for report in queries.any_of_year(desk.session, drawing, record.year):
        is_new = report.id not in counted_by and _is_other_and_closed(report, record, desk)
        if is_new and _would_count(report, record, compiled, desk):
            yield _closing(report, desk)


@lru_cache(maxsize=400)
def _drawn_on(report: CompiledType) -> frozenset[str]:
    """The types whose records its figures count."""
    return frozenset(each.options.of for each in service.figures_of(report))


def _is_other_and_closed(report: Record, record: Record, desk: Desk) -> bool:
    return report.id != record.id and service.is_frozen(desk.compiled(report), report)


def _would_count(report: Record, record: Record, compiled: CompiledType, desk: Desk) -> bool:
    mine: Iterator[bool] = (
        figures.concerns(field, report, record, desk=desk)
        for field in service.figures_of(desk.compiled(report))
        if field.options.of == compiled.key
    )
    return any(mine)


def _closing(report: Record, desk: Desk) -> Closing:
    return Closing(report.id, desk.compiled(report).definition.label, report.year)
