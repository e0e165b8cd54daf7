"""A due day that was counted in workdays without knowing the holidays of its year: where it is shown, it says so."""

from flask_babel import gettext

from app.definitions.compiled import CompiledType
from app.workdays import spans
from app.workdays.calendar import calendar_of
from app.workflow.models import Task


def doubt(task: Task, compiled: CompiledType) -> str:
    """What to know of the due day of a task; empty where it stands firm."""
    state = compiled.definition.state(task.state)
    if task.due_at is None or state is None or task.position >= len(state.tasks):
        return ""
    is_counted = spans.counts_workdays(state.tasks[task.position].due)
    if not is_counted or calendar_of(()).knows(task.due_at.date()):
        return ""
    year = task.due_at.year
    return str(gettext("%(year)s 年的放假安排还没有录入，这一天是按周一到周五算的", year=year))
