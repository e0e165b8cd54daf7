"""脱敏件: an issued paper for somebody who may see the record, but not everything that the paper prints.

Made anew for whoever fetches it, from the values and the template of then, and kept nowhere. What is masked on the
screen is masked here in the same way, before the template reads it; so no tag can print more.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledField, CompiledType
from app.documents import context, making, queries, templates
from app.documents.models import Document
from app.errors import Invalid
from app.expressions import Value
from app.fields import CHINESE, Stored, mask
from app.records import desks, showing
from app.records import queries as records
from app.records.access import FieldSight
from app.records.columns import shown
from app.records.desk import Desk
from app.records.models import Record
from app.records.slots import SECRET


def masked(document: Document, record: Record, *, desk: Desk) -> bytes:
    """The file; raises `Invalid` where the template of then is not kept."""
    compiled = desk.types.version(document.version_id)
    paper = compiled.document(document.key)
    known = queries.template_version(desk.session, compiled.key, document.key, document.template_sha256)
    if paper is None or known is None:
        raise Invalid.because("document.template_gone", template=document.template)
    template = templates.opened(known.name, known.content, compiled, paper, known.bindings)
    before, then = _record_of_then(document, record, desk), _desk_of_then(document, desk)
    sights = showing.sights_of(record, compiled, desk)
    values = context.values_of(before, compiled, then)
    values.update(context.masked_of(before, compiled, sights, then))
    values.update(_Masking(compiled, sights, then).values(before.data, values))
    copies = context.copies_of(values, compiled, paper)
    return making.render(template, copies[max(document.row - 1, 0)], paper, session=desk.session)


def name_of(document: Document, mark: str) -> str:
    """The name of the file says what it is."""
    path = PurePath(document.filename)
    return f"{path.stem}（{mark}）{path.suffix}"


def _record_of_then(document: Document, record: Record, desk: Desk) -> Record:
    """The record as the paper found it; belongs to no session."""
    saved = records.revision(desk.session, record.id, document.revision)
    return Record(
        id=record.id,
        type_key=record.type_key,
        version_id=document.version_id,
        state=saved.state,
        title=record.title,
        number=document.number,
        owner_id=record.owner_id,
        department_id=record.department_id,
        data=saved.data,
        created_at=record.created_at,
    )


def _desk_of_then(document: Document, desk: Desk) -> Desk:
    """Whoever made the paper, when it was made: what it says of today and of its maker stays so."""
    maker = accounts.actor_of(document.issued_by, today=desk.today) if document.issued_by else desks.SYSTEM
    return replace(desks.of(maker, now=document.issued_at), language=CHINESE)


class _Masking:
    """Puts what may be seen in the place of what may not."""

    def __init__(self, compiled: CompiledType, sights: Mapping[str, FieldSight], desk: Desk) -> None:
        self.compiled, self.sights, self.desk = compiled, sights, desk

    def values(self, data: Mapping[str, Stored], values: Mapping[str, Value]) -> dict[str, Value]:
        """Every value that is not seen as it is."""
        changed: dict[str, Value] = {}
        for key, each in self.compiled.fields.items():
            if each.columns:
                changed[key] = self._rows(each, data.get(key) or [], values.get(key))
            elif self._sight(key) != "see":
                changed[key] = self._value(each, key, data.get(key))
        return changed

    def _rows(self, table: CompiledField, stored: Any, rows: Any) -> Value:
        if self._sight(table.key) == "hidden" or not rows:
            return []
        closed = [key for key in table.columns if self._sight(f"{table.key}.{key}") != "see"]
        return [
            {**row, **{key: self._value(table.columns[key], f"{table.key}.{key}", kept.get(key)) for key in closed}}
            for row, kept in zip(rows, stored, strict=True)
        ]

    def _value(self, each: CompiledField, path: str, stored: Stored) -> Value:
        if stored is None or self._sight(path) == "hidden":
            return None
        return mask(shown(each, stored, self.desk), max(each.definition.sensitive, SECRET))

    def _sight(self, path: str) -> FieldSight:
        return self.sights.get(path, "see")
