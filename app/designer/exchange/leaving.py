"""What a type takes along: the lists that its fields name, the templates of its papers, the names of its roles."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.definitions import codec, lookups, queries
from app.definitions.schema import ChoiceList, RecordType
from app.definitions.template_kinds import file_name
from app.designer import service
from app.designer.editing import fields_by_path
from app.designer.examples import queries as kept
from app.designer.examples.schema import dump
from app.designer.examples.schema import load as load_example
from app.designer.exchange.bundle import Bundle, RoleName
from app.documents import templates
from app.fields.model import Label


def bundle_of(key: str, *, session: Session) -> Bundle:
    """The type as it is in force, or as a draft where it never was; raises `NotFound`."""
    standing = service.standing(key)
    definition, source = standing.definition, standing.source
    if standing.live is not None:
        definition = lookups.definition(standing.live)
        source = codec.dump(definition, previous_text=standing.live.source)
    roles = tuple(_roles(definition))
    examples = tuple(load_example(dump(kept.content(row))) for row in kept.of_type(key))
    files = dict(_templates(definition, session))
    return Bundle(definition, source, dict(_lists(definition)), files, roles, examples)


def lists_named(definition: RecordType) -> list[str]:
    """The keys of the shared lists that fields and columns choose from."""
    keys = (getattr(each.options, "list", None) for _path, each in fields_by_path(definition))
    return sorted({key for key in keys if key})


def roles_named(definition: RecordType, known: Iterable[str]) -> set[str]:
    """Which of the known roles have a part in rights, flow, messages or reminders."""
    data = codec.plain_data(definition)
    parts = [data.get(name, ()) for name in ("rights", "workflow", "amendments", "notify", "remind")]
    return set(known) & set(_words(parts))


def _lists(definition: RecordType) -> Iterator[tuple[str, ChoiceList]]:
    for key in lists_named(definition):
        version = queries.list_version(key)
        if version is not None:
            yield key, lookups.choice_list(version)


def _templates(definition: RecordType, session: Session) -> Iterator[tuple[str, bytes]]:
    """What serves now; a paper without a file goes without."""
    for name in sorted({file_name(paper.template) for paper in definition.documents}):
        found = templates.serving(name, session=session)
        if found is not None:
            yield name, found.read()


def _roles(definition: RecordType) -> Iterator[RoleName]:
    roles = {role.key: role for role in accounts.roles(active=False)}
    for key in sorted(roles_named(definition, roles)):
        yield RoleName(key=key, label=Label(zh=roles[key].label_zh, en=roles[key].label_en))


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _words(each)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _words(each)
