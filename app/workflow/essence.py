"""The files of a record that somebody reads before deciding: what was attached, and the papers in force."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from app.definitions.compiled import CompiledType
from app.definitions.template_kinds import kind_of
from app.documents import access
from app.documents import queries as documents
from app.records import related, showing
from app.records.desk import Desk
from app.records.models import Record


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file to be opened; `masked`: a copy without what this person may not see."""

    name: str
    url: str
    icon: str
    masked: bool = False


def sheets_of(record: Record, compiled: CompiledType, desk: Desk) -> list[Sheet]:
    """Papers first, then what was attached."""
    return [*_papers(record, compiled, desk), *_attached(record, compiled, desk)]


def _papers(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Sheet]:
    sights = showing.sights_of(record, compiled, desk)
    for each in documents.issued(desk.session, record.id):
        masked = bool(access.withheld(each.prints, sights))
        endpoint = "documents.fetch_masked" if masked else "documents.fetch"
        icon = kind_of(each.filename).icon
        yield Sheet(each.filename, url_for(endpoint, document_id=each.id), icon, masked)


def _attached(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Sheet]:
    for each in related.attached(record, compiled, showing.sights_of(record, compiled, desk), desk):
        url = url_for("records_files.fetch", record_id=record.id, token=each.token)
        yield Sheet(each.name, url, "paperclip")
