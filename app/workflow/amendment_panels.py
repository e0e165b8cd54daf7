"""What amendments give to other pages: buttons, a line and a tab on the record, cards in the inbox and at home."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.records import panels
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.models import Record
from app.records.panels import Action, Missing, Tab
from app.web import navigation
from app.web.language import language
from app.web.navigation import Panel
from app.web.signs import listed
from app.workflow import amendment_pages as pages
from app.workflow import current
from app.workflow import queries as flow
from app.workflow.amending import course, judging, queries, showing
from app.workflow.amending.models import Amendment
from app.workflow.course import holders_of

TOP = 5
"""People named in a line."""


@panels.record_actions(order=50)
def propose(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Action]:
    """变更, each kind a button, while none is open."""
    if not compiled.definition.amendments or queries.open_of(desk.session, record.id) is not None:
        return
    for key, kind in judging.kinds(record, compiled, desk).items():
        url = url_for("amendments.new", record_id=record.id, kind=key)
        facts = {"label": kind.label.text(language()), "icon": "git-compare", "url": url, "tone": ""}
        yield Action("workflow/_action_amend.html", facts, more=True)


@panels.record_strip(order=8)
def under_way(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Missing]:
    """That an amendment is open, and whom it waits for."""
    found = queries.open_of(desk.session, record.id) if compiled.definition.amendments else None
    if found is None:
        return
    label = pages.label_of(compiled.definition.amendments.get(found.kind), found.kind)
    url = url_for("amendments.show", record_id=record.id, number=found.number)
    if found.state == course.OWN:
        words = gettext("“%(label)s”还没有提交，现在的内容照旧有效", label=label)
    else:
        tasks = flow.open_tasks(desk.session, record.id, found.id)
        names = listed(list(dict.fromkeys(name for task in tasks for name in holders_of(task, desk)))[:TOP])
        if not names:
            words = gettext("“%(label)s”没有人可以审批，请联系管理员分配角色", label=label)
            yield Missing(str(words), url, icon="user-question", tone="red", deed=str(gettext("打开变更")))
            return
        words = gettext("“%(label)s”等 %(names)s 审批，同意以前现在的内容照旧有效", label=label, names=names)
    yield Missing(str(words), url, icon="git-compare", tone="blue", deed=str(gettext("打开变更")))


@panels.record_tabs(order=25)
def tab(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Tab]:
    """变更: all that the record had."""
    if not compiled.definition.amendments:
        return
    found = queries.of_record(desk.session, record.id)
    if not found:
        return

    def facts() -> Mapping[str, Any]:
        names = accounts.names(each.by for each in found)
        lines = [_line(each, record, compiled, names, desk) for each in found]
        secrets = showing.secrets_in(told for each in lines for told in each["lines"])
        return {"amendments": lines, "hows": showing.HOWS, "secrets": secrets}

    yield Tab("amendments", str(gettext("变更")), "workflow/_tab_amendments.html", facts, badge=len(found))


@navigation.home(order=6)
def top() -> Iterable[Panel]:
    """Amendments that wait, on the home page."""
    desk = current_desk()
    found = queries.waiting_for(desk.session, desk.viewer, absent=current.absent(), most=TOP)
    if not found:
        return []
    return [Panel("workflow/_home_amendments.html", {"found": [_brief(each, record) for _task, each, record in found]})]


def _brief(amendment: Amendment, record: Record) -> Mapping[str, Any]:
    url = url_for("amendments.show", record_id=record.id, number=amendment.number)
    return {"url": url, "title": record.title, "reason": amendment.reason}


def _line(
    amendment: Amendment, record: Record, compiled: CompiledType, names: Mapping[int, str], desk: Desk
) -> Mapping[str, Any]:
    state, colour = pages.state_of(amendment)
    return {
        "amendment": amendment,
        "label": pages.label_of(compiled.definition.amendments.get(amendment.kind), amendment.kind),
        "state": state,
        "colour": colour,
        "by": names.get(amendment.by, ""),
        "lines": pages.lines_of(amendment, record, compiled, desk),
        "url": url_for("amendments.show", record_id=record.id, number=amendment.number),
    }
