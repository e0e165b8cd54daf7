"""What all checks look at: the definition, its names, the world; and where they put what they find."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.definitions.renames import by_every_key, former_keys
from app.definitions.schema import RecordType
from app.definitions.world import ListLookups, World
from app.errors import Fault, Invalid, Level
from app.expressions import Expression, Kind, Name, Scope, TextPattern, bind, bind_text
from app.expressions.nearest import nearest
from app.fields import FieldDef
from app.fields.scope import entry_name, scope_name

PERIOD = Name("period", "统计年度", Kind.ANY, label_en="the year of the report")
"""The year or span that a report is about: a name of figures only."""


REPORT = "report"
"""The key of that name for the report itself."""


def report_name(fields: Iterable[Name]) -> Name:
    """The report itself, as the rules of its figures and narratives read it."""
    return Name(REPORT, "本报告", Kind.ROW, members=tuple(fields), label_en="this report")


def wrong_kind(rule: Expression, wanted: tuple[Kind, ...]) -> str:
    """What is said of a rule that gives another kind than is wanted; nothing if it gives one of them."""
    if not wanted or rule.kind is Kind.ANY or rule.kind in wanted:
        return ""
    return f"wrong_kind_{wanted[0]}" if len(wanted) == 1 else "wrong_kind"


@dataclass(frozen=True, slots=True)
class Placed:
    """A field with the path where it stands; `table` is the table whose column it is."""

    path: str
    field: FieldDef
    table: FieldDef | None = None


class Sight:
    """One look at one definition."""

    def __init__(self, definition: RecordType, world: World) -> None:
        self.definition, self.world = definition, world
        self.faults: list[Fault] = []
        self.rules: list[tuple[str, Expression]] = []
        """Every rule that could be bound, and every tag of a text, with its path."""
        self._rows: dict[int, tuple[FieldDef, Scope]] = {}

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """The fields of all sections, each followed by its columns."""
        return tuple(_placed(self.definition))

    @cached_property
    def fields(self) -> Mapping[str, FieldDef]:
        """The fields by key, without columns."""
        return {each.key: each for each in self.definition.fields()}

    @cached_property
    def report(self) -> Name:
        """This type as the report that draws on others."""
        return report_name(self.scope)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The keys of the states."""
        return tuple(self.definition.workflow.states) if self.definition.workflow else ()

    @cached_property
    def scope(self) -> Scope:
        """The names that the expressions of this type may read."""
        return self.scope_of(self.definition)

    def scope_of(self, definition: RecordType, *more: Name) -> Scope:
        """The names of a type; labels of fields that hold nothing are no names."""
        aliases = former_keys(definition)
        names = (self.name(each, aliases.get(each.key, ())) for each in definition.fields() if each.kind.holds_value)
        return Scope([*names, *more])

    def drawn_scope(self, other: RecordType) -> Scope:
        """The names that the rules of a figure or narrative may read: those of the type it draws on, the year, the
        report itself."""
        return self.scope_of(other, PERIOD, self.report)

    def type_called(self, key: str) -> RecordType | None:
        """The type with this key, which may be this one."""
        return self.definition if key == self.definition.key else self.world.record_type(key)

    def row_scope(self, table: FieldDef) -> Scope:
        """The names within a row of a table; of a draft two tables may have the same key."""
        if id(table) not in self._rows:
            self._rows[id(table)] = table, Scope(self.name(column) for column in table.columns)
        return self._rows[id(table)][1]

    def name(self, each: FieldDef, aliases: tuple[str, ...] = ()) -> Name:
        """A field as expressions see it."""
        return scope_name(each, lookups=ListLookups(self.world), fields_of=self._fields_of, aliases=aliases)

    def entry_name(self, each: FieldDef) -> Name:
        """An entry of a choice's list, as its `where` reads it."""
        return entry_name(each, ListLookups(self.world))

    def _fields_of(self, type_key: str) -> tuple[FieldDef, ...]:
        other = self.definition if type_key == self.definition.key else self.world.record_type(type_key)
        return by_every_key(other) if other else ()

    def add(self, code: str, path: str, *, suggestions: Iterable[str] = (), **facts: object) -> None:
        """Note a fault."""
        self.faults.append(Fault(f"definition.{code}", path, facts=facts, suggestions=tuple(suggestions)))

    def warn(self, code: str, path: str, **facts: object) -> None:
        """Note something that is allowed but seldom meant."""
        self.faults.append(Fault(f"definition.{code}", path, facts=facts, level=Level.WARN))

    def known(self, name: str, known: Collection[str], code: str, path: str, **facts: object) -> bool:
        """Is it one of them? If not, a fault that says which is near."""
        if name in known:
            return True
        given = {"name": name, **facts}
        self.faults.append(Fault(f"definition.{code}", path, facts=given, suggestions=nearest(name, known)))
        return False

    def known_field(self, key: str, path: str) -> FieldDef | None:
        """The field with this key, or a fault."""
        self.known(key, self.fields, "unknown_field", path)
        return self.fields.get(key)

    def bound(
        self,
        rule: str | None,
        path: str,
        *,
        gives: tuple[Kind, ...] = (),
        scope: Scope | None = None,
        row: Scope | None = None,
    ) -> Expression | None:
        """The rule with its names found; its faults are noted, also that it gives another kind than is wanted."""
        if not rule:
            return None
        try:
            bound = bind(rule, scope or self.scope, row_scope=row)
        except Invalid as error:
            self.faults += [fault.at(path) for fault in error.faults]
            return None
        self.rules.append((path, bound))
        self.faults += [fault.at(path) for fault in bound.warnings]
        if code := wrong_kind(bound, gives):
            self.add(code, path)
        return bound

    def condition(self, rule: str | None, path: str, *, row: Scope | None = None) -> Expression | None:
        """A rule that says yes or no."""
        return self.bound(rule, path, gives=(Kind.YESNO,), row=row)

    def text(self, pattern: str | None, path: str, *, scope: Scope | None = None) -> TextPattern | None:
        """A text with tags, bound; its faults are noted."""
        if not pattern:
            return None
        try:
            bound = bind_text(pattern, scope or self.scope)
        except Invalid as error:
            self.faults += [fault.at(path) for fault in error.faults]
            return None
        self.rules += [(path, part) for part in bound.parts if isinstance(part, Expression)]
        return bound


def _placed(definition: RecordType) -> Iterator[Placed]:
    for number, section in enumerate(definition.sections):
        for position, each in enumerate(section.fields):
            path = f"sections[{number}].fields[{position}]"
            yield Placed(path, each)
            for at, column in enumerate(each.columns):
                yield Placed(f"{path}.columns[{at}]", column, each)
