"""核对: rules over the whole record."""

from flask_babel import lazy_gettext

from app.designer import parts, words
from app.designer.outline import Data
from app.designer.tabs.tab import Look, Tab, by_label
from app.web.language import language


def _say(data: Data, look: Look) -> tuple[str, str]:
    level = words.value("level", str(data.get("level", "block")))
    rule = look.speech(parts.kind_of("check")).told(str(data["rule"]), language())
    return by_label(data, look)[0], f"{level} · {rule}"


TAB = Tab(
    "checks",
    lazy_gettext("核对"),
    ("check",),
    say=_say,
    hint=lazy_gettext("提交时看整条记录：条件不成立，就把这句话告诉填的人，要么请他改，要么请他写明原因。"),
)
