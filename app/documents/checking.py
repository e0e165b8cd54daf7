"""A template looked at for a paper: what the engine finds, fields that are retired, fields that nobody prints."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.schema import Document as Paper
from app.definitions.template_kinds import Template, kind_of
from app.documents.access import label_of, who_sees
from app.documents.context import scope_of
from app.documents.templates import columns_read, prints_of
from app.errors import Fault, Level
from app.word import Checked, TemplateTag
from app.word.plan import ROW_KEY


@dataclass(frozen=True, slots=True)
class Look:
    """One look; `prints` are the fields and columns that the template shows, nothing if it cannot be used."""

    checked: Checked
    prints: tuple[str, ...] = ()


def look(data: bytes, compiled: CompiledType, paper: Paper) -> Look:
    """A file as the template of this paper."""
    checked = kind_of(paper.template).check(data, scope=scope_of(compiled, paper))
    if checked.template is None:
        return Look(checked)
    retired = tuple(_retired(checked.template, compiled))
    faults = (*checked.faults, *retired)
    prints = tuple(sorted(set(prints_of(checked.template, compiled, paper))))
    return Look(replace(checked, faults=faults), prints)


def unused(compiled: CompiledType, prints: Iterable[str]) -> list[str]:
    """The labels of fields and columns that none of its templates shows: forgotten, or meant for the screen only."""
    printed = set(prints)
    found = [path for path in _paths(compiled) if path not in printed]
    whole = {path for path in found if "." not in path}
    return [label_of(compiled, path) for path in found if path in whole or path.partition(".")[0] not in whole]


def unseen(compiled: CompiledType, prints: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Fields that are printed, though roles that may make the paper do not see them: they cannot fetch it then."""
    makers = {right.role for right in compiled.definition.rights if right.change and right.role}
    guarded = [(path, set(seers)) for path in prints if (seers := who_sees(compiled, [path]))]
    return {label_of(compiled, path): left for path, seers in guarded if (left := tuple(sorted(makers - seers)))}


def _paths(compiled: CompiledType) -> Iterator[str]:
    """Fields in use that can be printed, each table followed by its columns."""
    for key, field in compiled.fields.items():
        if not field.definition.retired and field.type.name not in ("file", "image"):
            yield key
            yield from (f"{key}.{column}" for column, each in field.columns.items() if not each.definition.retired)


def _retired(template: Template, compiled: CompiledType) -> Iterator[Fault]:
    """A tag that prints what nobody fills in any more."""
    for tag in template.tags:
        for field in _read(tag, compiled):
            facts = {"tag": tag.text, "label": field.definition.label, **tag.place.facts()}
            yield Fault("document.template_retired", place=tag.place.text, facts=facts, level=Level.WARN)


def _read(tag: TemplateTag, compiled: CompiledType) -> list[CompiledField]:
    """The retired fields and columns that a tag reads, each once."""
    found = {key: compiled.fields[key] for key in sorted(tag.expression.names) if key in compiled.fields}
    for base, column in columns_read(tag.expression.tree):
        table = found.get(base.removeprefix(ROW_KEY.format("")))
        if table and column and column in table.columns:
            found[f"{table.key}.{column}"] = table.columns[column]
    return [field for field in found.values() if field.definition.retired]
