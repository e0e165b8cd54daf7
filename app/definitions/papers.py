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
_SIGNED = (*_COLUMNS, Name("signature", "签名", Kind.TEXT))
"""Those of the flow: the picture of a signature where its person keeps one, else the name."""


AMENDED = "amendment_changes"
"""变更内容: a row for each field, or row of a table, that an amendment changes."""
AMENDED_OPINIONS = "amendment_opinions"
_AMENDED_COLUMNS = (
    Name("item", "变更事项", Kind.TEXT),
    Name("how", "变更方式", Kind.TEXT),
    Name("before", "变更前", Kind.TEXT),
    Name("after", "变更后", Kind.TEXT),
)


def paper_scope(definition: RecordType, scope: Scope, row: Scope | None = None) -> Scope:
    """What a paper may read: a row's columns first, then the record's fields, then opinions and amendments.

    A field of the record keeps its name and label against theirs.
    """
    own = [*(row or ()), *scope]
    taken = {key for name in own for key in (name.key, name.label, *name.aliases)}
    given = (*opinion_names(definition), *amendment_names(definition))
    return Scope([*own, *(name for name in given if not {name.key, name.label} & taken)])


def opinion_names(definition: RecordType) -> Iterator[Name]:
    """`审批意见`, and for each state in which somebody decides `部门审核意见`, `…签批人`, `…日期`, `…签名`."""
    flow = definition.workflow
    if flow is None:
        return
    yield Name(OPINIONS, "审批意见", Kind.ROWS, members=_SIGNED)
    for key, state in flow.states.items():
        if state.tasks:
            yield Name(f"opinion_{key}", f"{state.label.zh}意见", Kind.TEXT)
            yield Name(f"signer_{key}", f"{state.label.zh}签批人", Kind.TEXT)
            yield Name(f"signed_{key}", f"{state.label.zh}日期", Kind.DATE)
            yield Name(f"signature_{key}", f"{state.label.zh}签名", Kind.TEXT)


def amendment_names(definition: RecordType) -> Iterator[Name]:
    """What papers may say of the amendment that is open, or else of the last one that was agreed."""
    if not definition.amendments:
        return
    yield Name(AMENDED, "变更内容", Kind.ROWS, members=_AMENDED_COLUMNS)
    yield Name("amendment_label", "变更名称", Kind.TEXT)
    yield Name("amendment_number", "变更次数", Kind.NUMBER)
    yield Name("amendment_reason", "变更事由", Kind.TEXT)
    yield Name("amendment_on", "变更提出日期", Kind.DATE)
    yield Name("amendment_by", "变更提出人", Kind.TEXT)
    yield Name("amendment_agreed_on", "变更生效日期", Kind.DATE)
    yield Name(AMENDED_OPINIONS, "变更审批意见", Kind.ROWS, members=_COLUMNS)


def amended_paths(definition: RecordType) -> Iterator[str]:
    """The fields and columns of which an amendment may tell."""
    fields = (definition.field(key) for kind in definition.amendments.values() for key in kind.fields)
    for field in (each for each in fields if each is not None):
        yield field.key
        yield from (f"{field.key}.{column.key}" for column in field.columns)
