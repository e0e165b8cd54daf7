"""The rows of a list as HTML, put together here: 50 times 8 cells cost a template more than the rest of a page."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType

from flask import url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup

from app.records.columns import Cell, Column, Reader
from app.records.listing import Head, Line, Page
from app.records.lists import RecordList, Total

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

    def drawn(self, lines: Sequence[Line], heads: Mapping[int, Markup] = MappingProxyType({})) -> Iterator[Markup]:
        """A row for each line, and before some the heading of a group."""
        for at, line in enumerate(lines):
            if at in heads:
                yield heads[at]
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


def headings(shown: RecordList, page: Page) -> dict[int, Markup]:
    """The headings of groups by the number of the line that they stand before."""
    return {head.at: _heading(shown, head) for head in page.heads}


def _heading(shown: RecordList, head: Head) -> Markup:
    """The name over the columns up to the first total, then the totals, each under its column."""
    totals = shown.totals_of(head.group.totals)
    wide = next((at for at, column in enumerate(shown.columns) if at and column.key in totals), len(shown.columns))
    count = ngettext("%(num)d 条", "%(num)d 条", head.group.count)
    continued = gettext("（续）")
    further = f" <small>{escape(continued)}</small>" if head.is_continued else ""
    name = f"{escape(head.group.label)}{further} <small>{escape(count)}</small>"
    if shown.columns[0].key in totals:
        name += f" {_told(totals[shown.columns[0].key])}"
    cells = (_sum(column, totals.get(column.key)) for column in shown.columns[wide:])
    first = f'<td class="list-pick"></td><th colspan="{wide}" scope="rowgroup">{name}</th>'
    return Markup(f'<tr class="list-band">{first}{"".join(cells)}</tr>')  # noqa: S704 - every text was escaped


def _sum(column: Column, total: Total | None) -> str:
    if total is None:
        return "<td></td>"
    style = ' class="number"' if column.is_number else ""
    return f'<td{style} data-label="{escape(column.label)}">{_told(total)}</td>'


def _told(total: Total) -> str:
    return f"<small>{escape(total.how)}</small> {escape(total.text or '—')}"


_NAME = ' class="list-name"'


def _head(column: Column, linked: str) -> str:
    """Class and label of the cells of a column."""
    style = _NAME if column.key == linked else ' class="number"' if column.is_number else ""
    return f'{style} data-label="{escape(column.label)}"'
