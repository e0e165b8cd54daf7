"""Where the tags of a workbook name a field, and the same workbook with other names in its tags."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.excel.cells import letters, place
from app.excel.markup import RUN, TEXT, S, parse
from app.excel.preflight import Book, opened
from app.excel.tags import cells_of, text_of
from app.expressions import Scope
from app.word.markup import serialised
from app.word.mentions import Mention
from app.word.package import Envelope
from app.word.places import Place
from app.word.splice import put
from app.word.tag_names import TagNames, edits, tags_in


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with text: its place, the element that holds it, and the texts of its runs."""

    place: Place
    element: Any
    pieces: list[tuple[Any, str]]

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(words for _, words in self.pieces)


def mentions(data: bytes, name: str, *, scope: Scope | None = None) -> tuple[Mention, ...]:
    """The tags that read a field, a table, or a column (`来访人员.中文译名`); names as in Word templates."""
    names = TagNames.of([name], scope)
    return tuple(
        Mention(cell.place, tag.text, tag.start + 1)
        for cell in _cells(opened(data), {})
        for tag in tags_in(cell.text)
        if any(names.spans(tag))
    )


def renamed(data: bytes, new_names: Mapping[str, str], *, scope: Scope | None = None) -> tuple[bytes, int]:
    """The workbook with other names in its tags, and in how many tags of cells; other text is never touched."""
    names = TagNames.of(new_names, scope)
    written = {names.known(old): new for old, new in new_names.items()}
    book, roots = opened(data), dict[str, Any]()
    changes: dict[Any, tuple[_Cell, list[tuple[int, int, str]]]] = {}
    count = 0
    for cell in _cells(book, roots):
        found = [made for tag in tags_in(cell.text) if (made := list(edits(names, tag, written)))]
        if found:
            changes[cell.element] = (cell, [edit for each in found for edit in each])
            count += len(found)
    for cell, each in changes.values():
        put(cell.pieces, each)
    touched = {element.getroottree().getroot() for element in changes}
    for part, root in roots.items():
        if root in touched:
            book.package.replace(part, serialised(root))
    return (Envelope.around(book.package, ()).seal(()), count) if changes else (data, 0)


def _cells(book: Book, roots: dict[str, Any]) -> Iterator[_Cell]:
    """Every cell that holds text; `roots` takes the parts that were read, by name."""
    shared = book.part_of("sharedstrings")
    if shared:
        roots[shared] = parse(book.package.content(shared), part=shared)
    strings = roots[shared].findall(S + "si") if shared else []
    for sheet in book.sheets:
        root = roots.setdefault(sheet.part, parse(book.package.content(sheet.part), part=sheet.part))
        for cell, row, column in cells_of(root):
            element = text_of(cell, strings)
            if element is not None:
                where = place(sheet.name, f"{letters(column)}{row}")
                pieces = [(text, text.text or "") for text in _texts(element)]
                yield _Cell(Place(where, sheet.part, row * 100_000 + column * 10), element, pieces)


def _texts(element: Any) -> Iterator[Any]:
    """The texts of a cell's runs, or its only one."""
    runs = element.findall(RUN)
    yield from (text for holder in runs or [element] if (text := holder.find(TEXT)) is not None)
