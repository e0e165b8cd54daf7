"""Names that a Word template may read beside the record's fields: who decided what, state by state."""

from collections.abc import Iterator

from app.definitions.schema import RecordType
from app.expressions import Kind, Name, Scope

OPINIONS = "opinions"
"""审批意见: a row for each decision."""

_COLUMNS = (
    Name("state", "环节", Kind.TEXT),
    Name("role", "签批角色", Kind.TEXT),
    Name("signer", "签批人", Kind.TEXT),
    Name("opinion", "意见", Kind.TEXT),
    Name("on", "签批日期", Kind.DATE),
    Name("recorded", "代录", Kind.YESNO),
    Name("way", "签批方式", Kind.TEXT),
)


def paper_scope(definition: RecordType, scope: Scope, row: Scope | None = None) -> Scope:
    """What a paper may read: a row's columns first, then the record's fields, then the opinions.

    A field of the record keeps its name and label against an opinion's.
    """
    own = [*(row or ()), *scope]
    taken = {key for name in own for key in (name.key, name.label, *name.aliases)}
    opinions = [name for name in opinion_names(definition) if not {name.key, name.label} & taken]
    return Scope([*own, *opinions])


def opinion_names(definition: RecordType) -> Iterator[Name]:
    """`审批意见`, and for each state in which somebody decides `部门审核意见`, `部门审核签批人`, `部门审核日期`."""
    flow = definition.workflow
    if flow is None:
        return
    yield Name(OPINIONS, "审批意见", Kind.ROWS, members=_COLUMNS)
    for key, state in flow.states.items():
        if state.tasks:
            yield Name(f"opinion_{key}", f"{state.label.zh}意见", Kind.TEXT)
            yield Name(f"signer_{key}", f"{state.label.zh}签批人", Kind.TEXT)
            yield Name(f"signed_{key}", f"{state.label.zh}日期", Kind.DATE)
