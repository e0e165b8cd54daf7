"""What a start does before it serves: tables, definitions, leftovers, the worker. Quick when nothing changed."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from flask import Flask

from app.config import ROOT, Settings
from app.definitions.loading import load_forms
from app.definitions.types import Types
from app.documents import files as papers
from app.documents import queries as document_queries
from app.documents import service as documents
from app.documents import templates
from app.extensions import db
from app.records import files, once
from app.web import database

FORMS = ROOT / "forms"
STAMP = "prepared"
"""In the instance's cache: what the last start found and did."""


def prepare(app: Flask) -> None:
    """Bring the instance to this version of the program."""
    settings: Settings = app.config["SETTINGS"]
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark = _mark()
    stamp = settings.cache / STAMP
    if (settings.instance / "biaowen.db").exists() and _said(stamp) == mark:
        return
    import_module("app.web.schema").upgrade(app)  # with Alembic, which a running server does not need
    with app.app_context():
        database.begin_write()
        load_forms(FORMS, actor=None, now=datetime.now(UTC))
        templates.keep_all(Types().all().values(), session=db.session(), now=datetime.now(UTC))
        db.session.commit()
    settings.cache.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark, encoding="ascii")


def sweep(app: Flask) -> None:
    """Forget what was begun and never used, then the files that nothing names any more."""
    settings: Settings = app.config["SETTINGS"]
    now = datetime.now(UTC)
    with app.app_context():
        database.begin_write()
        session = db.session()
        files.forget_unused(session, now=now)
        once.forget(session, now=now)
        db.session.commit()
        files.sweep(session, settings.instance / files.FOLDER, now=now)
        papers.sweep(documents.root(), document_queries.contents(session), now=now)


def _said(stamp: Path) -> str:
    return stamp.read_text(encoding="ascii") if stamp.exists() else ""


def _mark() -> str:
    """The shipped definitions and migrations, in short: it changes when any of their files does."""
    digest = hashlib.sha256()
    for path in sorted(_shipped()):
        digest.update(f"{path.relative_to(ROOT)} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _shipped() -> Iterator[Path]:
    yield from FORMS.rglob("*.yaml")
    yield from FORMS.rglob("*.csv")
    yield from (ROOT / "migrations" / "versions").glob("*.py")
