"""The verbs beside the flow: a line for each, in the order of their buttons."""

from collections.abc import Mapping

from app.workflow.verbs.added import AddSigner, Agree, Opinion, WithdrawSigner
from app.workflow.verbs.copies import CopyTo, TakeBackCopy
from app.workflow.verbs.hand_over import HandOver
from app.workflow.verbs.remind import Remind
from app.workflow.verbs.verb import Verb

VERBS: Mapping[str, Verb] = {
    verb.key: verb
    for verb in (
        Agree(),
        Opinion(),
        HandOver(),
        AddSigner(),
        WithdrawSigner(),
        Remind(),
        CopyTo(),
        TakeBackCopy(),
    )
}
