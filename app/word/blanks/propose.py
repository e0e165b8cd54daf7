"""Which field of a record type a place may want, as the tag that would be written; and which new field would fit."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.expressions import ExpressionInvalid, Kind, Name, Scope, bind, fold
from app.expressions.nearest import nearest
from app.expressions.scope import ROW_NUMBER
from app.word.blanks import labels
from app.word.blanks.blank import Blank, BlankKind
from app.word.naming import Names

MOST = 3
_YES_NO = {"是", "否", "有", "无"}
_NUMBER = Name(ROW_NUMBER, ROW_NUMBER, Kind.NUMBER)
_ORDER = ("exact", "near", "maybe")


class Sureness(StrEnum):
    """How sure a proposal is: the same name, nearly the same, or one that has something of it."""

    EXACT = "exact"
    NEAR = "near"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True)
class ProposedTag:
    """A tag that could be written, the field that it prints, and how sure that is.

    `table` is the one that the field is a column of, or the reference that copies it.
    """

    tag: str
    name: Name
    table: Name | None
    sure: Sureness


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a place may want: at most three tags, the likeliest first; none where nothing is near."""

    tags: tuple[ProposedTag, ...]

    @property
    def best(self) -> ProposedTag | None:
        """The likeliest."""
        return self.tags[0] if self.tags else None


@dataclass(frozen=True, slots=True)
class NewField:
    """A field that would fit a place: the key of its type, its label, and what can be chosen."""

    type: str
    label: str
    choices: tuple[str, ...] = ()
    many: bool = False


def proposed(blanks: Iterable[Blank], scope: Scope) -> Mapping[str, Proposal]:
    """For every place what it may want of a record type; nothing is applied."""
    blanks = tuple(blanks)
    search = _Search(scope)
    tables = {group: search.table_of(each) for group, each in _groups(blanks).items()}
    return {blank.id: search.proposal(blank, tables.get(blank.group)) for blank in blanks}


def tag_for(blank: Blank, name: Name, scope: Scope, *, table: Name | None = None) -> str:
    """The tag that prints a field in a place, as the place wants it; `table` is the one that it is a column of."""
    return _Search(scope).tag(blank, name, table)


def _groups(blanks: Sequence[Blank]) -> Mapping[str, list[Blank]]:
    groups: dict[str, list[Blank]] = {}
    for blank in blanks:
        if blank.group:
            groups.setdefault(blank.group, []).append(blank)
    return groups


class _Search:
    """The names of one scope, by how they are called."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.names = Names(scope)
        self.single = [name for name in scope if name.kind is not Kind.ROWS and name.label]
        self.tables = [name for name in scope if name.kind is Kind.ROWS]
        self.copied = [name for name in scope if name.members and name.label and name.kind is not Kind.ROWS]
        self.known: dict[tuple[str, str, bool], tuple[tuple[Name, Sureness], ...]] = {}

    def table_of(self, blanks: Sequence[Blank]) -> Name | None:
        """The table that a row of headings is about: of that name, or with most of these columns."""
        wanted = Counter(fold(blank.column) for blank in blanks)
        called = fold(blanks[0].table)
        best, most = None, 0
        for table in self.tables:
            shared = sum(wanted[fold(column.label)] for column in table.members)
            score = 2 * shared + (3 if called and fold(table.label) == called else 0)
            if score > most:
                best, most = table, score
        return best

    def proposal(self, blank: Blank, table: Name | None) -> Proposal:
        """At most three tags, the likeliest first."""
        found: dict[str, ProposedTag] = {}
        for tag in self.tags(blank, table):
            found.setdefault(tag.tag, tag)
        return Proposal(tuple(sorted(found.values(), key=lambda tag: _ORDER.index(tag.sure))[:MOST]))

    def tags(self, blank: Blank, table: Name | None) -> Iterator[ProposedTag]:
        """Everything that is near."""
        if blank.group and fold(blank.column) in {ROW_NUMBER, "编号", "no", "no."}:
            yield ProposedTag(
                f"{{{{ {ROW_NUMBER} }}}}", Name(ROW_NUMBER, ROW_NUMBER, Kind.NUMBER), None, Sureness.EXACT
            )
        if table is not None:
            for column, sure in self.near(blank, table.members, table.key):
                yield ProposedTag(self.tag(blank, column, table), column, table, sure)
        for name, sure in self.near(blank, self.single, ""):
            yield ProposedTag(self.tag(blank, name, None), name, None, sure)
        for owner in self.copied:
            for member, sure in self.near(blank, owner.members, owner.key):
                if sure is Sureness.EXACT:
                    yield ProposedTag(self.tag(blank, member, owner), member, owner, sure)
        if blank.kind is BlankKind.BOXES:
            for name in self.single:
                if _shares_options(blank, name, all):
                    yield ProposedTag(self.tag(blank, name, None), name, None, Sureness.MAYBE)

    def near(self, blank: Blank, names: Sequence[Name], where: str) -> tuple[tuple[Name, Sureness], ...]:
        """Names of a kind that fits, called like the place."""
        if blank.kind is BlankKind.BOXES:
            return tuple(_near(blank, [name for name in names if _fits(blank, name)]))
        key = (where, blank.label, blank.kind is BlankKind.DATE)
        if key not in self.known:
            self.known[key] = tuple(_near(blank, [name for name in names if _fits(blank, name)]))
        return self.known[key]

    def tag(self, blank: Blank, name: Name, table: Name | None) -> str:
        """The tag of a field in a place."""
        return f"{{{{ {self.source(name, table)}{_filter(blank, name)} }}}}"

    def source(self, name: Name, table: Name | None) -> str:
        """How a field is written: by its label where that is understood, in 「」 if need be, else by its key."""
        if table is None:
            said = (name.label, f"「{name.label}」") if name.label else ()
            return next((way for way in said if self._means(way, name.key)), name.key)
        pairs = ((table.label, name.label), (f"「{table.label}」", f"「{name.label}」"), (table.label, name.key))
        ways = (".".join(pair) for pair in pairs if all(pair))
        return next((way for way in ways if self._is_column(way, table)), f"{table.key}.{name.key}")

    def _means(self, way: str, key: str) -> bool:
        try:
            return bind(way, self.scope, proposes=False).key == key
        except ExpressionInvalid:
            return False

    def _is_column(self, way: str, table: Name) -> bool:
        try:
            if table.kind is not Kind.ROWS:
                return bind(way, self.scope, proposes=False).names == {table.key}
            return self.names.tables_of(way) == (table.key,)
        except ExpressionInvalid:
            return False


def _fits(blank: Blank, name: Name) -> bool:
    """Whether a value of this kind can stand there."""
    if not name.label or name.kind in {Kind.ROWS, Kind.ROW}:
        return False
    if blank.kind is BlankKind.DATE:
        return name.kind in {Kind.DATE, Kind.ANY}
    if blank.kind is BlankKind.BOXES:
        return bool(name.choices) or name.kind is Kind.YESNO
    return True


def _near(blank: Blank, names: Sequence[Name]) -> Iterator[tuple[Name, Sureness]]:
    called = [blank.label]
    if blank.kind is BlankKind.DATE:
        called.append(blank.label.removesuffix("日期"))
    wanted = {fold(each) for each in called if each}
    bare = {fold(labels.bare(each)) for each in called} - {""}
    for name in names:
        if fold(name.label) in wanted or name.key in wanted:
            agrees = blank.kind is not BlankKind.BOXES or _shares_options(blank, name, any)
            yield name, Sureness.EXACT if agrees else Sureness.NEAR
        elif bare and fold(labels.bare(name.label)) in bare:
            yield name, Sureness.NEAR
    by_label = {name.label: name for name in names}
    for label in nearest(blank.label, by_label, most=MOST) if blank.label else ():
        yield by_label[label], Sureness.NEAR if _is_close(blank.label, label) else Sureness.MAYBE


def _is_close(one: str, other: str) -> bool:
    one, other = fold(one), fold(other)
    return min(len(one), len(other)) > 1 and (one.endswith(other) or other.endswith(one))


def _shares_options(blank: Blank, name: Name, how: Callable[[Iterable[bool]], bool]) -> bool:
    known = {fold(label) for label in name.choices.values()} or (_YES_NO if name.kind is Kind.YESNO else set())
    return bool(known) and bool(blank.options) and how(fold(option) in known for option in blank.options)


def _filter(blank: Blank, name: Name) -> str:
    if blank.kind is BlankKind.BOXES:
        return " | 勾选" if len(blank.options) > 1 else f" | 勾选('{_only(blank, name)}')"
    if name.kind is Kind.DATE:
        return f" | {_parts_of_day(blank)}"
    return " | 顿号" if name.kind is Kind.LIST else ""


def _parts_of_day(blank: Blank) -> str:
    """As much of a date as the place has room for."""
    has = [part for part in "年月日" if part in blank.text]
    return "".join(has) if blank.kind is BlankKind.DATE and len(has) > 1 else "年月日"


def _only(blank: Blank, name: Name) -> str:
    """The choice that a single box stands for."""
    said = fold("".join(blank.options))
    return next((label for label in name.choices.values() if fold(label) and said.startswith(fold(label))), "是")


# -- a field that is not there yet

_BY_LABEL = (
    ("text", r"来源\Z"),
    ("id_card", r"身份证"),
    ("uscc", r"统一社会信用代码|信用代码"),
    ("passport", r"护照号"),
    ("phone", r"电话|手机|传真|联系方式"),
    ("email", r"邮箱|邮件|e-?mail"),
    ("url", r"网址|网站"),
    ("month", r"年月\Z"),
    ("date", r"日期\Z|年月日\Z|[年月]日\Z|时间\Z|期限\Z|生日\Z"),
    ("integer", r"(?:人|次|天|日|件|份|页|篇|项|场|户|个)数(?:\Z|[（(])|年龄|届次|数量|总数"),
    ("money", r"金额|经费|费用|预算|决算|合计|总额|元[）)]|单价|资金|薪"),
    ("percent", r"比例|比率|百分|率\Z"),
    ("paragraph", r"意见|内容|目的|意义|说明|情况|简介|简历|理由|事由|任务|安排|措施|计划|总结|描述|要求|成果|备注"),
)
_UNITS = (("money", r"万?(?:元|美元|欧元)"), ("integer", r"[人名次天届期页份件项个家岁]"), ("percent", r"[%％]"))


def proposed_field(blank: Blank) -> NewField:
    """A field that would fit the place, for who wants to make one."""
    label = blank.column or blank.label
    if blank.kind is BlankKind.BOXES:
        return _of_options(label, blank.options)
    if blank.kind is BlankKind.DATE:
        return NewField("date" if "日" in blank.text else "month", label)
    for kind, unit in _UNITS:
        if re.match(unit, blank.after) and blank.kind in {BlankKind.LINE, BlankKind.BRACKETS, BlankKind.AFTER_COLON}:
            return NewField(kind, label)
    return NewField(kind_called(label), label)


def kind_called(label: str) -> str:
    """The key of the type that a field of this name mostly has."""
    said = (kind for kind, words in _BY_LABEL if re.search(words, label, re.IGNORECASE))
    return next(said, "text")


def _of_options(label: str, options: tuple[str, ...]) -> NewField:
    folded = {fold(option) for option in options}
    if len(options) < 2 or folded <= _YES_NO:
        return NewField("yesno", label or "".join(options))
    return NewField("choice", label, tuple(dict.fromkeys(options)), many="多选" in label)
