"""节假日: what was published for a year, and the office's own days."""

from datetime import MAXYEAR, date

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as people
from app.accounts.current import current_actor
from app.audit import deeds, details
from app.definitions.schema import Capability
from app.errors import NotFound
from app.extensions import db
from app.web import clock, navigation
from app.web.gates import holds, reads, writes
from app.web.ids import asked
from app.web.language import N_
from app.web.navigation import Group, Item
from app.web.toasts import toast
from app.workdays import queries, service
from app.workdays.calendar import published
from app.workdays.forms import DayForm

bp = Blueprint("workdays", __name__)
MANAGE = holds(Capability.MANAGE_LISTS)

deeds.call(workday__set=N_("设定放假或上班"), workday__dropped=N_("取消自设的日子"))
details.call(works=N_("上班"), name=N_("事由"))


@navigation.sidebar(order=86, lasting=True)
def menu() -> list[Group]:
    """管理, for those who may."""
    if not current_actor().can(Capability.MANAGE_LISTS):
        return []
    return [Group(gettext("管理"), (Item(gettext("节假日"), url_for("workdays.index"), "calendar-off"),), "settings")]


@bp.get("/workdays")
@reads(MANAGE)
def index() -> str:
    """A year of days off."""
    year = asked("year") or clock.today().year
    if year > MAXYEAR:
        raise NotFound(f"year {year}")
    return _page(year, DayForm(formdata=None))


@bp.post("/workdays")
@writes(MANAGE)
def set_day() -> Response | tuple[str, int]:
    """Set a day of the office's own."""
    form = DayForm()
    if not form.validate_on_submit():
        day = form.day.data or clock.today()
        return _page(day.year, form), 422
    own = form.own_day()
    service.set_day(db.session(), own, actor=current_actor(), now=clock.now())
    db.session.commit()
    toast(gettext("已记下 %(day)s：%(name)s", day=own.day.isoformat(), name=own.name))
    return redirect(url_for("workdays.index", year=own.day.year))


@bp.post("/workdays/<day>/drop")
@writes(MANAGE)
def drop(day: str) -> Response:
    """Take back a day of the office's own."""
    try:
        dropped = date.fromisoformat(day)
    except ValueError:
        raise NotFound(f"special day {day}") from None
    service.drop_day(db.session(), dropped, actor=current_actor())
    db.session.commit()
    toast(gettext("已取消 %(day)s 的设定", day=day))
    return redirect(url_for("workdays.index", year=dropped.year))


def _page(year: int, form: DayForm) -> str:
    known = {each.year: each for each in published()}
    this = clock.today().year
    years = sorted({*known, this, this + 1, year}, reverse=True)
    own = queries.own_days(db.session(), year)
    names = people.names(each.set_by for each in own if each.set_by)
    facts = {"known": known, "years": years, "own": own, "names": names}
    return render_template("workdays/index.html", year=year, form=form, **facts)
