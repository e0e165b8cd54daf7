"""材料: what is made from a record, and from which template."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext, lazy_gettext

from app.definitions.template_kinds import file_name
from app.designer.outline import Data
from app.designer.parts import Spot
from app.designer.tabs.tab import Look, Note, Tab, by_label
from app.fields import signs_of
from app.web.language import language


def _say(data: Data, look: Look) -> tuple[str, str]:
    states = signs_of(language()).things.join(look.called("states", key) for key in data.get("states", ()))
    template = str(data.get("template", "")) or gettext("还没有选模板")
    return by_label(data, look)[0], f"{template} · {states}" if states else template


def _upload(look: Look) -> str:
    """Where a template is uploaded that is checked by the fields of this type."""
    return url_for("shelf.new", type=look.standing.key)


def _beside(spot: Spot, look: Look) -> Iterator[Note]:
    template = str(spot.data.get("template", ""))
    name = file_name(template) if template else ""
    if name in look.offers("templates"):
        yield Note(gettext("模板："), name, url_for("shelf.show", name=name), gettext("去看模板"))
    elif name:
        yield Note(gettext("模板里还没有："), name, _upload(look), gettext("上传模板"))
    else:
        yield Note(gettext("先上传模板，再回来选"), url=_upload(look), link=gettext("上传模板"))


TAB = Tab(
    "papers",
    lazy_gettext("材料"),
    ("document",),
    say=_say,
    beside=_beside,
    hint=lazy_gettext("从一条记录生成的 Word 或 Excel 文件。模板里写了哪些字段，在模板的页面里看。"),
)
