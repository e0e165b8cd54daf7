"""The templates that serve: the product's files, over them those of a folder, over these the office's versions in
force; compiled once."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from app.config import ROOT
from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.papers import AMENDED, amended_paths, amendment_names, opinion_names
from app.definitions.schema import Document as Paper
from app.definitions.template_kinds import Template, file_name, files_in, kind_of
from app.documents import queries
from app.documents.context import scope_of
from app.documents.faults import PaperInvalid
from app.documents.models import TemplateVersion
from app.errors import Fault, Invalid
from app.expressions import RESERVED, Scope
from app.expressions.tree import Call, Column, Field, Filter, Index, Member, Node, children
from app.web import clock
from app.word.plan import ROW_KEY

SHIPPED = ROOT / "doc_templates"
_TELLS_NO_ROW = ("count", "at_least")
"""Functions over rows that show nothing of them."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What serves under a template's name: `number` is that of the office's version, 0 where it is a file."""

    name: str
    sha256: str
    number: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Shelved:
    """A template ready for one paper of one type: `prints` are the fields and columns that it shows."""

    type_key: str
    paper_key: str
    name: str
    sha256: str
    data: bytes
    template: Template
    prints: tuple[str, ...]


_SCOPES: "WeakKeyDictionary[Scope, dict[str, Scope]]" = WeakKeyDictionary()
_SHELVED: "WeakKeyDictionary[Scope, dict[str, Shelved]]" = WeakKeyDictionary()


def folders() -> tuple[Path, ...]:
    """Where templates lie, the office's own first."""
    return clock.settings().instance / "templates", SHIPPED


def path_of(name: str) -> Path | None:
    """The file of a template; None if there is none."""
    filename = file_name(name)
    return next((path for folder in folders() if (path := folder / filename).is_file()), None)


def all_paths() -> dict[str, Path]:
    """Every template by its file name."""
    found: dict[str, Path] = {}
    for folder in reversed(folders()):
        found.update(files_in(folder))
    return found


def serving(template: str, *, session: Session) -> Serving | None:
    """What serves as this template now: the office's version in force, else a file; None if there is nothing."""
    name = file_name(template)
    if chosen := queries.template_in_force(session, name):
        sha256, number = chosen
        return Serving(name, sha256, number, lambda: queries.template_content(session, name, number))
    return from_folder(name)


def from_folder(template: str) -> Serving | None:
    """The file that serves where the office has put no version of its own in force."""
    path = path_of(template)
    if path is None:
        return None
    data = path.read_bytes()
    return Serving(path.name, hashlib.sha256(data).hexdigest(), 0, lambda: data)


def shelved(compiled: CompiledType, paper: Paper, *, session: Session) -> Shelved:
    """The template of a paper, compiled; raises `PaperInvalid` with everything that is wrong."""
    found = serving(paper.template, session=session)
    if found is None:
        fault = Fault("document.no_template", facts={"template": paper.template, "paper": paper.label})
        raise PaperInvalid([fault], paper=paper)
    kept = _SHELVED.setdefault(_scope(compiled, paper), {})
    if found.sha256 not in kept:
        known = queries.template_version(session, compiled.key, paper.key, found.sha256)
        kept.clear()  # a template that was replaced is not asked for again
        kept[found.sha256] = opened(found.name, found.read(), compiled, paper, known.bindings if known else {})
    return kept[found.sha256]


def opened(name: str, data: bytes, compiled: CompiledType, paper: Paper, bindings: Mapping[str, str]) -> Shelved:
    """A file as the template of a paper; `bindings` are what its tags are known to say. Raises `PaperInvalid`."""
    try:
        template = kind_of(name).compile(data, scope=_scope(compiled, paper), bindings=bindings)
    except Invalid as error:
        raise PaperInvalid(error.faults, paper=paper) from error
    prints = tuple(sorted(set(prints_of(template, compiled, paper))))
    return Shelved(compiled.key, paper.key, name, hashlib.sha256(data).hexdigest(), data, template, prints)


def keep(used: Shelved, *, session: Session, now: datetime) -> None:
    """From now on its tags say what they say now, whatever the fields are called later."""
    if queries.template_version(session, used.type_key, used.paper_key, used.sha256) is None:
        session.add(
            TemplateVersion(
                type_key=used.type_key,
                paper_key=used.paper_key,
                sha256=used.sha256,
                name=used.name,
                content=used.data,
                bindings=dict(used.template.bindings),
                known_since=now,
            )
        )


def keep_all(types: Iterable[CompiledType], *, session: Session, now: datetime) -> None:
    """The same for every template that serves, before labels change; one that does not says why when it is used."""
    for compiled in types:
        for paper in compiled.definition.documents:
            with suppress(PaperInvalid):
                keep(shelved(compiled, paper, session=session), session=session, now=now)


def _scope(compiled: CompiledType, paper: Paper) -> Scope:
    """One scope for each paper of a compiled type, as long as the type is in use."""
    scopes = _SCOPES.setdefault(compiled.scope, {})
    if paper.key not in scopes:
        scopes[paper.key] = scope_of(compiled, paper)
    return scopes[paper.key]


def prints_of(template: Template, compiled: CompiledType, paper: Paper) -> Iterator[str]:
    """The fields, and the columns of tables, that the tags show or decide by."""
    tables = {key: each for key, each in compiled.fields.items() if each.columns}
    row = tables[paper.each].columns if paper.each in tables else {}
    yield from (f"{paper.each}.{key}" for key in template.names if key in row)
    yield from (key for key in template.names if key in compiled.fields)
    given = (*opinion_names(compiled.definition), *amendment_names(compiled.definition))
    known = {*compiled.fields, *(name.key for name in RESERVED), *(name.key for name in given)}
    if AMENDED in template.names:
        yield from amended_paths(compiled.definition)
    for tag in template.tags:
        for base, column in columns_read(tag.expression.tree):
            key = base.removeprefix(ROW_KEY.format(""))
            if key in tables:
                yield from _of_table(key, tables[key], column, is_shown=tag.kind == "value")
            elif key not in known and key not in row:  # a name that the template gave: a row of any table that it reads
                yield from _of_any({each: tables[each] for each in tables if each in template.names}, column)


def _of_table(key: str, table: CompiledField, column: str | None, *, is_shown: bool) -> Iterator[str]:
    if column in table.columns:
        yield f"{key}.{column}"
    elif column is None and is_shown:  # the rows as they are
        yield from (f"{key}.{each}" for each in table.columns)


def _of_any(tables: Mapping[str, CompiledField], column: str | None) -> Iterator[str]:
    """What a name of the template may stand for: the same column of each table, or without one their whole rows."""
    for key, table in tables.items():
        yield from (f"{key}.{each}" for each in ([column] if column is not None else table.columns) if each)


def columns_read(node: Node, table: str = "") -> Iterator[tuple[str, str | None]]:
    """Pairs of table and column; without a column where the rows are taken as they are, `""` where nobody knows."""
    match node:
        case Member(of=inner, key=key):
            yield base_of(inner), key
            if not isinstance(inner, Field):
                yield from columns_read(inner)
        case Column(key=key):
            yield table, key
        case Filter(of=of, where=where):
            yield from columns_read(where, base_of(of))
            if not isinstance(of, Field):
                yield from columns_read(of, table)
        case Call(name=name, args=args) if name in _TELLS_NO_ROW and isinstance(args[0], Field):
            for inner in args[1:]:
                yield from columns_read(inner, table)
        case Field(key=key):
            yield key, None
        case _:
            for inner in children(node):
                yield from columns_read(inner, table)


def base_of(node: Node) -> str:
    """The name behind filters and positions."""
    while isinstance(node, Filter | Index):
        node = node.of
    return node.key if isinstance(node, Field) else ""
