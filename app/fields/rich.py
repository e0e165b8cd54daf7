"""Text with headings, lists and bold. Kept is what was written, with its few marks: never HTML."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from typing import Any

from pydantic import Field

from app.expressions import Formatted, Value, unmarked
from app.fields.base import Example, Lookups, Raw, Stored
from app.fields.language import Language
from app.fields.text import Paragraph, ParagraphOptions


class RichOptions(ParagraphOptions):
    """Lengths in characters, marks included; `lines` is the height of the input."""

    max: int = Field(default=20000, ge=1, le=100000)
    lines: int = Field(default=10, ge=2, le=40)


class Rich(Paragraph):
    """Several lines with headings (`# `), lists (`- `, `1. `) and bold (`**`)."""

    name, label, widget = "rich", "带格式的正文", "rich"
    Options = RichOptions
    examples = (
        Example(
            raw="# 总体情况\r\n全年来访 **12** 批。 \r\n- 德国\r\n- 法国",
            stored="# 总体情况\n全年来访 **12** 批。\n- 德国\n- 法国",
            shown="总体情况\n全年来访 12 批。\n• 德国\n• 法国",
        ),
        Example(raw="1. 签约\n1. 参观", stored="1. 签约\n1. 参观", shown="1. 签约\n2. 参观"),
    )

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        return None if stored is None else Formatted(stored)

    def keep(self, value: Value, options: Any, lookups: Lookups) -> Stored:
        """A computed text is plain, but for one that was formatted."""
        if isinstance(value, Formatted):
            return self.clean(value.source, options, lookups)
        return super().keep(unmarked(value) if isinstance(value, str) else value, options, lookups)

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        return str.__str__(Formatted(stored)) if stored else ""

    def text(self, stored: Stored, options: Any, lookups: Lookups) -> Raw:
        return stored or ""

    def convert(self, shown: str, options: Any, lookups: Lookups) -> Stored:
        """What was plain stays so: signs that would be marks are none."""
        return self.clean(unmarked(shown), options, lookups)
