"""The kinds of parts: where each stands in a definition, what can be set, how a new one begins, where it is named."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from pydantic import BaseModel

from app.definitions import schema
from app.definitions.checks.amendments import NOT_TYPED
from app.definitions.compiled import SERIES_NAMES
from app.designer import outline, properties
from app.designer.deeds import Given
from app.designer.outline import Data
from app.designer.properties import Property, Shown
from app.errors import Invalid
from app.expressions import Name
from app.fields import FIELD_TYPES
from app.registry import Registry

OWNER = "*"
"""In a home: the key of what owns the list."""
FIRST_COLUMNS = 4
"""So many columns a new view begins with."""
Begin: TypeAlias = Callable[[Data, Given], Data]


@dataclass(frozen=True)
class Part:
    """A kind of part: where its list or map is in the plain data, its model, what can be set, how a new one begins."""

    name: str
    home: tuple[str, ...]
    model: type[BaseModel]
    shown: tuple[Shown, ...]
    begin: Begin
    new_label: str = ""
    """What a new one is called, where it has a name."""
    named_by: str = ""
    """A property that names it as soon as it is set, unless it is called otherwise by then."""
    is_map: bool = False
    has_key: bool = True
    may_go: bool = False
    """One that rows hold may be removed: they keep theirs."""
    reads: tuple[Name, ...] = ()
    """What its rules and texts may name beside the fields."""
    named_in: Callable[[Data], Iterable[tuple[Any, Any]]] = field(default=lambda _data: ())
    """Lists and maps with the place in them where such a part may be named."""

    @cached_property
    def properties(self) -> tuple[Property, ...]:
        """What can be set, in the order of the form."""
        return properties.of_model(self.model, self.shown)


# ---- How new ones begin ----


def _begin_view(data: Data, given: Given) -> Data:
    del given
    keys = [each["key"] for each in outline.all_fields(data) if _may_be_a_column(each)]
    return {"columns": keys[:FIRST_COLUMNS] or ["title"]}


def _begin_document(data: Data, given: Given) -> Data:
    del data
    return {"template": given.get("template", "")}


def _begin_check(data: Data, given: Given) -> Data:
    del data, given
    return {"rule": "true", "say": "请检查"}


def _begin_series(data: Data, given: Given) -> Data:
    del data, given
    return {"pattern": "{{ year }}-{{ n }}", "width": 4}


def _begin_right(data: Data, given: Given) -> Data:
    del data
    return {"role": given.get("role", "staff"), "see": "own"}


def _begin_notice(data: Data, given: Given) -> Data:
    del data, given
    return {"on": "task_given", "to": "holder"}


def _begin_remind(data: Data, given: Given) -> Data:
    del given
    dated = [each["key"] for each in outline.all_fields(data) if each["type"] in ("date", "datetime")]
    if not dated:
        raise Invalid.because("designer.no_date")
    taken = {(each["at"], each.get("before", "")) for each in data.get("remind", ())}
    spans = (f"{days} days" for days in range(7, 7 + len(taken) + 1))
    span = next(each for each in spans if (dated[0], each) not in taken)
    return {"at": dated[0], "before": span, "say": "快到期了，请办理"}


def _begin_state(data: Data, given: Given) -> Data:
    del given
    flow = data["workflow"]
    flow.setdefault("start", "state")
    return {}


def _begin_transition(data: Data, given: Given) -> Data:
    """Where somebody decides, that is who goes on."""
    known = data.get("workflow", {}).get("states", {})
    if not known:
        raise Invalid.because("designer.no_state")
    states, start = list(known), given.get("from") or next(iter(known))
    by = {"by": ["task"]} if known.get(start, {}).get("tasks") else {}
    return {"from": [start], "to": given.get("to") or states[-1], **by}


def _begin_task(data: Data, given: Given) -> Data:
    del data
    return {"role": given.get("role", "head")}


def _begin_amendment(data: Data, given: Given) -> Data:
    """Of the last state there is, and of the first field that somebody fills in."""
    states = list(data.get("workflow", {}).get("states", ()))
    if not states:
        raise Invalid.because("designer.no_state")
    typed = [each["key"] for each in outline.all_fields(data) if _may_be_amended(each)]
    return {"from": [states[-1]], "fields": typed[:1], "tasks": [_begin_task(data, given)]}


def _may_be_amended(each: Data) -> bool:
    kind = FIELD_TYPES.get(str(each["type"]))
    return kind.holds_value and not kind.holds_files and not each.get("compute") and kind.name not in NOT_TYPED


def _may_be_a_column(each: Data) -> bool:
    kind = FIELD_TYPES.get(str(each["type"]))
    closed = each.get("retired") or each.get("sensitive")
    return kind.holds_value and not closed and not kind.is_long


# ---- Where parts are named: (container, key or number) whose value is the name, or a list of them ----


def _names_of_documents(data: Data) -> Iterator[tuple[Any, Any]]:
    makers = (*data.get("workflow", {}).get("transitions", ()), *data.get("amendments", {}).values())
    return ((each, "makes") for each in makers)


def _names_of_series(data: Data) -> Iterator[tuple[Any, Any]]:
    return ((each, "series") for each in outline.all_fields(data))


def _names_of_states(data: Data) -> Iterator[tuple[Any, Any]]:
    flow = data.get("workflow", {})
    yield flow, "start"
    for move in flow.get("transitions", ()):
        yield from ((move, "from"), (move, "to"))
    for each in outline.all_fields(data):
        yield from ((part, "needed_for") for part in (each, *each.get("columns", ())))
    named = {"checks": "needed_for", "rights": "change", "documents": "states", "notify": "state"}
    for home_, name in named.items():
        yield from ((each, name) for each in data.get(home_, ()))
    yield from ((each, "take") for each in data.get("series", {}).values())
    yield from ((each, "from") for each in data.get("amendments", {}).values())


ASKED = (
    Shown("role", "key", "roles"),
    Shown("of", "key", "homes"),
    Shown("above"),
    Shown("person", "key", "persons"),
    Shown("login", "key", "logins"),
    Shown("when"),
    Shown("due", "span"),
)
"""Whom a state asks, and an amendment just as well."""
PARTS: Registry[Part] = Registry(
    (
        Part(
            "view",
            ("views",),
            schema.View,
            (
                Shown("label"),
                Shown("columns", "order", "columns"),
                Shown("where"),
                Shown("sort", "sorts", "sortable"),
                Shown("group", "key", "groups"),
                Shown("calendar", "key", "calendars"),
                Shown("totals", "totals", "totals"),
            ),
            _begin_view,
            new_label="新的筛选",
            may_go=True,
        ),
        Part(
            "document",
            ("documents",),
            schema.Document,
            (
                Shown("label"),
                Shown("template", "key", "templates"),
                Shown("states", "many", "states"),
                Shown("filename", "pattern"),
                Shown("each", "key", "tables"),
                Shown("scan"),
            ),
            _begin_document,
            new_label="新的材料",
            named_by="template",
            may_go=True,
            named_in=_names_of_documents,
        ),
        Part(
            "series",
            ("series",),
            schema.Series,
            (
                Shown("pattern", "pattern"),
                Shown("restart"),
                Shown("take", "key", "states"),
                Shown("start"),
                Shown("width"),
            ),
            _begin_series,
            is_map=True,
            reads=SERIES_NAMES,
            named_in=_names_of_series,
        ),
        Part(
            "notify",
            ("notify",),
            schema.Notice,
            (Shown("on"), Shown("state", "key", "states"), Shown("to", "key", "receivers")),
            _begin_notice,
            has_key=False,
        ),
        Part(
            "remind",
            ("remind",),
            schema.Remind,
            (
                Shown("at", "key", "days"),
                Shown("rows"),
                Shown("before", "span"),
                Shown("after", "span"),
                Shown("when"),
                Shown("to", "key", "owner_roles"),
                Shown("say"),
            ),
            _begin_remind,
            has_key=False,
        ),
        Part(
            "check",
            ("checks",),
            schema.Check,
            (
                Shown("say"),
                Shown("rule"),
                Shown("level"),
                Shown("at", "key", "fields"),
                Shown("when"),
                Shown("needed_for", "many", "states"),
            ),
            _begin_check,
        ),
        Part(
            "right",
            ("rights",),
            schema.Right,
            (
                Shown("role", "key", "roles"),
                Shown("see"),
                Shown("create"),
                Shown("change"),
                Shown("fields", "many", "paths"),
                Shown("others"),
            ),
            _begin_right,
            has_key=False,
        ),
        Part(
            "state",
            ("workflow", "states"),
            schema.State,
            (
                Shown("label"),
                Shown("colour"),
                Shown("counts"),
                Shown("mode"),
                Shown("enough"),
                Shown("on_behalf"),
                Shown("hand_over"),
                Shown("same_person"),
            ),
            _begin_state,
            new_label="新的状态",
            is_map=True,
            named_in=_names_of_states,
        ),
        Part(
            "transition",
            ("workflow", "transitions"),
            schema.Transition,
            (
                Shown("label"),
                Shown("from", "many", "states"),
                Shown("to", "key", "states"),
                Shown("by", "many", "actors"),
                Shown("when"),
                Shown("comment"),
                Shown("makes", "many", "documents"),
                Shown("tone"),
            ),
            _begin_transition,
            new_label="新的步骤",
        ),
        Part(
            "task",
            ("workflow", "states", OWNER, "tasks"),
            schema.Task,
            (*ASKED, Shown("judges", "many", "fields")),
            _begin_task,
            has_key=False,
        ),
        Part(
            "amendment",
            ("amendments",),
            schema.Amendment,
            (
                Shown("label"),
                Shown("from", "many", "states"),
                Shown("by", "many", "owner_roles"),
                Shown("fields", "many", "amendable"),
                Shown("mode"),
                Shown("on_behalf"),
                Shown("hand_over"),
                Shown("same_person"),
                Shown("makes", "many", "documents"),
            ),
            _begin_amendment,
            new_label="新的变更",
            is_map=True,
            may_go=True,
        ),
        Part(
            "amendment_task",
            ("amendments", OWNER, "tasks"),
            schema.Task,
            ASKED,
            _begin_task,
            has_key=False,
        ),
    )
)
"""Every kind of part."""
