"""What a record type is: format 1 of the definition files, as frozen models that refuse what they do not know.

Only shape is decided here. Whether names exist and rules make sense is asked in `checks.py`.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_serializer, model_validator

from app.definitions.twins import once
from app.fields import FieldDef
from app.fields.model import Expr, Key, Keys, Label, Model, Pattern, listed

FORMAT = 1


def _format_number(given: Any) -> Any:
    """In files every scalar is text; a literal number does not take it."""
    return int(given) if str(given) == str(FORMAT) else given


Format: TypeAlias = Annotated[Literal[1], BeforeValidator(_format_number)]
"""The version of the file format."""


class Section(Model):
    """Fields under a heading."""

    key: Key
    label: Label
    help: Label | None = None
    visible: Expr | None = None
    fields: tuple[FieldDef, ...]


class Check(Model):
    """A rule over the whole record. `block` refuses, `warn` asks for a reason that is kept."""

    key: Key
    rule: Expr
    level: Literal["block", "warn"] = "block"
    at: Key | None = None
    when: Expr | None = None
    needed_for: Keys = ()
    say: Label


class Series(Model):
    """A register of numbers: `take` is the state on whose entry the next one is taken (default: at creation)."""

    pattern: Pattern
    restart: Literal["year", "never"] = "year"
    take: Key | None = None
    start: int = Field(default=1, ge=0)
    width: int = Field(default=0, ge=0, le=9)


class Right(Model):
    """What holders of a role may do with records, or who may see fields.

    `see`: all, own_department (and below), own, none. `change`: states in which it may be edited, true for any.
    With `fields`: those roles see them, everybody else sees them `masked` or not at all (`hidden`).
    """

    role: Key | None = None
    see: Literal["all", "own_department", "own", "none"] | tuple[Key, ...] = "none"
    create: bool = False
    change: bool | tuple[Key, ...] = ()
    fields: tuple[str, ...] = ()
    others: Literal["masked", "hidden"] = "masked"


class Task(Model):
    """Who has to decide in a state: a role (in the department `of`), the person in a field, or a named person."""

    role: Key | None = None
    of: Key | None = None
    """A department field, or `owner`: the department of whoever began the record."""
    above: bool = False
    """上级: the role is asked for in the department above that one."""
    person: Key | None = None
    """A person field, or `owner`."""
    login: str = Field(default="", max_length=40)
    """A named person, by log-in name."""
    when: Expr | None = None
    due: str = ""
    judges: Keys = ()


class State(Model):
    """A place in the flow; `counts`: what happened, so figures count it."""

    label: Label
    counts: bool = False
    tasks: tuple[Task, ...] = ()
    mode: Literal["any", "all", "order", "vote"] = "any"
    enough: str = Field(default="", pattern=r"^([1-9]\d?|100%|[1-9]\d?%)?$")
    """Of a vote: how many of the holders have to agree, `3` or `60%`."""
    colour: Literal["", "grey", "blue", "yellow", "green", "red", "purple"] = ""
    on_behalf: Literal["allowed", "scan", "never"] = "allowed"
    """代录签批: may a clerk record here what was decided on paper or elsewhere; is a scan asked for."""
    hand_over: Literal["holders", "anybody", "never"] = "holders"
    """转办: may who has to decide pass it on, to others who could hold the task or to anybody."""
    same_person: Literal["again", "once"] = "again"
    """Is who has just agreed, and would have to decide here too, asked again or taken at their word."""


class Transition(Model):
    """What a person presses. `by`: owner, task, or role keys. `makes`: documents issued with the step.

    By `system` nobody presses it: it is taken as soon as its condition holds.
    """

    key: Key
    label: Label
    from_: Annotated[tuple[Key, ...], BeforeValidator(listed)] = Field(alias="from")
    to: Key
    by: Keys = ("owner",)
    when: Expr | None = None
    comment: Literal["none", "optional", "required"] = "optional"
    makes: Keys = ()
    tone: Literal["go", "back", "stop"] = "go"


class Workflow(Model):
    """States and transitions; a type without one is a register: saving is enough."""

    start: Key
    states: dict[Key, State]
    transitions: tuple[Transition, ...] = ()


class Amendment(Model):
    """变更: which fields may be changed in these states, and who agrees; until then what was approved counts.

    `by`: owner or role keys. `makes`: papers of its own, issued when it is agreed.
    """

    label: Label
    from_: Annotated[tuple[Key, ...], BeforeValidator(listed)] = Field(alias="from")
    by: Keys = ("owner",)
    fields: Keys
    tasks: tuple[Task, ...] = ()
    mode: Literal["any", "all", "order"] = "order"
    on_behalf: Literal["allowed", "scan", "never"] = "allowed"
    """代录签批, as at a state."""
    hand_over: Literal["holders", "anybody", "never"] = "holders"
    """转办, as at a state."""
    same_person: Literal["again", "once"] = "again"
    """Of several who agree in order, or all: is one and the same person asked again."""
    makes: Keys = ()


class View(Model):
    """A saved list: `sort` keys with `-` for descending; `totals` of columns.

    `group`: it stands in groups of this, days by month or year.
    `calendar`: a date field by which its records also stand in a calendar.
    """

    key: Key
    label: Label
    columns: tuple[str, ...]
    where: Expr | None = None
    sort: tuple[str, ...] = ()
    group: str | None = None
    calendar: Key | None = None
    totals: dict[str, Literal["sum", "count", "avg", "min", "max"]] = Field(default={})


class Document(Model):
    """A paper that comes out of a record; `states` in which it may be made (none: all); `each`: a file per row."""

    key: Key
    label: Label
    template: str
    states: Keys = ()
    filename: Pattern | None = None
    each: Key | None = None
    scan: bool = False
    """The signed and sealed paper has to come back as a scan."""


class TranscribeRow(Model):
    """One row typed into somebody else's site: its label there, our value, its limit of characters."""

    label: Label
    value: Pattern
    limit: int | None = None
    help: Label | None = None


class Transcribe(Model):
    """对照填报: rows in the order of the receiving site, each to be copied and ticked."""

    label: Label
    rows: tuple[TranscribeRow, ...]


class Notice(Model):
    """A message in the product: `to` holder, owner or a role."""

    on: Literal["task_given", "returned", "state"]
    state: Key | None = None
    to: Key


class Remind(Model):
    """An entry on the 到期 page: `at` a date field or a column (`permits.valid_to`), shifted by `after` or `before`.

    Of a column `rows` says whether each row is reminded of or the one with the latest day alone (a permit that was
    renewed); `when` may then name the columns too.
    """

    at: str
    rows: Literal["each", "latest"] = "each"
    after: str = ""
    before: str = ""
    when: Expr | None = None
    to: Key = "owner"
    say: Label

    @property
    def name(self) -> str:
        """What answers to it call it: its field and how far it looks. Two of a type are never called the same."""
        return f"{self.at} -{self.before}" if self.before else f"{self.at} +{self.after}"

    @property
    def table(self) -> str:
        """The table whose rows it is about; empty where it is about the record."""
        key, dot, _column = self.at.partition(".")
        return key if dot else ""


class Change(Model):
    """What happens to records of earlier versions.

    Key `to` takes over slot and values of `rename`, which stays its alias for ever.
    """

    from_: int = Field(alias="from")
    rename: Key
    to: Key


class RecordType(Model):
    """A record type as an admin wrote it. (key, version) is unique; content is fixed once a record uses it."""

    format: Format = 1
    key: Key
    version: int = Field(default=1, ge=1)
    label: Label
    help: Label | None = None
    group: Label | None = None
    icon: str = Field(default="", pattern=r"^[a-z0-9-]*$")
    position: int = Field(default=100, ge=0, le=999)
    """Its place in menus; types of one group stand together."""
    year_of: Key | None = None
    department_of: Key | None = None
    title: Pattern
    brief: Pattern | None = None
    one_per: Keys = ()
    """No two records agree in all of these fields: one institution profile, one report per unit and year."""
    draws_on: Expr | None = None
    """Of a report: what holds of every record that its figures and narratives draw on, beside their own conditions."""
    home: Keys = ()
    """Of a report: its figures that the home page shows for this year, at most four."""
    sections: tuple[Section, ...]
    checks: tuple[Check, ...] = ()
    series: dict[Key, Series] = Field(default={})
    rights: tuple[Right, ...] = ()
    workflow: Workflow | None = None
    amendments: dict[Key, Amendment] = Field(default={})
    views: tuple[View, ...] = ()
    documents: tuple[Document, ...] = ()
    transcribe: Transcribe | None = None
    notify: tuple[Notice, ...] = ()
    remind: tuple[Remind, ...] = ()
    changes: tuple[Change, ...] = ()

    def fields(self) -> Iterator[FieldDef]:
        """The fields of all sections, in order (not the columns of tables)."""
        for section in self.sections:
            yield from section.fields

    def field(self, key: str) -> FieldDef | None:
        """The field with this key."""
        return next((field for field in self.fields() if field.key == key), None)

    def called(self, path: str, language: str) -> str:
        """What people call a field, or a column with its table before it; empty if there is none."""
        key, _dot, name = path.partition(".")
        field = self.field(key)
        column = next((each for each in field.columns if each.key == name), None) if field else None
        if field is None or (name and column is None):
            return ""
        return " · ".join(each.label.text(language) for each in (field, column) if each)

    def state(self, key: str) -> State | None:
        """The state with this key."""
        return self.workflow.states.get(key) if self.workflow else None


class Capability(StrEnum):
    """What a role may do over the whole product (`can:` in roles.yaml)."""

    MANAGE_USERS = "manage_users"
    MANAGE_TYPES = "manage_types"
    MANAGE_LISTS = "manage_lists"
    SEE_AUDIT = "see_audit"
    IMPORT_PAST = "import_past"
    VOID_NUMBERS = "void_numbers"


class Role(Model):
    """A role of the office. `can`: capabilities over the whole product."""

    key: Key
    label: Label
    help: Label | None = None
    can: tuple[Capability, ...] = ()


class RoleBook(Model):
    """`forms/roles.yaml`."""

    format: Format = 1
    roles: Annotated[tuple[Role, ...], AfterValidator(once("key"))]


class ListEntry(Model):
    """A line of a choice list: further keys are columns."""

    value: str = Field(min_length=1, max_length=80)
    label: Label
    retired: bool = False
    retired_on: date | None = None
    """From this day of the office on it is as if `retired`: what has it keeps it, nothing else gets it."""
    columns: dict[str, str] = Field(default={})

    @property
    def is_leaving(self) -> bool:
        """It is retired, or will be."""
        return self.retired or self.retired_on is not None

    def is_retired(self, day: date) -> bool:
        """Is it no longer offered on this day?"""
        return self.retired or (self.retired_on is not None and self.retired_on <= day)

    @model_validator(mode="before")
    @classmethod
    def _gather_columns(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "columns" in given:
            return given
        common = {key: value for key, value in given.items() if key in cls.model_fields}
        return {**common, "columns": {key: value for key, value in given.items() if key not in cls.model_fields}}

    @model_serializer(mode="wrap")
    def _flat(self, dump: Any) -> Any:
        out = dump(self)
        columns = out.pop("columns", None) or {}
        return {**out, **columns}


class ListColumn(Model):
    """A further column of a list: its key in the entries, what people call it. Its values are text."""

    key: str = Field(min_length=1, max_length=40)
    label: Label
    retired: bool = False
    """No longer shown; rules that read it go on."""


class ChoiceList(Model):
    """`forms/lists/<key>.yaml` (or .csv with the columns value,label,label_en,…): entries only retire."""

    format: Format = 1
    key: Key
    label: Label
    source: str = ""
    columns: Annotated[tuple[ListColumn, ...], AfterValidator(once("key"))] = ()
    """What the further columns are called; one that is not here goes by its key."""
    entries: Annotated[tuple[ListEntry, ...], AfterValidator(once("value"))]
