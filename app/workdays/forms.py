"""The form for a day of one's own."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, StringField
from wtforms.validators import DataRequired, Length

from app.web.forms import BaseForm
from app.workdays.calendar import OwnDay

OFF, WORKED = "off", "worked"


def _kinds() -> list[tuple[str, str]]:
    return [(OFF, str(_("放假"))), (WORKED, str(_("上班")))]


class DayForm(BaseForm):
    """A day on which the office works, or does not."""

    day = DateField(_("日期"), [DataRequired(_("请填写日期，例如 2026-10-08"))])
    kind = RadioField(_("这一天"), choices=_kinds, default=OFF)
    name = StringField(_("事由"), [DataRequired(_("请填写事由，例如：校庆")), Length(max=40)])

    def own_day(self) -> OwnDay:
        """What was filled in; both are there."""
        day, name = self.day.data, self.name.data
        assert day is not None
        assert name is not None
        return OwnDay(day, self.kind.data == WORKED, name)
