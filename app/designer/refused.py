"""Files that designers send and that are not let in."""

from collections.abc import Iterable

from werkzeug.datastructures import FileStorage

from app.audit import service as audit
from app.errors import Fault
from app.records.current import desk
from app.web.sent import name_of


def tell_refused(sent: FileStorage | None, faults: Iterable[Fault]) -> None:
    """The audit knows of every file that was not let in."""
    name = name_of(sent)
    if name:
        audit.record_refused("type.refused", faults, actor=desk().actor, about=f"file:{name}")
