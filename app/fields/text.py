"""Text in one line or several."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.errors import Fault, Invalid
from app.fields.base import Example, FieldOptions, FieldType, Lookups, Raw, Stored
from app.fields.patterns import Regex, matches
from app.fields.raw import lines, one_line, quoted


class TextOptions(FieldOptions):
    """Lengths in characters; `pattern` is RE2 and has to match as a whole, `example` is quoted when it does not."""

    min: int = Field(default=0, ge=0)
    max: int = Field(default=500, ge=1, le=4000)
    pattern: Regex | None = None
    example: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _refuse_crossed(self.min, self.max)
        if self.pattern and self.example and not matches(self.pattern, self.example):
            facts = {"example": self.example, "pattern": self.pattern}
            raise PydanticCustomError("field.bad_example", "{example} does not match {pattern}", facts)
        return self


class ParagraphOptions(FieldOptions):
    """Lengths in characters, line breaks included; `lines` is the height of the input."""

    min: int = Field(default=0, ge=0)
    max: int = Field(default=5000, ge=1, le=50000)
    lines: int = Field(default=4, ge=2, le=30)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _refuse_crossed(self.min, self.max)
        return self


class Text(FieldType):
    """One line."""

    name, label = "text", "单行文字"
    is_echoed = False
    Options = TextOptions
    examples = (
        Example(raw=" 湖州 ", stored="湖州", shown="湖州"),
        Example(raw="A7", stored="A7", shown="A7", options={"pattern": "[A-Z][0-9]"}),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        return one_line(raw) or None

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        faults = _length_faults(stored, options)
        if options.pattern and not matches(options.pattern, stored):
            code = "field.pattern_like" if options.example else "field.pattern"
            faults.append(Fault(code, facts={"raw": quoted(stored), "example": options.example}))
        if faults:
            raise Invalid(faults)

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {"maxlength": str(options.max), "autocomplete": "off"}


class Paragraph(FieldType):
    """Several lines."""

    name, label, slot, widget = "paragraph", "多行文字", None, "paragraph"
    is_long, has_paragraphs = True, True
    Options = ParagraphOptions
    examples = (
        Example(raw="第一行 \r\n第二行\r\n", stored="第一行\n第二行", shown="第一行\n第二行"),
        Example(raw="\n  首行缩进", stored="  首行缩进", shown="  首行缩进"),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        text = lines(raw)
        return None if not text or text.isspace() else text

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        faults = _length_faults(stored, options)
        if faults:
            raise Invalid(faults)

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        return None

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {"maxlength": str(options.max), "rows": str(options.lines), "autocomplete": "off"}


def _length_faults(text: str, options: Any) -> list[Fault]:
    given = len(text)
    if given > options.max:
        return [Fault("field.too_long", facts={"given": given, "max": options.max, "over": given - options.max})]
    if given < options.min:
        return [Fault("field.too_short", facts={"given": given, "min": options.min})]
    return []


def _refuse_crossed(low: int, high: int) -> None:
    if low > high:
        raise PydanticCustomError("field.crossed_limits", "min {min} is over max {max}", {"min": low, "max": high})
