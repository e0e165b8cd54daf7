"""Text with headings, lists and bold: read as plain text everywhere, and with its form where something can show it.

The form is written with few marks: `# `, `## `, `### ` begin a heading, `- ` and `1. ` an item, `**` stands around
bold; a backslash before a mark makes it a sign like any other. There is nothing else, and no HTML.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Self, TypeAlias

Form: TypeAlias = Literal["text", "heading", "bullet", "number"]

LEVELS = 3
_HEADING = re.compile(r"([#＃]{1,3})[ \u3000]+(?=\S)")
_BULLET = re.compile(r"[-*•·●]\s+(?=\S)")
_NUMBER = re.compile(r"\d{1,3}[.．、][ \u3000]+(?=\S)")
_BOLD = re.compile(r"(?<!\\)\*\*")
_ESCAPED = re.compile(r"\\([#＃*\-•·●\\]|\d)")
_BEGINNING = re.compile(r"^(?=[#＃]{1,3}[ \u3000]|[-*•·●]\s|\d{1,3}[.．、][ \u3000])", re.MULTILINE)
BULLET = "• "


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words, bold or not."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class FormedLine:
    """A line: `level` is that of a heading, `number` that of an item in a numbered list."""

    form: Form
    stretches: tuple[Stretch, ...]
    level: int = 0
    number: int = 0

    @property
    def sign(self) -> str:
        """What stands before an item."""
        return BULLET if self.form == "bullet" else f"{self.number}. " if self.form == "number" else ""

    @property
    def plain(self) -> str:
        """The line without its form."""
        return self.sign + "".join(stretch.text for stretch in self.stretches)


class Formatted(str):
    """The plain text; `source` is what was written, with its marks, `lines` what they mean."""

    __slots__ = ("lines", "source")
    source: str
    lines: tuple[FormedLine, ...]

    def __new__(cls, source: str) -> Self:
        lines = tuple(_lines(source))
        self = super().__new__(cls, "\n".join(line.plain for line in lines))
        self.source, self.lines = source, lines
        return self

    def __getnewargs__(self) -> tuple[str]:
        return (self.source,)


def unmarked(text: str) -> str:
    """Plain text as it has to be written, so that nothing in it is a mark."""
    return _BEGINNING.sub(r"\\", text.replace("\\", "\\\\").replace("**", "\\*\\*"))


def _lines(source: str) -> Iterator[FormedLine]:
    count = 0
    for line in source.split("\n"):
        if not line.strip():
            count = 0
            continue
        form, level, rest = _begun(line.strip())
        count = count + 1 if form == "number" else 0
        yield FormedLine(form, tuple(_stretches(rest)), level, count)


def _begun(line: str) -> tuple[Form, int, str]:
    if found := _HEADING.match(line):
        return "heading", len(found[1]), line[found.end() :]
    if found := _BULLET.match(line):
        return "bullet", 0, line[found.end() :]
    if found := _NUMBER.match(line):
        return "number", 0, line[found.end() :]
    return "text", 0, line


def _stretches(line: str) -> Iterator[Stretch]:
    """Bold that is not closed is none: its mark is a sign."""
    parts = _BOLD.split(line)
    if len(parts) % 2 == 0:
        parts[-2:] = ["**".join(parts[-2:])]
    for at, part in enumerate(parts):
        if part:
            yield Stretch(_ESCAPED.sub(r"\1", part), bold=at % 2 == 1)
