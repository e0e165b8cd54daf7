"""Days, months, years and ranges of days, kept as ISO 8601 text (years as a number)."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.errors import Fault, Invalid
from app.expressions import Kind, PartialDate, Value
from app.fields.base import Cell, Example, FieldOptions, FieldType, Lookups, Raw, Stored
from app.fields.comparisons import GIVEN
from app.fields.days import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    as_date,
    first_day,
    has_time,
    last_day,
    precision_of,
    read_day,
    read_range,
    refuse_without_year,
)
from app.fields.language import Language, signs_of
from app.fields.raw import quoted

MonthLimit: TypeAlias = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
_RANKS = {"year": 0, "month": 1, "day": 2}


class DateOptions(FieldOptions):
    """`precision` is the least exact that is accepted; `earliest` and `latest` are both allowed."""

    precision: Literal["day", "month", "year"] = "day"
    earliest: date | None = None
    latest: date | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.earliest and self.latest and self.earliest > self.latest:
            facts = {"min": self.earliest.isoformat(), "max": self.latest.isoformat()}
            raise PydanticCustomError("field.crossed_limits", "earliest {min} is after latest {max}", facts)
        return self


class MonthOptions(FieldOptions):
    """`earliest` and `latest` are both allowed: 2024-03."""

    earliest: MonthLimit | None = None
    latest: MonthLimit | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.earliest and self.latest and self.earliest > self.latest:
            facts = {"min": self.earliest, "max": self.latest}
            raise PydanticCustomError("field.crossed_limits", "earliest {min} is after latest {max}", facts)
        return self


class YearOptions(FieldOptions):
    """The years that are accepted."""

    min: int = EARLIEST_YEAR
    max: int = LATEST_YEAR


class _Dated(FieldType):
    """Whatever is read as a day."""

    def convert(self, shown: str, options: Any, lookups: Lookups) -> Stored:
        """3.5 that stood in another field is no day of this year."""
        refuse_without_year(shown)
        return self.clean(shown, options, lookups)

    def drops(self, shown: str, stored: Stored, lookups: Lookups) -> bool:
        """The time of day."""
        return has_time(shown)


class Date(_Dated):
    """A calendar day; where `precision` allows, only its month or year."""

    name, label, kind, slot, widget = "date", "日期", Kind.DATE, "d", "date"
    Options = DateOptions
    examples = (
        Example(raw="２０２４－３－５", stored="2024-03-05", shown="2024-03-05"),
        Example(raw="二〇二四年三月二十五日", stored="2024-03-25", shown="2024-03-25"),
        Example(raw="1978.6", stored="1978-06", shown="1978-06", options={"precision": "month"}),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        return read_day(raw, today=lookups.today)

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        faults = _day_faults(stored, options)
        if faults:
            raise Invalid(faults)

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        return None if stored is None else as_date(stored)

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        return stored or ""

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> str | None:
        return None if stored is None else first_day(stored).isoformat()

    def cell(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> Cell:
        return as_date(stored) if stored and len(stored) == 10 else stored

    def input_attrs(self, options: Any) -> dict[str, str]:
        return _day_attrs(options)


class DateRange(_Dated):
    """Two days, the first not after the second."""

    name, label, kind, slot, widget = "date_range", "起止日期", Kind.LIST, "d", "date_range"
    Options = DateOptions
    examples = (
        Example(
            raw={"from": "2024.3.5", "to": "20240312"},
            stored={"from": "2024-03-05", "to": "2024-03-12"},
            shown="2024-03-05 至 2024-03-12",
            shown_en="2024-03-05 to 2024-03-12",
        ),
        Example(
            raw="2024年3月5日至12日",
            stored={"from": "2024-03-05", "to": "2024-03-12"},
            shown="2024-03-05 至 2024-03-12",
            shown_en="2024-03-05 to 2024-03-12",
        ),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        start, end = self._ends(raw, lookups.today)
        if start is None and end is None:
            return None
        if start is None or end is None:
            raise Invalid.because("field.range_half", place=".from" if start is None else ".to")
        return {"from": start, "to": end}

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        ends = (("from", stored["from"]), ("to", stored["to"]))
        faults = [fault.at(f".{key}") for key, day in ends for fault in _day_faults(day, options)]
        if first_day(stored["from"]) > last_day(stored["to"]):
            faults.append(Fault("field.range_order", place=".to", facts=dict(stored)))
        if faults:
            raise Invalid(faults)

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        return None if stored is None else [as_date(stored["from"]), as_date(stored["to"])]

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        return f"{stored['from']}{signs_of(language).to}{stored['to']}" if stored else ""

    def text(self, stored: Stored, options: Any, lookups: Lookups) -> Raw:
        return {"from": stored["from"], "to": stored["to"]} if stored else None

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> str | None:
        return first_day(stored["from"]).isoformat() if stored else None

    def comparisons(self, options: Any) -> tuple[str, ...]:
        """Its first and its last day are compared by themselves."""
        return GIVEN

    def item(self, options: Any) -> Kind:
        return Kind.DATE

    def input_attrs(self, options: Any) -> dict[str, str]:
        return _day_attrs(options)

    def _ends(self, raw: Raw, today: date) -> tuple[str | None, str | None]:
        """Each end by itself, or both in one text; the faults of both ends."""
        if isinstance(raw, str):
            return read_range(raw, today=today)
        if isinstance(raw, list | tuple) and len(raw) == 2:
            raw = {"from": raw[0], "to": raw[1]}
        if not isinstance(raw, dict):
            day = read_day(raw, today=today)
            return day, None
        found: dict[str, str | None] = {}
        faults: list[Fault] = []
        for key in ("from", "to"):
            try:
                found[key] = read_day(raw.get(key), today=today)
            except Invalid as invalid:
                faults += (fault.at(f".{key}") for fault in invalid.faults)
        if faults:
            raise Invalid(faults)
        return found["from"], found["to"]


class Month(_Dated):
    """A month of a year; of a whole date the day is dropped."""

    name, label, kind, slot, widget = "month", "年月", Kind.DATE, "d", "month"
    Options = MonthOptions
    examples = (
        Example(raw="2024年3月", stored="2024-03", shown="2024-03"),
        Example(raw="202403", stored="2024-03", shown="2024-03"),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        found = read_day(raw, today=lookups.today)
        if found is not None and precision_of(found) == "year":
            raise Invalid.because("field.needs_month", raw=quoted(raw), year=found)
        return found and found[:7]

    def drops(self, shown: str, stored: Stored, lookups: Lookups) -> bool:
        """The day, or more."""
        return len(read_day(shown, today=lookups.today) or "") > len(stored)

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        if options.earliest and stored < options.earliest:
            raise Invalid.because("field.date_early", given=stored, min=options.earliest)
        if options.latest and stored > options.latest:
            raise Invalid.because("field.date_late", given=stored, max=options.latest)

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        return None if stored is None else PartialDate.of(first_day(stored), "month")

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> str | None:
        return f"{stored}-01" if stored else None

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {"maxlength": "40", "autocomplete": "off"}


class Year(_Dated):
    """A year, as a number; of a whole date the rest is dropped."""

    name, label, kind, slot, widget = "year", "年份", Kind.NUMBER, "n", "year"
    Options = YearOptions
    examples = (
        Example(raw="2024年", stored=2024, shown="2024"),
        Example(raw="二〇二四年", stored=2024, shown="2024"),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        found = read_day(raw, today=lookups.today)
        return int(found[:4]) if found else None

    def drops(self, shown: str, stored: Stored, lookups: Lookups) -> bool:
        """The month, or more."""
        return len(read_day(shown, today=lookups.today) or "") > len(str(stored))

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        if not options.min <= stored <= options.max:
            raise Invalid.because("field.year_range", given=stored, min=options.min, max=options.max)

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        return None if stored is None else Decimal(stored)

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> int | None:
        year: int | None = stored
        return year

    def cell(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> Cell:
        return None if stored is None else Decimal(stored)

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {"inputmode": "numeric", "maxlength": "20", "autocomplete": "off"}


def _day_attrs(options: Any) -> dict[str, str]:
    limits = {"min": options.earliest, "max": options.latest}
    shown = {key: limit.isoformat() for key, limit in limits.items() if limit}
    return {"maxlength": "40", "autocomplete": "off", **shown}


def _day_faults(stored: str, options: Any) -> list[Fault]:
    given = precision_of(stored)
    if _RANKS[given] < _RANKS[options.precision]:
        return [Fault("field.needs_day" if options.precision == "day" else "field.needs_month", facts={"raw": stored})]
    if options.earliest and last_day(stored) < options.earliest:
        return [Fault("field.date_early", facts={"given": stored, "min": options.earliest.isoformat()})]
    if options.latest and first_day(stored) > options.latest:
        return [Fault("field.date_late", facts={"given": stored, "max": options.latest.isoformat()})]
    return []
