"""How amendments stand in the course of a record, and what the audit calls their facts."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.audit import deeds, details
from app.audit.details import Deed
from app.definitions.compiled import CompiledType
from app.web.language import N_, language
from app.workflow.amending import course

KEY = "amendment"
ICON = "git-compare"
DEEDS: Mapping[str, str] = {
    "propose": N_("提出变更"),
    "change": N_("修改变更"),
    course.SUBMIT: N_("提交变更"),
    course.AGREE: N_("同意变更"),
    course.SEND_BACK: N_("退回变更"),
    course.REFUSE: N_("不同意变更"),
    course.RECALL: N_("撤回变更"),
    course.WITHDRAW: N_("放弃变更"),
}

deeds.call(record__amendment=N_("变更"))
details.call(amendment=N_("第几次变更"), did=N_("变更中的办理"))


def said(facts: Mapping[str, Any], compiled: CompiledType, names: Mapping[int, str]) -> str:
    """The sentence: what was done with which amendment, and for whom where a stand-in did it."""
    deed = gettext(DEEDS.get(str(facts.get("deed")), DEEDS["propose"]))
    said = gettext(
        "%(deed)s：%(label)s（第 %(number)s 次）", deed=deed, label=_label(facts, compiled), number=facts.get("number")
    )
    absent = names.get(facts.get("for") or 0)
    return str(gettext("%(said)s，代%(name)s", said=said, name=absent) if absent else said)


def called(facts: Mapping[str, Any], compiled: CompiledType) -> str:
    """Which amendment it was."""
    return str(gettext("%(label)s（第 %(number)s 次）", label=_label(facts, compiled), number=facts.get("number")))


def _label(facts: Mapping[str, Any], compiled: CompiledType) -> str:
    kind = compiled.definition.amendments.get(str(facts.get("kind")))
    return kind.label.text(language()) if kind else str(facts.get("kind"))


@details.reads("did")
def deed_label(value: object, deed: Deed) -> str:
    """What was done."""
    del deed
    return str(gettext(DEEDS[str(value)])) if str(value) in DEEDS else str(value)
