"""Text in one line or several."""

from typing import Any

from app.fields.base import Example, FieldOptions, FieldType, Lookups, Raw, Stored


class TextOptions(FieldOptions):
    """Lengths in characters; `pattern` is RE2 and has to match as a whole."""

    min: int = 0
    max: int = 500
    pattern: str | None = None


class Text(FieldType):
    """One line."""

    name, label = "text", "单行文字"
    Options = TextOptions
    examples = (Example(raw=" 湖州 ", stored="湖州", shown="湖州"),)

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        return " ".join(str(raw or "").split()) or None
