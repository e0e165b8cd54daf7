"""A file between its arrival and somebody's yes: a template without its dangers, what a type begins from or is.

It waits as a file of its sender. Without a yes it is swept away like any upload that nothing used; what was refused
is kept nowhere.
"""

import io
from pathlib import Path

from app.errors import Invalid, NotFound
from app.extensions import db
from app.records import files
from app.records.desk import Desk
from app.shelf import arriving
from app.shelf.arriving import Arrived
from app.web import clock
from app.web.database import alone


def keep(arrived: Arrived, *, desk: Desk) -> str:
    """Keep it, in a transaction of its own; gives what fetches it."""
    received = files.receive(_root(), io.BytesIO(arrived.data), arrived.name)
    with alone() as session:
        return files.add(session, received, actor=desk.actor, now=desk.now).token


def fetch(token: str, *, desk: Desk) -> Arrived:
    """The template, looked at once more; raises `Invalid` where it is gone."""
    name, data = kept(token, desk=desk)
    return arriving.accepted(name, data, wanted=name)


def kept(token: str, *, desk: Desk) -> tuple[str, bytes]:
    """The name and the bytes of what waits, to be looked at by whoever opens it; raises `Invalid` where it is gone."""
    try:
        file = files.get(db.session(), token, viewer=desk.viewer)
        return file.name, files.path_of(_root(), file.content).read_bytes()
    except (NotFound, OSError):
        raise Invalid.because("template.gone") from None


def _root() -> Path:
    return clock.settings().instance / files.FOLDER
