"""What looking with others' eyes is called in the audit."""

from flask_babel import gettext

from app.accounts import queries as accounts
from app.audit import deeds, details
from app.audit.details import Deed
from app.web.language import N_

deeds.call(looked__as=N_("以他人身份查看"))
details.call(person=N_("查看谁看到的"), tasks=N_("待办"))


@details.reads("tasks")
def tasks_label(value: object, deed: Deed) -> str:
    """The inbox as a whole."""
    del value, deed
    return str(gettext("全部"))


@details.reads("person")
def person_name(value: object, deed: Deed) -> str:
    """Who it was."""
    del deed
    return accounts.names([value]).get(value, "") if isinstance(value, int) else ""
