"""审批意见 for Word: who decided what in the round that counts; what was recorded for others says so."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.definitions.papers import OPINIONS
from app.documents.context import gives_values
from app.expressions import PictureOf, Value, plain_text
from app.fields.picture import SIGNATURE_WIDTH
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import queries
from app.workflow.judging import queries as judging
from app.workflow.judging.going import AGAIN
from app.workflow.models import Step, Task
from app.workflow.signatures.standing import standing

Who: TypeAlias = tuple[int | None, int | None, str]
"""Who decided, for whom, and who signed elsewhere."""
WAYS = {"paper": "纸质", "oa": "OA", "dingtalk": "政务钉钉", "phone": "电话"}
"""How a decision was made elsewhere, as papers say it."""


@gives_values
def opinions(record: Record, compiled: CompiledType, desk: Desk) -> Mapping[str, Value]:
    """All rows, and for each state what was said there, by whom, when; up to the moment of the desk."""
    if compiled.definition.workflow is None:
        return {}
    taken = (step for step in queries.steps(desk.session, record.id) if step.at <= desk.now)
    steps = counting(taken, compiled, judging.kept(desk.session, record.id))
    tasks = {task.id: task for task in queries.tasks(desk.session, record.id)}
    names = accounts.names(each for step in steps for each in (step.user_id, step.stands_for) if each)
    roles = {role.key: role.label_zh for role in accounts.roles(active=False)}
    drawn = standing(record, compiled, desk)
    rows = [_row(step, tasks.get(step.task_id or 0), compiled, names, roles, drawn, desk) for step in steps]
    given: dict[str, Value] = {OPINIONS: rows}
    for state in dict.fromkeys(step.from_state for step in steps):
        own = [(_who(step), row) for row, step in zip(rows, steps, strict=True) if step.from_state == state]
        signed = {who: row for who, row in own if row["signer"]}
        given[f"opinion_{state}"] = _together([row for _who, row in own])
        given[f"signer_{state}"] = "、".join(str(row["signer"]) for row in signed.values())
        given[f"signed_{state}"] = own[-1][1]["on"]
        given[f"signature_{state}"] = _signature_of([*signed.values()])
    return given


def counting(steps: Iterable[Step], compiled: CompiledType, kept: Mapping[int, int]) -> list[Step]:
    """The decisions that count: what was said before a return was said of something else, unless it still holds.

    It holds where the record was not sent back so far, and where it was `kept`: by step, the approval that counted.
    """
    known, telling = dict[int, Step](), _Telling()
    for step in steps:
        known[step.id] = step
        move = compiled.transition(step.transition)
        if step.transition == AGAIN or (move and move.tone == "back" and step.from_state != step.to_state):
            telling.go_back(step)
        elif step.id in kept:
            telling.said.append(known[kept[step.id]])
        elif step.task_id is not None:
            telling.said.append(step)
        telling.move(step)
    return telling.said


class _Telling:
    """What was said on the way to where the record stands, and, since a return, what had been said before it."""

    def __init__(self) -> None:
        self.said: list[Step] = []
        self.left: list[str] = []
        self.before: tuple[list[str], list[Step]] | None = None

    def go_back(self, step: Step) -> None:
        """All of it is open until it is known from where it goes on."""
        self.before = ([*self.left, step.from_state], self.said)
        self.left, self.said = [], []

    def move(self, step: Step) -> None:
        """On to a state; what was said in those before it counts on."""
        if step.from_state != step.to_state and step.transition != AGAIN:
            self.left = [*(state for state in self.left if state != step.from_state), step.from_state]
        left, said = self.before or ([], [])
        if step.to_state in left:
            earlier = left[: left.index(step.to_state)]
            self.left = [*earlier, *(state for state in self.left if state not in earlier)]
            self.said = [*(each for each in said if each.from_state in earlier), *self.said]
            self.before = None


def signed_on(step: Step, desk: Desk) -> date:
    """The day of the decision itself."""
    told = (step.on_behalf or {}).get("on")
    return date.fromisoformat(told) if told else step.at.astimezone(desk.now.tzinfo).date()


def _row(  # noqa: PLR0913, PLR0917 - what a line of a course is made of
    step: Step,
    task: Task | None,
    compiled: CompiledType,
    names: Mapping[int, str],
    roles: Mapping[str, str],
    drawn: Mapping[int, str],
    desk: Desk,
) -> dict[str, Value]:
    state = compiled.definition.state(step.from_state)
    behalf = step.on_behalf or {}
    signer = behalf.get("signer") or _signed(step, names)
    return {
        "state": state.label.zh if state else step.from_state,
        "role": roles.get(task.role or "", "") if task else "",
        "signer": signer,
        "opinion": step.comment or step.label,
        "on": signed_on(step, desk),
        "recorded": bool(behalf),
        "way": WAYS.get(behalf.get("by_way_of", ""), "") if behalf else "",
        "signature": _signature(step, signer, drawn),
    }


def _who(step: Step) -> Who:
    """The person: others may have the same name. Of what was decided elsewhere no more is known than the name."""
    told = (step.on_behalf or {}).get("signer", "")
    return (None, None, told) if told else (step.user_id, step.stands_for, "")


def _signature(step: Step, signer: str, drawn: Mapping[int, str]) -> Value:
    """The picture that its person agreed to, else the name; what was recorded for others says so."""
    if step.on_behalf:
        return f"{signer}（代录）"
    return PictureOf(drawn[step.id], signer, SIGNATURE_WIDTH) if step.id in drawn else signer


def _signature_of(rows: list[dict[str, Value]]) -> Value:
    """Of one signer the signature; of several the names: a box has room for one picture."""
    return rows[0]["signature"] if len(rows) == 1 else "、".join(plain_text(row["signature"]) for row in rows)


def _signed(step: Step, names: Mapping[int, str]) -> str:
    """Who decided; a stand-in says for whom."""
    name = names.get(step.user_id or 0, "")
    return f"{name}（代{names.get(step.stands_for, '')}）" if step.stands_for else name


def _together(rows: list[dict[str, Value]]) -> str:
    """One opinion as it is; several each with its role in front."""
    if len(rows) == 1:
        return str(rows[0]["opinion"])
    return "；".join(f"{row['role']}：{row['opinion']}" if row["role"] else str(row["opinion"]) for row in rows)
