"""The list of a handover as somebody may read it: numbers and titles only of what they may see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.exports import Cell, Column, Sheet
from app.records import queries as records
from app.records.desk import Desk
from app.records.models import Record
from app.web.language import N_
from app.workflow.course import label_of
from app.workflow.handover import queries
from app.workflow.handover.models import DONE, REFUSED, WAITS, Handover, HandoverItem
from app.workflow.handover.preview import KINDS, type_label, why_text

SIGNED = (N_("移交人"), N_("接收人"), N_("监交人"))
"""Who signs it."""
_OUTCOMES = {DONE: N_("已移交"), REFUSED: N_("没有移交"), WAITS: N_("还没有移交")}


@dataclass(frozen=True, slots=True)
class Line:
    """A thing of the list."""

    kind: str
    type_label: str
    number: str
    title: str
    state: str
    outcome: str
    is_done: bool
    why: str
    record_id: int | None = None
    """Where it may be looked at."""

    def cells(self) -> tuple[Cell, ...]:
        """As a row of a sheet."""
        outcome = f"{self.outcome} {self.why}".strip()
        return self.kind, self.type_label, self.number, self.title, self.state, outcome


def lines(handover: Handover, desk: Desk) -> list[Line]:
    """All things, those that went over first."""
    found = queries.items(desk.session, handover.id)
    seen = records.many(desk.session, [item.record_id for item in found if item.record_id], viewer=desk.viewer)
    made = [_line(item, desk, seen) for item in found]
    return sorted(made, key=lambda line: not line.is_done)


def sheet(handover: Handover, shown: Sequence[Line], title: str, names: Sequence[str]) -> Sheet:
    """The list as a workbook; below it stands who signs: who gives, who receives, and who watches."""
    labels = (gettext("类别"), gettext("事项"), gettext("编号"), gettext("名称"), gettext("状态"), gettext("结果"))
    columns = tuple(Column(str(at), str(label)) for at, label in enumerate(labels))
    return Sheet(title, columns, _rows(handover, shown, names))


def _rows(handover: Handover, shown: Sequence[Line], names: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    yield from (line.cells() for line in shown)
    yield ("", "", "", "", "", "")
    yield str(gettext("移交原因")), handover.reason, "", "", "", ""
    for label, name in zip(SIGNED, (*names, ""), strict=True):
        yield str(gettext(label)), name, str(gettext("签字")), "", str(gettext("日期")), ""


def _line(item: HandoverItem, desk: Desk, seen: Mapping[int, Record]) -> Line:
    record = seen.get(item.record_id or 0)
    hidden = str(gettext("（您无权查看）")) if item.record_id else str(gettext("（还没有提交）"))
    return Line(
        kind=str(gettext(KINDS[item.kind])),
        type_label=type_label(item.type_key, desk),
        number=(record.number or "") if record else "",
        title=(record.title or str(gettext("（未命名）"))) if record else hidden,
        state=label_of(desk.compiled(record), record.state) if record else "",
        outcome=str(gettext(_OUTCOMES[item.outcome])),
        is_done=item.outcome == DONE,
        why=why_text(item.why) if item.why else "",
        record_id=record.id if record else None,
    )
