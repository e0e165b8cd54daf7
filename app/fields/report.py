"""What a report draws from other records: figures and narratives. Reports compute, a person may add."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from app.errors import Fault, Invalid
from app.expressions import Kind, Value
from app.fields.amounts import read_number, rounded
from app.fields.base import Cell, Example, FieldOptions, FieldType, Lookups, Raw, Stored
from app.fields.language import Language, signs_of
from app.fields.model import Expr, Key, Model, Pattern, Unit, listed
from app.fields.number import unit_marks
from app.fields.raw import lines, quoted


class FigureOptions(FieldOptions):
    """Over records `of` a type (or the rows of their table `rows`) that meet `where`: how many, or `agg` of `value`;
    `by` splits it into groups. `unit` stands behind it; it has `places` decimals."""

    of: Key
    rows: Key | None = None
    where: Expr | None = None
    agg: Literal["count", "sum", "distinct", "min", "max", "avg"] = "count"
    value: Expr | None = None
    by: Expr | None = None
    unit: Unit | None = None
    places: int = Field(default=0, ge=0, le=3)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.agg != "count" and self.value is None:
            raise PydanticCustomError("field.figure_value", "{agg} needs a value", {"agg": self.agg})
        return self


class NarrativePart(Model):
    """A clause for each record of a type that meets `where`, in `order` (`-` before a key: descending).

    With `joint` the clauses are a list: it stands between them, `most` of them are named, and 等 follows when there
    are more, or when the figure `total` is greater than the names.
    """

    of: Key
    rows: Key | None = None
    where: Expr | None = None
    order: Annotated[tuple[str, ...], BeforeValidator(listed)] = ()
    heading: Pattern | None = None
    """Said before everything, whether there are records or not; a line of its own."""
    begin: Pattern | None = None
    """Said once before the first record."""
    say: Pattern
    joint: str | None = Field(default=None, max_length=8)
    most: int = Field(default=0, ge=0, le=200)
    total: Key | None = None
    end: Pattern | None = None
    """Said once behind the last record."""
    none: Pattern | None = None
    """Said once if there is no such record."""


class NarrativeOptions(FieldOptions):
    """How its draft is written: a clause to begin with, one for each record, one to close; at most `max` characters."""

    lead: Pattern | None = None
    parts: tuple[NarrativePart, ...] = ()
    close: Pattern | None = None
    max: int = Field(default=5000, ge=1, le=50000)
    lines: int = Field(default=8, ge=2, le=40)


class Figure(FieldType):
    """A computed number; beside it a person may type another total, with the reason.

    Stored is `{"value": computed, "typed": …, "reason": …}`; its value is what was typed, else what was computed.
    """

    name, label, kind, slot, widget = "figure", "统计数", Kind.NUMBER, None, "figure"
    is_long = True
    says_all = takes_over = False
    Options = FigureOptions
    examples = (
        Example(
            raw={"typed": "６３", "reason": "两个团组在外校登记"},
            stored={"typed": "63", "reason": "两个团组在外校登记"},
            shown="63",
            options={"of": "visiting_delegation"},
        ),
        Example(
            raw={"typed": "1.5万", "reason": "含现金"},
            stored={"typed": "15000.00", "reason": "含现金"},
            shown="15000.00",
            options={"of": "visiting_delegation", "agg": "sum", "value": "cost_ours", "places": 2},
        ),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        """Only the typed total and its reason; what was computed never comes from outside."""
        given = raw if isinstance(raw, Mapping) else {"typed": raw}
        number = read_number(given.get("typed"), unit_marks(options.unit))
        if number is None:
            return None
        kept = rounded(number, options.places)
        if isinstance(given.get("typed"), str) and kept != number:
            raise Invalid.because("field.too_many_places", raw=quoted(given["typed"]), places=options.places)
        reason = lines(given.get("reason")).strip()
        return {"typed": f"{kept:f}"} | ({"reason": reason} if reason else {})

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        if "typed" in stored and "reason" not in stored:
            raise Invalid.because("field.figure_reason", place=".reason")
        if len(stored.get("reason", "")) > 500:
            given = len(stored["reason"])
            facts = {"given": given, "max": 500, "over": given - 500}
            raise Invalid([Fault("field.too_long", place=".reason", facts=facts)])

    def clean(self, raw: Raw, options: Any, lookups: Lookups, *, before: Stored = None) -> Stored:
        """What was computed stays, whatever is typed."""
        typed = self.parse(raw, options, lookups) or {}
        if typed:
            self.check(typed, options, lookups)
        computed = {key: each for key, each in (before or {}).items() if key not in {"typed", "reason"}}
        return {**computed, **typed} or None

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        number = _counted(stored)
        return None if number is None else Decimal(number)

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        """With the computed number beside a typed one that differs."""
        number, computed = _counted(stored), (stored or {}).get("value")
        if number is None:
            return ""
        return number if computed in {None, number} else signs_of(language).computed.format(number, computed)

    def text(self, stored: Stored, options: Any, lookups: Lookups) -> Raw:
        stored = stored or {}
        return {"typed": stored.get("typed", ""), "reason": stored.get("reason", "")}

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        """None: a report has more figures than there are slots, and nobody sorts reports by them."""

    def cell(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> Cell:
        return self.value(stored, options, lookups)

    def places_of(self, options: Any) -> int:
        places: int = options.places
        return places

    def unit(self, options: Any) -> Unit | None:
        unit: Unit | None = options.unit
        return unit

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {"inputmode": "decimal", "maxlength": "60", "autocomplete": "off"}


class Narrative(FieldType):
    """A text drafted from records and finished by a person: `{"text": …}`; what a report keeps beside it stays."""

    name, label, slot, widget = "narrative", "文字叙述", None, "narrative"
    is_long, has_paragraphs = True, True
    says_all = takes_over = False
    Options = NarrativeOptions
    examples = (
        Example(raw="全年接待来访。\r\n", stored={"text": "全年接待来访。"}, shown="全年接待来访。"),
        Example(raw={"text": "一、来访\n二、出访"}, stored={"text": "一、来访\n二、出访"}, shown="一、来访\n二、出访"),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        text = lines(raw.get("text") if isinstance(raw, Mapping) else raw)
        return None if not text or text.isspace() else {"text": text}

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        given = len(stored["text"])
        if given > options.max:
            raise Invalid.because("field.too_long", given=given, max=options.max, over=given - options.max)

    def clean(self, raw: Raw, options: Any, lookups: Lookups, *, before: Stored = None) -> Stored:
        typed = self.parse(raw, options, lookups) or {}
        if typed and typed["text"] != (before or {}).get("text"):
            self.check(typed, options, lookups)
        return {**{key: each for key, each in (before or {}).items() if key != "text"}, **typed} or None

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        return (stored or {}).get("text")

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        return None

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {"maxlength": str(options.max), "rows": str(options.lines), "autocomplete": "off"}


def computed(number: Decimal | None, options: FigureOptions, *, before: Stored = None) -> Stored:
    """What is stored when a figure was computed anew: a typed total and its reason stay."""
    kept = {key: each for key, each in (before or {}).items() if key != "value"}
    return {**kept, "value": None if number is None else f"{rounded(number, options.places):f}"}


def _counted(stored: Stored) -> str | None:
    """The number that counts."""
    stored = stored or {}
    number: str | None = stored.get("typed") or stored.get("value")
    return number
