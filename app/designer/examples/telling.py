"""What came out otherwise, in words: before and after, side by side."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.accounts import queries as accounts
from app.definitions.schema import RecordType, Workflow
from app.designer.examples.comparing import Change
from app.designer.examples.schema import PaperText, Step, Told
from app.errors import Fault
from app.web.language import language
from app.web.signs import listed
from app.web.words import say

_PATH = re.compile(r"^([a-z0-9_]+)(?:\[(\d+)\])?(?:\.([a-z0-9_]+))?$")


@dataclass(frozen=True, slots=True)
class Line:
    """What it is about, how it was, how it would be: each some lines."""

    what: str
    label: str
    before: tuple[str, ...]
    now: tuple[str, ...]


class Telling:
    """Puts outcomes into words; names are those of the first of the definitions that has them."""

    def __init__(self, *definitions: RecordType | None) -> None:
        self.known = [each for each in definitions if each is not None]
        self.roles = {role.key: role.label(language()) for role in accounts.roles(active=False)}

    def lines(self, changes: Iterable[Change]) -> list[Line]:
        """Each change as a line."""
        whats = {
            "shown": gettext("显示哪些"),
            "value": gettext("算出来的"),
            "fault": gettext("问题"),
            "step": gettext("下一步"),
            "paper": gettext("材料"),
        }
        return [
            Line(str(whats[each.what]), self.label(each), self._said(each, each.before), self._said(each, each.now))
            for each in changes
        ]

    def label(self, change: Change) -> str:
        """What a change is about."""
        if change.what == "step":
            return self._transition(change.path)
        if change.what == "paper":
            return self.paper(change.path)
        return self.field(change.path)

    def field(self, path: str) -> str:
        """A field, or a cell with its row."""
        found = _PATH.match(path)
        each = next((known for one in self.known if found and (known := one.field(found[1]))), None)
        if found is None or each is None:
            return path or str(gettext("整张表单"))
        column = next((column for column in each.columns if column.key == found[3]), None)
        parts = [each.label.text(language())]
        if found[2] is not None:
            parts.append(str(gettext("第 %(row)s 行", row=int(found[2]) + 1)))
        return " · ".join([*parts, *([column.label.text(language())] if column else [])])

    def paper(self, key: str) -> str:
        """What a paper is called."""
        papers = (paper for one in self.known for paper in one.documents if paper.key == key)
        return next((paper.label.text(language()) for paper in papers), key)

    def step(self, step: Step) -> str:
        """Where a step leads, and who decides there."""
        state = self._state(step.state)
        if not step.tasks:
            return str(gettext("到“%(state)s”", state=state))
        return str(gettext("到“%(state)s”，由%(who)s办理", state=state, who=listed(map(self._who, step.tasks))))

    def fault(self, told: Told) -> str:
        """A fault as it is said elsewhere."""
        return say(Fault(told.code, told.place, facts=told.facts))

    def files(self, paper: PaperText) -> list[tuple[str, tuple[str, ...]]]:
        """A paper as its files with their lines; one that cannot be made as its faults."""
        return [*paper.files, *(("", (self.fault(each),)) for each in paper.faults)]

    def _said(self, change: Change, value: Any) -> tuple[str, ...]:
        match value:
            case bool():
                return (str(gettext("会显示") if value else gettext("不会显示")),)
            case None if change.what == "shown":
                return (str(gettext("没有这个字段了")),)
            case Told():
                return (self.fault(value),)
            case Step():
                return (self.step(value),)
            case tuple():
                return tuple(self.fault(each) if isinstance(each, Told) else str(each) for each in value)
            case str() if value:
                return (value,)
        return (str(gettext("（没有）")),)

    def _who(self, task: str) -> str:
        role, _, unit = task.partition("@")
        if role.startswith("person:"):
            key = role.removeprefix("person:")
            return str(gettext("填写的人")) if key == "owner" else self.field(key)
        label = self.roles.get(role, role)
        return str(gettext("%(unit)s的%(role)s", unit=self.field(unit), role=label)) if unit else label

    def _state(self, key: str) -> str:
        states = (state for flow in self._flows() for name, state in flow.states.items() if name == key)
        return next((state.label.text(language()) for state in states), key)

    def _transition(self, key: str) -> str:
        moves = (move for flow in self._flows() for move in flow.transitions if move.key == key)
        return next((move.label.text(language()) for move in moves), key)

    def _flows(self) -> list[Workflow]:
        return [each.workflow for each in self.known if each.workflow]


def typed_lines(typed: Mapping[str, Any], telling: Telling) -> list[tuple[str, str]]:
    """What was typed, field by field; of tables each row as a line."""
    return [(telling.field(key), _shown(raw)) for key, raw in typed.items()]


def _shown(raw: Any) -> str:
    match raw:
        case list():
            return "\n".join(_shown(each) for each in raw)
        case dict():
            return listed(_shown(each) for key, each in raw.items() if not key.startswith("_") and each)
    return str(raw)
