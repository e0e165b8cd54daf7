"""Conditions of a list as people click them together: read from the address, put into words, made into SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.accounts import queries as people
from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.schema import State
from app.errors import Fault, Invalid
from app.fields import Raw
from app.fields.choice import entries_of
from app.fields.days import first_day, last_day, read_day
from app.records import access, filters
from app.records.desk import Desk
from app.records.models import record_ix
from app.records.slots import SECRET
from app.records.sql_parts import Condition, Sql
from app.web.language import N_, language

ANY_OF = ("is", "not")
"""Operators of which several values mean any of them."""
STATE, YEAR = "state", "year"
"""What every record has beside its fields, and can be filtered by."""
FAMILIES = {STATE: ("is", "not"), YEAR: ("is",)}
MOST = 20
"""Conditions in one address."""

OPERATORS = {
    "has": N_("包含"),
    "starts": N_("开头是"),
    "is": N_("是 "),  # the space tells it from the answer 是, which is "Yes" in English
    "not": N_("不是"),
    "from": N_("不小于"),
    "to": N_("不大于"),
    "filled": N_("已填"),
    "empty": N_("未填"),
}
DATE_OPERATORS = {"from": N_("不早于"), "to": N_("不晚于")}


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition: `countries` `is` `JP` or `KR`."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def packed(self) -> list[str]:
        """As the address has it, once for each value."""
        head = f"{self.key}.{self.operator}"
        return [f"{head}.{value}" for value in self.values] or [head]


@dataclass(frozen=True, slots=True)
class Shown:
    """A chip in words, or what is wrong with it."""

    chip: Chip
    label: str
    operator: str
    values: Sequence[str]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be filtered by, for the menu."""

    key: str
    label: str
    operators: Sequence[tuple[str, str]]
    choices: Sequence[tuple[str, str]]
    """Values and labels to choose from; none: the value is typed."""
    family: str


def read(packed: Iterable[str]) -> tuple[Chip, ...]:
    """The chips of an address; equal fields and operators that mean any-of are one chip."""
    found: dict[tuple[str, str, int], tuple[str, ...]] = {}
    for number, text in enumerate(list(packed)[:MOST]):
        key, _, rest = text.partition(".")
        operator, _, value = rest.partition(".")
        place = (key, operator, 0 if operator in ANY_OF else number)
        found[place] = (*found.get(place, ()), *((value,) if value else ()))
    return tuple(Chip(key, operator, values) for (key, operator, _), values in found.items())


def added(args: "MultiDict[str, str]") -> Chip | None:
    """The condition that was just put together in the menu 添加条件."""
    key, operator = args.get("add", ""), args.get("op", "")
    values = tuple(value for value in args.getlist("value") if value.strip())
    return Chip(key, operator, values) if key and operator else None


class Filters:
    """The conditions that this person may ask of lists of a type."""

    def __init__(self, compiled: CompiledType, desk: Desk) -> None:
        self.compiled, self.desk = compiled, desk
        self.open = open_fields(compiled, desk)
        self._made: dict[Chip, Condition] = {}

    def condition(self, chip: Chip) -> Condition:
        """A chip as SQL; raises `Invalid`."""
        if chip not in self._made:
            self._made[chip] = self._condition(chip)
        return self._made[chip]

    def _condition(self, chip: Chip) -> Condition:
        if chip.key == STATE and chip.operator in ANY_OF:
            found = filters.state_in(list(chip.values))
            return found if chip.operator == "is" else sa.not_(found)
        if chip.key == YEAR and chip.operator == "is":
            return sa.or_(*(filters.year_is(_year(value)) for value in chip.values))
        each = self.field(chip.key)
        if each is not None and filters.family(each) == "date" and chip.values:
            return self._dated(each, chip)
        raw: Raw = [self._value(each, value) for value in chip.values] if each else list(chip.values)
        if chip.operator in ("has", "starts", "from", "to"):
            raw = chip.values[0] if chip.values else None
        return filters.chip(self.compiled, chip.key, chip.operator, raw, self.desk.lookups)

    def shown(self, chip: Chip) -> Shown:
        """A chip in words, with its fault if it has one."""
        fault = None
        try:
            self.condition(chip)
        except Invalid as error:
            fault = error.faults[0]
        family = self.family(chip.key)
        values = [self._words(chip.key, value) for value in chip.values]
        return Shown(chip, self.label(chip.key), operator_words(chip.operator, family), values, fault)

    def offers(self) -> tuple[tuple[str, str], ...]:
        """Keys and labels of everything that can be filtered by."""
        always = (STATE, YEAR)[not self.compiled.definition.workflow :]
        return (*((key, self.label(key)) for key in always), *_fields_offered(self.compiled, self.open, language()))

    def offer(self, key: str) -> Offer | None:
        """How a field can be asked; None if it cannot."""
        family = self.family(key)
        if not family:
            return None
        operators = FAMILIES.get(family) or filters.OPERATORS[family]
        words = [(operator, operator_words(operator, family)) for operator in operators]
        return Offer(key, self.label(key), words, self.choices(key), family)

    def field(self, key: str) -> CompiledField | None:
        """The field with this key, if this person may filter by it; raises `Invalid` for one that is closed."""
        if key in self.compiled.fields and key not in self.open:
            raise Invalid.because("record.not_filterable", place=key, field=self.label(key))
        return self.compiled.fields.get(key)

    def family(self, key: str) -> str:
        """Which operators go with it; empty if it cannot be filtered by."""
        if key in FAMILIES:
            return key
        each = self.compiled.fields.get(key) if key in self.open else None
        return (filters.family(each) or "") if each else ""

    def label(self, key: str) -> str:
        """What people call it."""
        if key in FAMILIES:
            return str(gettext("状态") if key == STATE else gettext("年度"))
        each = self.compiled.fields.get(key)
        return each.definition.label.text(language()) if each else key

    def choices(self, key: str) -> list[tuple[str, str]]:
        """The values that can be chosen."""
        if key == STATE:
            return [(name, state.label.text(language())) for name, state in _states(self.compiled)]
        each = self.compiled.fields.get(key)
        if each is None:
            return []
        if each.type.name == "choice":
            entries = entries_of(each.options, self.desk.lookups).values()
            return [(entry.value, entry.text(language())) for entry in entries]
        if each.type.name == "yesno":
            return [("是", gettext("是")), ("否", gettext("否"))]
        if each.type.name == "department":
            return [(str(department.id), department.label(language())) for department in people.departments()]
        return []

    def _value(self, each: CompiledField, raw: str) -> Raw:
        """A choice that was typed by its label is asked by its value."""
        if each.type.name != "choice" or raw in entries_of(each.options, self.desk.lookups):
            return raw
        stored = each.type.parse(raw, each.options, self.desk.lookups)
        return stored[0] if isinstance(stored, list) else stored

    def _dated(self, each: CompiledField, chip: Chip) -> Condition:
        """2024 is the whole year: from its first day, to its last one."""
        column: Sql = record_ix.c[str(each.slot)]
        if each.type.has_clock:
            column = sa.func.substr(column, 1, 10)
        ends = [_ends(read_day(value, today=self.desk.today)) for value in chip.values]
        if chip.operator == "from":
            return column >= ends[0][0]
        if chip.operator == "to":
            return column <= ends[0][1]
        within = sa.or_(*(column.between(first, last) for first, last in ends))
        if chip.operator == "is":
            return within
        if chip.operator == "not":
            return sa.or_(column.is_(None), sa.not_(within))
        raise Invalid.because("record.unknown_filter", place=chip.key, field=self.label(chip.key), how=chip.operator)

    def _words(self, key: str, value: str) -> str:
        if key in FAMILIES:
            return dict(self.choices(key)).get(value, value)
        each = self.compiled.fields.get(key)
        if each is None:
            return value
        if each.type.name == "choice":
            entry = entries_of(each.options, self.desk.lookups).get(value)
            return entry.text(language()) if entry else value
        if each.type.name in ("person", "department"):
            return self._named(each, value)
        return str(gettext(value)) if each.type.name == "yesno" and value in ("是", "否") else value

    def _named(self, each: CompiledField, value: str) -> str:
        """A person or a department, by its id."""
        try:
            return each.show(each.type.parse(value, each.options, self.desk.lookups), self.desk.lookups, language())
        except Invalid:
            return value


def open_fields(compiled: CompiledType, desk: Desk) -> frozenset[str]:
    """Fields that this person sees in every record: only by these may lists be filtered, sorted and summed."""
    sights = access.field_sight(compiled, desk.viewer, _Elsewhere())
    return frozenset(key for key, sight in sights.items() if sight == "see")


@lru_cache(maxsize=500)
def _fields_offered(compiled: CompiledType, opened: frozenset[str], spoken: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (key, each.definition.label.text(spoken))
        for key, each in compiled.fields.items()
        if key in opened and filters.family(each) is not None and not each.definition.retired
    )


def hides_words(compiled: CompiledType, opened: frozenset[str]) -> bool:
    """May text search find records by what this person does not see in them?"""
    cells = [(key, each) for key, each in compiled.fields.items()]
    cells += [(f"{key}.{name}", column) for key, each in cells for name, column in each.columns.items()]
    return any(path not in opened and each.definition.sensitive < SECRET for path, each in cells)


def operator_words(operator: str, family: str) -> str:
    """An operator as people read it."""
    named = DATE_OPERATORS.get(operator) if family == "date" else None
    return str(gettext(named or OPERATORS.get(operator, operator)))


class _Elsewhere:
    """A record of a department that nobody belongs to: who sees its field sees that of all."""

    owner_id: int | None = None
    department_id: int | None = -1
    state = ""


def _ends(typed: str | None) -> tuple[str, str]:
    """The first and the last day of a date, month or year as it was typed."""
    if typed is None:
        raise Invalid.because("record.filter_without_value")
    return first_day(typed).isoformat(), last_day(typed).isoformat()


def _year(value: str) -> int:
    if not (value.isdecimal() and len(value) == 4):
        raise Invalid.because("record.filter_year", place=YEAR, given=value)
    return int(value)


def _states(compiled: CompiledType) -> Sequence[tuple[str, State]]:
    flow = compiled.definition.workflow
    return tuple(flow.states.items()) if flow else ()
