"""This year in a few figures, on the home page: which ones, a report's definition says; nothing of it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from app.definitions.compiled import CompiledField, CompiledType
from app.records import access
from app.records.desk import Desk
from app.records.models import Record
from app.records.rules import defaults
from app.reports import figures, overview, service

MOST = 4


@dataclass(frozen=True, slots=True)
class YearFigure:
    """A figure of this year, so far, and of the whole of last year; `of` is the type that it counts."""

    field: CompiledField
    of: str
    number: Decimal | None
    before: Decimal | None


def this_year(desk: Desk) -> list[YearFigure]:
    """The figures that this person may see, of the reports that concern them."""
    year = desk.today.year
    found = [_figure(compiled, field, year, desk) for compiled, field in islice(_chosen(desk), MOST)]
    return found if any(each.number or each.before for each in found) else []


def _figure(compiled: CompiledType, field: CompiledField, year: int, desk: Desk) -> YearFigure:
    now, before = (figures.total(field, _begun(compiled, each, desk), desk=desk) for each in (year, year - 1))
    return YearFigure(field, field.options.of, now, before)


def _chosen(desk: Desk) -> Iterator[tuple[CompiledType, CompiledField]]:
    for compiled in overview.concerning(desk):
        sight = access.field_sight(compiled, desk.viewer, None)
        for key in compiled.definition.home:
            if sight[key] == "see":
                yield compiled, service.figure(compiled, key)


def _begun(compiled: CompiledType, year: int, desk: Desk) -> Record:
    """A report as this person would begin it, about that year; it is never kept."""
    stored = defaults(compiled, desk.world(compiled))
    return Record(type_key=compiled.key, version_id=compiled.version_id, year=year, data=stored)
