"""A record type made ready for use: names, bound expressions, the order of computing, slots. Built once per version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

from app.definitions.renames import former_keys
from app.definitions.schema import Amendment, Check, Document, RecordType, State, Transition
from app.errors import Fault, Invalid
from app.expressions import Expression, Kind, Name, Scope, TextPattern, Value, bind, bind_text
from app.expressions.tree import Call, Is, Node, walk
from app.fields import CHINESE, Entry, FieldDef, FieldType, Language, Lookups, Stored
from app.fields.choice import ChoiceOptions, as_row
from app.fields.scope import ENTRY, FieldsOf, scope_name


@dataclass(frozen=True, slots=True)
class CompiledField:
    """A field with its rules bound. `required` is None where `definition.required` is a plain yes or no."""

    definition: FieldDef
    type: FieldType
    name: Name
    section: str
    slot: str | None = None
    visible: Expression | None = None
    required: Expression | None = None
    compute: Expression | None = None
    default: Expression | None = None
    where: Expression | None = None
    """Of a choice: for which entries of its list."""
    columns: Mapping[str, "CompiledField"] = field(default_factory=dict)
    column_order: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its key."""
        return self.definition.key

    @property
    def options(self) -> Any:
        """The options of its type."""
        return self.definition.options

    def unit(self, language: Language, number: str = "") -> str:
        """What stands behind a value in this language; nothing where its label says it: 金额（元）."""
        unit, label = self.type.unit(self.options), self.definition.label
        if unit is None:
            return ""
        told = language if unit.en and label.en else CHINESE
        words, said = unit.text(told), label.text(told)
        return "" if f"（{words}）" in said or f"({words})" in said else unit.behind(number, language)

    def value(self, stored: Stored, lookups: Lookups) -> Value:
        """What expressions read."""
        return None if stored is None else self.type.value(stored, self.options, lookups)

    def show(self, stored: Stored, lookups: Lookups, language: Language) -> str:
        """What people of this language read."""
        return "" if stored is None else self.type.show(stored, self.options, lookups, language)

    def offers(self, entry: Entry, values: Mapping[str, Value]) -> bool:
        """Can the entry be chosen beside these values?"""
        return self.where is None or self.where.holds({**values, ENTRY: as_row(entry)})

    def rules(self) -> tuple[Expression, ...]:
        """The expressions that have to be known before this field is."""
        return tuple(rule for rule in (self.visible, self.compute) if rule is not None)


@dataclass(frozen=True, slots=True)
class CompiledCheck:
    """A check with its rule bound; `asks` are the scalar fields without which it cannot be asked."""

    definition: Check
    rule: Expression
    when: Expression | None
    asks: frozenset[str]


@dataclass(frozen=True, eq=False)
class CompiledType:
    """A published version, ready. Made once and kept, so what is worked out of it can be kept by it."""

    definition: RecordType
    version_id: int
    fields: Mapping[str, CompiledField]
    order: tuple[str, ...]
    scope: Scope
    sections: Mapping[str, Expression | None]
    checks: tuple[CompiledCheck, ...]
    title: TextPattern
    brief: TextPattern | None
    guards: Mapping[str, Expression]
    """Conditions of transitions by key."""
    task_conditions: Mapping[tuple[str, int], Expression]
    """Conditions of tasks by state and position."""
    amendment_conditions: Mapping[tuple[str, int], Expression]
    """The same of those who agree to amendments, by the key of the amendment."""
    filters: Mapping[str, Expression]
    """Conditions of views by key."""
    reminders: Mapping[int, Expression]
    """Conditions of reminders by their place in the definition."""
    series: Mapping[str, TextPattern]
    filenames: Mapping[str, TextPattern]
    slots: Mapping[str, str]

    @property
    def key(self) -> str:
        """The key of the type."""
        return self.definition.key

    @cached_property
    def counting_states(self) -> frozenset[str]:
        """The states that figures count; a register counts every record."""
        flow = self.definition.workflow
        return frozenset(key for key, state in flow.states.items() if state.counts) if flow else frozenset({KEPT})

    @cached_property
    def start(self) -> str:
        """The state of a new record."""
        return self.definition.workflow.start if self.definition.workflow else KEPT

    @cached_property
    def open_states(self) -> frozenset[str]:
        """Where a record is with whoever fills it in: not handed in yet, or sent back. Of a register there are none."""
        flow = self.definition.workflow
        return frozenset({flow.start, *(move.to for move in flow.transitions if move.tone == "back")} if flow else ())

    def values(self, stored: Mapping[str, Stored], lookups: Lookups) -> dict[str, Value]:
        """The values of stored data by key, as settled when it was saved."""
        return {key: field.value(stored.get(key), lookups) for key, field in self.fields.items()}

    @cached_property
    def heading(self) -> tuple[CompiledField, ...]:
        """The fields that title, year and department are made of."""
        wanted = {*self.title.names, self.definition.year_of, self.definition.department_of}
        return tuple(each for key, each in self.fields.items() if key in wanted)

    @cached_property
    def number_field(self) -> CompiledField | None:
        """The field that holds the record's number: its first serial."""
        return next((each for each in self.fields.values() if each.type.name == "serial"), None)

    def titled(self, values: Mapping[str, Value]) -> str:
        """What a record with these values is called; of its values those of `heading` are enough."""
        return " ".join(self.title.render(values).split())

    def transition(self, key: str) -> Transition | None:
        """The transition with this key."""
        flow = self.definition.workflow
        return next((each for each in flow.transitions if each.key == key), None) if flow else None

    def amended_in(self, state: str) -> frozenset[str]:
        """The fields that only an amendment changes in this state."""
        kinds = self.definition.amendments.values()
        return frozenset(key for kind in kinds if state in kind.from_ for key in kind.fields)

    def document(self, key: str) -> Document | None:
        """The document with this key."""
        return next((each for each in self.definition.documents if each.key == key), None)


KEPT = "kept"
"""The one state of a register's records."""

SERIES_NAMES = (Name("year", "年份", Kind.NUMBER), Name("n", "序号数", Kind.NUMBER))
"""What the pattern of a number may read beside the record."""

_ALWAYS_THERE = (Kind.ROWS, Kind.YESNO)
"""Empty, these still answer a check: no rows, no."""


def compile_type(
    definition: RecordType,
    *,
    lookups: Lookups,
    fields_of: FieldsOf | None = None,
    version_id: int = 0,
    slots: Mapping[str, str] | None = None,
) -> CompiledType:
    """Make a definition ready; raises `Invalid` with every rule that cannot be bound.

    `lookups` gives the choice lists, `fields_of` the fields of the types that references copy from.
    """
    return _Compiler(definition, lookups, fields_of).compiled(version_id, slots or {})


class _Compiler:
    """Binds everything, gathering faults as it goes."""

    def __init__(self, definition: RecordType, lookups: Lookups, fields_of: FieldsOf | None) -> None:
        self.definition, self.lookups, self.fields_of = definition, lookups, fields_of
        self.faults: list[Fault] = []
        self.aliases = former_keys(definition)
        self.scope = Scope(self._name(each) for each in definition.fields() if each.kind.holds_value)

    def compiled(self, version_id: int, slots: Mapping[str, str]) -> CompiledType:
        definition = self.definition
        sections = {part.key: self._bind(part.visible, f"sections.{part.key}.visible") for part in definition.sections}
        fields = {
            each.key: self._field(each, part.key, slots.get(each.key))
            for part in definition.sections
            for each in part.fields
            if each.kind.holds_value
        }
        made = CompiledType(
            definition=definition,
            version_id=version_id,
            fields=fields,
            order=self._order(fields, sections),
            scope=self.scope,
            sections=sections,
            checks=tuple(self._check(check, fields) for check in definition.checks),
            title=self._text(definition.title, "title"),
            brief=self._text(definition.brief, "brief") if definition.brief else None,
            guards=self._guards(),
            task_conditions=self._task_conditions(),
            amendment_conditions=self._amendment_conditions(),
            filters=self._each((view.key, view.where, f"views.{view.key}.where") for view in definition.views),
            reminders=self._reminders(fields),
            series={key: self._series(key) for key in definition.series},
            filenames={
                paper.key: self._text(paper.filename, f"documents.{paper.key}.filename")
                for paper in definition.documents
                if paper.filename
            },
            slots=slots,
        )
        if self.faults:
            raise Invalid(self.faults)
        return made

    def _name(self, each: FieldDef) -> Name:
        aliases = self.aliases.get(each.key, ())
        return scope_name(each, lookups=self.lookups, fields_of=self.fields_of, aliases=aliases)

    def _field(self, each: FieldDef, section: str, slot: str | None, row: Scope | None = None) -> CompiledField:
        path = f"{section}.{each.key}"
        row_scope = Scope(self._name(column) for column in each.columns) if each.columns else None
        columns = {column.key: self._field(column, path, None, row_scope) for column in each.columns}
        order = self._sorted({key: _row_reads(column) & set(columns) for key, column in columns.items()}, path)
        return CompiledField(
            definition=each,
            type=each.kind,
            name=self.scope.by_key(each.key) if row is None else row.by_key(each.key),  # type: ignore[arg-type]
            section=section,
            slot=slot,
            visible=self._bind(each.visible, f"{path}.visible", row),
            required=self._bind(each.required, f"{path}.required", row) if isinstance(each.required, str) else None,
            compute=self._bind(each.compute, f"{path}.compute", row),
            default=self._bind(each.default, f"{path}.default", row),
            where=self._where(each, f"{path}.where", row),
            columns=columns,
            column_order=order,
        )

    def _where(self, each: FieldDef, path: str, row: Scope | None) -> Expression | None:
        """Which entries of its list a choice offers; a list that lost a column since offers none, but stops nothing."""
        if not isinstance(each.options, ChoiceOptions) or not each.options.where:
            return None
        scope = Scope([*self.scope, Name(ENTRY, "选项", Kind.ANY)])
        try:
            return bind(each.options.where, scope, row_scope=row)
        except Invalid as error:
            self.faults.extend(fault.at(path) for fault in error.faults)
            return None

    def _check(self, check: Check, fields: Mapping[str, CompiledField]) -> CompiledCheck:
        rule = self._bind(check.rule, f"checks.{check.key}.rule")
        asks = frozenset(key for key in _needs(rule) if key in fields and fields[key].type.kind not in _ALWAYS_THERE)
        return CompiledCheck(check, rule, self._bind(check.when, f"checks.{check.key}.when"), asks)  # type: ignore[arg-type]

    def _order(self, fields: Mapping[str, CompiledField], sections: Mapping[str, Expression | None]) -> tuple[str, ...]:
        graph = {}
        for key, each in fields.items():
            reads = _reads(each) | _names(sections.get(each.section))
            for column in each.columns.values():
                reads |= _reads(column)
            graph[key] = (reads & set(fields)) - ({key} if each.columns else set())
        return self._sorted(graph, "sections")

    def _sorted(self, graph: Mapping[str, set[str]], path: str) -> tuple[str, ...]:
        try:
            return tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = " → ".join(reversed(error.args[1]))
            self.faults.append(Fault("definition.circle", place=path, facts={"circle": circle}))
            return tuple(graph)

    def _guards(self) -> dict[str, Expression]:
        flow = self.definition.workflow
        moves = flow.transitions if flow else ()
        return self._each((move.key, move.when, f"workflow.transitions.{move.key}.when") for move in moves)

    def _task_conditions(self) -> dict[tuple[str, int], Expression]:
        flow = self.definition.workflow
        states = (flow.states if flow else {}).items()
        return self._of_tasks(states, "workflow.states")

    def _amendment_conditions(self) -> dict[tuple[str, int], Expression]:
        return self._of_tasks(self.definition.amendments.items(), "amendments")

    def _of_tasks(
        self, owners: Iterable[tuple[str, State | Amendment]], path: str
    ) -> dict[tuple[str, int], Expression]:
        bound = {}
        for key, owner in owners:
            for position, task in enumerate(owner.tasks):
                if when := self._bind(task.when, f"{path}.{key}.tasks[{position}].when"):
                    bound[key, position] = when
        return bound

    def _reminders(self, fields: Mapping[str, CompiledField]) -> dict[int, Expression]:
        bound = {}
        for at, rule in enumerate(self.definition.remind):
            table = fields.get(rule.table)
            row = Scope(column.name for column in table.columns.values()) if table else None
            if when := self._bind(rule.when, f"remind[{at}].when", row):
                bound[at] = when
        return bound

    def _series(self, key: str) -> TextPattern:
        extra = Scope([*self.scope, *SERIES_NAMES])
        return self._text(self.definition.series[key].pattern, f"series.{key}.pattern", extra)

    def _each(self, rules: Any) -> dict[Any, Expression]:
        bound = ((key, self._bind(rule, path)) for key, rule, path in rules)
        return {key: rule for key, rule in bound if rule is not None}

    def _bind(self, rule: str | None, path: str, row: Scope | None = None) -> Expression | None:
        if not rule:
            return None
        try:
            return bind(rule, self.scope, row_scope=row)
        except Invalid as error:
            self.faults.extend(fault.at(path) for fault in error.faults)
            return None

    def _text(self, pattern: str, path: str, scope: Scope | None = None) -> TextPattern:
        try:
            return bind_text(pattern, scope or self.scope)
        except Invalid as error:
            self.faults.extend(fault.at(path) for fault in error.faults)
            return bind_text("", self.scope)


def _names(rule: Expression | None) -> set[str]:
    return set(rule.names) if rule else set()


def _reads(each: CompiledField) -> set[str]:
    return {key for rule in each.rules() for key in rule.names}


def _row_reads(column: CompiledField) -> set[str]:
    return {key for rule in column.rules() for key in rule.row_names}


def _needs(rule: Expression | None) -> frozenset[str]:
    """The names without which a rule cannot be asked; none if it speaks of missing values itself."""
    if rule is None or any(_speaks_of_missing(node) for node, _depth in walk(rule.tree)):
        return frozenset()
    return rule.names


def _speaks_of_missing(node: Node) -> bool:
    return isinstance(node, Is) or (isinstance(node, Call) and node.name == "default")
