"""What came out otherwise, in words: before and after, side by side."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.accounts import queries as accounts
from app.definitions.schema import RecordType, Workflow
from app.designer.examples.comparing import Change
from app.designer.examples.running import still_fits
from app.designer.examples.schema import Given, PaperText, Step, Told
from app.errors import Fault, Invalid
from app.fields import FieldDef, Lookups
from app.web.language import language
from app.web.signs import listed
from app.web.words import say
from app.workflow import whom

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
        each = self.definition(found[1]) if found else None
        if found is None or each is None:
            return path or str(gettext("整张表单"))
        column = next((column for column in each.columns if column.key == found[3]), None)
        parts = [each.label.text(language())]
        if found[2] is not None:
            parts.append(str(gettext("第 %(row)s 行", row=int(found[2]) + 1)))
        return " · ".join([*parts, *([column.label.text(language())] if column else [])])

    def definition(self, key: str) -> FieldDef | None:
        """The field with this key."""
        return next((known for one in self.known if (known := one.field(key))), None)

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
        if not unit:
            return label
        key = unit.lstrip("^")
        return whom.said(label, whom.home_of_owner() if key == "owner" else self.field(key), above=key != unit)

    def _state(self, key: str) -> str:
        states = (state for flow in self._flows() for name, state in flow.states.items() if name == key)
        return next((state.label.text(language()) for state in states), key)

    def _transition(self, key: str) -> str:
        moves = (move for flow in self._flows() for move in flow.transitions if move.key == key)
        return next((move.label.text(language()) for move in moves), key)

    def _flows(self) -> list[Workflow]:
        return [each.workflow for each in self.known if each.workflow]


def given_lines(given: Given, telling: Telling, lookups: Lookups) -> list[tuple[str, str]]:
    """What goes in, field by field as people read it; of tables each row as a line."""
    found = {key: _shown(raw, telling.definition(key), lookups) for key, raw in given.typed.items()}
    held = ((key, stored) for key, stored in given.held.items() if not isinstance(stored, list))
    found |= {key: _kept(stored, given.kinds.get(key), telling.definition(key), lookups) for key, stored in held}
    return [(telling.field(key), text) for key, text in found.items()]


def _shown(raw: Any, each: FieldDef | None, lookups: Lookups) -> str:
    if isinstance(raw, list) and each is not None and each.columns:
        columns = {column.key: column for column in each.columns}
        cells = ([(columns.get(key), cell) for key, cell in row.items() if not key.startswith("_")] for row in raw)
        return "\n".join(listed(filter(None, (_shown(cell, column, lookups) for column, cell in row))) for row in cells)
    try:
        stored = each.kind.clean(raw, each.options, lookups) if each else None
    except Invalid:
        stored = None
    if each is None or stored is None:
        return listed(map(str, raw)) if isinstance(raw, list) else str(raw or "")
    return each.kind.show(stored, each.options, lookups, language())


def _kept(stored: Any, held: str | None, each: FieldDef | None, lookups: Lookups) -> str:
    """A person, a department, a record or a number; of a field that is gone or another now its words are left."""
    if each is not None and still_fits(each, held, stored):
        return each.kind.show(stored, each.options, lookups, language())
    return str(stored.get("label", "")) if isinstance(stored, Mapping) else str(stored)
