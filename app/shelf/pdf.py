"""The PDF of a trial fill: long work, since LibreOffice takes its time; only who asked for it may fetch it."""

import secrets
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from flask_babel import gettext

from app.audit import service as audit
from app.errors import NotFound
from app.jobs import queries as job_queries
from app.jobs import results
from app.jobs import service as jobs
from app.jobs.models import Job
from app.jobs.worker import Progress
from app.records import desks
from app.records import queries as records
from app.records.desk import Desk
from app.records.models import Record
from app.shelf import pages, trial
from app.shelf.pages import Shown
from app.shelf.trial import Filled
from app.shelf.uses import Use
from app.web import database
from app.web.converter import converter
from app.web.language import speaking

KIND = "shelf.pdf"


def ask(shown: Shown, use: Use, record: Record | None, *, desk: Desk) -> Job:
    """Put it on the list of long work, unless this person waits for it already; raises `Invalid` where none is made."""
    converter().ensure()
    args = {"name": shown.name, "number": shown.number, "of": use.key, "record": record.id if record else None}
    mine = (each for each in job_queries.of_user(desk.actor.id) if each.kind == KIND and not each.is_over)
    waiting = next((each for each in mine if {**each.args, "token": ""} == {**args, "token": ""}), None)
    title = str(gettext("转成 PDF：%(name)s", name=shown.name))
    args["token"] = secrets.token_hex(16)
    return waiting or jobs.ask(KIND, title, args, user_id=desk.actor.id, now=desk.now)


def work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Long work: fill the version in once more, as this person may, and convert it."""
    desk = desks.of_user(user_id or 0)
    with speaking(desk.language):
        shown = pages.shown(args["name"], args["number"], desk)
        use = shown.use(args["of"])
        if use is None:
            raise NotFound(f"use of {shown.name}")
        record = records.get(desk.session, args["record"], viewer=desk.viewer) if args["record"] else None
        filled = trial.filled(shown, use, record, desk=desk)
        database.begin_write()
        progress.step(0, 1)
        results.place(args["token"]).write_bytes(converter().to_pdf(filled.data, shown.name))
        database.begin_write()
        tell_reading(filled, use, record, desk=desk)
        name = f"{PurePath(shown.name).stem}.pdf"
        url = results.give(args["token"], name, user_id=user_id or 0)
        return {"lines": [name], "links": [{"url": url, "label": str(gettext("下载 PDF"))}]}


def tell_reading(filled: Filled, use: Use, record: Record | None, *, desk: Desk) -> None:
    """A look at secrets is taken down, here as with every paper."""
    if record is not None and filled.secrets:
        facts = {"paper": use.paper.key, "fields": list(filled.secrets)}
        audit.record("document.read", actor=desk.actor, about=f"record:{record.id}", facts=facts)


JOBS = {KIND: work}
"""The long work of the shelf."""
