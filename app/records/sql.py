"""Bound expressions as SQL over the derived tables: filters of lists, conditions and values of figures.

A condition gives NULL where the language says no, so that indexes stay usable; below `not` it is made certain.
What cannot be said in SQL is refused by `refusals` when it is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Fault, Invalid
from app.expressions import Coded, Expression, Kind, Value
from app.expressions.evaluate import compiled as evaluated
from app.expressions.printer import canonical
from app.expressions.tree import (
    Arith,
    Call,
    Choose,
    Column,
    Compare,
    Field,
    Filter,
    Is,
    ListOf,
    Logic,
    Lookup,
    Loose,
    Member,
    Negative,
    Node,
    Not,
    walk,
)
from app.records import sql_parts as parts
from app.records.models import record_ix
from app.records.slots import SECRET, is_many, is_reported, row_slots, rows_of
from app.records.sql_dialects import position
from app.records.sql_functions import ASKS, GIVES, OPERATIONS
from app.records.sql_parts import Condition, Many, Part, Sql, Untranslatable, equal, given, level, truth

_OF_RECORD = frozenset({"state", "record", "loop", "序号"})
_SAMPLES: Mapping[str, Value] = {
    "today": date(2000, 1, 1),
    "now": datetime(2000, 1, 1),  # noqa: DTZ001 - the clock of the office
    "actor": {"name": Coded("1", ""), "department": Coded("1", ""), "roles": [""]},
    "period": Decimal(2000),
    "report": {},
}
_REFERENCES = frozenset({"person", "department", "record"})

Translated = Part | Many | tuple[Part, ...]


def condition(expression: Expression, compiled: CompiledType, names: Mapping[str, Value]) -> Condition:
    """The records for which it holds. `names` are the reserved ones: today, actor, period."""
    return Translator(compiled, names).condition(expression.tree)


def value(expression: Expression, compiled: CompiledType, names: Mapping[str, Value]) -> Part:
    """Its value for each record."""
    return Translator(compiled, names).one(expression.tree)


def day_within(compiled: CompiledType, path: str, since: str, before: str) -> Condition | None:
    """The records that say such a day in a field, or in any row of a column; None where no slot holds it.

    Of a column whose slots are used up any record may say it.
    """
    key, _dot, column = path.partition(".")
    slot, each = compiled.slots.get(path), compiled.fields[key]
    if not column:
        return None if slot is None else sa.and_(record_ix.c[slot] >= since, record_ix.c[slot] < before)
    if slot is None or not is_reported(each):
        return None if each.columns[column].definition.sensitive >= SECRET else sa.true()
    rows = parts.rows_of("due")
    there = (rows.c.record_id == record_ix.c.record_id, rows_of(rows.c.field_key, each))
    return sa.exists().select_from(rows).where(*there, rows.c[slot] >= since, rows.c[slot] < before)


def refusals(expression: Expression, compiled: CompiledType, *, rows: str | None = None) -> list[Fault]:
    """Why it cannot be asked in SQL; `rows` is the table whose rows it is bound for."""
    try:
        translator = Translator(compiled, _SAMPLES, rows=rows)
        if expression.kind is Kind.YESNO:
            translator.condition(expression.tree)
        else:
            translator.one(expression.tree)
    except Invalid as error:
        return list(error.faults)
    return []


class Translator:
    """One walk over a tree. With `rows` it speaks of each row of that table, with columns in `self.row`."""

    def __init__(self, compiled: CompiledType, names: Mapping[str, Value], *, rows: str | None = None) -> None:
        self.compiled, self.names = compiled, names
        self.around: list[tuple[CompiledField, Any]] = []
        self.row = parts.rows_of("r0")
        self.made = 0
        if rows is not None:
            self.around.append((self._table(Field(rows)), self.row))

    def condition(self, node: Node) -> Condition:
        """Where it holds."""
        said: Condition = self._said(node, self._condition)
        return said

    def one(self, node: Node) -> Part:
        """A single value."""
        found = self._said(node, self._translated)
        if not isinstance(found, Part):
            raise self.refused(node)
        return found

    def _said(self, node: Node, say: Callable[[Any], Any]) -> Any:
        try:
            return say(node)
        except Untranslatable:
            raise self.refused(node) from None

    def refused(self, node: Node, code: str = "sql.untranslatable", **facts: object) -> Invalid:
        """The refusal of a part, with its place in the expression."""
        return Invalid([Fault(code, span=node.span, facts={"text": canonical(node), **facts})])

    # -- yes or no

    def _condition(self, node: Node) -> Condition:
        match node:
            case Logic(op="and", parts=inner):
                return sa.and_(*map(self.condition, inner))
            case Logic(parts=inner):
                return sa.or_(*map(self.condition, inner))
            case Not(of=of):
                return sa.not_(self._certain(of))
            case Is(of=of, given=wanted):
                there = given(self.single_or_many(of))
                return there if wanted else sa.not_(there)
            case Compare():
                return self._compared(node)
            case Choose(then=then, when=when, otherwise=otherwise):
                return sa.case((self.condition(when), self.condition(then)), else_=self.condition(otherwise))
            case Call(name=name, args=args) if name in ASKS:
                return ASKS[name](self, *args)
            case _:
                return truth(self.single_or_many(node))

    def _certain(self, node: Node) -> Condition:
        return sa.func.coalesce(self.condition(node), sa.false())

    def _compared(self, node: Compare) -> Condition:
        if node.op in ("in", "not in"):
            return self._within(node)
        one, other = self.one(node.left), self.one(node.right)
        if one.is_missing or other.is_missing:
            return sa.false()
        if node.op == "==":
            return equal(one, other)
        if node.op == "!=":
            both = sa.and_(one.sql.is_not(None), other.sql.is_not(None))
            return sa.and_(both, sa.not_(equal(one, other)))
        if one.kind not in (Kind.NUMBER, Kind.DATE, Kind.TEXT):
            raise Untranslatable
        one, other = level(one, other)
        return one.sql.op(node.op, is_comparison=True, return_type=sa.Boolean())(other.sql)

    def _within(self, node: Compare) -> Condition:
        one, many = self.one(node.left), self._translated(node.right)
        if one.is_missing or (isinstance(many, Part) and many.is_missing):
            return sa.false()
        if isinstance(many, Many):
            there, found = many.exists(), self.has_item(many, one)
        elif isinstance(many, Part):
            there, found = many.sql.is_not(None), self._has_text(many, one)
        else:
            there, found = sa.true(), sa.or_(sa.false(), *(equal(one, item) for item in many))
        wanted = found if node.op == "in" else sa.not_(sa.func.coalesce(found, sa.false()))
        return sa.and_(one.sql.is_not(None), there, wanted)

    def has_item(self, many: Many, one: Part) -> Condition:
        """Is this among the items?"""
        if many.item is None:
            raise Untranslatable
        return many.exists(equal(many.item, one))

    def _has_text(self, whole: Part, part: Part) -> Condition:
        if not all(each.kind is Kind.TEXT and each.choices is None for each in (whole, part)):
            raise Untranslatable
        return position(whole.sql, part.sql) > 0

    # -- values

    def _translated(self, node: Node) -> Translated:
        if self._is_constant(node):
            return parts.constant(evaluated(node)(self.names))
        match node:
            case Field(key=key):
                return self._field(node, key)
            case Column(key=key, up=up):
                return self._column(node, key, up)
            case Member(of=Field(key="record"), key=key):
                return self._of_record(node, key)
            case Member(of=of, key=key):
                return self._column_list(node, of, key)
            case Filter(of=of, where=where):
                return self._filtered(node, of, where)
            case _:
                return self._computed(node)

    def _computed(self, node: Node) -> Translated:
        match node:
            case Negative(of=of):
                return parts.minus(Part(Kind.NUMBER, sa.literal(0)), self.one(of))
            case Arith(ops=ops, parts=inner):
                return self._arithmetic(ops, inner)
            case ListOf(items=items):
                return tuple(map(self.one, items))
            case Choose(then=then, when=when, otherwise=otherwise):
                return self._chosen(when, then, otherwise)
            case Call(name=name, args=args) if name in GIVES:
                return GIVES[name](self, *args)
            case Compare() | Logic() | Not() | Is() | Call():
                if isinstance(node, Call) and node.name not in ASKS:
                    raise Untranslatable
                return Part(Kind.YESNO, self._certain(node))
            case _:
                raise Untranslatable

    def single_or_many(self, node: Node) -> Part | Many:
        """A value, or rows or items to ask something of."""
        found = self._translated(node)
        if isinstance(found, tuple):
            raise Untranslatable
        return found

    def _is_constant(self, node: Node) -> bool:
        return not any(self._is_of_record(each) for each, _ in walk(node))

    def _is_of_record(self, node: Node) -> bool:
        match node:
            case Field(key=key):
                return key in self.compiled.fields or key in _OF_RECORD
            case Column() | Loose() | Lookup():
                return True
            case _:
                return False

    def _field(self, node: Node, key: str) -> Part | Many:
        if key == "state":
            return Part(Kind.TEXT, record_ix.c.state)
        each = self.compiled.fields.get(key)
        if each is None:
            raise Untranslatable
        if each.columns:
            return self._rows(self._table(node))
        if is_many(each):
            many = self._rows(each)
            codes = {} if each.type.name in _REFERENCES else dict(each.name.choices)
            return replace(many, item=Part(Kind.TEXT, many.rows.c.t1, choices=codes))
        if each.slot is None or each.name.kind is Kind.LIST:
            raise self.refused(node, "sql.no_slot", label=each.definition.label)
        return _slotted(each, record_ix.c[each.slot])

    def _column(self, node: Node, key: str, up: int) -> Part:
        if up >= len(self.around):
            raise Untranslatable
        table, rows = self.around[-1 - up]
        slot = row_slots(self.compiled, table).get(key)
        if slot is None:
            raise self.refused(node, "sql.no_slot", label=table.columns[key].definition.label)
        return _slotted(table.columns[key], rows.c[slot])

    def _of_record(self, node: Node, key: str) -> Part:
        columns = {"owner": record_ix.c.owner_id, "department": record_ix.c.department_id}
        if key not in columns:
            raise self.refused(node)
        return Part(Kind.TEXT, sa.cast(columns[key], sa.Text()), choices={})

    def _table(self, node: Node) -> CompiledField:
        table = self.compiled.fields[node.key] if isinstance(node, Field) else None
        if table is None or not is_reported(table):
            raise self.refused(node, "sql.not_reported")
        return table

    def _rows(self, each: CompiledField) -> Many:
        self.made += 1
        rows = parts.rows_of(f"r{self.made}")
        return Many(rows, (rows.c.record_id == record_ix.c.record_id, rows_of(rows.c.field_key, each)))

    def _table_of(self, node: Node) -> CompiledField:
        return self._table_of(node.of) if isinstance(node, Filter) else self._table(node)

    def _filtered(self, node: Node, of: Node, where: Node) -> Many:
        many = self.single_or_many(of)
        if not isinstance(many, Many) or many.item is not None:
            raise Untranslatable
        self.around.append((self._table_of(node), many.rows))
        try:
            met = self.condition(where)
        finally:
            self.around.pop()
        return replace(many, where=(*many.where, met))

    def _column_list(self, node: Node, of: Node, key: str) -> Many:
        many = self.single_or_many(of)
        if not isinstance(many, Many) or many.item is not None:
            raise Untranslatable
        self.around.append((self._table_of(of), many.rows))
        try:
            return replace(many, item=self._column(node, key, 0))
        finally:
            self.around.pop()

    def _arithmetic(self, ops: tuple[str, ...], inner: tuple[Node, ...]) -> Part:
        result = self.one(inner[0])
        for op, part in zip(ops, inner[1:], strict=True):
            if op not in OPERATIONS:
                raise Untranslatable
            result = OPERATIONS[op](result, self.one(part))
        return result

    def _chosen(self, when: Node, then: Node, otherwise: Node) -> Part:
        one, other = self.one(then), self.one(otherwise)
        if one.is_missing or other.is_missing:
            kept = other if one.is_missing else one
            return replace(kept, sql=sa.case((self.condition(when), one.sql), else_=other.sql), constant=None)
        if one.choices != other.choices or one.has_clock is not other.has_clock:
            raise Untranslatable
        one, other = level(one, other)
        return replace(one, sql=sa.case((self.condition(when), one.sql), else_=other.sql), constant=None)


def _slotted(each: CompiledField, column: Sql) -> Part:
    """The value in a slot."""
    kind = each.name.kind
    if kind is Kind.YESNO:
        return Part(kind, column == 1)
    if kind is Kind.NUMBER:
        return Part(kind, column, each.type.places_of(each.options))
    if kind is Kind.DATE:
        is_partial = getattr(each.options, "precision", "day") != "day"
        return Part(kind, column, is_partial=is_partial, has_clock=each.type.has_clock)
    if kind is not Kind.TEXT:
        raise Untranslatable
    codes = dict(each.name.choices) if each.type.name == "choice" else {} if each.type.name in _REFERENCES else None
    return Part(kind, column, choices=codes)
