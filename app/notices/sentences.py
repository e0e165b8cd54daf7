"""What a message says, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.fields import signs_of
from app.notices.models import Notice
from app.web.language import N_, language

SENTENCES = {
    "task_given": N_("请您办理：%(title)s（%(by)s）"),
    "returned": N_("%(by)s 退回了“%(title)s”：%(comment)s"),
    "state": N_("“%(title)s”现在是“%(label)s”（%(by)s）"),
    "vote_lost": N_("“%(title)s”没有通过：%(agreed)s 人同意，%(against)s 人不同意，要 %(needed)s 人同意%(remark)s"),
    "nobody_holds": N_("“%(title)s”没有人可以办理：没有人担任“%(role)s”，请分配角色"),
    "handed_over": N_("%(by)s 把“%(title)s”转给您办理：%(comment)s"),
    "reminded": N_("%(by)s 催办“%(title)s”%(remark)s"),
    "copied": N_("%(by)s 把“%(title)s”抄送给您%(remark)s"),
    "asked_in": N_("%(by)s 请您加签“%(title)s”%(remark)s"),
    "your_turn": N_("“%(title)s”又轮到您办理（%(by)s）%(remark)s"),
    "task_for": N_("请您代 %(absent)s 办理：%(title)s（%(by)s）"),
    "stand_in": N_("%(by)s 请您在 %(since)s 至 %(until)s 代为办理待办"),
    "not_carried": N_("请修改“%(title)s”的%(label)s：填写的内容转不到事项的新版本，记录先按原版本保留（%(by)s）"),
    "amendment_given": N_("请您审批变更：%(title)s（%(by)s）"),
    "amendment_returned": N_("%(by)s 退回了“%(title)s”的变更：%(comment)s"),
    "amendment_agreed": N_("“%(title)s”的变更已生效（%(by)s）"),
    "amendment_refused": N_("%(by)s 不同意“%(title)s”的变更：%(comment)s"),
    "handover": N_("%(by)s 把 %(giver)s 的工作移交给您%(remark)s"),
    "stuck": N_("“%(title)s”停在“%(label)s”，没有人可以办理，请检查流程"),
    "due": N_("到期（%(count)s 件）：%(things)s"),
}
ICONS = {
    "task_given": "checkbox",
    "returned": "arrow-back-up",
    "state": "circle-check",
    "nobody_holds": "user-question",
    "vote_lost": "scale",
    "handed_over": "arrow-forward-up",
    "reminded": "bell-ringing",
    "copied": "mail-forward",
    "asked_in": "user-plus",
    "your_turn": "checkbox",
    "task_for": "users",
    "stand_in": "users",
    "not_carried": "pencil-exclamation",
    "amendment_given": "git-compare",
    "amendment_returned": "arrow-back-up",
    "amendment_agreed": "circle-check",
    "amendment_refused": "ban",
    "handover": "users-group",
    "stuck": "alert-triangle",
    "due": "alarm",
}


def sentence(notice: Notice) -> str:
    """The message; one of an unknown kind shows its title."""
    return said(notice.kind, notice.facts)


def said(kind: str, told: Mapping[str, Any]) -> str:
    """The same of its kind and its facts."""
    facts = {name: "" if value is None else value for name, value in told.items()}
    if language() == "en" and facts.get("label_en"):
        facts["label"] = facts["label_en"]
    remark = f"{signs_of(language()).colon}{facts['comment']}" if facts.get("comment") else ""
    blanks = dict.fromkeys(
        ("title", "by", "absent", "since", "until", "comment", "label", "role", "giver", "agreed", "against", "needed"),
        "",
    )
    if facts.get("by") == "":
        facts["by"] = gettext("系统")
    known = {**blanks, "remark": remark, "count": 0, **facts, "things": things_of(told)}
    known["title"] = called(told)
    template = SENTENCES.get(kind)
    return str(gettext(template, **known)) if template else str(known["title"] or kind)


def called(told: Mapping[str, Any]) -> str:
    """What it is about: a title; for who does not see the record its type and number; and which amendment of it."""
    title = str(told.get("title") or "")
    if not title and told.get("of"):
        of = told.get("of_en") or told["of"] if language() == "en" else told["of"]
        title = str(gettext("%(of)s（记录 %(id)s）", of=of, id=told.get("id")))
    if told.get("amendment"):
        title = str(gettext("%(title)s（第 %(number)s 次变更）", title=title, number=told["amendment"]))
    return title


def things_of(told: Mapping[str, Any]) -> str:
    """What a message about several things names of them, in the reader's language; empty where it is about one."""
    signs, things = signs_of(language()), told.get("things") or ()
    named = [f"{each['title']}{signs.colon}{each.get(language()) or each['zh']}" for each in things]
    return signs.rows.join(named)


def icon_of(kind: str) -> str:
    """The icon of a kind."""
    return ICONS.get(kind, "message")
