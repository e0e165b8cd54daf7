"""Where a rule stands, and so what it may speak of, whether it says yes or no, and what its yes does.

A place is told as pages tell it: the path of a field, `#key` of a section, `view/this_year` of a part, with the name of
the property. Rules of figures and narratives speak of other records (`designer.drawn`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.definitions.checks.fields import SINGLE, counted_kinds
from app.definitions.checks.sight import Sight, wrong_kind
from app.definitions.schema import RecordType, Section
from app.definitions.world import KnownWorld, World
from app.designer import drawn
from app.designer.drawn import Drawn
from app.designer.subjects import Subjects, of_report, subjects
from app.errors import Invalid, NotFound
from app.expressions import Expression, Kind, Name, Scope, bind
from app.fields import FieldDef

CONDITIONS: Mapping[str, frozenset[str]] = {
    "field": frozenset({"visible", "required", "where"}),
    "section": frozenset({"visible"}),
    "view": frozenset({"where"}),
    "check": frozenset({"rule", "when"}),
    "remind": frozenset({"when"}),
    "transition": frozenset({"when"}),
    "task": frozenset({"when"}),
    "amendment_task": frozenset({"when"}),
}
"""The rules that say yes or no, by what they are of."""
VALUES: Mapping[str, frozenset[str]] = {"field": frozenset({"compute", "default"})}
"""The rules that give a value."""
_OF_CHOICES = frozenset({"where"})
"""Of fields, only choices have these; those of figures and narratives speak of other records."""


@dataclass(frozen=True)
class Ground:
    """The place of one rule in one draft. `roles` are those of the office with their names."""

    definition: RecordType
    world: World
    at: str
    name: str
    roles: Mapping[str, str]

    @property
    def what(self) -> str:
        """What the rule is of: a field, a section, a kind of part."""
        return "section" if self.at.startswith("#") else self.at.partition("/")[0] if "/" in self.at else "field"

    @property
    def own_name(self) -> str:
        """The name of the property; of a clause without its number."""
        return drawn.split(self.name)[1]

    @property
    def is_there(self) -> bool:
        """Has what stands here such a rule?"""
        known = CONDITIONS.get(self.what, frozenset()) | VALUES.get(self.what, frozenset())
        if self.what != "field":
            return self.name in known
        if self.field is None:
            return False
        return self.is_drawn or self.name in known - (_OF_CHOICES if self.field.type != "choice" else frozenset())

    @property
    def is_condition(self) -> bool:
        """Does it say yes or no?"""
        return self.own_name in CONDITIONS.get(self.what, ())

    @property
    def is_drawn(self) -> bool:
        """Does it speak of other records, as rules of figures and narratives do?"""
        return self.field is not None and drawn.is_rule(self.field, self.name)

    @property
    def purpose(self) -> str:
        """Under which name what its outcome does is told."""
        if self.is_drawn and self.field is not None:
            return f"{self.field.type}.{self.own_name}"
        return self.name if self.what in ("field", "section") else f"{self.what}.{self.name}"

    @cached_property
    def drawn(self) -> Drawn | None:
        """The other records that it speaks of, if it does and they are known."""
        if self.field is None or not self.is_drawn:
            return None
        options = drawn.options_of(self.field, self.name)
        return drawn.drawn(self.sight, options.of, options.rows)

    @property
    def spoken(self) -> RecordType:
        """The type of the records that it speaks of: this one, but for rules of figures and narratives."""
        return self.drawn.definition if self.drawn else self.definition

    @property
    def wanted(self) -> tuple[Kind, ...]:
        """What it has to give; nothing where anything will do."""
        if self.is_condition:
            return (Kind.YESNO,)
        if not self.is_drawn or self.field is None:
            return ()
        return SINGLE if self.own_name == "by" else counted_kinds(self.field.options.agg)  # type: ignore[attr-defined]

    @cached_property
    def sight(self) -> Sight:
        """The draft with its names."""
        return Sight(self.definition, self.world)

    @cached_property
    def field(self) -> FieldDef | None:
        """The field or column that the rule is of."""
        if self.what != "field":
            return None
        return next((each.field for each in self.sight.placed if _path(each.table, each.field) == self.at), None)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The section that the rule is of."""
        return tuple(part for part in self.definition.sections if f"#{part.key}" == self.at)

    @cached_property
    def table(self) -> FieldDef | None:
        """The table whose column, or whose rows, the rule is of."""
        if self.drawn:
            return self.drawn.table
        if self.what == "field" and "." in self.at:
            return self.sight.fields.get(self.at.partition(".")[0])
        return self.sight.fields.get(self._reminded) if self.what == "remind" else None

    @property
    def _reminded(self) -> str:
        """The table of a reminder of rows."""
        number, rules = self.at.partition("/")[2], self.definition.remind
        return rules[int(number)].table if number.isdecimal() and int(number) < len(rules) else ""

    @cached_property
    def row(self) -> Scope | None:
        """The names of a row, where the rule is of a column or of rows."""
        return self.sight.row_scope(self.table) if self.table else None

    @cached_property
    def entry(self) -> Name | None:
        """An entry of the list, where the rule chooses among them."""
        is_of_list = self.name == "where" and not self.is_drawn
        return self.sight.entry_name(self.field) if is_of_list and self.field else None

    @cached_property
    def scope(self) -> Scope:
        """The names of the record, as the rule is bound to them."""
        if self.drawn:
            return self.drawn.scope
        return Scope([*self.sight.scope, self.entry]) if self.entry else self.sight.scope

    @cached_property
    def told_scope(self) -> Scope:
        """The same with the words of states, to be read and never to be bound."""
        taken = self.scope.by_key("state") or self.scope.by_label("状态") or not self.states
        words = () if taken else (Name("state", "状态", Kind.TEXT, label_en="state", choices=self.states),)
        return Scope([*self.scope, *words])

    @cached_property
    def states(self) -> Mapping[str, str]:
        """The states of the flow with their names."""
        flow = self.spoken.workflow
        return {key: state.label.zh for key, state in flow.states.items()} if flow else {}

    @cached_property
    def subjects(self) -> Subjects:
        """What a condition here may be about."""
        columns = {each.key: each for each in self.table.columns if not each.retired} if self.table else {}
        choices = {"state": self.states, "actor.roles": self.roles}
        if self.drawn:
            fields = {each.key: each for each in self.spoken.fields()}
            return of_report(subjects(self.scope, fields, row=self.row, columns=columns, choices=choices), self.scope)
        return subjects(self.scope, self.sight.fields, row=self.row, columns=columns, choices=choices, entry=self.entry)

    def bound(self, source: str) -> Expression:
        """The rule with its names found; raises `Invalid` with all that is wrong with it by itself."""
        bound = bind(source, self.scope, row_scope=self.row)
        if code := wrong_kind(bound, self.wanted):
            raise Invalid.because(f"definition.{code}")
        return bound

    def written(self, expression: Expression) -> str:
        """As people write it into its input; where it is kept as it was written, with keys."""
        return expression.source if self.entry else expression.shown(self.scope)


def has_rule(definition: RecordType, at: str, name: str) -> bool:
    """Has what stands at this place such a rule?"""
    return Ground(definition, KnownWorld(), at, name, {}).is_there


def ground(definition: RecordType, world: World, *, at: str, name: str, roles: Mapping[str, str]) -> Ground:
    """The place of a rule; raises `NotFound` where there is none."""
    made = Ground(definition, world, at, name, roles)
    if not made.is_there or (made.is_drawn and made.drawn is None):
        raise NotFound(f"rule {name} of {at}")
    return made


def _path(table: FieldDef | None, each: FieldDef) -> str:
    return f"{table.key}.{each.key}" if table else each.key
