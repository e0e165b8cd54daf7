"""常用筛选: the views that everybody finds above a list."""

from flask_babel import gettext, lazy_gettext

from app.designer.outline import Data
from app.designer.tabs.tab import Look, Tab, by_label
from app.fields import signs_of
from app.web.language import language


def _say(data: Data, look: Look) -> tuple[str, str]:
    columns = [look.called("columns", key) for key in data.get("columns", ())]
    return by_label(data, look)[0], signs_of(language()).things.join(columns) or gettext("还没有列")


TAB = Tab(
    "views",
    lazy_gettext("常用筛选"),
    ("view",),
    say=_say,
    hint=lazy_gettext("台账上方的一排，大家一按就是。“全部”总在最前面，打开台账看到的就是它。"),
)
