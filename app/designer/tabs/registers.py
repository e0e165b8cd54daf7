"""编号规则: how numbers are made, and which fields take them."""

from collections.abc import Iterator
from decimal import Decimal

from flask import url_for
from flask_babel import gettext, lazy_gettext

from app.designer import outline, parts
from app.designer.outline import Data
from app.designer.parts import Spot
from app.designer.tabs.tab import Look, Note, Tab, label_of
from app.errors import Invalid
from app.expressions import bind_text
from app.extensions import db
from app.fields import signs_of
from app.numbers import queries, service
from app.web import clock
from app.web.language import language


def _say(data: Data, look: Look) -> tuple[str, str]:
    key = next(key for key, each in look.data["series"].items() if each is data)
    labels = signs_of(language()).things.join(label_of(each["label"]) for each in _fields(key, look))
    told = gettext("用在：%(fields)s", fields=labels) if labels else gettext("还没有字段用它")
    return look.speech(parts.kind_of("series")).written(str(data["pattern"])), told


def _beside(spot: Spot, look: Look) -> Iterator[Note]:
    if example := _next(spot, look):
        yield Note(gettext("下一个号像这样："), example)
    for each in _fields(spot.at, look):
        url = url_for("designer.fields", type_key=look.standing.key, at=each["key"])
        yield Note(gettext("用它的字段："), url=url, link=label_of(each["label"]))
    if not _fields(spot.at, look):
        url = url_for("designer.fields", type_key=look.standing.key)
        yield Note(gettext("还没有字段用它，请加一个“编号”字段："), url=url, link=gettext("字段与版面"))


def _fields(key: str, look: Look) -> list[Data]:
    fields = (each for each in outline.all_fields(look.data) if each["type"] == "serial")
    return [each for each in fields if each.get("series") == key]


def _next(spot: Spot, look: Look) -> str:
    """The number that would be taken next; values of the record print nothing, because there is none."""
    found = look.standing.definition.series[spot.at]
    now = clock.now()
    last = queries.last(db.session(), spot.at, service.period_at(now, restart=found.restart))
    number = str(last + 1 if last else found.start).zfill(found.width)
    try:
        pattern = bind_text(found.pattern, look.speech(spot.kind).scope)
    except Invalid:
        return ""
    return pattern.render({"year": Decimal(now.year), "n": number})


TAB = Tab(
    "registers",
    lazy_gettext("编号规则"),
    ("series",),
    say=_say,
    beside=_beside,
    has_rules=True,
    hint=lazy_gettext("编号从登记簿里按次序取，不跳号，不重号。“编号”字段用哪一种，在字段的属性里选。"),
)
