"""From a Word file: its tags become fields, tags of rows the columns of tables; of a blank form its places do. Pure.

What a tag says of a value is its type: a filter for dates a date, 勾选 a choice. Where it says nothing, its name does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.designer.outline import free_label
from app.designer.starts.proposed import MOST, TABLE, Proposed
from app.errors import Invalid
from app.expressions import RESERVED, Scope, fold
from app.expressions.scope import ROW_NUMBER
from app.expressions.tree import Call, Choose, Compare, Field, Literal, Logic, Lookup, Member, Node, Not, children
from app.word import Template
from app.word.blanks import Blank, NewField, Sureness, kind_called, places, proposed, proposed_field, tagged
from app.word.statements import statement
from app.word.tag_names import tags_in

_BY_FILTER = {
    "cn_date": "date", "month_day": "date", "iso_date": "date", "chinese_date": "date", "year_month": "month",
    "cn_year": "year", "clock": "time", "capital": "money", "thousands": "money", "ten_thousand": "money",
    "fixed": "decimal", "percent": "percent", "cn_number": "integer", "tick": "choice", "image": "image",
    "listed": "list", "lines": "list", "numbered": "list", "comma": "list", "join": "list", "sum": "money",
    "days": "date", "months": "date", "years": "date", "add_days": "date", "add_months": "date", "year": "date",
    "month": "date", "day": "date", "count": TABLE, "any": TABLE, "all": TABLE,
}  # fmt: skip
"""What a function says of the value that it is given."""
_YES_NO = ("是", "否", "有", "无")
_ASKS = ("是否", "有无", "已", "有")
"""How the name of what is answered by yes or no begins."""
_STARTERS = ("选项一", "选项二")
_SPARE = {fold(ROW_NUMBER), "loop"}


@dataclass(slots=True)
class _Found:
    """A name of a template: what is said of it, what is compared with it, and its columns."""

    label: str
    said: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    columns: dict[str, "_Found"] = field(default_factory=dict)


def has_tags(template: Template) -> bool:
    """Whether somebody has written tags into it."""
    return bool(template.tags)


def of_tags(template: Template) -> list[Proposed]:
    """A field for every name that the tags read, in their order; raises `Invalid` where there are too many."""
    reading = _Reading()
    for tag in template.tags:
        says = next((statement(each.source) for each in tags_in(tag.text)), None) if tag.kind == "for" else None
        reading.read(tag.expression.tree, "truth" if tag.kind in ("if", "elif") else "")
        if says is not None:
            reading.loops[fold(says.name)] = fold(says.source.split("|")[0].strip())
    return _few([_proposed(each) for each in reading.found.values()])


def of_places(blanks: Sequence[Blank]) -> list[Proposed]:
    """A field for every place that has a name; the places of a row under headings are the columns of a table."""
    found: dict[str, Proposed] = {}
    for blank in blanks:
        if blank.group:
            table = found.get(blank.group) or Proposed(blank.table or "明细", TABLE)
            found[blank.group] = replace(table, columns=(*table.columns, *_column(blank, table)))
        elif blank.label:
            found.setdefault(fold(blank.label), _of_new(proposed_field(blank)))
    kept = [each for each in found.values() if each.columns or each.type != TABLE]
    return _few(_called_apart(kept))


def with_tags(data: bytes, scope: Scope) -> bytes:
    """The blank form with a tag in every place whose name is one of the fields."""
    found = proposed(places(data), scope)
    best = {known: each.best for known, each in found.items()}
    return tagged(data, {known: tag.tag for known, tag in best.items() if tag and tag.sure is Sureness.EXACT})


def _column(blank: Blank, table: Proposed) -> Iterator[Proposed]:
    known = {fold(each.label) for each in table.columns}
    if blank.column and fold(blank.column) not in {*known, *_SPARE, fold("编号")}:
        yield _of_new(proposed_field(blank))


def _of_new(new: NewField) -> Proposed:
    return Proposed(new.label, new.type, new.choices, many=new.many)


def _called_apart(proposals: Sequence[Proposed]) -> list[Proposed]:
    """Two tables without a name are 明细 and 明细 2."""
    taken: set[str] = set()
    found = []
    for each in proposals:
        label = free_label(each.label, taken)
        taken.add(label)
        found.append(replace(each, label=label))
    return found


def _few(proposals: list[Proposed]) -> list[Proposed]:
    if len(proposals) > MOST:
        raise Invalid.because("starts.too_many", count=len(proposals), most=MOST)
    return proposals


class _Reading:
    """The names of a template as they are found; `loops` tells which table the row is of that a block names."""

    def __init__(self) -> None:
        self.found: dict[str, _Found] = {}
        self.loops: dict[str, str] = {}

    def read(self, node: Node, said: str) -> None:
        """What an expression reads, and what it says of that."""
        match node:
            case Field(key=label):
                self.name(label, said)
            case Member(of=Field(key=table), key=column):
                self.column(table, column, said)
            case Lookup(text=text, inner=None):
                table, dot, column = text.partition(".")
                self.column(table, column, said) if dot else self.name(text, said)
            case Lookup(inner=Node() as inner):
                self.read(inner, said)
            case Call(name=name, args=args):
                self.call(name, args)
            case Compare(left=left, right=right):
                self.compare(left, right)
            case Not(of=inner):
                self.read(inner, "truth")
            case Choose(then=then, when=when, otherwise=otherwise):
                self.read(when, "truth")
                self.read(then, "")
                self.read(otherwise, "")
            case Logic(parts=parts):
                for part in parts:
                    self.read(part, "truth")
            case _:
                for inner in children(node):
                    self.read(inner, "")

    def call(self, name: str, args: Sequence[Node]) -> None:
        """A filter says something of what stands before it; its other arguments are read for themselves."""
        for at, inner in enumerate(args):
            self.read(inner, _BY_FILTER.get(name, "") if at == 0 else "")
        if name == "tick" and len(args) > 1 and isinstance(args[1], Literal):
            self.word(args[0], args[1])

    def compare(self, left: Node, right: Node) -> None:
        """What is compared with a word is chosen from such words, what with a number is one."""
        for one, other in ((left, right), (right, left)):
            is_word = isinstance(other, Literal) and isinstance(other.value, str)
            is_number = isinstance(other, Literal) and isinstance(other.value, Decimal)
            self.read(one, "choice" if is_word else "decimal" if is_number else "")
            if isinstance(other, Literal):
                self.word(one, other)

    def word(self, node: Node, literal: Literal) -> None:
        """A word that the value may be."""
        found = self.at(node)
        if found is not None and isinstance(literal.value, str):
            found.words.append(literal.value)

    def at(self, node: Node) -> _Found | None:
        """What a plain name stands for."""
        match node:
            case Lookup(inner=Node() as inner):
                return self.at(inner)
            case Field(key=label) | Lookup(text=label, inner=None):
                return self.found.get(fold(label))
            case Member(of=Field(key=table), key=column):
                owner = self.found.get(self.loops.get(fold(table), fold(table)))
                return owner.columns.get(fold(column)) if owner else None
        return None

    def name(self, label: str, said: str) -> None:
        """A name of the record."""
        if _is_name(label) and fold(label) not in self.loops:
            self.found.setdefault(fold(label), _Found(label)).said.append(said)

    def column(self, table: str, column: str, said: str) -> None:
        """A column of a table, which may be called by the row that a block goes over."""
        known = self.loops.get(fold(table), fold(table))
        if known == fold(table) and not _is_name(table):
            return
        owner = self.found.setdefault(known, _Found(table))
        if fold(column) not in _SPARE:
            owner.columns.setdefault(fold(column), _Found(column)).said.append(said)


_RESERVED = {fold(each) for name in RESERVED for each in (name.key, name.label)} | _SPARE


def _is_name(label: str) -> bool:
    """Whether a field could be called so; a name that every record has is none, nor is what nobody could read."""
    return fold(label) not in _RESERVED and bool(label.strip()) and not set(label) & set("{}|\"'<>=+*")


def _proposed(found: _Found) -> Proposed:
    if found.columns:
        return Proposed(found.label, TABLE, columns=tuple(map(_proposed, found.columns.values())), key=_key(found))
    said = [each for each in found.said if each and each != "truth"]
    if TABLE in said:
        columns = (Proposed("名称"),)
        return Proposed(found.label, TABLE, columns=columns, key=_key(found))
    return replace(_plain(found, said), key=_key(found))


def _plain(found: _Found, said: Sequence[str]) -> Proposed:
    """A field without columns: what its tags say, else what its name says."""
    label, words = found.label, tuple(dict.fromkeys(found.words))
    if "list" in said:
        return Proposed(label, "choice", words if len(words) > 1 else _STARTERS, many=True)
    if "choice" in said:
        if set(words) <= set(_YES_NO) and (words or label.startswith(_ASKS)):
            return Proposed(label, "yesno")
        more = tuple(each for each in _STARTERS if len(words) < 2)
        return Proposed(label, "choice", (*words, *more)[: max(len(words), 2)])
    if said:
        return Proposed(label, said[0])
    if "truth" in found.said and ("" not in found.said or label.startswith(_ASKS)):
        return Proposed(label, "yesno")
    return Proposed(label, kind_called(label))


def _key(found: _Found) -> str:
    """A name that is a key already stays one."""
    is_key = found.label.isascii() and found.label.islower() and found.label.isidentifier() and len(found.label) <= 40
    return found.label if is_key and not found.label.startswith("_") else ""
