"""Text with a form of its own: a telephone number, an address, the number of a passport."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from collections.abc import Mapping
from typing import Any, ClassVar

from app.errors import Invalid
from app.fields.base import FieldType, Lookups, Raw, Stored
from app.fields.raw import narrow, quoted


class Formed(FieldType):
    """A line that is brought into its usual writing, or refused. Subclasses say how and with which words."""

    refusal: ClassVar[str]
    """The code of the fault of what cannot be brought into it."""
    attrs: ClassVar[Mapping[str, str]]
    """What the input is told."""

    def plain(self, raw: Raw) -> str:
        """Without what people add while typing; empty if nothing is left."""
        return narrow(raw)

    def formed(self, text: str, options: Any, lookups: Lookups) -> str | None:
        """In its usual writing; None, or `Invalid` where more can be said, if it has not the form."""
        raise NotImplementedError

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        text = self.plain(raw)
        if not text:
            return None
        found = self.formed(text, options, lookups)
        if found is None:
            raise Invalid.because(self.refusal, raw=quoted(raw))
        return found

    def input_attrs(self, options: Any) -> dict[str, str]:
        return {"autocomplete": "off", **self.attrs}
