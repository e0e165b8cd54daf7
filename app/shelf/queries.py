"""Questions about the office's versions of templates, and about when templates were used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents.models import Document, TemplateFile
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class Used:
    """How often papers were made from a template, and when last."""

    count: int
    last_at: datetime


def versions(session: Session, name: str) -> Sequence[TemplateFile]:
    """The office's versions of a template, newest first."""
    found = sa.select(TemplateFile).filter_by(name=name).order_by(TemplateFile.number.desc())
    return session.scalars(found).all()


def all_versions(session: Session) -> dict[str, list[TemplateFile]]:
    """The office's versions of all templates by name, newest first."""
    found: dict[str, list[TemplateFile]] = {}
    for each in session.scalars(sa.select(TemplateFile).order_by(TemplateFile.name, TemplateFile.number.desc())):
        found.setdefault(each.name, []).append(each)
    return found


def version(session: Session, name: str, number: int) -> TemplateFile:
    """One version; raises `NotFound`."""
    found = session.scalars(sa.select(TemplateFile).filter_by(name=name, number=number)).one_or_none()
    if found is None:
        raise NotFound(f"template {name} {number}")
    return found


def used(session: Session) -> dict[str, Used]:
    """When papers were made, by the template that they were made from."""
    columns = (Document.template, sa.func.count(), sa.func.max(Document.issued_at))
    rows = session.execute(sa.select(*columns).group_by(Document.template))
    return {name: Used(count, last_at) for name, count, last_at in rows}
