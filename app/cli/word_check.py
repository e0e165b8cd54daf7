"""`word check`: templates against the types that name them, as a list, as JSON, and as comments in copies."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click

from app.cli.faults import print_faults
from app.definitions.compiled import CompiledType, compile_type
from app.definitions.files import Forms
from app.definitions.renames import by_every_key
from app.definitions.schema import Document as Paper
from app.definitions.template_kinds import file_name, kind_of
from app.definitions.world import ListLookups
from app.documents import checking
from app.errors import Fault, Level
from app.fields import FieldDef
from app.web.words import say


@dataclass(slots=True)
class Report:
    """One file, looked at for every paper that names it."""

    path: Path
    data: bytes
    papers: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    is_opened: bool = True

    def add(self, faults: Iterable[Fault]) -> None:
        """What was found, each once."""
        self.faults += (fault for fault in faults if fault not in self.faults)

    @property
    def blocking(self) -> int:
        """How many faults stop it."""
        return sum(fault.level is Level.BLOCK for fault in self.faults)


@dataclass(slots=True)
class Findings:
    """All files; `unused` and `unseen` are fields by the label of their type."""

    reports: list[Report] = field(default_factory=list)
    unused: dict[str, list[str]] = field(default_factory=dict)
    unseen: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def blocking(self) -> int:
        """How many faults stop a template."""
        return sum(report.blocking for report in self.reports)

    @property
    def warnings(self) -> int:
        """How many do not."""
        return sum(len(report.faults) for report in self.reports) - self.blocking


def findings(paths: Sequence[Path], forms: Forms, *, type_key: str = "", is_whole: bool) -> Findings:
    """Look at files; `is_whole`: they are all there are, so that what none of them prints can be told."""
    found = Findings([Report(path, path.read_bytes()) for path in paths])
    prints: dict[str, set[str]] = {}
    types = _compiled(forms, {path.name for path in paths}, type_key)
    for report in found.reports:
        for compiled, paper in _uses(types.values(), report.path.name, is_any=bool(type_key)):
            look = checking.look(report.data, compiled, paper)
            report.papers.append(f"{compiled.key}.{paper.key}")
            report.add(look.checked.faults)
            report.is_opened = look.checked.is_opened
            prints.setdefault(compiled.key, set()).update(look.prints)
        if not report.papers:
            checked = kind_of(report.path.name).check(report.data)
            report.add(checked.faults)
            report.is_opened = checked.is_opened
    for key, printed in prints.items():
        label = types[key].definition.label.zh
        if is_whole and (labels := checking.unused(types[key], printed)):
            found.unused[label] = labels
        if unseen := checking.unseen(types[key], printed):
            found.unseen[label] = unseen
    return found


def printed(found: Findings, language: str) -> None:
    """The list, as people read it."""
    for report in found.reports:
        print_faults((fault.at(report.path.name) for fault in report.faults), language)
    said = _words(language)
    for label, fields in found.unused.items():
        click.echo(said["unused"].format(type=label, count=len(fields), fields="、".join(fields)))
    for label, unseen in found.unseen.items():
        click.echo(said["unseen"].format(type=label, fields="、".join(unseen)))
    verdict = said["found" if found.blocking else "warned" if found.warnings else "clean"]
    click.echo(verdict.format(files=len(found.reports), faults=found.blocking, warnings=found.warnings))


def as_json(found: Findings) -> str:
    """The same for programs, in both languages."""
    files = [
        {
            "file": report.path.name,
            "papers": report.papers,
            "ok": not report.blocking,
            "faults": [_plain(fault) for fault in report.faults],
        }
        for report in found.reports
    ]
    facts = {"files": files, "unused": found.unused, "unseen": found.unseen}
    return json.dumps(facts, ensure_ascii=False, indent=2)


def write_comments(found: Findings, folder: Path, language: str) -> None:
    """A copy of each Word file with faults, in which they are comments."""
    folder.mkdir(parents=True, exist_ok=True)
    for report in found.reports:
        write = kind_of(report.path.name).annotated
        if report.faults and report.is_opened and write is not None:
            remarks = [(fault, f"{fault.place}：{say(fault, language)}") for fault in report.faults]
            target = folder / report.path.name
            target.write_bytes(write(report.data, remarks))
            click.echo(str(target))


def _plain(fault: Fault) -> dict[str, Any]:
    where = {name: fault.facts.get(name) for name in ("part", "paragraph", "character", "length")}
    text = fault.facts.get("tag") or fault.facts.get("text")
    return {
        "code": fault.code,
        "level": fault.level.value,
        "place": fault.place,
        **where,
        "text": text,
        "suggestions": list(fault.suggestions),
        "zh": say(fault, "zh"),
        "en": say(fault, "en"),
    }


def _compiled(forms: Forms, names: set[str], type_key: str) -> dict[str, CompiledType]:
    """The types whose papers name one of these files, or the one that was asked for."""
    lookups, fields_of = ListLookups(forms.world()), partial(_fields_of, forms)
    return {
        key: compile_type(each.definition, lookups=lookups, fields_of=fields_of)
        for key, each in forms.types.items()
        if key == type_key
        or (not type_key and any(file_name(paper.template) in names for paper in each.definition.documents))
    }


def _uses(types: Iterable[CompiledType], name: str, *, is_any: bool) -> Iterator[tuple[CompiledType, Paper]]:
    """The papers that name this file; with `is_any` a paper made up for a file that none names."""
    for compiled in types:
        papers = [paper for paper in compiled.definition.documents if file_name(paper.template) == name]
        if is_any and not papers:
            papers = [Paper.model_validate({"key": "new", "label": name, "template": name})]
        yield from ((compiled, paper) for paper in papers)


def _fields_of(forms: Forms, key: str) -> Iterable[FieldDef]:
    known = forms.types.get(key)
    return by_every_key(known.definition) if known else ()


def _words(language: str) -> dict[str, str]:
    return {name: said[language == "en"] for name, said in _WORDS.items()}


_WORDS = {
    "clean": ("检查了 {files} 个模板，没有发现问题", "{files} templates, no faults"),
    "warned": (
        "检查了 {files} 个模板，有 {warnings} 条提醒，没有发现问题",
        "{files} templates, {warnings} warnings, no faults",
    ),
    "found": (
        "检查了 {files} 个模板，另有 {warnings} 条提醒，发现 {faults} 个问题",
        "{files} templates, {warnings} warnings, {faults} faults",
    ),
    "unused": (
        "“{type}”有 {count} 个字段没有印在任何模板里：{fields}",
        "{count} fields of “{type}” are in no template: {fields}",
    ),
    "unseen": (
        "“{type}”印了不是每个经办人都能看的字段，看不到的人生成以后打不开：{fields}",
        "“{type}” prints fields that not everybody sees who makes its papers, and who then cannot open them: {fields}",
    ),
}
"""What the verb says, in Chinese and in English."""
