"""Whose sight an approval is tied to, and how it is kept."""

from collections.abc import Mapping

import sqlalchemy as sa

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.fields import Stored
from app.records import access
from app.records.access import FieldSight, Viewer
from app.records.desk import Desk
from app.records.models import Record, table
from app.records.rules import settle
from app.web.question import Writing
from app.workflow import queries as flow
from app.workflow.judging import fields, queries
from app.workflow.judging.footing import Footing
from app.workflow.judging.models import Judged
from app.workflow.models import Step, Task
from app.workflow.signatures import service as signatures

_JUDGED = table(Judged)
_KEEP = Writing(sa.insert(_JUDGED), _JUDGED.c.keys())


def paths_of(task: Task, footing: Footing, *, decider: int | None) -> tuple[str, ...]:
    """What is judged in deciding this task. `decider`: whose decision it is; None: somebody's elsewhere (代录签批)."""
    state = footing.compiled.definition.state(task.state)
    wanted = state.tasks[task.position] if state and task.position < len(state.tasks) else None
    sights = _sights(task, footing.compiled, footing.record, footing.desk, decider)
    shown = footing.stored if wanted and wanted.judges else _shown(footing, task.state)
    return fields.judged(footing.compiled, wanted, shown, sights)


def _shown(footing: Footing, state: str) -> Mapping[str, Stored]:
    """Without what is left of a later state, which nobody judges who was not told to."""
    return settle(
        footing.compiled, footing.stored, footing.desk.world(footing.compiled, footing.record, state=state)
    ).stored


def keep(step: Step, paths: tuple[str, ...], footing: Footing) -> None:
    """Beside the step of an approval."""
    seal = fields.seal(paths, footing.compiled, footing.stored, footing.contents)
    row = {"step_id": step.id, "version_id": footing.compiled.version_id, "seal": dict(seal)}
    _KEEP.rows(footing.desk.session, [row])


def sign(step: Step, paths: tuple[str, ...], footing: Footing) -> None:
    """Beside an approval the signature of its person, for these values and no others: no amendment follows it."""
    own = signatures.for_step(step, desk=footing.desk)
    if own is not None:
        seal = fields.seal(paths, footing.compiled, footing.stored, footing.contents)
        signatures.bind(own, step, seal, footing.compiled.version_id, desk=footing.desk)


def keep_answer(step: Step, record: Record, desk: Desk) -> None:
    """Beside the agreement of somebody who was asked in (加签): what it is tied to, and the signature."""
    task = flow.task(desk.session, step.task_id or 0)
    if task is not None:
        footing = Footing(desk.compiled(record), record, desk, record.data)
        paths = paths_of(task, footing, decider=desk.actor.id)
        keep(step, paths, footing)
        sign(step, paths, footing)


def follow(record: Record, before: Mapping[str, Stored], *, desk: Desk) -> None:
    """变更: what was just changed by an agreement of its own counts as agreed to, in approvals that held until then.

    `before`: the values as they were.
    """
    compiled = desk.compiled(record)
    then = queries.contents(desk.session, fields.tokens([*before.values()]))
    now = queries.contents(desk.session, fields.tokens([*record.data.values()]))
    for judged in queries.judged(desk.session, record.id).values():
        if judged.version_id == compiled.version_id:
            was = fields.seal(judged.seal, compiled, before, then)
            held = [path for path, mark in judged.seal.items() if mark == was[path]]
            judged.seal = {**judged.seal, **fields.seal(held, compiled, record.data, now)}


def _sights(
    task: Task, compiled: CompiledType, record: Record, desk: Desk, decider: int | None
) -> Mapping[str, FieldSight]:
    if decider == desk.actor.id:
        return access.field_sight(compiled, desk.viewer, record)
    person = decider or task.person_id
    if person is not None:
        viewer = Viewer(accounts.actor_of(person, today=desk.today), desk.today, desk.viewer.types)
        return access.field_sight(compiled, viewer, record)
    all_paths = access.own_sight(compiled, desk.actor, record)
    return access.sights(compiled.definition.rights, all_paths, lambda role: role == task.role)
