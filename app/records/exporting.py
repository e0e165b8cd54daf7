"""A list as a file: the rows and columns that the page shows, at once or as long work; each export is written down."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.audit import service as audit
from app.exports import FORMATS, Cell, Column, Format, Sheet
from app.jobs import results
from app.jobs.worker import Progress
from app.records import desks, queries
from app.records.columns import export_kind
from app.records.desk import Desk
from app.records.lists import Asked, RecordList, title_of
from app.web import database
from app.web.language import speaking

AT_ONCE = 5_000
"""Records that are exported while one waits; more are long work."""
STEP = 500
KIND = "records.export"


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written: open at its beginning, and how many records it holds."""

    file: BinaryIO
    name: str
    format: Format
    count: int


def is_long(shown: RecordList) -> bool:
    """Are there too many records to wait for?"""
    return not shown.asked.picked and shown.count() > AT_ONCE


def at_once(shown: RecordList, format_name: str) -> Exported:
    """The list in a file that is gone when it is closed."""
    wanted = FORMATS.get(format_name)
    file: BinaryIO = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    count = write(shown, wanted, file)
    file.seek(0)
    return Exported(file, file_name(shown, wanted), wanted, count)


def write(
    shown: RecordList,
    wanted: Format,
    file: BinaryIO,
    *,
    after: Callable[[int], None] = lambda count: None,  # noqa: ARG005 - by name
) -> int:
    """Write the list into an open file; `after` is told how far it is."""
    rows = _Rows(shown, after)
    totals = shown.totals()
    sheet = Sheet(
        title=title_of(shown.compiled),
        columns=(*_grouped_by(shown), *(Column(each.key, each.label, export_kind(each)) for each in shown.columns)),
        rows=rows,
        totals=_foot(shown, totals) if totals and not shown.asked.picked else None,
    )
    wanted.write_to(sheet, file)
    return rows.count


def note(shown: RecordList, format_name: str, count: int) -> None:
    """Write down that somebody took a list away: which one and how much of it, never what it says."""
    facts = {
        "view": shown.view.key,
        "conditions": sorted({chip.key for chip in shown.asked.chips}),
        "words": bool(shown.asked.words),
        "picked": len(shown.asked.picked),
        "format": format_name,
        "rows": count,
    }
    audit.record_alone("records.exported", actor=shown.desk.actor, about=f"type:{shown.compiled.key}", facts=facts)


def file_name(shown: RecordList, wanted: Format) -> str:
    """来访团组_本年来访_2024-03-05.xlsx."""
    view = "" if shown.view is shown.views[0] else f"_{shown.view.label.text(shown.desk.language)}"
    return f"{title_of(shown.compiled)}{view}_{shown.desk.today.isoformat()}.{wanted.extension}"


def asking(shown: RecordList, format_name: str) -> dict[str, Any]:
    """What the long work is told."""
    return {"type": shown.compiled.key, "asked": shown.asked.args(), "format": format_name}


def work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Long work: the list as a file in the instance, to be fetched by who asked for it."""
    desk = desks.of_user(user_id or 0)
    with speaking(desk.language):
        return _work(args, desk, progress)


def _work(args: Mapping[str, Any], desk: Desk, progress: Progress) -> dict[str, Any]:
    shown = RecordList(desk.types.current(args["type"]), Asked.read(_multi(args["asked"])), desk)
    wanted, total = FORMATS.get(args["format"]), 0
    total = queries.count(desk.session, desk.viewer, shown.compiled, *shown.conditions)
    token = secrets.token_hex(16)
    with results.place(token).open("xb") as file:
        count = write(shown, wanted, file, after=lambda done: _step(progress, done, total))
    note(shown, wanted.name, count)
    name = file_name(shown, wanted)
    address = results.give(token, name, user_id=desk.actor.id)
    database.begin_write()
    return {
        "lines": [str(gettext("%(count)d 条记录已写入 %(name)s", count=count, name=name))],
        "links": [{"url": address, "label": str(gettext("下载"))}],
    }


def _step(progress: Progress, done: int, total: int) -> None:
    """Reading goes on in a transaction of its own behind each step."""
    database.begin_write()
    progress.step(done, max(total, done))


class _Rows:
    """The rows of the sheet, counted while they are written."""

    def __init__(self, shown: RecordList, after: Callable[[int], None]) -> None:
        self.shown, self.after, self.count = shown, after, 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        reader, is_named = self.shown.reader(), bool(_grouped_by(self.shown))
        for group, line in self.shown.grouped_lines():
            cells = reader.exported(line)
            yield [group.label, *cells] if group and is_named else cells
            self.count += 1
            if self.count % STEP == 0:
                self.after(self.count)


def _grouped_by(shown: RecordList) -> list[Column]:
    """The column that says the group of each record, where none of the list says it."""
    if shown.groups is None or shown.groups.is_told_by({column.key for column in shown.columns}):
        return []
    return [Column("_group", shown.groups.label, "text")]


def _foot(shown: RecordList, totals: Mapping[str, Any]) -> list[Cell]:
    """The totals, under the word that says so where there is room: read again, they are no record."""
    cells: list[Cell] = [None for _ in _grouped_by(shown)]
    cells += [totals[column.key].value if column.key in totals else None for column in shown.columns]
    first, *others = cells
    return [str(gettext("合计")) if first is None else first, *others]


def _multi(args: Mapping[str, Any]) -> "MultiDict[str, str]":
    return MultiDict(args)
