"""Every question to the steps of drafts, and the overview of all types."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.definitions.models import TypeHead, TypeVersion
from app.designer.models import DesignStep
from app.documents.models import TemplateFile
from app.extensions import db
from app.records.models import Record


@dataclass(frozen=True, slots=True)
class Known:
    """A type on the page of all types: what is in force, what is being worked at, how much was filled in."""

    head: TypeHead
    live: TypeVersion | None
    draft: TypeVersion | None
    step: DesignStep | None
    records: int


def newest(version_id: int) -> DesignStep | None:
    """The newest step of a draft."""
    chosen = select(DesignStep).where(DesignStep.version_id == version_id)
    return db.session.scalar(chosen.order_by(DesignStep.id.desc()).limit(1))


def step(version_id: int, step_id: int | None) -> DesignStep | None:
    """A step of a draft; None if it is forgotten, or another draft's."""
    found = db.session.get(DesignStep, step_id) if step_id else None
    return found if found and found.version_id == version_id else None


def steps(version_id: int, *, most: int) -> list[DesignStep]:
    """The last steps of a draft, newest first."""
    chosen = select(DesignStep).where(DesignStep.version_id == version_id)
    return list(db.session.scalars(chosen.order_by(DesignStep.id.desc()).limit(most)))


def last_kept(version_id: int, *, most: int) -> int | None:
    """The id of the first step that is one too many."""
    chosen = select(DesignStep.id).where(DesignStep.version_id == version_id)
    return db.session.scalar(chosen.order_by(DesignStep.id.desc()).offset(most).limit(1))


def template_names() -> list[str]:
    """The templates of which the office has a version of its own."""
    return list(db.session.scalars(select(TemplateFile.name).distinct()))


def all_types() -> list[Known]:
    """Every type with its draft, by key."""
    draft, live = aliased(TypeVersion), aliased(TypeVersion)
    filled = select(Record.type_key, sa.func.count().label("count")).group_by(Record.type_key).subquery()
    last = select(DesignStep.version_id, sa.func.max(DesignStep.id).label("id")).group_by(DesignStep.version_id)
    newest_steps = last.subquery()
    chosen = (
        select(TypeHead, live, draft, DesignStep, sa.func.coalesce(filled.c.count, 0))
        .outerjoin(live, live.id == TypeHead.current_id)
        .outerjoin(draft, sa.and_(draft.key == TypeHead.key, draft.number.is_(None)))
        .outerjoin(newest_steps, newest_steps.c.version_id == draft.id)
        .outerjoin(DesignStep, DesignStep.id == newest_steps.c.id)
        .outerjoin(filled, filled.c.type_key == TypeHead.key)
    )
    return [Known(*row) for row in db.session.execute(chosen.order_by(TypeHead.key)).all()]
