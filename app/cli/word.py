"""`word check`: everything that is wrong with Word templates; `word fill`: a record as the file it would print."""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from app.accounts import queries as accounts
from app.cli.faults import LANGUAGE, print_faults, stop
from app.cli.office import office, speaking
from app.config import ROOT
from app.definitions.compiled import compile_type
from app.definitions.files import Forms, read_forms
from app.definitions.papers import paper_scope
from app.definitions.types import Types
from app.definitions.world import ListLookups
from app.documents import service as documents
from app.errors import Fault, Invalid, NotFound
from app.expressions import Scope
from app.extensions import db
from app.fields import FieldDef
from app.fields.scope import scope_names
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.records.models import Record
from app.web import clock
from app.word import Template

FORMS, TEMPLATES = ROOT / "forms", ROOT / "doc_templates"


@click.group()
def word() -> None:
    """Word templates, and records as Word files."""


@word.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@LANGUAGE
def check(files: tuple[Path, ...], language: str) -> None:
    """Say everything that is wrong with templates; needs no database. Without FILES: all of doc_templates/.

    A file is checked for every type in forms/ that names it; one that none names is only checked for its tags.
    """
    forms = read_forms((FORMS,))
    found: list[Fault] = []
    paths = files or tuple(sorted(path for path in TEMPLATES.glob("*.docx") if not path.name.startswith("~")))
    for path in paths:
        scopes: list[Scope | None] = [*_scopes(forms, path.name)] or [None]
        for scope in scopes:
            found += (fault for fault in _faults(path, scope) if fault not in found)
    with speaking(language):
        print_faults(found, language)
        click.echo(_words("found" if found else "clean", language).format(files=len(paths), faults=len(found)))
    if found:
        sys.exit(1)


@word.command()
@click.argument("type_key", metavar="TYPE")
@click.argument("document_key", metavar="DOCUMENT")
@click.option("--record", "record_id", type=int, required=True, help="Its number in the address of its page.")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
@LANGUAGE
def fill(type_key: str, document_key: str, record_id: int, out: Path, language: str) -> None:
    """Write the file that a record would print, without issuing it."""
    with office():
        record = db.session.get(Record, record_id)
        if record is None or record.type_key != type_key:
            raise click.ClickException(_words("no_record", language).format(type=type_key, id=record_id))
        try:
            desk = _desk(record)
            data = documents.render(record, desk.compiled(record), document_key, desk=desk)
        except NotFound:
            keys = "  ".join(paper.key for paper in desk.compiled(record).definition.documents)
            raise click.ClickException(f"{document_key}?  {keys}") from None
        except Invalid as error:
            stop(error, language)
        out.write_bytes(data)
        click.echo(f"{out}  {len(data)}")


def _faults(path: Path, scope: Scope | None) -> tuple[Fault, ...]:
    """Those of one file, each with its name in front of the place."""
    try:
        Template.compile(path.read_bytes(), scope=scope)
    except Invalid as error:
        return tuple(fault.at(path.name) for fault in error.faults)
    return ()


def _scopes(forms: Forms, name: str) -> Iterator[Scope]:
    """What the papers that use this file may read."""
    world = forms.world()
    for each in forms.types.values():
        papers = [
            paper for paper in each.definition.documents if paper.template.removesuffix(".docx") + ".docx" == name
        ]
        if not papers:
            continue
        compiled = compile_type(each.definition, lookups=ListLookups(world), fields_of=partial(_fields_of, forms))
        for paper in papers:
            table = compiled.fields.get(paper.each or "")
            row = Scope(scope_names(table.definition.columns)) if table else None
            yield paper_scope(each.definition, compiled.scope, row)


def _fields_of(forms: Forms, key: str) -> Iterable[FieldDef]:
    found = forms.types.get(key)
    return found.definition.fields() if found else ()


def _desk(record: Record) -> Desk:
    """The desk of the record's owner: what the file shows does not depend on who asks."""
    actor = accounts.actor_of(record.owner_id or record.created_by or 0, today=clock.today())
    types, session = Types(), db.session()
    viewer = Viewer.of(actor, types.all().values(), today=clock.today())
    now = datetime.now(UTC).astimezone(clock.zone())
    return Desk(session, actor, now, types, DatabaseLookups(session, viewer, types.lists, types))


_WORDS = {
    "clean": ("检查了 {files} 个模板，没有发现问题", "{files} templates, no faults"),
    "found": ("检查了 {files} 个模板，发现 {faults} 个问题", "{files} templates, {faults} faults"),
    "no_record": ("没有编号为 {id} 的“{type}”记录", "There is no record {id} of type {type}"),
}
"""What the verbs say, in Chinese and in English."""


def _words(name: str, language: str) -> str:
    chinese, english = _WORDS[name]
    return english if language == "en" else chinese
