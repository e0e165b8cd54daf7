"""Which signatures papers show: those beside approvals of what the record still says."""

from app.definitions.compiled import CompiledType
from app.records.desk import Desk
from app.records.models import Record
from app.workflow.judging import fields
from app.workflow.judging import queries as judging
from app.workflow.judging.carried import carried
from app.workflow.judging.fields import Seal
from app.workflow.signatures import queries
from app.workflow.signatures.queries import Signed


def standing(record: Record, compiled: CompiledType, desk: Desk) -> dict[int, str]:
    """By step: the token of the picture, where everything that was signed is as it was."""
    signed = queries.of_record(desk.session, record.id)
    contents = judging.contents(desk.session, fields.tokens(list(record.data.values()))) if signed else {}
    return {
        each.step_id: each.token
        for each in signed
        if not fields.changed(_seal(each, record, compiled, desk), compiled, record.data, contents)
    }


def _seal(signed: Signed, record: Record, compiled: CompiledType, desk: Desk) -> Seal:
    if signed.version_id == compiled.version_id:
        return signed.seal
    return carried(signed.seal, signed.revision, record, compiled, desk)
