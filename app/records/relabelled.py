"""Where entries of a shared choice list are called otherwise, records are found by the new names; ended ones too.

Of what is derived only the words hold names of shared lists: slots and rows hold values. A title stays as it was until
the record is saved again, and so does a computed text: they are the record's own. People, departments and linked
records are called in a record what they were called on that day, so nothing follows where they are renamed.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from app.definitions import lookups
from app.definitions import queries as definitions
from app.definitions.relabelling import KIND, when_relabelled
from app.extensions import db
from app.jobs import service as jobs
from app.jobs.worker import Progress
from app.records import derived, desks, queries
from app.records.slots import lists_in_words
from app.web import database


@when_relabelled
def ask(list_key: str, user_id: int | None, now: datetime) -> None:
    """Put it on the list of long work, where records are found by names of the list."""
    if _versions(db.session(), {list_key}):
        jobs.ask_also(KIND, str(gettext("按选项的新名称更新搜索")), list_key, user_id=user_id, now=now)


def work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """All records found by names of these lists, whatever changed: what was stopped before is made up for."""
    del user_id
    database.begin_write()
    desk = desks.of(desks.SYSTEM)

    def after_chunk(done: int, total: int) -> None:
        progress.step(done, total)
        database.begin_write()

    versions = _versions(desk.session, args["of"])
    derived.reword(desk.session, versions, desk.types.version, desk.lookups, after_chunk=after_chunk)
    return {}


JOBS = {KIND: work}
"""The long work of names that changed, by kind."""


def _versions(session: Session, list_keys: Collection[str]) -> list[int]:
    """Those with records that are found by names of these lists."""
    held = {each: definitions.version(each) for each in queries.versions_held(session)}
    return [each for each, version in held.items() if lists_in_words(lookups.definition(version)) & {*list_keys}]
