"""`types export` and `types import`: a type leaves as YAML or as one zip, and a zip arrives by the plan of its page."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from app.accounts import queries as accounts
from app.audit import service as audit
from app.cli.faults import LANGUAGE, stop
from app.cli.office import office, office_writing
from app.cli.words import spoken
from app.definitions import codec, lookups, queries
from app.definitions.schema import Capability
from app.designer import publishing
from app.designer.exchange import bundle, leaving, taking
from app.designer.exchange.taking import Arrival
from app.designer.service import Turn
from app.errors import Conflict, Fault, Invalid
from app.extensions import db
from app.fields.model import Label
from app.records import desks
from app.records.desk import Desk
from app.web import clock
from app.web.language import speaking
from app.web.words import say

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("key")
@click.argument("file", type=FILE, required=False)
def export(key: str, file: Path | None) -> None:
    """Write a record type of the office as YAML, with the comments that its file had.

    With FILE: as a zip with its lists, templates, examples and role names.
    """
    with office():
        version = queries.current(key)
        if version is None:
            raise click.ClickException(f"{key}?  {'  '.join(queries.current_ids())}")
        if file is None:
            click.echo(codec.dump(lookups.definition(version), previous_text=version.source), nl=False)
        else:
            file.write_bytes(bundle.pack(leaving.bundle_of(key, session=db.session())))


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", default="", help="Take it in under this key, as a type of its own.")
@click.option("--name", default="", help="What that type is called; else the first free name.")
@click.option("--by", "login", default="", help="Log-in of who takes it in; else the first who may.")
@click.option("--yes", is_flag=True, help="Do it; without, only the plan is shown.")
@LANGUAGE
def take_in(  # noqa: PLR0913 - one for each option
    file: Path, key: str, name: str, login: str, language: str, *, yes: bool
) -> None:
    """Take in a zip of `types export` or of the page: the type as a draft, with the lists and templates that it brings.

    What other types use too stays as it is here; take that in on the page.
    """
    with _telling(file, language):
        desk = desks.of_user(_who(login))
        if not desk.actor.can(Capability.MANAGE_TYPES):
            raise Invalid.because("exchange.may_not")
        arrival = taking.planned(bundle.unpack(_read(file)), desk=desk)
        for line in _plan(arrival, key, language, desk):
            click.echo(line)
        if not yes:
            click.echo(_words("only_told", language))
            return
        given = {**taking.proposed(arrival), "basis": arrival.basis, "key": key, "name": name}
        taken = taking.take(arrival, given, Turn(arrival.lock, desk.actor, desk.now), desk=desk)
        db.session.commit()
        click.echo(_words("done", language).format(key=taken.key))
        if taken.left:
            click.echo(_words("left", language).format(count=taken.left))


@contextmanager
def _telling(file: Path, language: str) -> Iterator[None]:
    """The office, to be changed; what is refused is said, the audit knows of it, and nothing else is kept."""
    with office_writing(), speaking(language):
        try:
            yield
        except (Conflict, Invalid) as error:
            db.session.rollback()
            faults = error.faults if isinstance(error, Invalid) else [Fault(error.code, facts=error.facts)]
            audit.record_refused("type.refused", faults, actor=None, about=f"file:{file.name}")
            stop(Invalid(replace(each, place=f"{file} {each.place}".strip()) for each in faults), language)


def _who(login: str) -> int:
    """Who was named; else the first who designs."""
    if login:
        user = accounts.user_by_login(login)
    else:
        user = next(iter(accounts.capable_users(str(Capability.MANAGE_TYPES), today=clock.today())), None)
    if user is None:
        raise Invalid.because("report.nobody", name=login or str(Capability.MANAGE_TYPES))
    return user.id


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        data = opened.read(bundle.MOST + 1)
    if len(data) > bundle.MOST:
        raise Invalid.because("file.too_large", name=file.name, most=bundle.MOST >> 20)
    return data


def _plan(arrival: Arrival, key: str, language: str, desk: Desk) -> Iterator[str]:
    """What the page tells, line by line."""
    outlook = publishing.outlook(arrival.coming, desk=desk)
    is_new = arrival.standing is None or (key and key != arrival.definition.key)
    said = "new_type" if is_new else "same" if outlook.plan.is_same else "type"
    yield f"{_words(said, language)} {key or arrival.definition.key}（{arrival.definition.label.text(language)}）"
    if not is_new:
        yield from (f"    {line.said}  {', '.join(line.items)}" for line in outlook.lines)
    yield from (f"{_words('role', language)} {each.key}（{each.label.text(language)}）" for each in arrival.roles)
    proposed = taking.proposed(arrival)
    for book in arrival.lists:
        how = _how(book, is_taken=f"{taking.LIST}{book.key}" in proposed)
        yield f"{_words('list', language)} {book.key}  {_words(how, language)}{_users(book.used_by, language)}"
    for each in arrival.templates:
        how = _how(each, is_taken=f"{taking.TEMPLATE}{each.name}" in proposed)
        yield f"{_words('template', language)} {each.name}  {_words(how, language)}{_users(each.used_by, language)}"
    for trouble in outlook.blocking:
        yield f"{_words('to_mend', language)} {say(trouble.fault, language)}  {trouble.path or trouble.name}"


def _how(plan: taking.ListPlan | taking.TemplatePlan, *, is_taken: bool) -> str:
    if plan.is_same:
        return "as_here"
    return "stays" if not is_taken else "new" if plan.is_new else "changed"


def _users(labels: Iterable[Label], language: str) -> str:
    names = ", ".join(each.text(language) for each in labels)
    return f"  {_words('used_by', language)} {names}" if names else ""


_WORDS = {
    "new_type": ("新事项，成为草稿：", "New type, as a draft:"),
    "type": ("事项，改动成为草稿：", "Type, its changes as a draft:"),
    "same": ("事项和这里生效的一样：", "Type as it is in force here:"),
    "role": ("这里没有的角色：", "Role that is not here:"),
    "list": ("选项表", "List"),
    "template": ("模板", "Template"),
    "new": ("新的", "new"),
    "changed": ("有改动", "changed"),
    "as_here": ("一样", "as it is here"),
    "stays": ("不导入，请在网页上看过再决定", "left as it is here; decide on the page"),
    "used_by": ("也在用它的事项：", "also used by:"),
    "to_mend": ("发布前要改好的：", "To mend before publishing:"),
    "only_told": ("什么都没有改。看好以后，加上 --yes 再导入", "Nothing was changed. To take it in, add --yes"),
    "done": ("已导入为草稿 {key}，检查后再发布", "Taken in as the draft {key}: check it before publishing"),
    "left": ("{count} 个样例和这份草稿合不上，没有带进来", "{count} examples do not fit the draft and were left out"),
}
"""What the verbs say, in Chinese and in English."""
_words = partial(spoken, _WORDS)
