"""Seals that were kept under an earlier version of the type, as the version says them that the record has today."""

from collections.abc import Iterable

from app.definitions.compiled import CompiledType
from app.definitions.renames import heirs, today
from app.errors import NotFound
from app.records import history
from app.records import queries as records
from app.records.desk import Desk
from app.records.models import Record, Revision
from app.workflow.judging import fields, queries
from app.workflow.judging.fields import Seal

GONE: Seal = {"": "gone"}
"""Of an approval whose values nobody knows any more: it is never of the same."""


def carried(seal: Seal, approved: int, record: Record, compiled: CompiledType, desk: Desk) -> Seal:
    """What the same values are under this version; what has no field any more is changed.

    `approved`: the number of the revision that the seal is of.
    """
    try:
        revision = records.revision(desk.session, record.id, approved)
    except NotFound:
        return GONE
    moved = heirs(compiled.definition)
    paths = {today(path, moved): was for path, was in seal.items()}
    known = [path for path in paths if path.partition(".")[0] in compiled.fields]
    lost = {path: was for path, was in paths.items() if path not in known and was != fields.EMPTY}
    return {**sealed(known, revision, compiled, desk), **lost}


def sealed(paths: Iterable[str], revision: Revision, compiled: CompiledType, desk: Desk) -> Seal:
    """What stood there then."""
    held = history.read_under(compiled, revision, desk.lookups, desk.types.version)
    contents = queries.contents(desk.session, fields.tokens(list(held.values())))
    return fields.seal(paths, compiled, held, contents)
