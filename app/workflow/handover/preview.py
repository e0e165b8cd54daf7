"""What would be handed over, counted; titles are not shown, for who manages users need not see records."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.accounts import queries as accounts
from app.accounts.models import User
from app.records import desks
from app.records.desk import Desk
from app.reminders.waiting import waiting
from app.web.language import N_, language
from app.workflow import away, queries
from app.workflow.handover.things import AMENDMENT, COPY, DRAFT, FINISHED, OPEN, TASK, Thing, Things

KINDS = {
    OPEN: N_("办理中的记录"),
    TASK: N_("指定给本人的待办"),
    AMENDMENT: N_("提出的变更"),
    DRAFT: N_("没有提交的草稿"),
    FINISHED: N_("已办完的记录"),
    COPY: N_("抄送给本人的"),
}
WHYS = {
    "decides": N_("接收人正要办理它，不能既提交又审批"),
    "has_decided": N_("接收人已经办理过它，不能再作为提交人或再办一次"),
    "may_not_fill": N_("接收人没有填写这类事项的权限，请先分配角色"),
    "no_type": N_("这类事项已经停用"),
    "has_draft": N_("接收人自己也有这类事项的草稿"),
    "added": N_("加签要被加签的人自己答复，请加签人收回后另请别人"),
    "owner": N_("这件是接收人提交的，不能由本人审批"),
    "no_role": N_("接收人没有这一步要求的角色"),
    "has_copy": N_("接收人已经有抄送"),
    "gone": N_("已经办理或已经不在移交人名下"),
    "changed": N_("清单列出以后又有改动，请再移交一次"),
    "not_allowed": N_("下达移交的人已没有权限，或接收人已停用"),
}
"""Why something stays, by code."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Things of one kind and type: how many may go over, and why the others stay."""

    key: str
    kind: str
    type_label: str
    count: int
    stays: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Preview:
    """The piles, how many reminders go with the records, and what stays by its nature."""

    things: Sequence[Thing]
    piles: Sequence[Pile]
    reminders: int
    of_roles: int
    stand_ins: int


def preview(giver: User, receiver: User, desk: Desk) -> Preview:
    """All of it, as it stands now."""
    things = things_of(giver, receiver, desk)
    sorted_: dict[str, list[Thing]] = {}
    for thing in things:
        sorted_.setdefault(thing.pile, []).append(thing)
    theirs = desks.of_user(giver.id)
    own = {thing.record_id for thing in things if thing.kind in (OPEN, FINISHED)}
    return Preview(
        things=things,
        piles=[_pile(found, desk) for found in sorted_.values()],
        reminders=sum(due.record_id in own for due in waiting(theirs)),
        of_roles=sum(task.person_id is None for task in queries.open_for(desk.session, theirs.actor)),
        stand_ins=len(away.of(desk.session, giver.id, today=desk.today)),
    )


def things_of(giver: User, receiver: User, desk: Desk) -> list[Thing]:
    """Everything that the giver has, as it may go to the receiver."""
    return Things(giver.id, accounts.actor_of(receiver.id, today=desk.today), desk).all()


def type_label(type_key: str, desk: Desk) -> str:
    """What a type is called; its key where it is in use no more."""
    compiled = desk.types.all().get(type_key)
    return compiled.definition.label.text(language()) if compiled else type_key


def why_text(code: str) -> str:
    """Why something stays, in words."""
    return str(gettext(WHYS[code])) if code in WHYS else code


def _pile(found: Sequence[Thing], desk: Desk) -> Pile:
    first, stays = found[0], Counter(thing.why for thing in found if thing.why)
    return Pile(
        key=first.pile,
        kind=str(gettext(KINDS[first.kind])),
        type_label=type_label(first.type_key, desk),
        count=len(found) - stays.total(),
        stays=[(why_text(code), count) for code, count in stays.most_common()],
    )
