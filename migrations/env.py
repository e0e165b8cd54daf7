"""Alembic's entry: runs inside the application, over its own database connection, one transaction per migration."""

from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection, TypeDecorator

from app.web.database import WRITE

CONFIG = context.config


def run(connection: Connection) -> None:
    """Run the migrations. SQLite rebuilds tables, so foreign keys are checked at the end, not between."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        _foreign_keys(connection, enforced=False)
    context.configure(
        connection=connection,
        target_metadata=current_app.extensions["migrate"].db.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
        include_object=_is_ours,
        render_item=_render,
        process_revision_directives=_skip_when_empty,
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite:
        connection.rollback()
        _check_foreign_keys(connection)
        _foreign_keys(connection, enforced=True)


def _foreign_keys(connection: Connection, *, enforced: bool) -> None:
    """Outside of any transaction: inside, SQLite ignores it without a word."""
    connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys = {'ON' if enforced else 'OFF'}")


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.connection.dbapi_connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise RuntimeError(f"after the migration a row of {broken[0]} points at nothing in {broken[2]}")


def _is_ours(_thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:  # noqa: FBT001
    """Full-text tables are made by hand, and SQLite makes more behind each of them."""
    return not (kind == "table" and reflected and "_fts" in (name or ""))


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Our own types are written as what they are in the database, so that old migrations need no code of today."""
    if kind == "type" and isinstance(item, TypeDecorator) and type(item).__module__.startswith("app."):
        return f"sa.{item.impl_instance!r}"
    return False


def _skip_when_empty(_context: object, _revision: object, directives: list) -> None:
    if getattr(CONFIG.cmd_opts, "autogenerate", False) and directives and directives[0].upgrade_ops.is_empty():
        directives[:] = []


with current_app.extensions["migrate"].db.engine.connect().execution_options(**WRITE) as _connection:
    run(_connection)
