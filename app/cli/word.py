"""`word check`: everything that is wrong with Word templates; `word fill`: a record as the file it would print."""

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from app.accounts import queries as accounts
from app.cli import word_check
from app.cli.faults import LANGUAGE, stop
from app.cli.office import office, speaking
from app.cli.words import spoken
from app.config import ROOT
from app.definitions.files import read_forms
from app.definitions.template_kinds import files_in
from app.definitions.types import Types
from app.documents import service as documents
from app.errors import Invalid, NotFound
from app.extensions import db
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.records.models import Record
from app.web import clock

FORMS, TEMPLATES = ROOT / "forms", ROOT / "doc_templates"


@click.group()
def word() -> None:
    """Word templates, and records as Word files."""


@word.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--type", "type_key", default="", help="Look at FILES as templates of this type.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON, in both languages.")
@click.option(
    "--comments",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write copies with the faults as Word comments into this folder.",
)
@LANGUAGE
def check(files: tuple[Path, ...], type_key: str, folder: Path | None, language: str, *, is_json: bool) -> None:
    """Say everything that is wrong with templates; needs no database. Without FILES: all of doc_templates/.

    A file is checked for every type in forms/ that names it; one that none names is only checked for its tags.
    """
    forms = read_forms((FORMS,))
    if type_key and type_key not in forms.types:
        raise click.ClickException(f"{type_key}?  {'  '.join(forms.types)}")
    paths = files or tuple(files_in(TEMPLATES).values())
    found = word_check.findings(paths, forms, type_key=type_key, is_whole=not files)
    with speaking(language):
        if is_json:
            click.echo(word_check.as_json(found))
        else:
            word_check.printed(found, language)
        if folder is not None:
            word_check.write_comments(found, folder, language)
    if found.blocking:
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


def _desk(record: Record) -> Desk:
    """The desk of the record's owner: what the file shows does not depend on who asks."""
    actor = accounts.actor_of(record.owner_id or record.created_by or 0, today=clock.today())
    types, session = Types(), db.session()
    viewer = Viewer.of(actor, types.all().values(), today=clock.today())
    now = datetime.now(UTC).astimezone(clock.zone())
    return Desk(session, actor, now, types, DatabaseLookups(session, viewer, types.lists, types))


_WORDS = {
    "no_record": ("没有编号为 {id} 的“{type}”记录", "There is no record {id} of type {type}"),
}
"""What the verbs say, in Chinese and in English."""
_words = partial(spoken, _WORDS)
