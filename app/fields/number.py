"""Numbers: whole, decimal, money, percent. Kept exact: an integer, or decimal text with the places of the options."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from decimal import Decimal
from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.errors import Invalid
from app.expressions import Kind, Value
from app.fields.amounts import read_number, rounded
from app.fields.base import Cell, Example, FieldOptions, FieldType, Lookups, Raw, Stored
from app.fields.language import Language
from app.fields.model import Unit
from app.fields.raw import quoted

_CURRENCY_MARKS = {
    "CNY": ("人民币", "CNY", "RMB", "¥", "元"),
    "USD": ("美元", "USD", "US$", "$"),
    "EUR": ("欧元", "EUR", "€"),
    "GBP": ("英镑", "GBP", "£"),
    "JPY": ("日元", "JPY", "円"),
    "HKD": ("港元", "港币", "HKD", "HK$"),
}
_CURRENCY_UNITS = {
    "CNY": Unit(zh="元", en="yuan"),
    "USD": Unit(zh="美元", en="USD"),
    "EUR": Unit(zh="欧元", en="EUR"),
    "GBP": Unit(zh="英镑", en="GBP"),
    "JPY": Unit(zh="日元", en="JPY"),
    "HKD": Unit(zh="港元", en="HKD"),
}
_PERCENT = Unit(zh="%", en="%")


class NumberOptions(FieldOptions):
    """Limits, both allowed; `unit` stands behind the input and may be typed (12人)."""

    min: Decimal | None = None
    max: Decimal | None = None
    unit: Unit | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            facts = {"min": str(self.min), "max": str(self.max)}
            raise PydanticCustomError("field.crossed_limits", "min {min} is over max {max}", facts)
        return self


class DecimalOptions(NumberOptions):
    """`places` are kept exactly: 12.5 becomes 12.50. They scale the slot, so they should not change later."""

    places: int = Field(default=2, ge=0, le=3)


class MoneyOptions(NumberOptions):
    """`currency` is an ISO 4217 code; `unit` is what its amounts are told in, if not 元 (万元)."""

    places: int = Field(default=2, ge=0, le=3)
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$")


class Number(FieldType):
    """What all numbers share. Typed text with more places than allowed is refused; numbers of machines
    (spreadsheets, computed fields) are rounded half up, as a spreadsheet shows them."""

    kind, slot, widget = Kind.NUMBER, "n", "number"
    Options = NumberOptions

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        number = read_number(raw, self.marks(options))
        if number is None:
            return None
        places = self.places_of(options)
        kept = rounded(number, places)
        if isinstance(raw, str) and kept != number:
            raise Invalid.because("field.too_many_places", raw=quoted(raw), places=places)
        return f"{kept + 0:f}"  # + 0 turns -0 into 0

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        number = Decimal(stored)
        if options.min is not None and number < options.min:
            raise Invalid.because("field.number_low", given=stored, min=f"{options.min:f}")
        if options.max is not None and number > options.max:
            raise Invalid.because("field.number_high", given=stored, max=f"{options.max:f}")

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        return None if stored is None else Decimal(stored)

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> int | None:
        return None if stored is None else int(Decimal(stored).scaleb(self.places_of(options)))

    def cell(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> Cell:
        return None if stored is None else Decimal(stored)

    def convert(self, shown: str, options: Any, lookups: Lookups) -> Stored:
        return self.clean(shown.removesuffix("%"), options, lookups)

    def carry(self, stored: Stored, before: Any, options: Any, lookups: Lookups) -> Stored:
        return self.parse(self.text(stored, before, lookups), options, lookups)

    def places_of(self, options: Any) -> int:
        places: int = options.places
        return places

    def unit(self, options: Any) -> Unit | None:
        unit: Unit | None = options.unit
        return unit

    def input_attrs(self, options: Any) -> dict[str, str]:
        limits = {"min": options.min, "max": options.max}
        shown = {key: f"{limit:f}" for key, limit in limits.items() if limit is not None}
        return {"inputmode": "decimal", "maxlength": "60", "autocomplete": "off", **shown}

    def marks(self, options: Any) -> tuple[str, ...]:
        """What may stand around the digits, longer ones first."""
        return unit_marks(options.unit)


class Integer(Number):
    """A whole number."""

    name, label = "integer", "整数"
    Options = NumberOptions
    examples = (
        Example(raw=" １２ ", stored=12, shown="12"),
        Example(raw="1,200 人", stored=1200, shown="1200", options={"unit": "人", "min": 0}),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        number = read_number(raw, self.marks(options))
        if number is None:
            return None
        kept = int(number)
        if kept != number:
            raise Invalid.because("field.not_whole", raw=quoted(raw))
        return kept

    def places_of(self, options: Any) -> int:
        return 0

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {**super().input_attrs(options), "inputmode": "numeric"}


class DecimalNumber(Number):
    """A number with decimal places."""

    name, label = "decimal", "小数"
    Options = DecimalOptions
    examples = (
        Example(raw="12.5", stored="12.50", shown="12.50"),
        Example(raw="1.5万", stored="15000.0", shown="15000.0", options={"places": 1}),
    )


class Money(Number):
    """An amount; 万, 亿, ¥ and 元 may be typed, what is kept is the plain amount."""

    name, label, widget = "money", "金额", "money"
    Options = MoneyOptions
    examples = (
        Example(raw="￥１,２００.５元", stored="1200.50", shown="1200.50"),
        Example(raw="1.5万元", stored="15000.00", shown="15000.00"),
        Example(raw="US$ 30", stored="30.00", shown="30.00", options={"currency": "USD"}),
    )

    def marks(self, options: Any) -> tuple[str, ...]:
        return (*_CURRENCY_MARKS.get(options.currency, (options.currency,)), *super().marks(options))

    def unit(self, options: Any) -> Unit:
        known = _CURRENCY_UNITS.get(options.currency)
        return super().unit(options) or known or Unit(zh=options.currency, en=options.currency)


class Percent(Number):
    """A share in per cent: 12.5% is kept, and read by expressions, as 12.50."""

    name, label = "percent", "百分比"
    Options = DecimalOptions
    examples = (
        Example(raw="12.5％", stored="12.50", shown="12.50%"),
        Example(raw="100", stored="100", shown="100%", options={"places": 0}),
    )

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        return "" if stored is None else f"{stored}%"

    def unit(self, options: Any) -> Unit:
        return _PERCENT

    def marks(self, options: Any) -> tuple[str, ...]:
        return ("%",)


def unit_marks(unit: Unit | None) -> tuple[str, ...]:
    """What may be typed of a unit; in a field that is told in 万元, 5万 is 5."""
    if unit is None:
        return ()
    scale = (unit.zh[0],) if unit.zh[0] in "万亿" else ()
    return tuple(filter(None, (unit.zh, *scale, unit.en)))
