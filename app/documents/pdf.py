"""PDFs of issued papers: long work, since LibreOffice takes its time; kept by what they show until results are swept.

Whoever may take the paper may take its PDF, and who gets a masked copy gets the PDF of that.
"""

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from flask_babel import gettext

from app.documents import queries, reading
from app.documents.models import Document
from app.documents.reading import Copy
from app.errors import Invalid
from app.jobs import queries as job_queries
from app.jobs import results
from app.jobs import service as jobs
from app.jobs.models import Job
from app.jobs.worker import Progress
from app.records import desks
from app.records.desk import Desk
from app.web import database
from app.web.converter import converter
from app.web.language import speaking
from app.web.words import say

KIND = "documents.pdf"


def kept(copy: Copy) -> bytes | None:
    """The PDF of this copy, if somebody had it made lately."""
    path = results.place(_token(copy))
    return path.read_bytes() if path.is_file() else None


def name_of(copy: Copy) -> str:
    """呈批表.pdf."""
    return f"{PurePath(copy.name).stem}.pdf"


def why_not() -> str:
    """Why there are no PDFs here, in words; empty where there are."""
    try:
        converter().ensure()
    except Invalid as missing:
        return say(missing.faults[0])
    return ""


def ask(document: Document, copy: Copy, *, desk: Desk) -> Job:
    """Put it on the list of long work, unless this person waits for it already; raises `Invalid` where none is made."""
    converter().ensure()
    args = {"document": document.id, "token": _token(copy)}
    title = gettext("转成 PDF：%(name)s", name=copy.name)
    database.begin_write()
    mine = job_queries.of_user(desk.actor.id)
    waiting = (each for each in mine if each.kind == KIND and each.args == args and not each.is_over)
    return next(waiting, None) or jobs.ask(KIND, str(title), args, user_id=desk.actor.id, now=desk.now)


def work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Long work: the PDF of what this person may take of a paper."""
    desk = desks.of_user(user_id or 0)
    with speaking(desk.language):
        document, record = queries.get(desk.session, args["document"], viewer=desk.viewer)
        copy = reading.copy_for(document, record, desk=desk)
        database.begin_write()
        progress.step(0, 1)
        if kept(copy) is None:
            _keep(copy, converter().to_pdf(copy.data, copy.name))
        database.begin_write()
        link = {"url": f"/documents/{args['document']}/pdf", "label": str(gettext("下载 PDF"))}
        return {"lines": [name_of(copy)], "links": [link]}


def _token(copy: Copy) -> str:
    """Under the hash of the file that it shows, `pdf` behind it: no link to results leads there."""
    return f"{hashlib.sha256(copy.data).hexdigest()}.pdf"


def _keep(copy: Copy, data: bytes) -> None:
    """Whole or not at all: another request may look for it meanwhile."""
    waiting = results.notes(_token(copy))
    waiting.write_bytes(data)
    waiting.replace(results.place(_token(copy)))


JOBS = {KIND: work}
"""The long work of PDFs."""
