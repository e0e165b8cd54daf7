"""消息与到期提醒: who is told what when."""

from flask_babel import gettext, lazy_gettext

from app.designer import words
from app.designer.outline import Data
from app.designer.tabs.tab import Look, Tab, label_of


def _say(data: Data, look: Look) -> tuple[str, str]:
    return _notice(data, look) if "on" in data else _remind(data, look)


def _notice(data: Data, look: Look) -> tuple[str, str]:
    when = words.value("on", str(data["on"]))
    if data["on"] == "state" and data.get("state"):
        when = gettext("到了“%(state)s”", state=look.called("states", data["state"]))
    return when, gettext("告诉%(who)s", who=look.called("receivers", data["to"]))


def _remind(data: Data, look: Look) -> tuple[str, str]:
    day, spans = look.called("days", data["at"]), (data.get("before"), data.get("after"))
    before, after = (_span(str(span)) if span else "" for span in spans)
    if before:
        when = gettext("%(day)s以前 %(span)s", day=day, span=before)
    elif after:
        when = gettext("%(day)s以后 %(span)s", day=day, span=after)
    else:
        when = gettext("%(day)s当天", day=day)
    return when, label_of(data["say"])


def _span(span: str) -> str:
    number, _space, unit = span.partition(" ")
    return f"{number} {words.value('unit', unit.rstrip('s'))}"


TAB = Tab(
    "messages",
    lazy_gettext("消息与提醒"),
    ("notify", "remind"),
    say=_say,
    hint=lazy_gettext(
        "消息在事情发生时告诉人，出现在右上角的铃铛里；到期提醒按记录里的日期，出现在“到期”页，办完才消失。"
    ),
)
