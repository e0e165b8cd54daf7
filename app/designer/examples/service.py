"""Every change to examples. Callers commit."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import orjson

from app.audit import service as audit
from app.definitions.compiled import CompiledType, compile_type
from app.definitions.renames import heirs
from app.definitions.schema import RecordType
from app.designer.examples import queries, running
from app.designer.examples.comparing import Change, changes
from app.designer.examples.models import TypeExample
from app.designer.examples.schema import MOST, MOST_SIZE, Example, Expected, Given, Portable
from app.errors import Fault, Invalid
from app.extensions import db
from app.records.desk import Desk


@dataclass(frozen=True, slots=True)
class Run:
    """An example with what comes of it now. Of a red one `mark` is what is accepted: this, and nothing else."""

    row: TypeExample
    example: Example
    now: Expected
    changes: tuple[Change, ...]

    @property
    def is_red(self) -> bool:
        """Does something else come of it?"""
        return bool(self.changes)

    @property
    def mark(self) -> str:
        """Names this outcome of this example."""
        return f"{self.row.id}.{_digest(self.now)}"


def keep(type_key: str, name: str, given: Given, compiled: CompiledType, *, desk: Desk) -> TypeExample:
    """Keep an example with what comes of it now; raises `Invalid`."""
    expected = running.run(given, compiled, desk)
    wanted = _free(type_key, name)
    if queries.count(type_key) >= MOST:
        raise Invalid.because("example.too_many", place="name", most=MOST)
    row = TypeExample(
        type_key=type_key,
        name=wanted,
        given=given.model_dump(mode="json"),
        expected=expected.model_dump(mode="json"),
        kept_by=desk.actor.id,
        kept_at=desk.now,
    )
    if len(orjson.dumps([row.given, row.expected])) > MOST_SIZE:
        raise Invalid.because("example.too_large", place="name")
    db.session.add(row)
    db.session.flush()
    _tell("kept", row, desk)
    return row


def take_in(type_key: str, portable: Portable, compiled: CompiledType, *, desk: Desk) -> TypeExample:
    """Keep an example that came from elsewhere; what comes of it here is what is expected from now on."""
    given = Given(typed=portable.typed, at=portable.at, who=running.who_is(desk.actor))
    return keep(type_key, portable.name, given, compiled, desk=desk)


def rename(row: TypeExample, name: str, *, desk: Desk) -> None:
    """Call it otherwise; raises `Invalid`."""
    wanted = _free(row.type_key, name, but=row)
    if wanted != row.name:
        row.name = wanted
        _tell("renamed", row, desk)


def remove(row: TypeExample, *, desk: Desk) -> None:
    """Forget it."""
    _tell("removed", row, desk)
    db.session.delete(row)


def run_all(type_key: str, compiled: CompiledType, *, desk: Desk) -> list[Run]:
    """Every example of a type by a definition."""
    return [run(row, compiled, desk=desk) for row in queries.of_type(type_key)]


def run(row: TypeExample, compiled: CompiledType, *, desk: Desk) -> Run:
    """One example by a definition."""
    example = queries.content(row)
    now = running.run(example.given, compiled, desk)
    return Run(row, example, now, tuple(changes(example.expected, now, heirs(compiled.definition))))


def settle(definition: RecordType, accepted: Collection[str], *, desk: Desk) -> None:
    """Before publishing: what comes out otherwise has been `accepted` as it is, by its mark, and is expected from now.

    Raises `Invalid` with the examples that were not, or that come out otherwise than whoever accepts has seen.
    """
    if not queries.count(definition.key):
        return
    compiled = compile_type(definition, lookups=desk.lookups, fields_of=desk.types.fields_of)
    runs = run_all(definition.key, compiled, desk=desk)
    open_ = [each for each in runs if each.is_red and each.mark not in accepted]
    if open_:
        raise Invalid(Fault("example.red", "examples", facts={"name": each.row.name}) for each in open_)
    for each in runs:
        if each.is_red:
            each.row.expected = each.now.model_dump(mode="json")
            each.row.accepted_at = desk.now
            _tell("accepted", each.row, desk)


def _free(type_key: str, name: str, *, but: TypeExample | None = None) -> str:
    """A name as it is kept, if no other example has it."""
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > 60:
        raise Invalid.because("example.name_wanted", place="name")
    taken = queries.named(type_key, wanted)
    if taken is not None and taken is not but:
        raise Invalid.because("example.name_taken", place="name", name=wanted)
    return wanted


def _digest(expected: Expected) -> str:
    return hashlib.sha256(orjson.dumps(expected.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


def _tell(deed: str, row: TypeExample, desk: Desk) -> None:
    facts = {"example": row.id, "name": row.name}
    audit.record(f"example.{deed}", actor=desk.actor, about=f"type:{row.type_key}", facts=facts)
