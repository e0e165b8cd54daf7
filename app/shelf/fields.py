"""What a template may print: each name with its tag, ready to be copied, and the ways in which it can be written."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.expressions import FUNCTIONS, RESERVED, Function, Kind, Name, Scope, bind
from app.web.language import N_

KINDS = {
    Kind.TEXT: N_("文本"),
    Kind.NUMBER: N_("数字"),
    Kind.DATE: N_("日期"),
    Kind.YESNO: N_("是或否"),
    Kind.LIST: N_("多项"),
    Kind.ROW: N_("一组"),
    Kind.ROWS: N_("表格"),
    Kind.ANY: N_("任何内容"),
}
"""What people call the kinds of values."""
_WAYS = {
    Kind.NUMBER: ("capital", "thousands", "cn_number"),
    Kind.DATE: ("cn_date", "month_day", "chinese_date", "iso_date"),
    Kind.LIST: ("listed", "lines", "numbered"),
}
"""Filters that are offered for a kind; the reference knows them all."""
_OFFERED = ("today", "record")
"""Names that every record has and that templates print."""


@dataclass(frozen=True, slots=True)
class Way:
    """Another way of writing a name, with what it does."""

    tag: str
    function: Function

    def help(self, language: str) -> str:
        """What it prints, in this language."""
        return self.function.help_en if language.startswith("en") else self.function.help_zh


@dataclass(frozen=True, slots=True)
class Line:
    """A name that can be printed: `source` is what stands in its tag; the lines of a table are its columns."""

    name: Name
    source: str
    ways: tuple[Way, ...] = ()
    lines: tuple["Line", ...] = ()

    @property
    def tag(self) -> str:
        """What is typed into the template."""
        return tag_of(self.source)

    @property
    def kind(self) -> str:
        """What kind of value it is, for people."""
        return KINDS[self.name.kind]


def tag_of(source: str) -> str:
    """An expression as a tag."""
    return f"{{{{ {source} }}}}"


def lines(scope: Scope) -> list[Line]:
    """Every name of a paper, in the order of its form; those that every record has stand last."""
    offered = (name for name in RESERVED if name.key in _OFFERED and scope.by_key(name.key) is None)
    return [_line(name, bind(name.key, scope).shown(scope), scope) for name in (*scope, *offered)]


def flat(found: list[Line]) -> Iterator[Line]:
    """The same, each table followed by its columns, without the tables themselves."""
    for line in found:
        yield from line.lines or (line,)


def _line(name: Name, source: str, scope: Scope) -> Line:
    if name.kind in {Kind.ROWS, Kind.ROW}:
        inner = (_line(each, f"{source}.{_member(name, each, scope)}", scope) for each in name.members)
        return Line(name, source, lines=tuple(inner))
    return Line(name, source, tuple(_ways(name, source)))


def _member(table: Name, member: Name, scope: Scope) -> str:
    """A column as it is written behind its table."""
    said = bind(f"{table.key}.{member.key}", scope).shown(scope)
    return said.partition(".")[2] or member.key


def _ways(name: Name, source: str) -> Iterator[Way]:
    keys = ("tick",) if name.choices else ()
    for key in (*keys, *_WAYS.get(name.kind, ())):
        function = FUNCTIONS[key]
        yield Way(tag_of(f"{source} | {function.zh}"), function)
