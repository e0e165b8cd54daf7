"""How dates, times, money and long lists look on every page."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for
from flask_babel import gettext, ngettext

from app.web import clock
from app.web.language import language
from app.web.lasting import lasting
from app.web.redirects import here
from app.web.signs import aside, listed, signs
from app.web.words import say, say_place

_DAY = 24 * 60
_BEIJING = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC")


def configure(app: Flask) -> None:
    """Give filters and globals to the templates."""
    app.jinja_env.filters.update(date=day, datetime=moment, clock=time_of_day, ago=ago, spoken=spoken, money=money)
    app.jinja_env.filters.update(listed=listed, aside=aside)
    app.jinja_env.globals["office_clock"] = office_clock
    app.jinja_env.globals.update(
        asset=asset, has_endpoint=has_endpoint, today=clock.today, say=say, say_place=say_place, here=here, signs=signs
    )
    app.jinja_env.globals.update(url_for=address, lasting=lasting)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["ui"] = app.jinja_env.get_template("web/macros.html").module  # each import costs a page


def day(value: date | datetime | None) -> str:
    """2024-03-05, in the office's day."""
    if value is None:
        return ""
    return (value.astimezone(clock.zone()) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


def moment(value: datetime | None) -> str:
    """2024-03-05 14:30, office time."""
    return value.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M") if value else ""


def time_of_day(value: datetime | None) -> str:
    """14:30, office time."""
    return value.astimezone(clock.zone()).strftime("%H:%M") if value else ""


def ago(value: datetime | None) -> str:
    """Under a day how long ago; else the day."""
    if value is None:
        return ""
    minutes = max(int((clock.now() - value).total_seconds()), 0) // 60
    return _lately(minutes, language()) if minutes < _DAY else day(value)


@lru_cache(maxsize=2 * _DAY)
def _lately(minutes: int, spoken: str) -> str:
    """The same words for all that is so many minutes old."""
    del spoken  # they are said in it
    if minutes == 0:
        return str(gettext("刚刚"))
    if minutes < 60:
        return str(ngettext("%(num)d 分钟前", "%(num)d 分钟前", minutes))
    return str(ngettext("%(num)d 小时前", "%(num)d 小时前", minutes // 60))


class Spoken(NamedTuple):
    """A moment in words: `shortly`, the `day`, `exactly`."""

    shortly: str
    day: str
    exactly: str


def spoken(value: datetime) -> Spoken:
    """All ways in which a moment is said at once."""
    exactly = moment(value)
    return Spoken(ago(value), exactly[:10], exactly)


def office_clock() -> str:
    """Whose time is typed, in words."""
    zone = clock.settings().time_zone
    return str(gettext("北京时间") if zone in _BEIJING else gettext("%(zone)s 时间", zone=zone))


def money(value: Decimal | int | None, places: int = 2) -> str:
    """12,345.60."""
    return "" if value is None else f"{Decimal(value):,.{places}f}"


def asset(filename: str) -> str:
    """The address of one of our static files; it changes when the file does, as far as a start has seen it."""
    return _asset(filename, str(current_app.static_folder), request.script_root)


@lru_cache(maxsize=512)
def _asset(filename: str, folder: str, root: str) -> str:
    del root  # part of the address
    file = Path(folder, filename)
    version = int(file.stat().st_mtime) if file.exists() else 0
    return url_for("static", filename=filename, v=format(version, "x"))


def address(endpoint: str, **values: Any) -> str:
    """The address of a page. Those of the frame and of types are the same on every page: they are worked out once."""
    if endpoint.startswith(".") or not all(type(value) is str for value in values.values()):
        return url_for(endpoint, **values)
    return _plain_address(endpoint, request.script_root, **values)


@lru_cache(maxsize=1024)
def _plain_address(endpoint: str, root: str, **values: Any) -> str:
    del root  # part of the address
    return url_for(endpoint, **values)


def has_endpoint(endpoint: str) -> bool:
    """Whether this product has such a page."""
    return endpoint in current_app.view_functions
