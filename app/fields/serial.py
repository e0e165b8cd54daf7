"""Numbers that a register gives."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from typing import Any

from app.fields.base import Example, FieldOptions, FieldType, Lookups, Raw, Stored
from app.fields.model import Key


class SerialOptions(FieldOptions):
    """The `series` of the record type that numbers it."""

    series: Key


class Serial(FieldType):
    """A number out of a series: taken in the step that earns it, never typed."""

    name, label, widget, is_typed = "serial", "编号", "shown", False
    takes_over = False
    Options = SerialOptions
    examples = (
        Example(raw=None, stored="外来备〔2024〕7号", shown="外来备〔2024〕7号", options={"series": "visit_filing"}),
        Example(raw="", stored="W-0012", shown="W-0012", options={"series": "partner"}),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        return None

    def clean(self, raw: Raw, options: Any, lookups: Lookups, *, before: Stored = None) -> Stored:
        return before

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {"readonly": "readonly"}
