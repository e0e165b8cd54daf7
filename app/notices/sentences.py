"""What a message says, in the reader's language."""

from flask_babel import gettext

from app.notices.models import Notice
from app.web.language import N_, language

SENTENCES = {
    "task_given": N_("请您办理：%(title)s（%(by)s）"),
    "returned": N_("%(by)s 退回了“%(title)s”：%(comment)s"),
    "state": N_("“%(title)s”现在是“%(label)s”（%(by)s）"),
    "nobody_holds": N_("“%(title)s”没有人可以办理：没有人担任“%(role)s”，请分配角色"),
    "stuck": N_("“%(title)s”停在“%(label)s”，没有人可以办理，请检查流程"),
}
ICONS = {
    "task_given": "checkbox",
    "returned": "arrow-back-up",
    "state": "circle-check",
    "nobody_holds": "user-question",
    "stuck": "alert-triangle",
}


def sentence(notice: Notice) -> str:
    """The message; one of an unknown kind shows its title."""
    facts = {name: "" if value is None else value for name, value in notice.facts.items()}
    if language() == "en" and facts.get("label_en"):
        facts["label"] = facts["label_en"]
    known = {"title": "", "by": "", "comment": "", "label": "", "role": "", **facts}
    template = SENTENCES.get(notice.kind)
    return str(gettext(template, **known)) if template else str(known["title"] or notice.kind)


def icon_of(notice: Notice) -> str:
    """The icon of its kind."""
    return ICONS.get(notice.kind, "message")
