"""核对: rules over the whole record."""

from flask_babel import lazy_gettext

from app.designer import parts, words
from app.designer.outline import Data
from app.designer.tabs.tab import Look, Tab, by_label


def _say(data: Data, look: Look) -> tuple[str, str]:
    level = words.value("level", str(data.get("level", "block")))
    return by_label(data, look)[0], f"{level} · {look.speech(parts.kind_of('check')).shown(str(data['rule']))}"


TAB = Tab(
    "checks",
    lazy_gettext("核对"),
    ("check",),
    say=_say,
    rules_in="brief",
    hint=lazy_gettext("提交时看整条记录：条件不成立，就把这句话告诉填的人，要么请他改，要么请他写明原因。"),
)
