"""What the audit says of templates."""

from typing import Any

from app.audit import details
from app.audit.details import Deed
from app.web.language import N_

details.call(
    before=N_("此前启用的版本"),
    faults=N_("问题"),
    removed=N_("去掉的内容"),
    places=N_("填入的处数"),
)


@details.reads("template.before")
def before(value: Any, deed: Deed) -> str:
    """The number of a version; 0 is the file of a folder, which the audit shows as a dash."""
    del deed
    return str(value) if value else "—"
