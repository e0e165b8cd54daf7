"""Every change of the shelf: a new version, putting one in force, going back to the product's file."""

import hashlib
from dataclasses import dataclass

from app.audit import service as audit
from app.definitions.schema import Capability
from app.documents import templates
from app.documents.models import DRAFT, EARLIER, IN_FORCE, TemplateFile
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.records.desk import Desk
from app.shelf import queries, uses
from app.shelf.arriving import Arrived


@dataclass(frozen=True, slots=True)
class Added:
    """A version, and whether it is new: the same bytes as the newest one make no other."""

    version: TemplateFile
    is_new: bool


def add(arrived: Arrived, *, desk: Desk, note: str = "", type_key: str = "") -> Added:
    """Put a file on the shelf as a draft; papers go on as before until it is put in force."""
    refuse_strangers(desk)
    before = queries.versions(desk.session, arrived.name)
    sha256 = hashlib.sha256(arrived.data).hexdigest()
    if before and before[0].sha256 == sha256:
        return Added(before[0], is_new=False)
    version = TemplateFile(
        name=arrived.name,
        number=before[0].number + 1 if before else 1,
        state=DRAFT,
        sha256=sha256,
        content=arrived.data,
        size=len(arrived.data),
        type_key=type_key if uses.is_known(type_key, desk) else before[0].type_key if before else "",
        note=note.strip(),
        made_at=desk.now,
        made_by=desk.actor.id,
    )
    desk.session.add(version)
    desk.session.flush()
    removed = audit.codes(arrived.removed)
    _audit("template.added", version.name, desk, number=version.number, sha256=sha256[:16], removed=removed)
    return Added(version, is_new=True)


def put_in_force(name: str, number: int, *, expected: int, desk: Desk) -> TemplateFile:
    """From now on papers are made from this version. `expected`: which one the page said was in force; 0 for a file.

    Raises `Invalid` with everything that stops it for a paper that uses it; warnings do not. Asked again, it is so.
    """
    refuse_strangers(desk)
    version = queries.version(desk.session, name, number)
    if version.state == IN_FORCE:
        return version
    before = _step_down(name, expected, desk)
    _refuse_faulty(version, desk)
    version.state, version.in_force_at, version.in_force_by = IN_FORCE, desk.now, desk.actor.id
    desk.session.flush()
    _audit("template.in_force", name, desk, number=number, before=before, sha256=version.sha256[:16])
    return version


def take_back(name: str, *, expected: int, desk: Desk) -> None:
    """From now on the file of a folder serves again. Raises `NotFound` where there is none."""
    refuse_strangers(desk)
    if templates.from_folder(name) is None:
        raise NotFound(f"template {name} in a folder")
    if _in_force(name, desk) is None:
        return
    before = _step_down(name, expected, desk)
    _audit("template.taken_back", name, desk, before=before)


def refuse_strangers(desk: Desk) -> None:
    """Raises `Forbidden` for who does not look after types."""
    if not desk.actor.can(Capability.MANAGE_TYPES):
        raise Forbidden("template.manage", who=(str(Capability.MANAGE_TYPES),))


def _step_down(name: str, expected: int, desk: Desk) -> int:
    """Nothing of this name is in force any more; gives what was. Raises `Conflict` if the page said otherwise."""
    current = _in_force(name, desk)
    number = current.number if current else 0
    if number != expected:
        raise Conflict("template.moved_on", current=current, template=name)
    if current:
        current.state = EARLIER
        desk.session.flush()
    return number


def _in_force(name: str, desk: Desk) -> TemplateFile | None:
    return next((each for each in queries.versions(desk.session, name) if each.state == IN_FORCE), None)


def _refuse_faulty(version: TemplateFile, desk: Desk) -> None:
    for_whom = uses.wanted_by(version.name, version.type_key, desk)
    found = uses.verdict(version.name, version.sha256, lambda: version.content, for_whom)
    if found.blocking:
        raise Invalid(found.blocking)


def about(name: str) -> str:
    """The template as the audit names it."""
    return f"template:{name}"[:80]


def _audit(deed: str, name: str, desk: Desk, **facts: object) -> None:
    kept = {key: value for key, value in facts.items() if value not in ([], "")}
    audit.record(deed, actor=desk.actor, about=about(name), facts=kept)
