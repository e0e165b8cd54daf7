"""Where a paragraph stands, in words that a person can follow: 正文 表2 第3行 第2列."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.word.markup import BOX, CELL, FALLBACK, MC, NOTES, PARAGRAPH, ROW, TABLE, W, ancestor

_WRAPPERS = {
    W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
} | {MC + name for name in ("AlternateContent", "Choice", "Fallback")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document: `paragraph` counts all of the part's, `is_copy` marks the old-Word twin of a text box."""

    text: str
    part: str
    paragraph: int
    is_copy: bool = False

    def facts(self) -> dict[str, object]:
        """What a fault keeps of it."""
        return {"part": self.part, "paragraph": self.paragraph}


def places(root: Any, *, part: str, title: str) -> list[tuple[Any, Place]]:
    """Every paragraph of a part with its place, in document order."""
    body = root.find(W + "body")
    named = dict(_walk(root if body is None else body, title))
    found = []
    for number, paragraph in enumerate(root.iter(PARAGRAPH), 1):
        is_copy = ancestor(paragraph, FALLBACK) is not None
        found.append((paragraph, Place(named.get(paragraph, title), part, number, is_copy)))
    return found


def blocks(container: Any) -> Iterator[Any]:
    """Children as a reader sees them: content controls and tracked insertions are no level of their own."""
    open_ones = [iter(container)]
    while open_ones:
        child = next(open_ones[-1], None)
        if child is None:
            open_ones.pop()
        elif child.tag in _WRAPPERS:
            open_ones.append(iter(child))
        else:
            yield child


def _walk(container: Any, prefix: str, table_word: str = "表") -> Iterator[tuple[Any, str]]:
    paragraphs = tables = notes = 0
    for block in blocks(container):
        if block.tag == PARAGRAPH:
            paragraphs += 1
            yield from _paragraph(block, f"{prefix} 第{paragraphs}段")
        elif block.tag == TABLE:
            tables += 1
            yield from _table(block, f"{prefix} {table_word}{tables}")
        elif block.tag in NOTES and block.get(W + "type") is None:
            notes += 1
            yield from _walk(block, f"{prefix}{notes}")


def _paragraph(paragraph: Any, name: str) -> Iterator[tuple[Any, str]]:
    yield paragraph, name
    for box in paragraph.iter(BOX):
        if ancestor(box, PARAGRAPH) is paragraph:
            yield from _walk(box, f"{name} 文本框")


def _table(table: Any, name: str) -> Iterator[tuple[Any, str]]:
    rows = (block for block in blocks(table) if block.tag == ROW)
    for number, row in enumerate(rows, 1):
        cells = (block for block in blocks(row) if block.tag == CELL)
        for column, cell in enumerate(cells, 1):
            yield from _cell(cell, f"{name} 第{number}行 第{column}列")


def _cell(cell: Any, name: str) -> Iterator[tuple[Any, str]]:
    """The only paragraph of a cell is called by the cell."""
    found = list(_walk(cell, name, "内表"))
    if sum(block.tag == PARAGRAPH for block in blocks(cell)) == 1:
        found = [(paragraph, text.replace(f"{name} 第1段", name, 1)) for paragraph, text in found]
    yield from found
