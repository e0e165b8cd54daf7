"""A paper on its way: outlined from a record as it is kept, rendered, written to the disk, entered as issued."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.schema import Document as Paper
from app.definitions.template_kinds import kind_of
from app.documents import context, files, pictures, queries
from app.documents.faults import PaperInvalid
from app.documents.models import ISSUED, SUPERSEDED, Document
from app.documents.templates import Shelved
from app.errors import Fault, Invalid
from app.expressions import Value
from app.records.desk import Desk
from app.records.models import Record
from app.web import clock
from app.web.sent import clean_name

MOST_AT_ONCE = 500
"""Files of one paper that has one for each row."""
WRITERS = 4
"""Files that are written at the same time."""
AT_A_TIME, MOST_WAITING = 8, 8
"""Files in one order to a thread, and orders before the next one waits."""

_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', ""))


Row: TypeAlias = dict[str, Any]
"""A row of `document`: objects would cost as much as the rendering where there are many."""
_ENTER = sa.insert(Document).returning(Document.id, sort_by_parameter_order=True)


class Draft(NamedTuple):
    """A file whose text is written but which is not issued: its row lacks where it lies and how often it was made."""

    row: Row
    sealed: Callable[[], bytes]


@dataclass(frozen=True)
class Outline:
    """What a paper will say, file by file, before anything is rendered."""

    record: Record
    compiled: CompiledType
    paper: Paper
    shelved: Shelved
    copies: Sequence[dict[str, Value]]

    @classmethod
    def of(cls, record: Record, compiled: CompiledType, paper: Paper, shelved: Shelved, desk: Desk) -> "Outline":
        """Raises `Invalid` where there is nothing to print, or too much."""
        copies = context.copies_of(context.values_of(record, compiled, desk), compiled, paper)
        if len(copies) > MOST_AT_ONCE:
            raise Invalid.because("document.too_many_rows", paper=paper.label, most=MOST_AT_ONCE)
        return cls(record, compiled, paper, shelved, copies)

    @cached_property
    def digests(self) -> list[str]:
        """The hashes of what each file says."""
        return [context.digest(values, self.shelved.template.names) for values in self.copies]

    @cached_property
    def filenames(self) -> list[str]:
        """What each file is called."""
        rows = range(1, len(self.copies) + 1) if self.paper.each else (0,)
        return [self._filename(values, row) for values, row in zip(self.copies, rows, strict=True)]

    def is_said_by(self, current: Sequence[Document]) -> bool:
        """Whether the files in force already say the same, from the same template."""
        said = [(each.filename, each.values_sha256, each.template_sha256) for each in current]
        mine = zip(self.filenames, self.digests, strict=True)
        return said == [(name, digest, self.shelved.sha256) for name, digest in mine]

    def drafts(self, desk: Desk) -> list[Draft]:
        """The files; raises `PaperInvalid`."""
        return [self.draft(at, desk) for at in range(len(self.copies))]

    def draft(self, at: int, desk: Desk) -> Draft:
        """One of them, counted from 0."""
        written = _written(self.shelved, self.copies[at], self.paper, session=desk.session)
        return Draft(self._row(at, desk), written)

    def _row(self, at: int, desk: Desk) -> Row:
        return {
            "record_id": self.record.id,
            "key": self.paper.key,
            "label": self.paper.label.zh,
            "row": at + 1 if self.paper.each else 0,
            "state": ISSUED,
            "reason": "",
            "filename": self.filenames[at],
            "template": self.shelved.name,
            "template_sha256": self.shelved.sha256,
            "version_id": self.compiled.version_id,
            "revision": self.record.lock_version,
            "values_sha256": self.digests[at],
            "prints": list(self.shelved.prints),
            "number": self.record.number,
            "wants_scan": self.paper.scan,
            "issued_at": desk.now,
            "issued_by": desk.actor.id or None,
        }

    def _filename(self, values: dict[str, Value], row: int) -> str:
        pattern = self.compiled.filenames.get(self.paper.key)
        record = self.record
        stem = pattern.render(values) if pattern else f"{self.paper.label}_{record.number or record.title}"
        if row:
            stem = f"{stem}_{row:02d}"
        ending = kind_of(self.shelved.name).name
        stem = stem.translate(_FORBIDDEN).strip(" ._") or self.paper.key
        return clean_name(f"{stem}{ending}")


def render(shelved: Shelved, values: dict[str, Value], paper: Paper, *, session: Session) -> bytes:
    """The file for these values, with the pictures that it draws; raises `PaperInvalid`."""
    return _written(shelved, values, paper, session=session)()


def _written(shelved: Shelved, values: dict[str, Value], paper: Paper, *, session: Session) -> Callable[[], bytes]:
    try:
        return shelved.template.unsealed(pictures.put_in(values, shelved.template.names, session=session))
    except Invalid as error:
        raise PaperInvalid(error.faults, paper=paper) from error
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        fault = Fault("document.cannot_render", facts={"template": shelved.name, "why": str(error)[:200]})
        raise PaperInvalid([fault], paper=paper) from error


@dataclass(frozen=True, slots=True)
class Batch:
    """Files on their way to the disk."""

    place: Path
    year: int
    orders: Sequence[Future[None]]

    def finish(self) -> None:
        """All of them are safely there: their rows may name them."""
        for order in self.orders:
            order.result()
        if self.orders:
            files.sync(self.place, year=self.year)


class Writer:
    """Seals and writes files while the text of others is written: compressing, and waiting for the disk."""

    def __init__(self, *, year: int) -> None:
        self.year, self._root = year, root()
        self._threads = ThreadPoolExecutor(WRITERS)
        self._next: list[Draft] = []
        self._orders: list[Future[None]] = []
        """Of this batch."""
        self._behind: deque[Future[None]] = deque()

    def take(self, drafts: Iterable[Draft]) -> None:
        """Begin to write these; waits where the disk is far behind, so that memory does not fill."""
        for draft in drafts:
            self._next.append(draft)
            if len(self._next) == AT_A_TIME:
                self._send()

    def batch(self) -> Batch:
        """What was taken since the last one."""
        if self._next:
            self._send()
        orders, self._orders = self._orders, []
        return Batch(self._root, self.year, orders)

    def close(self) -> None:
        """There will be no more."""
        self._threads.shutdown()

    def _send(self) -> None:
        if len(self._behind) == MOST_WAITING:
            wait([self._behind.popleft()])
        order = self._threads.submit(write, self._root, self._next, year=self.year)
        self._orders.append(order)
        self._behind.append(order)
        self._next = []


def keep(drafts: Sequence[Draft], *, year: int) -> None:
    """Write files so that they survive a power cut; then their rows may name them."""
    write(root(), drafts, year=year)
    files.sync(root(), year=year)


def write(place: Path, drafts: Sequence[Draft], *, year: int) -> None:
    """Write files; each row learns where its own lies."""
    for row, sealed in drafts:
        kept = files.write(place, sealed(), year=year, ending=kind_of(row["filename"]).name)
        row.update(folder=kept.folder, content=kept.content, size=kept.size)


def enter(papers: Sequence[Sequence[Row]], *, desk: Desk, beside: bool = False) -> list[int]:
    """Issue papers in the caller's transaction, each a paper of a record with the rows of its files.

    What was in force of them is superseded, unless these stand `beside` it; each record's audit names its paper. Gives
    the ids of the files.
    """
    about = {(rows[0]["record_id"], rows[0]["key"]) for rows in papers}
    for before in () if beside else queries.all_in_force(desk.session, about):
        before.state = SUPERSEDED
    issues = queries.last_issues(desk.session, about)
    for rows in papers:
        number = issues.get((rows[0]["record_id"], rows[0]["key"]), 0) + 1
        for row in rows:
            row["issue"] = number
    desk.session.flush()
    ids = list(desk.session.scalars(_ENTER, [row for rows in papers for row in rows])) if papers else []
    audit.record_each("document.issued", map(_told, papers), actor=desk.actor)
    return ids


def root() -> Path:
    """Where issued files lie."""
    return clock.settings().instance / "documents"


def _told(rows: Sequence[Row]) -> tuple[str, dict[str, object]]:
    first = rows[0]
    facts = facts_of(first["key"], first["issue"], first["content"])
    return f"record:{first['record_id']}", {**facts, "files": len(rows)}


def facts_of(key: str, issue: int, content: str) -> dict[str, object]:
    """What the audit says of a paper."""
    return {"paper": key, "issue": issue, "content": content[:16]}
