"""Who sees a record, and for one person: fields and buttons, each with the rule that gives or withholds it.

Everything is asked of those that decide: `records.access`, `documents.access`, `workflow.service`, the verbs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.definitions.schema import Amendment, Right
from app.documents import access as papers
from app.errors import NotFound
from app.records import access, queries
from app.records.access import Ground, Seen, Viewer
from app.records.desk import Desk
from app.records.models import Record, RecordGrant
from app.workflow import away, reasons, service
from app.workflow import queries as flow
from app.workflow.amending import judging
from app.workflow.amending import queries as amendments
from app.workflow.amending import service as amending
from app.workflow.amending.beside import Beside
from app.workflow.in_flow import InFlow
from app.workflow.reasons import Verdict
from app.workflow.verbs import service as verbs
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.verb import Verb

SEES = ("all", "own_department")
"""What a right says where it gives sight of records."""
MOST = 2000
"""People of one department who are asked."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A right that gives sight of such records, and why it does not to this person: the role, or where it is held."""

    right: Right
    holds_role: bool


@dataclass(frozen=True, slots=True)
class Deeds:
    """What one person may do with a record, and what not."""

    verdicts: Sequence[Verdict]
    verbs: Sequence[tuple[Verb, bool]]
    behalf: bool
    change: Ground | None
    issue: Ground | None
    create: Ground | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A kind of amendment, and what keeps one person from proposing it here: empty, or why; `open`: there is one."""

    kind: Amendment
    why: Literal["", "state", "others", "fields", "open"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The amendment that is open, and what one person may do with it."""

    subject: Beside
    verdicts: Sequence[Verdict]
    verbs: Sequence[tuple[Verb, bool]]
    behalf: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One person and one record. Without `grounds` the record is as absent for them as one that never was."""

    actor: Actor
    grounds: Sequence[Ground]
    missed: Sequence[Missed]
    fields: Mapping[str, Seen]
    deeds: Deeds | None
    proposals: Sequence[Proposal]
    asked: Asked | None
    tells_conditions: bool
    """Whether it is told how conditions come out: only to who sees the whole record."""


def seers(record: Record, desk: Desk) -> dict[Ground, list[Actor]]:
    """Everybody who sees the record, by every reason."""
    given, types = queries.grants(desk.session, record.id), desk.types.all().values()
    found: dict[Ground, list[Actor]] = {}
    for user_id in _candidates(record, given, desk):
        actor = accounts.actor_of(user_id, today=desk.today)
        viewer = Viewer.of(actor, types, today=desk.today)
        for ground in access.grounds(viewer, record.type_key, record, given):
            found.setdefault(ground, []).append(actor)
    order = {right: at for at, right in enumerate(rights_of(record.type_key, desk))}
    return dict(sorted(found.items(), key=lambda pair: _place(pair[0], order)))


def case(record: Record, theirs: Desk, mine: Desk) -> Case:
    """Why this person sees the record, its fields, its buttons; `mine` is the desk of who asks."""
    compiled, given = theirs.compiled(record), queries.grants(theirs.session, record.id)
    grounds = access.grounds(theirs.viewer, record.type_key, record, given)
    tells = sees_all(record, mine)
    return Case(
        actor=theirs.actor,
        grounds=grounds,
        missed=[] if grounds else list(_missed(record, theirs)),
        fields=access.field_grounds(compiled, theirs.viewer, record) if grounds else {},
        deeds=_deeds(record, compiled, theirs, tells=tells) if grounds else None,
        proposals=list(_proposals(record, compiled, theirs)) if grounds else [],
        asked=_asked(record, theirs) if grounds else None,
        tells_conditions=tells,
    )


def sees(record: Record, desk: Desk) -> bool:
    """Does this person see the record?"""
    try:
        return queries.get(desk.session, record.id, viewer=desk.viewer) is not None
    except NotFound:
        return False


def sees_all(record: Record, desk: Desk) -> bool:
    """Does this person see the record with every field of it?"""
    sights = access.field_sight(desk.compiled(record), desk.viewer, record)
    return sees(record, desk) and set(sights.values()) <= {"see"}


def rights_of(type_key: str, desk: Desk) -> tuple[Right, ...]:
    """The rights in force."""
    newest = desk.types.all().get(type_key)
    return newest.definition.rights if newest else ()


def _candidates(record: Record, given: Iterable[RecordGrant], desk: Desk) -> list[int]:
    """Who may have a reason: the owner, holders of roles that rights or grants name, people who were given sight."""
    found = dict.fromkeys([record.owner_id] if record.owner_id else [])
    roles = [right.role for right in rights_of(record.type_key, desk) if right.role and right.see in SEES]
    for grant in given:
        kind, _colon, rest = grant.principal.partition(":")
        if kind == "user":
            found |= dict.fromkeys([int(rest)] if accounts.user(int(rest)).active else [])
        elif kind == "role":
            roles.append(rest.partition("@")[0])
        else:
            there = accounts.UserSearch(within=int(rest), active=True)
            found |= dict.fromkeys(user.id for user in accounts.find_users(there, size=MOST).users)
    for role in dict.fromkeys(roles):
        found |= dict.fromkeys(user.id for user in accounts.holders(role, today=desk.today))
    return list(found)


def _place(ground: Ground, order: Mapping[Right, int]) -> tuple[int, int, str]:
    kinds = ("owner", "right", "given")
    return kinds.index(ground.kind), order.get(ground.right, 0) if ground.right else 0, ground.why


def _missed(record: Record, desk: Desk) -> Iterator[Missed]:
    for right in rights_of(record.type_key, desk):
        if right.role and right.see in SEES:
            yield Missed(right, desk.actor.has(right.role))


def _proposals(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Proposal]:
    """Every kind that the version has."""
    is_open = bool(compiled.definition.amendments) and amendments.open_of(desk.session, record.id) is not None
    for kind in compiled.definition.amendments.values():
        yield Proposal(kind, judging.hindrance(kind, record, compiled, desk) or ("open" if is_open else ""))


def _asked(record: Record, desk: Desk) -> Asked | None:
    found = amendments.open_of(desk.session, record.id)
    if found is None:
        return None
    subject = Beside(found, record, desk)
    holds, standing = amending.guard(found, record, desk), subject.standing()
    offered = {chance.verb.key for chance in verbs.offered(verbs.place_of(subject))}
    return Asked(
        subject=subject,
        verdicts=reasons.verdicts(subject.compiled, standing, desk.actor, holds, away.absent_for(desk)),
        verbs=[(verb, key in offered) for key, verb in VERBS.items()],
        behalf=bool(subject.offered_on_behalf()),
    )


def _deeds(record: Record, compiled: CompiledType, desk: Desk, *, tells: bool) -> Deeds:
    """Where how conditions come out is not told, what is tied to one counts as if it held; the page says so."""
    standing, absent = flow.standing(desk.session, record), away.absent_for(desk)

    def holds(key: str) -> bool:
        move = compiled.transition(key)
        return not tells or move is None or service.still_holds(record, move, desk=desk)

    chances = verbs.offered(verbs.place_of(InFlow(record, desk, standing)))
    offered = {chance.verb.key for chance in chances}
    newest = desk.types.all().get(record.type_key)
    has_flow = compiled.definition.workflow is not None
    return Deeds(
        verdicts=reasons.verdicts(compiled, standing, desk.actor, holds, absent),
        verbs=[(verb, key in offered) for key, verb in VERBS.items()] if has_flow else [],
        behalf=bool(service.offered_on_behalf(record, desk=desk, standing=standing)),
        change=access.change_ground(compiled, desk.viewer, record),
        issue=papers.issue_ground(compiled, desk.viewer, record) if compiled.definition.documents else None,
        create=access.create_ground(newest, desk.actor) if newest else None,
    )
