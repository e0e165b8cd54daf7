"""The forms of letters: one's own choices, the office's, and the trial."""

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired

from app.notices.kinds import KINDS, WAYS
from app.notices.models import Way
from app.web.forms import BaseForm

AS_OFFICE = ""


class WaysForm(BaseForm):
    """A choice for each kind of message."""

    def fit(self, office: dict[str, Way], *, own: bool) -> "WaysForm":
        """What can be chosen; one's own choice may be that of the office, which is named."""
        for kind, field in self.by_kind().items():
            usual = gettext(WAYS[office.get(kind, KINDS[kind].way)])
            as_office = [(AS_OFFICE, gettext("按单位的设定（%(way)s）", way=usual))] if own else []
            field.choices = [*as_office, *((str(way), gettext(label)) for way, label in WAYS.items())]
        return self

    def by_kind(self) -> dict[str, SelectField]:
        """The inputs of the kinds."""
        return {kind: self[f"way_{kind}"] for kind in KINDS}

    def ways(self) -> dict[str, Way]:
        """What was chosen; kinds that follow the office are left out."""
        return {kind: Way(field.data) for kind, field in self.by_kind().items() if field.data != AS_OFFICE}


for _kind, _about in KINDS.items():
    setattr(WaysForm, f"way_{_kind}", SelectField(lazy_gettext(_about.label), default=AS_OFFICE))


class OwnForm(WaysForm):
    """One's address, and what is sent there."""

    address = StringField(lazy_gettext("接收邮箱"), render_kw={"maxlength": 254, "inputmode": "email"})


class TrialForm(BaseForm):
    """Where the trial goes."""

    address = StringField(
        lazy_gettext("发到"), [DataRequired(lazy_gettext("请填写邮箱"))], render_kw={"maxlength": 254}
    )


def of_ways(ways: dict[str, Way]) -> dict[str, str]:
    """Choices as the form holds them."""
    return {f"way_{kind}": str(way) for kind, way in ways.items()}
