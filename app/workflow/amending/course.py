"""The course of an amendment, told as a flow: who proposes presses, who agrees has tasks, as with a record."""

from dataclasses import replace
from functools import lru_cache

from app.definitions.compiled import CompiledType
from app.definitions.schema import Amendment, State, Transition, Workflow
from app.fields.model import Label
from app.workflow.amending.models import ASKED
from app.workflow.engine import OWNER, TASK

OWN, AGREED, REFUSED, WITHDRAWN = "own", "agreed", "refused", "withdrawn"
"""With whoever proposes (and with those who have to agree, `ASKED`); and how it may end."""
OPEN = (OWN, ASKED)
SUBMIT, AGREE, SEND_BACK, REFUSE, RECALL, WITHDRAW = "submit", "agree", "send_back", "refuse", "recall", "withdraw"
TAKES_EFFECT = (SUBMIT, AGREE)
"""What is pressed only while the record stands where it may be amended."""

STATES = {
    OWN: (Label(zh="填写中", en="Being filled in"), "grey"),
    ASKED: (Label(zh="审批中", en="Under review"), "blue"),
    AGREED: (Label(zh="已生效", en="In force"), "green"),
    REFUSED: (Label(zh="未同意", en="Not agreed"), "red"),
    WITHDRAWN: (Label(zh="已放弃", en="Given up"), "grey"),
}


GONE = Amendment.model_validate({"label": {"zh": "变更", "en": "Amendment"}, "from": [], "fields": []})
"""A kind that the type no longer has: what was begun can still be returned, refused and given up."""


@lru_cache(maxsize=100)
def under(compiled: CompiledType, key: str) -> CompiledType:
    """The type with the course of this amendment in the place of its flow: what the engine asks is answered by it."""
    kind = compiled.definition.amendments.get(key) or GONE
    conditions = compiled.amendment_conditions
    return replace(
        compiled,
        definition=compiled.definition.model_copy(update={"workflow": _flow(kind)}),
        guards={},
        task_conditions={(ASKED, at): rule for (name, at), rule in conditions.items() if name == key},
    )


def _flow(kind: Amendment) -> Workflow:
    states = {key: State(label=label, colour=colour) for key, (label, colour) in STATES.items()}
    told = ("tasks", "mode", "on_behalf", "hand_over", "same_person")
    states[ASKED] = states[ASKED].model_copy(update={name: getattr(kind, name) for name in told})
    return Workflow(start=OWN, states=states, transitions=tuple(_transitions()))


def _transitions() -> list[Transition]:
    return [
        _move(SUBMIT, "提交变更", "Submit the amendment", (OWN,), ASKED, OWNER, "go", "none"),
        _move(AGREE, "同意变更", "Agree to the amendment", (ASKED,), AGREED, TASK, "go", "optional"),
        _move(SEND_BACK, "退回修改", "Return", (ASKED,), OWN, TASK, "back", "required"),
        _move(REFUSE, "不同意变更", "Refuse", (ASKED,), REFUSED, TASK, "stop", "required"),
        _move(RECALL, "撤回变更", "Recall", (ASKED,), OWN, OWNER, "back", "optional"),
        _move(WITHDRAW, "放弃变更", "Give up", OPEN, WITHDRAWN, OWNER, "stop", "required"),
    ]


def _move(  # noqa: PLR0913, PLR0917 - what a transition is made of
    key: str, zh: str, en: str, from_: tuple[str, ...], to: str, by: str, tone: str, comment: str
) -> Transition:
    told = {"key": key, "label": Label(zh=zh, en=en), "from": from_, "to": to, "by": (by,)}
    return Transition.model_validate({**told, "tone": tone, "comment": comment})
