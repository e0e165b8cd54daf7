"""What had been filled in in later states is there again when a record that went back comes there once more."""

from collections.abc import Mapping

import sqlalchemy as sa

from app.errors import NotFound
from app.fields import Stored
from app.records import queries as records
from app.records.rules import settle
from app.web.question import Question
from app.workflow.judging.footing import Footing
from app.workflow.judging.going import AGAIN
from app.workflow.models import Step

_WENT_BACK = Question(
    sa.select(sa.func.max(Step.revision)).where(Step.record_id == sa.bindparam("record_id"), Step.transition == AGAIN)
)
"""Asked in every step."""


def restored(footing: Footing, state: str) -> Mapping[str, Stored]:
    """The values in this state, with those that it shows and that could not be seen where the record was on the way."""
    record, compiled, desk = footing.record, footing.compiled, footing.desk
    before = _before(footing)
    missing = {key: held for key, held in before.items() if key in compiled.fields and key not in footing.stored}
    if not missing or state == record.state:
        return footing.stored
    were_hidden = settle(compiled, record.data, desk.world(compiled, record, state=record.state)).hidden
    back = {key: held for key, held in missing.items() if key in were_hidden}
    found = settle(compiled, {**footing.stored, **back}, desk.world(compiled, record, state=state)).stored
    return {**footing.stored, **{key: found[key] for key in back if key in found}}


def _before(footing: Footing) -> Mapping[str, Stored]:
    """What it held when it went back the last time, if it did."""
    session, record = footing.desk.session, footing.record
    ((number,),) = _WENT_BACK.rows(session, record_id=record.id)
    if number is None:
        return {}
    try:
        revision = records.revision(session, record.id, number)
    except NotFound:
        return {}
    return revision.data if revision.version_id == record.version_id else {}
