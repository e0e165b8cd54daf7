"""What the flow calls its deeds and their facts in the audit."""

from flask_babel import gettext

from app.accounts import queries as accounts
from app.audit import deeds, details
from app.audit.details import Deed
from app.web.language import N_
from app.workflow.phrases import TONES
from app.workflow.verbs.registry import VERBS

deeds.call(
    record__verb=N_("流程中的办理"),
    stand_in__begun=N_("委托代办"),
    stand_in__ended=N_("结束委托"),
    phrase__added=N_("加共用常用语"),
    phrase__removed=N_("删共用常用语"),
)
details.call(
    verb=N_("操作"),
    target=N_("对象"),
    people=N_("给谁"),
    how=N_("方式"),
    deputy=N_("代办人"),
    first_day=N_("从哪天起"),
    last_day=N_("到哪天止"),
    tone=N_("用于"),
    **{"for": N_("代谁")},
)


@details.reads("verb")
def verb_label(value: object, deed: Deed) -> str:
    """What was done."""
    del deed
    verb = VERBS.get(str(value))
    return str(gettext(verb.label)) if verb else ""


@details.reads("how")
def how_label(value: object, deed: Deed) -> str:
    """How it was done."""
    verb = VERBS.get(str(deed.facts.get("verb")))
    how = verb.hows.get(str(value)) if verb else None
    return str(gettext(how)) if how else ""


@details.reads("people", "deputy", "for")
def person_name(value: object, deed: Deed) -> str:
    """Who it was."""
    del deed
    return accounts.names([value]).get(value, "") if isinstance(value, int) else ""


@details.reads("tone")
def tone_label(value: object, deed: Deed) -> str:
    """Where a phrase is used."""
    del deed
    return str(gettext(TONES[str(value)])) if str(value) in TONES else ""
