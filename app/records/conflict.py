"""Two people changed one record: what each made of it, field by field, so that somebody can choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import NotFound
from app.fields import Language, Raw, Stored, mask, signs_of
from app.records import access, form, history, queries, service
from app.records.desk import Desk
from app.records.models import Record
from app.records.moulds import moulds
from app.records.posted import Posted
from app.records.service import Entry

REVIEW = "_review"
"""The button that goes back to the form with what was chosen."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which the two have different opinions; `pick` is what is chosen unless somebody chooses otherwise."""

    key: str
    label: str
    mine: Sequence[str]
    theirs: Sequence[str]
    who: str
    """Who changed it: both, mine, theirs."""

    @property
    def pick(self) -> str:
        """Where only one of the two changed it, that one meant it."""
        return "theirs" if self.who == "theirs" else "mine"


def picked(posted: Posted) -> Entry:
    """What is to be kept: a field whose other version was chosen is not changed."""
    theirs = {key for key, pick in posted.picks.items() if pick == "theirs"}
    raw = {key: each for key, each in posted.raw.items() if key not in theirs}
    return Entry(raw, posted.reasons, posted.lock if posted.lock is not None else 0, posted.touched)


def differences(compiled: CompiledType, record: Record, entry: Entry, language: str, *, desk: Desk) -> list[Difference]:
    """Where what was typed differs from what is kept now."""
    base = _base(record, entry.expected, desk=desk)
    closed = service.closed_fields(compiled, record, desk=desk)
    cleaned = form.clean(compiled, entry.raw, desk.lookups, before=base, closed=closed)
    unread = {fault.place.partition("[")[0] for fault in cleaned.faults}
    sights = access.field_sight(compiled, desk.viewer, record)
    found = []
    for mould in (each for part in moulds(compiled, desk.lookups, language) for each in part.inputs):
        each = compiled.fields.get(mould.key)
        if each is None or mould.key not in entry.raw or mould.key in closed or mould.is_shown:
            continue
        mine, theirs, before = (values.get(mould.key) for values in (cleaned.stored, record.data, base))
        if mould.key in unread:
            lines, who = _typed(entry.raw[mould.key], language), "mine" if theirs == before else "both"
        elif mine == theirs:
            continue
        else:
            lines, who = _lines(each, mine, sights, desk), _who(mine, theirs, before)
        found.append(Difference(mould.key, mould.label, lines, _lines(each, theirs, sights, desk), who))
    return found


def only(entry: Entry, found: Sequence[Difference]) -> Entry:
    """What was typed in the fields that differ: of all others, what is kept stays."""
    keys = {each.key for each in found}
    return replace(entry, raw={key: each for key, each in entry.raw.items() if key in keys})


def _base(record: Record, number: int | None, *, desk: Desk) -> Mapping[str, Stored]:
    """What the record held when typing began; if that is not known, what it holds now."""
    try:
        revision = queries.revision(desk.session, record.id, number or 0)
    except NotFound:
        return record.data
    return history.read_under(desk.compiled(record), revision, desk.lookups, desk.types.version)


def _who(mine: Stored, theirs: Stored, before: Stored) -> str:
    if mine == before:
        return "theirs"
    return "mine" if theirs == before else "both"


def _lines(each: CompiledField, stored: Stored, sights: Mapping[str, access.FieldSight], desk: Desk) -> list[str]:
    if not each.columns:
        return [line for line in each.show(stored, desk.lookups, desk.language).split("\n") if line]
    rows = []
    for position, row in enumerate(stored or ()):
        shown = [
            _cell(column, row.get(key), sights.get(f"{each.key}.{key}", "see"), desk)
            for key, column in each.columns.items()
        ]
        rows.append(f"{position + 1}. {signs_of(desk.language).cells.join(filter(None, shown))}")
    return rows


def _cell(column: CompiledField, stored: Stored, sight: access.FieldSight, desk: Desk) -> str:
    shown = column.show(stored, desk.lookups, desk.language)
    if sight == "hidden":
        return ""
    return mask(shown, max(column.definition.sensitive, 1)) if sight == "masked" else shown


def _typed(raw: Raw, language: Language) -> list[str]:
    """What could not be read, as it was typed."""
    if isinstance(raw, list):
        return [line for each in raw for line in _typed(each, language)]
    if isinstance(raw, Mapping):
        return [signs_of(language).cells.join(str(each) for key, each in raw.items() if each and key != "_id")]
    return [str(raw)] if raw else []
