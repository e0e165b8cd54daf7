"""A due day of a task that was counted without knowing the holidays: where it is shown, it says so."""

from app.definitions.compiled import CompiledType
from app.workdays import doubt as doubtful
from app.workflow.rows import Asks


def doubt(task: Asks, compiled: CompiledType) -> str:
    """What to know of the due day of a task; empty where it stands firm."""
    state = compiled.definition.state(task.state)
    if task.due_at is None or state is None or task.position >= len(state.tasks):
        return ""
    return doubtful.of(task.due_at.date(), state.tasks[task.position].due)
