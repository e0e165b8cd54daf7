"""What looking with others' eyes is called in the audit."""

from app.accounts import queries as accounts
from app.audit import deeds, details
from app.audit.details import Deed
from app.web.language import N_

deeds.call(looked__as=N_("以他人身份查看"))
details.call(person=N_("查看谁看到的"))


@details.reads("person")
def person_name(value: object, deed: Deed) -> str:
    """Who it was."""
    del deed
    return accounts.names([value]).get(value, "") if isinstance(value, int) else ""
