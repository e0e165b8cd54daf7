"""The form of a new type."""

from typing import Any

from flask_babel import lazy_gettext
from markupsafe import Markup
from wtforms import Field, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts import queries as accounts
from app.definitions import codec, lookups
from app.definitions import queries as definitions
from app.definitions.schema import RecordType
from app.designer import starting
from app.errors import Invalid
from app.web.forms import BaseForm

BLANK = "blank"
_HERE, _SHIPPED = "type:", "shipped:"


class _Tick(CheckboxInput):
    """A box as all pages draw theirs."""

    def __call__(self, field: Field, **kwargs: object) -> Markup:
        return super().__call__(field, class_="form-check-input", **kwargs)


class Ticks(SelectMultipleField):
    """Several of a few, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = _Tick()


class NewType(BaseForm):
    """What it is called, where it begins, and for a blank one who enters records and who sees them all."""

    label = StringField(lazy_gettext("名称"), [InputRequired(lazy_gettext("请填写这一项")), Length(max=40)])
    key = StringField(
        lazy_gettext("键"),
        [
            Optional(),
            Regexp(r"[a-z][a-z0-9_]{0,39}$", message=lazy_gettext("请用小写字母开头，只含小写字母、数字和下划线")),
        ],
    )
    start = SelectField(lazy_gettext("从哪里开始"))
    fill = Ticks(lazy_gettext("谁来填写"))
    see = Ticks(lazy_gettext("谁可以看全部"))

    @classmethod
    def offered(cls, language: str) -> "NewType":
        """With the types and roles of this site."""
        form = cls()
        here = lookups.current(retired=True)
        form.start.choices = [
            (BLANK, lazy_gettext("空白")),
            *((f"{_HERE}{each.key}", each.label.text(language)) for each in here.values()),
            *((f"{_SHIPPED}{key}", key) for key in starting.shipped() if key not in here),
        ]
        roles = [(role.key, role.label(language)) for role in accounts.roles()]
        form.fill.choices = form.see.choices = roles
        return form

    def begun(self) -> tuple[RecordType, str]:
        """The definition to begin with, and its source; raises `Invalid`."""
        label = str(self.label.data)
        key = str(self.key.data or starting.proposed_key(label))
        if not key:
            raise Invalid.because("designer.key_wanted", place="key")
        what = str(self.start.data)
        if what == BLANK:
            if not self.fill.data:
                raise Invalid.because("designer.nobody_fills", place="fill")
            return starting.blank(key, label, fill=self.fill.data, see=self.see.data or ())
        return starting.copied(_source(what), key, label)


def _source(what: str) -> str:
    if what.startswith(_SHIPPED):
        return starting.shipped()[what.removeprefix(_SHIPPED)].read_text(encoding="utf-8")
    version: Any = definitions.current(what.removeprefix(_HERE))
    return codec.dump(lookups.definition(version), previous_text=version.source)
