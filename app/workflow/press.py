"""What is pressed: a transition, the words with it, and, on another's behalf, who decided elsewhere and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.definitions.schema import State, Transition
from app.errors import Fault, Invalid
from app.fields import Stored
from app.records.models import Record
from app.workflow.models import Step

WAYS = ("paper", "oa", "dingtalk", "phone")
"""The ways by which decisions are made elsewhere: 纸质, OA, 政务钉钉, 电话."""

MOST_WORDS = 2000
"""Characters of an opinion."""


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """代录签批: who decided elsewhere, when, by which way, and the scan that shows it."""

    signer: str
    on: date | None
    by_way_of: str
    scan: str | None = None

    def stored(self) -> dict[str, Any]:
        """As the step keeps it."""
        on = self.on.isoformat() if self.on else ""
        return {"signer": self.signer.strip(), "on": on, "by_way_of": self.by_way_of, "scan": self.scan}


@dataclass(frozen=True, slots=True)
class Press:
    """What was pressed, with which words; `stored` are values entered in the same form (None: as they are kept).

    `reason` is given apart from the words where a closed report is corrected; else the words are the reason.
    """

    transition: str
    comment: str = ""
    expected: int | None = None
    stored: Mapping[str, Stored] | None = None
    task_id: int | None = None
    on_behalf: OnBehalf | None = None
    reason: str = ""
    repeats: bool = False
    """The same person agreed in the step before, and is taken at their word."""


@dataclass(slots=True)
class Performed:
    """What came of it: where the record is, what was taken down, which papers were made, who was told."""

    record: Record
    step: Step
    makes: tuple[str, ...] = ()
    told: tuple[int, ...] = ()
    is_sent_back: bool = False
    """Returned, or gone back because something that was agreed to has changed."""


def refuse_silence(move: Transition, press: Press, state: State | None, *, today: date) -> None:
    """A reason where one is required; who, when and how on another's behalf, and a scan where the state asks for it."""
    faults = []
    if move.comment == "required" and not press.comment.strip():
        faults.append(Fault("workflow.comment_required", place="comment", facts={"label": move.label}))
    if len(press.comment) > MOST_WORDS:
        faults.append(Fault("workflow.comment_long", place="comment", facts={"most": MOST_WORDS}))
    if press.on_behalf is not None:
        faults += _silence_on_behalf(press.on_behalf, state, today)
    if faults:
        raise Invalid(faults)


def _silence_on_behalf(given: OnBehalf, state: State | None, today: date) -> list[Fault]:
    faults = []
    if not given.signer.strip():
        faults.append(Fault("workflow.signer_required", place="signer"))
    if given.on is None:
        faults.append(Fault("workflow.day_required", place="on"))
    elif given.on > today:
        faults.append(Fault("workflow.day_ahead", place="on"))
    if given.by_way_of not in WAYS:
        faults.append(Fault("workflow.way_required", place="by_way_of"))
    if state is not None and state.on_behalf == "scan" and not given.scan:
        faults.append(Fault("workflow.scan_required", place="scan"))
    return faults
