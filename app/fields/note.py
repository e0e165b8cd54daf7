"""Words between the fields."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from typing import Any, Literal

from app.fields.base import FieldOptions, FieldType, Lookups, Raw, Stored


class NoteOptions(FieldOptions):
    """How much it should be noticed; its words are the label and the help of the field."""

    tone: Literal["plain", "info", "warning"] = "plain"


class Note(FieldType):
    """A remark to whoever fills in the form; it holds no value."""

    name, label, slot, widget = "note", "说明文字", None, "note"
    holds_value = is_typed = takes_over = False
    Options = NoteOptions

    def takes_line(self, options: Any) -> bool:
        return True

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        return None

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        return None

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {}
