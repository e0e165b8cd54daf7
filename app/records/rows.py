"""The rows of a list as HTML, put together here: 50 times 8 cells cost a template more than the rest of a page."""

from collections.abc import Iterator, Sequence
from html import escape

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from app.records.columns import Cell, Column, Reader
from app.records.listing import Line

LONG = 40
"""Characters of a cell; what is longer is cut, and whole when pointed at."""


class Rows:
    """Draws lines; what is the same in every row is made once."""

    def __init__(self, reader: Reader, linked: str) -> None:
        self.reader = reader
        self.heads = [_head(column, linked) for column in reader.columns]
        self.page = url_for("records.show", record_id=0)[:-1]
        self.pick, self.unnamed = escape(gettext("选择")), escape(gettext("（未命名）"))
        self.past = f' <span class="list-past" title="{escape(gettext("历史补录"))}">{escape(gettext("补"))}</span>'

    def drawn(self, lines: Sequence[Line]) -> Iterator[Markup]:
        """A row for each line."""
        for line in lines:
            cells = [self._cell(line, *each) for each in zip(self.heads, self.reader.cells(line), strict=True)]
            yield Markup(f"{self._box(line)}{''.join(cells)}</tr>")  # noqa: S704 - every text was escaped

    def _box(self, line: Line) -> str:
        return (
            f'<tr><td class="list-pick"><input class="form-check-input" type="checkbox" name="pick" value="{line.id}"'
            f' form="bulk" aria-label="{self.pick} {escape(line.title)}"></td>'
        )

    def _cell(self, line: Line, head: str, cell: Cell) -> str:
        if head.startswith(_NAME):
            return self._name(line, head, cell)
        if not cell.text:
            return "<td></td>"
        text = escape(cell.text)
        if cell.colour:
            return f'<td{head}><span class="state state-{escape(cell.colour)}">{text}</span></td>'
        if cell.masked:
            return f'<td{head}><span class="masked">{text}</span></td>'
        if len(cell.text) > LONG:
            return f'<td{head}><span class="list-long" title="{text}">{text}</span></td>'
        return f"<td{head}>{text}</td>"

    def _name(self, line: Line, head: str, cell: Cell) -> str:
        text = escape(cell.text or line.title) or self.unnamed
        past = self.past if line.imported else ""
        return f'<td{head}><a class="row-link" href="{self.page}{line.id}">{text}</a>{past}</td>'


_NAME = ' class="list-name"'


def _head(column: Column, linked: str) -> str:
    """Class and label of the cells of a column."""
    style = _NAME if column.key == linked else ' class="number"' if column.is_number else ""
    return f'{style} data-label="{escape(column.label)}"'
