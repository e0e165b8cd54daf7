"""Every question to examples."""

import sqlalchemy as sa
from sqlalchemy import select

from app.designer.examples.models import TypeExample
from app.designer.examples.schema import Example
from app.errors import NotFound
from app.extensions import db


def get(type_key: str, example_id: int) -> TypeExample:
    """An example of this type; raises `NotFound`."""
    found = db.session.get(TypeExample, example_id)
    if found is None or found.type_key != type_key:
        raise NotFound(f"example {example_id}")
    return found


def of_type(type_key: str) -> list[TypeExample]:
    """The examples of a type, oldest first."""
    return list(
        db.session.scalars(select(TypeExample).where(TypeExample.type_key == type_key).order_by(TypeExample.id))
    )


def named(type_key: str, name: str) -> TypeExample | None:
    """The example of a type with this name."""
    return db.session.scalar(select(TypeExample).where(TypeExample.type_key == type_key, TypeExample.name == name))


def count(type_key: str) -> int:
    """How many examples a type has."""
    chosen = select(sa.func.count()).select_from(TypeExample).where(TypeExample.type_key == type_key)
    return db.session.scalar(chosen) or 0


def content(row: TypeExample) -> Example:
    """What an example says."""
    return Example.model_validate({"name": row.name, "given": row.given, "expected": row.expected})
