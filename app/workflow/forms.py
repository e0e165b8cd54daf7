"""What is posted when something is pressed, and the form on which a decision made elsewhere is recorded."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import FileField, RadioField, StringField, TextAreaField

from app.definitions.compiled import CompiledType
from app.records import uploads
from app.records.desk import Desk
from app.records.posted import number
from app.web.forms import BaseForm
from app.web.language import N_, language
from app.web.signs import signs
from app.workflow.course import holders_of
from app.workflow.engine import Offer
from app.workflow.models import Task
from app.workflow.press import OnBehalf, Press

WAYS = {"paper": N_("纸质"), "oa": "OA", "dingtalk": N_("政务钉钉"), "phone": N_("电话")}
"""How decisions are made elsewhere."""


def press_of(transition: str, form: "MultiDict[str, str]") -> Press:
    """What was posted with a button."""
    return Press(
        transition,
        comment=form.get("comment", "").strip(),
        expected=number(form.get("_lock", "")),
        task_id=number(form.get("_task", "")),
    )


class BehalfForm(BaseForm):
    """代录签批: which decision, whose, when, by which way, with which words, and the scan."""

    decision = RadioField(lazy_gettext("签批结果"))
    signer = StringField(lazy_gettext("签批人"), render_kw={"maxlength": 80, "list": "holders"})
    on = StringField(lazy_gettext("签批日期"), render_kw={"type": "date"})
    by_way_of = RadioField(lazy_gettext("签批方式"))
    comment = TextAreaField(lazy_gettext("签批意见"), render_kw={"rows": 3, "maxlength": 2000})
    scan = FileField(lazy_gettext("签批件扫描件"), render_kw=uploads.SCAN_INPUT)

    def offer(self, choices: Sequence[tuple[str, str]], ways: Sequence[tuple[str, str]]) -> None:
        """What may be chosen."""
        self.decision.choices, self.by_way_of.choices = list(choices), list(ways)
        self.decision.validate_choice = self.by_way_of.validate_choice = False
        for each in (self.decision, self.signer, self.on, self.by_way_of):
            each.flags.required = True

    def press(self, scan: str | None) -> Press:
        """What was entered."""
        task, _, transition = (self.decision.data or "").partition(":")
        behalf = OnBehalf(self.signer.data or "", day_in(self.on.data), self.by_way_of.data or "", scan)
        return Press(transition, comment=self.comment.data or "", task_id=number(task) or 0, on_behalf=behalf)


def decisions(offers: Sequence[Offer], tasks: Sequence[Task], roles: dict[str, str]) -> list[tuple[str, str]]:
    """Each decision that may be recorded: whose and which."""
    by_id = {task.id: task for task in tasks}
    found = []
    for offer in offers:
        if offer.task is not None and (task := by_id.get(offer.task.id)):
            whose = roles.get(task.role or "", "")
            label = offer.transition.label.text(language())
            found.append((f"{task.id}:{offer.transition.key}", f"{whose}{signs().colon}{label}" if whose else label))
    return found


def people_asked(tasks: Sequence[Task], desk: Desk) -> list[str]:
    """The names of those who are asked, to choose the signer from."""
    return list(dict.fromkeys(name for task in tasks for name in holders_of(task, desk)))


def day_in(typed: str | None) -> date | None:
    """The day that was entered; None if it is none."""
    try:
        return date.fromisoformat((typed or "").strip().replace("/", "-").replace(".", "-"))
    except ValueError:
        return None


def needs_scan(compiled: CompiledType, state: str) -> bool:
    """Is a scan asked for here?"""
    known = compiled.definition.state(state)
    return known is not None and known.on_behalf == "scan"
