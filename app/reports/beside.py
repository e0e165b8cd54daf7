"""The year's records beside a narrative: what each would say there, ready to be put into the text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.definitions.checks.sight import PERIOD
from app.definitions.compiled import CompiledField
from app.expressions import Scope, bind_text
from app.records.desk import Desk
from app.records.models import Record
from app.reports import narratives
from app.reports.checking import text_of
from app.reports.narratives import Subject
from app.reports.sources import source_of


@dataclass(frozen=True, slots=True)
class Line:
    """A record, and the clause of the draft that stands for it; `is_said`: the narrative says it already."""

    record_id: int
    title: str
    text: str
    is_said: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one part of the draft. `withheld` counts those that the writer may not see."""

    heading: str
    label: str
    lines: Sequence[Line]
    withheld: int


def groups(field: CompiledField, report: Record, *, desk: Desk) -> list[Group]:
    """The records that feed a narrative, in the order of its draft; parts without any are left out."""
    return list(_Feeding(field, report, desk).groups())


class _Feeding:
    """One narrative with its records."""

    def __init__(self, field: CompiledField, report: Record, desk: Desk) -> None:
        self.field, self.report, self.desk = field, report, desk
        self.written = text_of(report, field)
        self.own = narratives.own_values(report, desk=desk)
        self.given = {"period": self.own["period"], "report": self.own}

    def groups(self) -> Iterator[Group]:
        heading = ""
        for part in self.field.options.parts:
            heading = self._heading(part) or heading
            source = source_of(part, self.report, desk=self.desk)
            found, hidden = narratives.subjects(part, self.report, desk=self.desk)
            if source is not None and (found or hidden):
                pattern = source.text(part.say)
                lines = [self._line(each, pattern.render({**each.values, **self.given})) for each in found]
                yield Group(heading, source.compiled.definition.label.text(self.desk.language), lines, hidden)

    def _heading(self, part: Any) -> str:
        if not part.heading:
            return ""
        scope = Scope([*self.desk.compiled(self.report).scope, PERIOD])
        return bind_text(part.heading, scope).render(self.own).strip()

    def _line(self, subject: Subject, clause: str) -> Line:
        said = clause.strip().strip("，；。、")
        return Line(subject.record_id, subject.title, clause.strip(), bool(said) and said in self.written)
