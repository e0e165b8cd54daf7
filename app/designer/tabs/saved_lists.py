"""常用筛选: the views that everybody finds above a list."""

from flask_babel import gettext, lazy_gettext

from app.designer import naming
from app.designer.outline import Data
from app.designer.tabs.tab import Look, Tab, label_of
from app.fields import signs_of
from app.web.language import language


def _say(data: Data, look: Look) -> tuple[str, str]:
    labels = dict(naming.names(look.standing.definition, ("columns",))["columns"])
    columns = signs_of(language()).things.join(labels.get(key, key) for key in data.get("columns", ()))
    return label_of(data.get("label")), columns or gettext("还没有列")


TAB = Tab(
    "views",
    lazy_gettext("常用筛选"),
    ("view",),
    say=_say,
    hint=lazy_gettext("台账上方的一排按钮，大家一按就是。第一个是打开台账时看到的。"),
)
