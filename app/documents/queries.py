"""Questions about issued papers and their scans."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents.models import IN_FORCE, ISSUED, SUPERSEDED, VOID, Document, Scan, TemplateFile, TemplateVersion
from app.errors import NotFound
from app.records.access import Viewer, visible
from app.records.models import Attachment, Record, record_ix
from app.web.question import Question

PAGE = 50
_OF_RECORD = (
    sa.select(Document)
    .where(Document.record_id == sa.bindparam("record_id"))
    .order_by(Document.key, Document.issue.desc(), Document.row)
)
_ISSUED = Question(
    sa.select(Document.id, Document.filename, Document.prints)
    .where(Document.record_id == sa.bindparam("record_id"), Document.state == ISSUED)
    .order_by(Document.key, Document.issue.desc(), Document.row)
)


class Issued(NamedTuple):
    """A paper in force, as far as one is led to its file: `prints` are the fields that it shows."""

    id: int
    filename: str
    prints: list[str]


@dataclass(frozen=True, slots=True)
class Held:
    """A scan with its file."""

    scan: Scan
    file: Attachment


@dataclass(frozen=True, slots=True)
class Line:
    """An issued paper in the list, with its record and the scan that came back, if one did."""

    document: Document
    record: Record
    scan: Scan | None


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: papers that are out, that came back, or all; of a type, a year; with words."""

    back: str = "out"
    type_key: str = ""
    year: int | None = None
    words: str = ""


def get(session: Session, document_id: int, *, viewer: Viewer) -> tuple[Document, Record]:
    """The paper with its record, if the viewer may see the record."""
    query = sa.select(Document, Record).join(Record, Record.id == Document.record_id)
    query = query.join(record_ix, record_ix.c.record_id == Record.id)
    found = session.execute(query.where(Document.id == document_id, visible(viewer))).one_or_none()
    if found is None:
        raise NotFound(f"document {document_id}")
    return found[0], found[1]


def of_record(session: Session, record_id: int) -> Sequence[Document]:
    """Every paper that was ever made of a record, the newest first."""
    return session.scalars(_OF_RECORD, {"record_id": record_id}).all()


def issued(session: Session, record_id: int) -> list[Issued]:
    """The papers of a record that are neither superseded nor void, in the order of `of_record`."""
    return [Issued(*row) for row in _ISSUED.rows(session, record_id=record_id)]


def in_force(session: Session, record_id: int, key: str) -> Sequence[Document]:
    """The files of a paper that are neither superseded nor void."""
    these = (Document.record_id == record_id, Document.key == key, Document.state == ISSUED)
    return session.scalars(sa.select(Document).where(*these).order_by(Document.row)).all()


def of_ids(session: Session, document_ids: Sequence[int]) -> list[Document]:
    """Papers by their ids, in this order."""
    found = {each.id: each for each in session.scalars(sa.select(Document).where(Document.id.in_(document_ids)))}
    return [found[each] for each in document_ids]


def files_of(session: Session, document_ids: Sequence[int]) -> list[tuple[str, str, str]]:
    """What packing needs of papers, in this order: the names of their files, the folders, the contents."""
    query = sa.select(Document.id, Document.filename, Document.folder, Document.content)
    rows = session.execute(query.where(Document.id.in_(document_ids)))
    found = {row[0]: (row[1], row[2], row[3]) for row in rows}
    return [found[each] for each in document_ids]


def all_in_force(session: Session, papers: Collection[tuple[int, str]]) -> Sequence[Document]:
    """The same of many papers, pairs of a record's id and a key; row by row."""
    query = sa.select(Document).where(*_of_papers(papers), Document.state == ISSUED)
    found = session.scalars(query.order_by(Document.record_id, Document.key, Document.row)).all()
    return [each for each in found if (each.record_id, each.key) in papers]


def last_issues(session: Session, papers: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """How often each paper was made, if it ever was."""
    query = sa.select(Document.record_id, Document.key, sa.func.max(Document.issue)).where(*_of_papers(papers))
    return {(row[0], row[1]): row[2] for row in session.execute(query.group_by(Document.record_id, Document.key))}


def _of_papers(papers: Collection[tuple[int, str]]) -> tuple[sa.ColumnElement[bool], ...]:
    """These records and these keys, in any pairing."""
    records, keys = {each[0] for each in papers}, {each[1] for each in papers}
    return Document.record_id.in_(sorted(records)), Document.key.in_(sorted(keys))


def scans(session: Session, document_ids: Sequence[int]) -> dict[int, list[Held]]:
    """The scans of each paper, the one in force first."""
    query = sa.select(Scan, Attachment).join(Attachment, Attachment.id == Scan.attachment_id)
    found: dict[int, list[Held]] = {}
    ordered = query.where(Scan.document_id.in_(document_ids)).order_by(Scan.id.desc())
    for scan, file in session.execute(ordered):
        found.setdefault(scan.document_id, []).append(Held(scan, file))
    return found


def current_scan(session: Session, document_id: int) -> Scan | None:
    """The scan in force."""
    these = (Scan.document_id == document_id, Scan.replaced_at.is_(None))
    return session.scalars(sa.select(Scan).where(*these)).one_or_none()


def scan(session: Session, scan_id: int, *, viewer: Viewer) -> tuple[Held, Document, Record]:
    """A scan with its paper, if the viewer may see the record."""
    query = sa.select(Scan, Attachment).join(Attachment, Attachment.id == Scan.attachment_id)
    found = session.execute(query.where(Scan.id == scan_id)).one_or_none()
    if found is None:
        raise NotFound(f"scan {scan_id}")
    document, record = get(session, found[0].document_id, viewer=viewer)
    return Held(found[0], found[1]), document, record


def ledger(
    session: Session, viewer: Viewer, search: Search, *, page: int = 1, size: int = PAGE
) -> tuple[list[Line], int]:
    """材料台账: a page of the papers in force that the viewer may know of, and how many there are."""
    query = sa.select(Document, Record, Scan).join(Record, Record.id == Document.record_id)
    query = query.join(record_ix, record_ix.c.record_id == Record.id)
    here = sa.and_(Scan.document_id == Document.id, Scan.replaced_at.is_(None))
    query = query.outerjoin(Scan, here).where(visible(viewer), *_wanted(search))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.with_only_columns(Document.id).subquery()))
    order = (
        (Document.issued_at, Document.id) if search.back == "out" else (Document.issued_at.desc(), Document.id.desc())
    )
    rows = session.execute(query.order_by(*order).limit(size).offset((page - 1) * size))
    return [Line(*row) for row in rows], total or 0


def contents(session: Session) -> frozenset[str]:
    """The contents of all issued files."""
    return frozenset(session.scalars(sa.select(Document.content).distinct()))


def all_papers(session: Session) -> Sequence[Document]:
    """All issued papers, for the check of the store."""
    return session.scalars(sa.select(Document).order_by(Document.id)).all()


def template_version(session: Session, type_key: str, paper_key: str, sha256: str) -> TemplateVersion | None:
    """A template as it is known to serve this paper."""
    known = sa.select(TemplateVersion).filter_by(type_key=type_key, paper_key=paper_key, sha256=sha256)
    return session.scalars(known).one_or_none()


def template_in_force(session: Session, name: str) -> tuple[str, int] | None:
    """The hash of the office's version of a template that is in force, and its number; None if there is none."""
    found = sa.select(TemplateFile.sha256, TemplateFile.number).filter_by(name=name, state=IN_FORCE)
    row = session.execute(found).one_or_none()
    return (row[0], row[1]) if row else None


def template_content(session: Session, name: str, number: int) -> bytes:
    """The bytes of a version."""
    found = session.scalar(sa.select(TemplateFile.content).filter_by(name=name, number=number))
    if found is None:
        raise NotFound(f"template {name} {number}")
    return found


def _wanted(search: Search) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [Document.state == ISSUED]
    if search.back == "void":
        conditions = [Document.state.in_((VOID, SUPERSEDED))]
    elif search.back == "out":
        conditions += [Document.wants_scan.is_(True), Scan.id.is_(None)]
    elif search.back == "back":
        conditions.append(Scan.id.is_not(None))
    if search.type_key:
        conditions.append(Record.type_key == search.type_key)
    if search.year:
        conditions.append(Record.year == search.year)
    if search.words.strip():
        words = search.words.strip()
        fields = (Record.title, Record.number, Document.label, Document.filename)
        conditions.append(sa.or_(*(field.contains(words, autoescape=True) for field in fields)))
    return conditions
