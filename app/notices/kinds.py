"""The kinds of messages, as people choose among them and as subjects of letters call them."""

from dataclasses import dataclass

from app.notices.models import Way
from app.web.language import N_


@dataclass(frozen=True, slots=True)
class Kind:
    """`label` says what happened, without anybody's words; `way` holds where neither person nor office chose."""

    label: str
    way: Way = Way.AT_ONCE


KINDS: dict[str, Kind] = {
    "task_given": Kind(N_("请您办理")),
    "task_for": Kind(N_("请您代为办理")),
    "your_turn": Kind(N_("又轮到您办理")),
    "handed_over": Kind(N_("转给您办理")),
    "asked_in": Kind(N_("请您加签")),
    "reminded": Kind(N_("催您办理")),
    "returned": Kind(N_("已退回")),
    "vote_lost": Kind(N_("表决没有通过")),
    "state": Kind(N_("有新进展"), Way.DAILY),
    "copied": Kind(N_("抄送给您"), Way.DAILY),
    "stand_in": Kind(N_("请您代办他人的待办")),
    "amendment_given": Kind(N_("请您审批变更")),
    "amendment_returned": Kind(N_("变更已退回")),
    "amendment_agreed": Kind(N_("变更已生效")),
    "amendment_refused": Kind(N_("变更没有同意")),
    "handover": Kind(N_("工作移交给您")),
    "not_carried": Kind(N_("内容转不到新版本"), Way.DAILY),
    "nobody_holds": Kind(N_("没有人可以办理")),
    "stuck": Kind(N_("流程停住了")),
    "due": Kind(N_("有事项到期"), Way.DAILY),
}
"""All that are sent; a message of another kind stays in the house."""
WAYS: dict[Way, str] = {Way.AT_ONCE: N_("马上发"), Way.DAILY: N_("每天一封"), Way.NONE: N_("不发")}
