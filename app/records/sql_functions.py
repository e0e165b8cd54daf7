"""The functions of the language that SQL knows: those that give a value, and those that ask yes or no."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.expressions import Kind
from app.expressions.tree import Call, Literal, Node
from app.records import sql_parts as parts
from app.records.sql_dialects import day_number, position
from app.records.sql_parts import Condition, Many, Part, Sql, Untranslatable, level, truth

if TYPE_CHECKING:
    from app.records.sql import Translator


def _date_part(start: int, length: int, *, is_exact: bool) -> Callable[["Translator", Node], Part]:
    def read(translator: "Translator", of: Node) -> Part:
        day = translator.one(of)
        if day.kind is not Kind.DATE or (is_exact and day.is_partial):
            raise translator.refused(of, "sql.partial_date" if day.is_partial else "sql.untranslatable")
        return Part(Kind.NUMBER, sa.cast(sa.func.substr(day.sql, start, length), sa.Integer()))

    return read


def _days(translator: "Translator", start: Node, end: Node) -> Part:
    first, last = translator.one(start), translator.one(end)
    if first.kind is not Kind.DATE or last.kind is not Kind.DATE:
        raise Untranslatable
    return Part(Kind.NUMBER, day_number(last.day) - day_number(first.day))


def _add_days(translator: "Translator", day: Node, by: Node) -> Part:
    return parts.plus(translator.one(day), translator.one(by))


def _many(translator: "Translator", node: Node) -> Many:
    found = translator.single_or_many(node)
    if not isinstance(found, Many):
        raise Untranslatable
    return found


def _count(translator: "Translator", of: Node) -> Part:
    if isinstance(of, Call) and of.name == "unique":
        many = _many(translator, of.args[0])
        if many.item is None:
            raise Untranslatable
        return Part(Kind.NUMBER, many.ask(sa.func.count(many.item.sql.distinct())))
    many = _many(translator, of)
    return Part(Kind.NUMBER, many.ask(sa.func.count(many.item.sql) if many.item else sa.func.count()))


def _sum(translator: "Translator", of: Node, *more: Node) -> Part:
    if more:
        addends = [replace(part, sql=sa.func.coalesce(part.sql, 0)) for part in map(translator.one, (of, *more))]
        total = addends[0]
        for addend in addends[1:]:
            total = parts.plus(total, addend)
        return total
    item = _numbers(many := _many(translator, of))
    return Part(Kind.NUMBER, many.ask(sa.func.coalesce(sa.func.sum(item.sql), 0)), item.places)


def _numbers(many: Many) -> Part:
    if many.item is None or many.item.kind is not Kind.NUMBER:
        raise Untranslatable
    return many.item


def _extreme(best: Callable[[Sql], Sql]) -> Callable[..., Part]:
    def ask(translator: "Translator", of: Node, *more: Node) -> Part:
        many = _many(translator, of)
        if more or many.item is None or many.item.kind is Kind.YESNO:
            raise Untranslatable
        return replace(many.item, sql=many.ask(best(many.item.sql)))

    return ask


def _default(translator: "Translator", of: Node, instead: Node | None = None) -> Part:
    one, other = translator.one(of), translator.one(instead or Literal(""))
    if one.choices is not None or one.has_clock is not other.has_clock:
        raise Untranslatable
    one, other = level(one, other)
    there = sa.func.nullif(one.sql, "") if one.kind is Kind.TEXT else one.sql
    return replace(one, sql=sa.func.coalesce(there, other.sql), constant=None)


def _length(translator: "Translator", of: Node) -> Part:
    return Part(Kind.NUMBER, sa.func.length(_text(translator, of)))


def _absolute(translator: "Translator", of: Node) -> Part:
    one = translator.one(of)
    if one.kind is not Kind.NUMBER:
        raise Untranslatable
    return replace(one, sql=sa.func.abs(one.sql), constant=None)


def _text(translator: "Translator", node: Node) -> Sql:
    one = translator.one(node)
    if one.kind is not Kind.TEXT or one.choices is not None:
        raise Untranslatable
    return one.sql


def _contains(translator: "Translator", of: Node, part: Node) -> Condition:
    found = translator.single_or_many(of)
    if isinstance(found, Many):
        return translator.has_item(found, translator.one(part))
    return position(_text(translator, of), sa.func.coalesce(_text(translator, part), "")) > 0


def _starts(translator: "Translator", of: Node, part: Node) -> Condition:
    whole, start = _text(translator, of), sa.func.coalesce(_text(translator, part), "")
    return sa.func.substr(whole, 1, sa.func.length(start)) == start


def _ends(translator: "Translator", of: Node, part: Node) -> Condition:
    whole, end = _text(translator, of), sa.func.coalesce(_text(translator, part), "")
    length = sa.func.length(whole) - sa.func.length(end)
    return sa.and_(length >= 0, sa.func.substr(whole, length + 1) == end)


def _any(translator: "Translator", of: Node) -> Condition:
    many = _many(translator, of)
    return many.exists(truth(many.item)) if many.item else many.exists()


def _all(translator: "Translator", of: Node) -> Condition:
    many = _many(translator, of)
    if many.item is None:
        raise Untranslatable
    return sa.not_(many.exists(sa.not_(sa.func.coalesce(truth(many.item), sa.false()))))


OPERATIONS: Mapping[str, Callable[[Part, Part], Part]] = {"+": parts.plus, "-": parts.minus, "*": parts.times}
GIVES: Mapping[str, Callable[..., Part]] = {
    "year": _date_part(1, 4, is_exact=False),
    "month": _date_part(6, 2, is_exact=True),
    "day": _date_part(9, 2, is_exact=True),
    "days": _days,
    "add_days": _add_days,
    "count": _count,
    "sum": _sum,
    "min": _extreme(sa.func.min),
    "max": _extreme(sa.func.max),
    "default": _default,
    "len": _length,
    "abs": _absolute,
}
ASKS: Mapping[str, Callable[..., Condition]] = {
    "contains": _contains,
    "starts": _starts,
    "ends": _ends,
    "any": _any,
    "all": _all,
}
