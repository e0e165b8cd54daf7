"""Times of day, and days with a time: to the minute, by the clock of the office."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from datetime import datetime, time
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from app.errors import Fault, Invalid
from app.expressions import Kind, Value
from app.fields.base import Cell, Example, FieldOptions, FieldType, Lookups, Raw, Stored
from app.fields.clock import as_moment, day_in, read_moment, read_time, refuse_bare_digits
from app.fields.comparisons import ORDERED
from app.fields.days import refuse_without_year
from app.fields.language import Language

_MINUTES = PlainSerializer(lambda limit: limit.isoformat("minutes"), return_type=str, when_used="unless-none")
_MOMENT = PlainSerializer(lambda limit: limit.isoformat(" ", "minutes"), return_type=str, when_used="unless-none")


def _clock(given: Any) -> Any:
    """As it is written everywhere else: 8:30."""
    return f"0{given}" if isinstance(given, str) and given[1:2] == ":" else given


class TimeOptions(FieldOptions):
    """`earliest` and `latest` are both allowed: 08:30."""

    earliest: Annotated[time | None, BeforeValidator(_clock), _MINUTES] = None
    latest: Annotated[time | None, BeforeValidator(_clock), _MINUTES] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _refuse_crossed(self.earliest, self.latest)
        return self


class DateTimeOptions(FieldOptions):
    """`earliest` and `latest` are both allowed: 2024-03-05 08:30, by the clock of the office."""

    earliest: Annotated[datetime | None, _MOMENT] = None
    latest: Annotated[datetime | None, _MOMENT] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for limit in filter(None, (self.earliest, self.latest)):
            if limit.tzinfo is not None:
                raise PydanticCustomError("field.limit_zone", "{limit} has a zone", {"limit": str(limit)})
        _refuse_crossed(self.earliest, self.latest)
        return self


class Time(FieldType):
    """A time of day. Expressions read it as text, which sorts and compares as times do."""

    name, label, widget = "time", "时间", "time"
    Options = TimeOptions
    examples = (
        Example(raw="下午2点半", stored="14:30", shown="14:30"),
        Example(raw="９：０５", stored="09:05", shown="09:05", options={"earliest": "08:30"}),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        return read_time(raw)

    def convert(self, shown: str, options: Any, lookups: Lookups) -> Stored:
        """1200 that stood in another field is a number, no noon."""
        refuse_bare_digits(shown)
        return self.clean(shown, options, lookups)

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        given = time.fromisoformat(stored)
        _refuse_outside(stored, given < (options.earliest or given), given > (options.latest or given), options)

    def comparisons(self, options: Any) -> tuple[str, ...]:
        return ORDERED

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {"maxlength": "40", "autocomplete": "off"}


class DateTime(FieldType):
    """A day with a time."""

    name, label, kind, slot, widget = "datetime", "日期和时间", Kind.DATE, "d", "datetime"
    has_clock = True
    Options = DateTimeOptions
    examples = (
        Example(raw="2024年3月5日下午2时30分", stored="2024-03-05 14:30", shown="2024-03-05 14:30"),
        Example(raw="３-５ １４：３０", stored="2025-03-05 14:30", shown="2025-03-05 14:30"),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        return read_moment(raw, today=lookups.today)

    def convert(self, shown: str, options: Any, lookups: Lookups) -> Stored:
        """A day of no year that stood in another field is none of this year."""
        refuse_without_year(day_in(shown))
        return self.clean(shown, options, lookups)

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        given = as_moment(stored)
        _refuse_outside(stored, given < (options.earliest or given), given > (options.latest or given), options)

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        return None if stored is None else as_moment(stored)

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        return stored or ""

    def cell(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> Cell:
        return self.value(stored, options, lookups)

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {"maxlength": "60", "autocomplete": "off"}


def _refuse_outside(given: str, is_early: bool, is_late: bool, options: Any) -> None:  # noqa: FBT001 - two answers
    faults = []
    if is_early:
        faults.append(Fault("field.time_early", facts={"given": given, "min": _told(options.earliest)}))
    if is_late:
        faults.append(Fault("field.time_late", facts={"given": given, "max": _told(options.latest)}))
    if faults:
        raise Invalid(faults)


def _refuse_crossed(low: Any, high: Any) -> None:
    if low and high and low > high:
        facts = {"min": _told(low), "max": _told(high)}
        raise PydanticCustomError("field.crossed_limits", "earliest {min} is after latest {max}", facts)


def _told(limit: time | datetime) -> str:
    return limit.isoformat(" ", "minutes") if isinstance(limit, datetime) else limit.isoformat("minutes")
