"""`types`: check definition files, load them into the office, write them out, help editors."""

import json
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from app.cli.exchange import export, take_in
from app.cli.faults import LANGUAGE, print_faults, stop
from app.cli.office import office_writing, speaking
from app.cli.words import spoken
from app.config import ROOT
from app.definitions import codec, loading
from app.definitions.files import Forms, read_forms
from app.definitions.plan import Plan
from app.definitions.types import Types
from app.documents import templates
from app.errors import Invalid, Level
from app.extensions import db

FORMS, TEMPLATES = ROOT / "forms", ROOT / "doc_templates"
PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


@click.group()
def types() -> None:
    """Record types, choice lists and roles as files."""


@types.command()
@PATHS
@LANGUAGE
def check(paths: tuple[Path, ...], language: str) -> None:
    """Say everything that is wrong with definition files; needs no database. Without PATHS: the whole of forms/."""
    forms = _read(paths)
    behind = _read(()) if paths else None
    found = forms.problems(forms.world(behind, templates=TEMPLATES))
    blocking = [fault for fault in found if fault.level is Level.BLOCK]
    with speaking(language):
        print_faults(found, language)
        click.echo(_verdict(forms, len(blocking), len(found) - len(blocking), language))
    if blocking:
        sys.exit(1)


@types.command()
@PATHS
@click.option("--update", is_flag=True, help="Also change what the office has already; the plan is shown first.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@LANGUAGE
def load(paths: tuple[Path, ...], language: str, *, update: bool, yes: bool) -> None:
    """Add the types, lists and roles that the office lacks. Without PATHS: the whole of forms/."""
    forms = _read(paths)
    with office_writing():
        planned = loading.planned(forms, update=update)
        _print_plan(planned, language)
        is_asked = update and not yes and not planned.is_refused
        if planned.is_nothing or (is_asked and not click.confirm(_words("go_on", language))):
            return
        now = datetime.now(UTC)
        templates.keep_all(Types().all().values(), session=db.session(), now=now)
        try:
            loading.load(forms, planned, actor=None, now=now)
        except Invalid as error:
            stop(error, language)
        db.session.commit()
        click.echo(_words("done", language))


@types.command()
def schema() -> None:
    """Print the JSON Schema of record types, for editors."""
    click.echo(json.dumps(codec.json_schema(), ensure_ascii=False, indent=2))


types.add_command(export)
types.add_command(take_in)


def _read(paths: tuple[Path, ...]) -> Forms:
    return read_forms(paths or (FORMS,), shown_from=None if paths else ROOT)


def _verdict(forms: Forms, faults: int, warnings: int, language: str) -> str:
    counts = {"types": len(forms.types), "lists": len(forms.lists), "faults": faults, "warnings": warnings}
    return _words("found" if faults else "clean", language).format(**counts)


def _print_plan(planned: loading.Loading, language: str) -> None:
    if planned.is_nothing:
        click.echo(_words("nothing", language))
    if planned.roles:
        click.echo(_words("roles", language))
    for key in planned.lists:
        click.echo(f"{_words('list', language)} {key}")
    for plan in planned.types:
        click.echo(f"{_words('new_type' if plan.is_new else 'type', language)} {plan.key}（{plan.label}）")
        for line in () if plan.is_new else _changes(plan, language):
            click.echo(f"    {line}")


def _changes(plan: Plan, language: str) -> list[str]:
    lines = {
        "added": plan.added,
        "renamed": [f"{before} → {now}" for before, now in plan.renamed],
        "retired": plan.retired,
        "converted": [f"{key}: {before} → {now}" for key, before, now in plan.converted],
        "lost": plan.lost,
        "changed": plan.changed,
        "records": [_words("under", language).format(number=number, count=count) for number, count in plan.records],
        "refused": [str(fault.facts["key"]) for fault in plan.refused],
    }
    return [f"{_words(name, language)} {', '.join(items)}" for name, items in lines.items() if items]


_WORDS = {
    "clean": (
        "没有发现问题：{types} 个事项，{lists} 个选项表，{warnings} 条提醒",
        "No faults: {types} types, {lists} lists, {warnings} warnings",
    ),
    "found": ("发现 {faults} 个问题，{warnings} 条提醒", "{faults} faults, {warnings} warnings"),
    "nothing": ("没有要装入的内容", "Nothing to load"),
    "roles": ("角色", "Roles"),
    "list": ("选项表", "List"),
    "new_type": ("新事项", "New type"),
    "type": ("事项", "Type"),
    "added": ("新增字段：", "added:"),
    "renamed": ("改名：", "renamed:"),
    "retired": ("停用：", "retired:"),
    "converted": ("改类型：", "converted:"),
    "lost": ("不再有：", "gone:"),
    "changed": ("修改：", "changed:"),
    "records": ("仍按原版本办理的记录：", "records that stay under their version:"),
    "under": ("第 {number} 版 {count} 条", "version {number}: {count}"),
    "refused": ("在用而不见了，不能装入：", "in use and gone, so refused:"),
    "go_on": ("确定装入吗？", "Go on?"),
    "done": ("已装入", "Loaded"),
}
"""What the verbs say, in Chinese and in English."""
_words = partial(spoken, _WORDS)
