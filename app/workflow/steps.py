"""Lines of the course are written, in the order in which things happened."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.records.models import table
from app.workflow.models import Step

_INSERT = sa.insert(table(Step))
_BLANK = {"comment": "", "user_id": None, "stands_for": None, "repeats": False, "on_behalf": None}


def add(session: Session, values: Mapping[str, Any]) -> Step:
    """The next line, to be read: lines are never changed."""
    row = {**_BLANK, **values}
    (step_id,) = session.connection().execute(_INSERT, row).inserted_primary_key or (0,)
    return Step(id=step_id, **row)
