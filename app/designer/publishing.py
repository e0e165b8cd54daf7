"""Before publishing: what stands in the way, what is only said, and the plan in words."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from flask_babel import gettext

from app.definitions import lookups
from app.definitions import service as published
from app.definitions.compiled import compile_type
from app.definitions.plan import Plan
from app.definitions.schema import RecordType
from app.definitions.template_kinds import file_name
from app.designer import service, troubles, words
from app.designer.service import Standing
from app.designer.staffing import unstaffed
from app.designer.troubles import TEMPLATE_FAULT, Trouble
from app.documents import templates
from app.documents.faults import PaperInvalid
from app.errors import Fault, Invalid, Level
from app.records.desk import Desk
from app.shelf import queries as shelf
from app.web.language import language

_NO_FILE = "document.no_template"
MOST_OF_A_TEMPLATE = 10
"""Faults of one template that are listed: the first ones."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan: what happens, and to what."""

    said: str
    items: tuple[str, ...]


@dataclass(slots=True)
class Outlook:
    """Everything that one looks at before publishing."""

    plan: Plan
    blocking: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    records: int = 0

    @property
    def may_publish(self) -> bool:
        """Nothing is in the way, and there is something to do."""
        return not self.blocking and (self.plan.is_new or not self.plan.is_same)


def outlook(standing: Standing, senseless: Sequence[Trouble] | None = None, *, desk: Desk) -> Outlook:
    """The same rules as for files: what makes no sense and what would be lost blocks, the rest is told.

    `senseless` is what makes no sense, where it is known.
    """
    definition = standing.definition
    known = troubles.of(definition) if senseless is None else senseless
    plan = published.planned(definition)
    found = [*known, *troubles.placed((*plan.refused, *plan.told), definition)]
    found += troubles.placed(service.own_gains(standing, desk.actor), definition)
    found += troubles.placed(_of_templates(definition, desk=desk), definition)
    found += troubles.placed(unstaffed(definition, today=desk.today), definition)
    return Outlook(
        plan,
        blocking=[each for each in found if each.blocks],
        warnings=[each for each in found if not each.blocks],
        lines=_lines(plan, standing),
        records=sum(count for _number, count in plan.records),
    )


def _lines(plan: Plan, standing: Standing) -> list[Line]:
    if plan.is_new:
        return []
    labels = _Labels(standing)
    said = {
        gettext("新增字段"): tuple(map(labels.of, plan.added)),
        gettext("改键"): tuple(f"{labels.of(now)} ({before} → {now})" for before, now in plan.renamed),
        gettext("停用字段"): tuple(map(labels.of, plan.retired)),
        gettext("改类型"): tuple(labels.converted(*each) for each in plan.converted),
        gettext("去掉字段（没有记录用过）"): tuple(labels.of(key) for key in plan.lost if key not in _refused(plan)),
        gettext("有改动"): tuple(labels.of(each) for each in plan.changed),
    }
    return [Line(str(what), items) for what, items in said.items() if items]


def _refused(plan: Plan) -> set[str]:
    return {str(fault.facts["key"]) for fault in plan.refused}


class _Labels:
    """Fields and parts of a definition as people call them."""

    def __init__(self, standing: Standing) -> None:
        live = lookups.definition(standing.live) if standing.live else None
        self.known = [each for each in (standing.definition, live) if each]

    def of(self, key: str) -> str:
        named = (each.called(key, language()) for each in self.known)
        return next(filter(None, named), "") or words.name_of("type", key)

    def converted(self, key: str, before: str, now: str) -> str:
        return f"{self.of(key)} ({words.type_name(before)} → {words.type_name(now)})"


def _of_templates(definition: RecordType, *, desk: Desk) -> Iterable[Fault]:
    """Papers whose template is not there or cannot be filled in: told, not in the way."""
    with suppress(Invalid):
        ready = compile_type(definition, lookups=desk.lookups, fields_of=desk.types.fields_of)
        for at, paper in enumerate(definition.documents):
            try:
                templates.shelved(ready, paper, session=desk.session)
            except PaperInvalid as invalid:
                for fault in invalid.faults[:MOST_OF_A_TEMPLATE]:
                    code = _missing(paper.template, desk) if fault.code == _NO_FILE else TEMPLATE_FAULT
                    yield Fault(code, f"documents[{at}].template", facts=fault.facts, level=Level.WARN)


def _missing(template: str, desk: Desk) -> str:
    """What is told of a paper without a template: it was uploaded and waits to be put in force, or it was not."""
    waits = shelf.versions(desk.session, file_name(template))
    return "designer.template_waits" if waits else "designer.no_template"
