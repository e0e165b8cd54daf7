"""What a blank is: a place in a Word file where somebody would write, with what people call it."""

from dataclasses import dataclass
from enum import StrEnum

from app.word.places import Place

MARK_OPEN, MARK_CLOSE = "⟦", "⟧"
"""What stands round the id of a place in a copy that is only looked at."""


class BlankKind(StrEnum):
    """What shows that something is to be written here."""

    CELL = "cell"
    LINE = "line"
    BOXES = "boxes"
    DATE = "date"
    AFTER_COLON = "after_colon"
    BRACKETS = "brackets"


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to write in.

    `id` is the same for the same bytes, and mostly survives what is written into other places. Blanks of one `group`
    stand in the first of several equally empty rows under a row of headings: `table` is what that table is called,
    `column` the heading, and `spare_rows` how many further rows go when a tag of a table is written into the group.
    """

    id: str
    kind: BlankKind
    place: Place
    label: str
    before: str
    after: str
    text: str = ""
    """What stands there now: underscores, spaces, 年 月 日."""
    options: tuple[str, ...] = ()
    """The words of the boxes."""
    group: str = ""
    table: str = ""
    column: str = ""
    spare_rows: int = 0

    @property
    def around(self) -> str:
        """A little of the text on both sides; the place itself is `…`."""
        return f"{self.before}…{self.after}"


def marker(known: str) -> str:
    """What stands for a place in a copy that is only looked at."""
    return f"{MARK_OPEN}{known}{MARK_CLOSE}"
