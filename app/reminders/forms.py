"""The form with which a reminder is answered."""

from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, Length, Optional

from app.records.posted import number
from app.reminders.models import GONE, HANDLED, PUT_OFF
from app.reminders.queries import About
from app.reminders.service import Said
from app.web.forms import BaseForm


def outcomes() -> dict[str, str]:
    """What can be answered, in the reader's language."""
    return {HANDLED: str(_("已办理")), PUT_OFF: str(_("以后再办")), GONE: str(_("不用办了"))}


class AnswerForm(BaseForm):
    """What is said of a reminder; the hidden fields name it."""

    rule = HiddenField(validators=[DataRequired()])
    day = HiddenField(validators=[DataRequired()])
    row = HiddenField(default="0")
    outcome = RadioField(_("怎样处理"), choices=lambda: list(outcomes().items()), default=HANDLED)
    until = DateField(_("延后到"), [Optional()])
    reason = StringField(_("说明"), [DataRequired(_("请写明理由，例如：证照已于 3 月 5 日上交")), Length(max=200)])

    def said(self) -> Said:
        """What was filled in."""
        return Said(self.outcome.data or "", self.reason.data or "", self.until.data)

    def about(self, record_id: int) -> About | None:
        """What it answers; None where the address was made up."""
        try:
            day = date.fromisoformat(self.day.data or "")
        except ValueError:
            return None
        return About(record_id, self.rule.data or "", day, number(self.row.data or "") or 0)
