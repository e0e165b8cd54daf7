"""What stands on the page of a record: every feature gives its own tabs, buttons and lines of what is still missing.

    @panels.record_tabs(order=20)
    def flow(record: Record, compiled: CompiledType, desk: Desk) -> Iterable[Tab]: ...

A giver runs for somebody who may see the record, and gives only what this person may see or do.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from app.definitions.compiled import CompiledType
from app.records.desk import Desk
from app.records.models import Record

Thing = TypeVar("Thing")
Giver: TypeAlias = Callable[[Record, CompiledType, Desk], Iterable[Thing]]


@dataclass(frozen=True)
class Tab:
    """A tab: `facts` is asked only when it is the open one. Its template reads `record`, `compiled` and `facts`."""

    key: str
    label: str
    template: str
    facts: Callable[[], Mapping[str, Any]] = dict
    badge: int = 0


@dataclass(frozen=True)
class Action:
    """A button or a small form at the head. `main`: the one filled button; further ones stand in the menu 更多."""

    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    main: bool = False
    more: bool = False


@dataclass(frozen=True)
class Missing:
    """A line of the strip 缺什么: what is not there yet, where it is done; `tone`: yellow, red, blue or green.

    `deed`: what the link is called where nothing is to be supplied.
    """

    text: str
    url: str = ""
    icon: str = "alert-circle"
    tone: str = "yellow"
    deed: str = ""


@dataclass(frozen=True)
class Note:
    """What this person has to read first, above the tabs. Its template reads `record` and `facts`."""

    template: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Beside:
    """What stands beside an input of the form: fetched from `url` when it comes into sight; `page` says it all."""

    key: str
    label: str
    url: str
    page: str


class Slot(Generic[Thing]):
    """A place of the record page; lower `order` stands first."""

    def __init__(self) -> None:
        self._givers: list[tuple[int, Giver[Thing]]] = []

    def __call__(self, *, order: int = 50) -> Callable[[Giver[Thing]], Giver[Thing]]:
        """Register a giver."""

        def register(giver: Giver[Thing]) -> Giver[Thing]:
            self._givers.append((order, giver))
            self._givers.sort(key=lambda pair: pair[0])
            return giver

        return register

    def things(self, record: Record, compiled: CompiledType, desk: Desk) -> list[Thing]:
        """What all givers give for this record, in order."""
        return [thing for _order, giver in self._givers for thing in giver(record, compiled, desk)]


record_tabs: Slot[Tab] = Slot()
"""内容 10, 流程 20, 材料 30, 附件 40, 历史 50."""
record_actions: Slot[Action] = Slot()
"""What may be pressed: transitions 10, papers 30, 修改 40, copies 60."""
form_beside: Slot[Beside] = Slot()
"""Beside inputs of the form of a record that is kept already."""
record_notes: Slot[Note] = Slot()
"""What changed since one was last heard."""
record_strip: Slot[Missing] = Slot()
"""What is still missing: fields 10, papers 20, seals and scans 30, dates 40."""
