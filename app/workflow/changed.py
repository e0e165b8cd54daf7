"""What changed since somebody was last heard: one rule for the page of a record, the cards of the inbox and 批量办理.

Who has decided on the record sees what changed since their own decision. Who has not, and is asked what another holder
of the role was asked before, sees what changed since that answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.errors import NotFound
from app.records import history, showing
from app.records import queries as records
from app.records.access import FieldSight
from app.records.desk import Desk
from app.records.history import Change
from app.records.models import Record
from app.records.slots import SECRET
from app.workflow import queries
from app.workflow.judging import queries as judging
from app.workflow.judging.queries import Answer
from app.workflow.judging.reading import question_of
from app.workflow.rows import Asks


@dataclass(frozen=True, slots=True)
class Since:
    """The version that was decided on; `who` answered, where that was somebody else."""

    version: int
    who: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What changed since, as far as whoever looks may see it; `secrets` are the sensitive fields shown in full."""

    changes: Sequence[Change] = ()
    who: str = ""
    secrets: frozenset[str] = frozenset()


def since(asked: Mapping[int, Asks], desk: Desk) -> dict[int, Since]:
    """By record: since when, for who is asked this task of it; nothing where it is asked for the first time."""
    own = queries.last_seen(desk.session, [*asked], desk.actor.id)
    found = {record_id: Since(version) for record_id, version in own.items()}
    for record_id, step in _answers([task for key, task in asked.items() if key not in own], desk):
        found[record_id] = Since(step.revision, _who(step))
    return found


def news(record: Record, task: Asks, compiled: CompiledType, desk: Desk) -> News:
    """What changed of one record since whoever is asked this task was last heard."""
    last = since({record.id: task}, desk).get(record.id)
    if last is None or last.version == record.lock_version:
        return News()
    try:
        revision = records.revision(desk.session, record.id, last.version)
    except NotFound:
        return News()
    reader = history.Reader(showing.sights_of(record, compiled, desk), desk.lookups, desk.language)
    before = history.read_under(compiled, revision, desk.lookups, desk.types.version)
    found = history.changes(compiled, before, record.data, reader)
    return News(found, last.who, frozenset(_secrets(found, reader.sights)))


def _secrets(found: Sequence[Change], sights: Mapping[str, FieldSight]) -> Iterator[str]:
    for change in found:
        path = f"{change.field.key}.{change.column.key}" if change.column else change.field.key
        is_secret = (change.column or change.field).definition.sensitive >= SECRET
        if is_secret and sights.get(path, "see") == "see":
            yield path


def _answers(asked: Sequence[Asks], desk: Desk) -> Iterator[tuple[int, Answer]]:
    """The last answer to the same question; who was asked in (加签) is asked for the first time."""
    ids = [task.record_id for task in asked if not task.added]
    steps = judging.answers_of(desk.session, ids) if ids else []
    tasks = {task.id: task for task in judging.tasks_of(desk.session, ids)} if steps else {}
    for task in asked:
        question = question_of(task, tasks)
        same = (
            step
            for step in steps
            if step.record_id == task.record_id and step.from_state == task.state and not tasks[step.task_id].added
        )
        last = next((step for step in same if question_of(tasks[step.task_id], tasks) == question), None)
        if last is not None and not task.added:
            yield task.record_id, last


def _who(step: Answer) -> str:
    """Who decided: where a clerk recorded it, the one who signed."""
    behalf = step.on_behalf or {}
    return str(behalf.get("signer", "")) or accounts.names([step.user_id]).get(step.user_id, "")
