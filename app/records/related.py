"""What belongs to a record beside its values: records that it names or that name it, and the files that it holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa

from app.definitions.compiled import CompiledField, CompiledType
from app.fields import Stored
from app.records.access import FieldSight, visible
from app.records.desk import Desk
from app.records.listing import Line, Listing
from app.records.models import Attachment, Record, record_ix
from app.web.language import language

MOST = 10
"""Related records of one kind that are shown."""


@dataclass(frozen=True, slots=True)
class Related:
    """Records that name this one in a field of their type, or that this one names."""

    label: str
    lines: Sequence[Line]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the record, in which field it stands, when it came and from whom."""

    token: str
    name: str
    size: int
    kind: str
    field: str
    at: datetime | None
    by: int | None


def of(record: Record, compiled: CompiledType, sights: Mapping[str, FieldSight], desk: Desk) -> list[Related]:
    """Related records that this person may see, those named here first."""
    named = {
        each.key: [record.data[each.key]["id"]]
        for each in compiled.fields.values()
        if each.type.name == "record" and sights.get(each.key) == "see" and record.data.get(each.key)
    }
    here = [
        Related(compiled.fields[key].definition.label.text(language()), _lines(desk, ids)) for key, ids in named.items()
    ]
    return [each for each in (*here, *_naming(record, desk)) if each.lines]


def named_in(values: Iterable[Stored]) -> Iterator[int]:
    """The ids in stored values that may be those of records."""
    for value in values:
        if isinstance(value, Mapping) and isinstance(value.get("id"), int):
            yield value["id"]
        elif isinstance(value, list):
            yield from named_in(row for row in value if isinstance(row, Mapping))
            yield from named_in(cell for row in value if isinstance(row, Mapping) for cell in row.values())


def seen(desk: Desk, ids: Iterable[int]) -> frozenset[int]:
    """Which of these records this person may see."""
    wanted = sorted(set(ids))
    if not wanted:
        return frozenset()
    found = sa.select(record_ix.c.record_id).where(record_ix.c.record_id.in_(wanted), visible(desk.viewer, each=True))
    return frozenset(desk.session.scalars(found))


def attached(record: Record, compiled: CompiledType, sights: Mapping[str, FieldSight], desk: Desk) -> list[Attached]:
    """The files of the record that this person may see, in the order of the form."""
    files = list(_files(record, compiled, sights))
    rows = {row.token: row for row in desk.session.scalars(_attachments(record.id))} if files else {}
    return [
        Attached(
            token=str(file["file"]),
            name=file["name"],
            size=file["size"],
            kind=file["kind"],
            field=label,
            at=rows[file["file"]].at if file["file"] in rows else None,
            by=rows[file["file"]].by if file["file"] in rows else None,
        )
        for label, file in files
    ]


def _attachments(record_id: int) -> sa.Select[Attachment]:
    return sa.select(Attachment).where(Attachment.record_id == record_id)


def _files(
    record: Record, compiled: CompiledType, sights: Mapping[str, FieldSight]
) -> Iterator[tuple[str, Mapping[str, Stored]]]:
    for key, each, columns in _holding(compiled):
        stored, label = record.data.get(key) or (), each.definition.label.text(language())
        if not columns and sights.get(key) == "see":
            yield from ((label, file) for file in stored)
        for name, column in columns.items():
            if sights.get(f"{key}.{name}") == "see":
                for row in stored:
                    yield from (
                        (f"{label} · {column.definition.label.text(language())}", file) for file in row.get(name) or ()
                    )


@lru_cache(maxsize=200)
def _holding(compiled: CompiledType) -> Sequence[tuple[str, CompiledField, Mapping[str, CompiledField]]]:
    """The fields that hold files, and the tables with columns that do."""
    found = (
        (key, each, {name: column for name, column in each.columns.items() if column.type.holds_files})
        for key, each in compiled.fields.items()
    )
    return [(key, each, columns) for key, each, columns in found if columns or each.type.holds_files]


def _naming(record: Record, desk: Desk) -> Iterator[Related]:
    """Records of other types that hold this one in a field that lists know."""
    for key, compiled in desk.types.all().items():
        for each in compiled.fields.values():
            if each.type.name == "record" and each.options.of == record.type_key and each.slot:
                same = record_ix.c[each.slot] == str(record.id)
                wanted = (record_ix.c.type_key == key, same, visible(desk.viewer, key))
                rows = Listing(desk.session, wanted).front(MOST + 1)
                label = compiled.definition.label.text(language())
                yield Related(label, [row.line for row in rows[:MOST]], more=len(rows) > MOST)


def _lines(desk: Desk, ids: Sequence[int]) -> list[Line]:
    wanted = (record_ix.c.record_id.in_(ids), visible(desk.viewer))
    return [row.line for row in Listing(desk.session, wanted).front(MOST)]
