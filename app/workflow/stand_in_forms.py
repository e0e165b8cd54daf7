"""The form on which somebody who will be away names who stands in."""

from datetime import date

from flask_babel import lazy_gettext
from wtforms import StringField, TextAreaField

from app.errors import Invalid
from app.records.desk import Desk
from app.web.forms import BaseForm
from app.workflow.forms import day_in
from app.workflow.verbs import people


class StandInForm(BaseForm):
    """委托代办: who, from which day, to which, and a word to them."""

    people = StringField(
        lazy_gettext("代办人"), render_kw={"list": "everybody", "autocomplete": "off", "required": True}
    )
    since = StringField(lazy_gettext("从哪天起"), render_kw={"type": "date", "required": True})
    until = StringField(lazy_gettext("到哪天止"), render_kw={"type": "date", "required": True})
    note = TextAreaField(lazy_gettext("留言"), render_kw={"rows": 2, "maxlength": 500})

    @property
    def first_day(self) -> date | None:
        """The day on which it begins."""
        return day_in(self.since.data)

    @property
    def last_day(self) -> date | None:
        """The last day on which it counts."""
        return day_in(self.until.data)

    def deputy(self, desk: Desk) -> int | None:
        """Who was named, if anybody; raises `Invalid` for a name that nobody has, and for several."""
        found = people.named([self.people.data or ""], desk)
        if len(found) > 1:
            raise Invalid.because("workflow.one_stand_in", place="people")
        return found[0] if found else None
