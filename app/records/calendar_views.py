"""A list as a calendar, month by month."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.definitions.compiled import CompiledField
from app.records import calendar, chips, view_tabs
from app.records.calendar import Month
from app.records.chips import Chip
from app.records.current import desk
from app.records.lists import Asked, RecordList, title_of
from app.web.gates import SIGNED_IN, reads

bp = Blueprint("records_calendar", __name__)


@bp.get("/types/<type_key>/calendar")
@reads(SIGNED_IN)
def month(type_key: str) -> ResponseReturnValue:
    """日历: the records of a list by a date; of a view without a calendar the list itself."""
    shown = RecordList(desk().types.current(type_key), Asked.read(request.args), desk())
    if shown.calendar is None:
        return redirect(url_for("records.index", type_key=type_key, **shown.asked.args()))
    at = Month.read(request.args.get("month", ""), desk().today)
    if added := chips.added(request.args):
        asked = shown.asked.adding(added).args()
        return redirect(url_for(".month", type_key=type_key, month=at.key, **asked))
    return _page(shown, shown.calendar, at)


def _page(shown: RecordList, each: CompiledField, at: Month) -> str:
    def address(asked: Asked) -> str:
        return url_for(".month", type_key=shown.compiled.key, month=at.key, **asked.args())

    return render_template(
        "records/calendar.html",
        shown=shown,
        compiled=shown.compiled,
        title=title_of(shown.compiled),
        board=calendar.drawn(shown, each, at),
        each=each,
        undated=Chip(each.key, "empty"),
        address=address,
        offer=shown.filters.offer(request.args.get("add", "")),
        tabs=view_tabs.tabs(shown),
    )
