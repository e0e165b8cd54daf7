"""What stands round every page: features register callables, the frame asks them at each page.

    @navigation.sidebar(order=20)
    def types() -> Iterable[Group]: ...

A callable runs in the request of somebody who is signed in and gives only what this person may see.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from flask import Flask, request
from flask_login import current_user
from markupsafe import Markup

from app.web.language import language
from app.web.lasting import lasting

Thing = TypeVar("Thing")


class Item(NamedTuple):
    """A line of a menu. `badge`: a number that waits; `tone` its colour."""

    label: str
    url: str
    icon: str = ""
    badge: int = 0
    tone: str = ""

    def leads_to(self, path: str) -> bool:
        """Whether a page belongs to this line."""
        if not path.startswith(self.url):
            return False
        return path == self.url or (self.url != "/" and path[len(self.url.rstrip("/"))] == "/")


class Group(NamedTuple):
    """Lines under a heading; a group without heading stands by itself."""

    label: str = ""
    items: tuple[Item, ...] = ()
    icon: str = ""


class Unread(NamedTuple):
    """Messages that were not opened yet: how many, and the newest of them."""

    number: int = 0
    newest: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Panel:
    """A card on the home page: a template and what it shows. `wide`: takes the left, broad column."""

    template: str
    facts: dict[str, Any] = field(default_factory=dict)
    wide: bool = True


_Asker: TypeAlias = tuple[frozenset[str], str, str]
"""The capabilities of who asks, the language, and where the site lies."""


class Slot(Generic[Thing]):
    """A place of the frame that features fill; lower `order` stands first."""

    def __init__(self) -> None:
        self._givers: list[tuple[int, Callable[[_Asker], Iterable[Thing]]]] = []

    def __call__(
        self, *, order: int = 50, lasting: bool = False
    ) -> Callable[[Callable[[], Iterable[Thing]]], Callable[[], Iterable[Thing]]]:
        """Register a callable; a lasting one gives always the same to people of the same capabilities."""

        def register(giver: Callable[[], Iterable[Thing]]) -> Callable[[], Iterable[Thing]]:
            self._givers.append((order, _lasting(giver) if lasting else lambda _asker: giver()))
            self._givers.sort(key=lambda pair: pair[0])
            return giver

        return register

    def things(self) -> tuple[Thing, ...]:
        """What all callables give, in order."""
        asker = (current_user.capabilities, language(), request.script_root)
        return tuple(thing for _order, giver in self._givers for thing in giver(asker))


sidebar: Slot[Group] = Slot()
"""Groups of the sidebar: 首页 0, 待办 10, 到期 12, types 20, 统计与报告 60, 模板 70, 管理 90."""
creatable: Slot[Item] = Slot()
"""Lines of the 新建 menu."""
bell: Slot[Unread] = Slot()
"""What was not read yet."""
home: Slot[Panel] = Slot()
"""Cards of the home page."""


def configure(app: Flask) -> None:
    """Give the frame to the templates."""
    app.context_processor(_frame)


def _lasting(giver: Callable[[], Iterable[Thing]]) -> Callable[[_Asker], Iterable[Thing]]:
    """Asked once for all people of the same capabilities and language."""

    @lru_cache(maxsize=200)
    def given(asker: _Asker) -> tuple[Thing, ...]:
        del asker  # what is given, its labels and addresses depend on it
        return tuple(giver())

    return given


def _sidebar() -> Markup:
    """The groups, with the lines that lead to this page."""
    groups, path = _merged(), request.path
    here = tuple(item for group in groups for item in group.items if item.leads_to(path))
    return lasting("web/_sidebar.html", groups=groups, here=here)


def _bell() -> Unread:
    told = bell.things()
    return Unread(sum(each.number for each in told), tuple(item for each in told for item in each.newest))


def _merged() -> tuple[Group, ...]:
    """The groups; those of one name are one, where the last of them stands."""
    merged: dict[object, Group] = {}
    for group in sidebar.things():
        before = merged.pop(group.label, None) if group.label else None
        items = (*group.items, *(before.items if before else ()))
        merged[group.label or group] = Group(group.label, items, group.icon)
    return tuple(merged.values())


def _frame() -> dict[str, object]:
    if not current_user.is_authenticated or current_user.must_change:
        return {"sidebar": str, "creatable_items": tuple, "bell": Unread}
    return {"sidebar": _sidebar, "creatable_items": creatable.things, "bell": _bell}
