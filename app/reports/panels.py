"""What reports give to the page of a record and to the frame: 统计, 检查, 对照填报, 撰写; a group in the sidebar."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from flask import request, url_for
from flask_babel import gettext, ngettext

from app.audit import deeds
from app.definitions.compiled import CompiledType
from app.records import access, panels, tabs
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.models import Record
from app.records.panels import Action, Beside, Missing, Tab
from app.reports import checking, figure_pages, home, overview, queries, service, transcribe
from app.web import navigation
from app.web.language import N_, language
from app.web.navigation import Group, Item, Panel

deeds.call(report__computed=N_("重新统计"), report__narrated=N_("采用草稿"))
tabs.WHY.update(computed=N_("重新统计"), narrated=N_("采用草稿"))


@navigation.sidebar(order=60)
def menu() -> list[Group]:
    """统计与报告, for those whom a report concerns; its types stand in the same group."""
    if not overview.concerning(current_desk()):
        return []
    return [_menu(language(), request.script_root)]


@lru_cache(maxsize=20)
def _menu(spoken: str, root: str) -> Group:
    del spoken, root  # parts of labels and address
    item = Item(str(gettext("全部报告")), url_for("reports.index"), "report-analytics")
    return Group(str(gettext("统计与报告")), (item,))


@navigation.home(order=20)
def this_year() -> list[Panel]:
    """This year in a few figures, with last year's beside."""
    found = home.this_year(current_desk())
    return [Panel("reports/_home_figures.html", {"figures": found}, wide=False)] if found else []


@panels.record_tabs(order=12)
def figures(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Tab]:
    """统计: the figures as big numbers, and the drafts of the text."""
    if not queries.is_report(compiled):
        return

    def facts() -> Mapping[str, Any]:
        tiles = figure_pages.tiles(record, compiled, desk=desk)
        texts = [(each, checking.text_of(record, each)) for each in service.narratives_of(compiled)]
        last = max((tile.kept for tile in tiles if tile.kept), key=lambda kept: kept.id, default=None)
        return {"tiles": tiles, "texts": texts, "last": last, **_standing(record, compiled, desk)}

    yield Tab("figures", str(gettext("统计")), "reports/_tab_figures.html", facts)


@panels.record_tabs(order=14)
def check(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Tab]:
    """检查: numbers in the text, rules, copies."""
    if not queries.is_report(compiled):
        return
    found = checking.check(record, desk=desk)
    yield Tab("check", str(gettext("检查")), "reports/_tab_check.html", lambda: {"check": found}, badge=found.count)


@panels.record_tabs(order=16)
def transcribing(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Tab]:
    """对照填报: the rows in the order of the other site."""
    definition = compiled.definition.transcribe
    if definition is None:
        return

    def facts() -> Mapping[str, Any]:
        rows = transcribe.rows(record, desk=desk)
        return {"rows": rows, "progress": transcribe.progress(rows), "definition": definition}

    yield Tab("transcribe", str(gettext("对照填报")), "reports/_tab_transcribe.html", facts)


@panels.form_beside()
def feeding(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Beside]:
    """本年记录 beside each narrative that draws on any."""
    sight = access.field_sight(compiled, desk.viewer, record)
    for each in service.narratives_of(compiled):
        if each.options.parts and sight[each.key] == "see":
            yield Beside(
                key=each.key,
                label=str(gettext("本年记录")),
                url=url_for("reports.beside", record_id=record.id, key=each.key),
                page=url_for("reports.narrative", record_id=record.id, key=each.key),
            )


@panels.record_actions(order=35)
def actions(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Action]:
    """重新统计."""
    if service.figures_of(compiled) and service.may_change(compiled, record, desk=desk):
        yield Action("reports/_action_compute.html", {"record_id": record.id}, more=True)


@panels.record_strip(order=15)
def strip(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Missing]:
    """Nothing counted yet; numbers in the text that are not those of the figures."""
    if not service.figures_of(compiled) or service.is_frozen(compiled, record):
        return
    if not any((record.data.get(each.key) or {}).get("value") for each in service.figures_of(compiled)):
        yield Missing(str(gettext("还没有统计，请点“重新统计”")), icon="calculator")
    wrong = sum(each.wrong for each in checking.texts(record, compiled, desk=desk))
    if wrong:
        told = ngettext("文字里有 %(num)d 处需要核对", "文字里有 %(num)d 处需要核对", wrong)
        url = url_for("records.show", record_id=record.id, tab="check")
        yield Missing(str(told), url, "list-search")


def _standing(record: Record, compiled: CompiledType, desk: Desk) -> Mapping[str, Any]:
    return {
        "may": service.may_change(compiled, record, desk=desk),
        "is_frozen": service.is_frozen(compiled, record),
    }
