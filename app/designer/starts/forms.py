"""What a type that begins from a file is called, who fills it in and who sees all of it."""

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.accounts import queries as accounts
from app.designer import starting
from app.designer.forms import Ticks
from app.designer.starts.proposed import LONGEST, Named
from app.errors import Invalid
from app.web.forms import BaseForm

KEY = r"[a-z][a-z0-9_]{0,39}$"


class FromFile(BaseForm):
    """The few things that no file says."""

    label = StringField(lazy_gettext("名称"), [InputRequired(lazy_gettext("请填写这一项")), Length(max=LONGEST)])
    key = StringField(
        lazy_gettext("键"),
        [Optional(), Regexp(KEY, message=lazy_gettext("请用小写字母开头，只含小写字母、数字和下划线"))],
    )
    fill = Ticks(lazy_gettext("谁来填写"))
    see = Ticks(lazy_gettext("谁可以看全部"))

    @classmethod
    def offered(cls, language: str, label: str = "") -> "FromFile":
        """With the roles of this site, and the name of the file until somebody writes another one."""
        form = cls(data={"label": label[:LONGEST]})
        form.fill.choices = form.see.choices = [(role.key, role.label(language)) for role in accounts.roles()]
        return form

    def named(self) -> Named:
        """What was filled in; raises `Invalid`."""
        label = str(self.label.data)
        key = str(self.key.data or starting.proposed_key(label))
        if not key:
            raise Invalid.because("designer.key_wanted", place="key")
        if not self.fill.data:
            raise Invalid.because("designer.nobody_fills", place="fill")
        return Named(label, key, tuple(self.fill.data), tuple(self.see.data or ()))
