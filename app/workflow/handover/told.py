"""What handovers are called in the audit."""

from flask_babel import gettext

from app.accounts import queries as accounts
from app.audit import deeds, details
from app.audit.details import Deed
from app.web.language import N_
from app.workflow.handover.preview import KINDS

deeds.call(
    handover__ordered=N_("下达工作移交"),
    handover__done=N_("移交了一件"),
    handover__ended=N_("工作移交完成"),
    handover__exported=N_("取走移交清单"),
)
details.call(
    handover=N_("第几次移交"),
    giver=N_("移交人"),
    receiver=N_("接收人"),
    thing=N_("类别"),
    kept=N_("没有移交的条数"),
)


@details.reads("giver", "receiver")
def person_name(value: object, deed: Deed) -> str:
    """Who it was."""
    del deed
    return accounts.names([value]).get(value, "") if isinstance(value, int) else ""


@details.reads("thing")
def kind_label(value: object, deed: Deed) -> str:
    """What was handed over."""
    del deed
    return str(gettext(KINDS[str(value)])) if str(value) in KINDS else ""
