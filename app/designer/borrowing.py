"""Fields and sections of another type, copied into a draft.

They come under keys that are free here, with the rules that speak of nothing but what was copied along; a rule that
reads anything else is left behind and told. Who may see a field goes with it, for that can only narrow.
"""

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.definitions import codec, lookups
from app.definitions.checks.sight import REPORT, Sight
from app.definitions.schema import RecordType, Section
from app.definitions.uses import renamed
from app.definitions.world import World
from app.designer import drawn, outline
from app.designer.outline import Data
from app.designer.service import Standing
from app.errors import Invalid
from app.expressions import Expression, Scope, bind
from app.expressions.printer import canonical
from app.fields import FieldDef
from app.fields.model import Label

RULES = ("visible", "compute", "default", "required", "where")
HERE = frozenset({"today", "now", "actor", "record", "loop", "entry"})
"""Names that mean the same in every type; states do not."""
STAYS = ("serial",)
"""Types of fields that no other type can take over: a register is its own."""


@dataclass(slots=True)
class Borrowed:
    """What came: how many fields, what to look at next, and labels of fields of which a rule was left behind."""

    count: int = 0
    focus: str = ""
    left: list[Label] = field(default_factory=list)


def offered(other: RecordType) -> list[tuple[Section, list[FieldDef]]]:
    """The sections of a type that have something to give, with the fields that may be copied."""
    sections = ((each, [one for one in each.fields if _may_come(one)]) for each in other.sections)
    return [(section, fields) for section, fields in sections if fields]


def borrowed(standing: Standing, other: RecordType, names: Collection[str], to: str) -> tuple[str, Borrowed]:
    """The text of the draft with the fields that are named in the section `to`, and whole sections (`#key`) behind all
    others. Raises `Invalid` where nothing is named."""
    data = codec.plain_data(standing.definition)
    made = _Borrowing(data, other, names, lookups.site_world()).into(to)
    reading = codec.judged(data)
    if reading.value is None:
        raise Invalid(reading.faults)
    return codec.dump(reading.value, previous_text=standing.source), made


def _may_come(each: FieldDef) -> bool:
    return not each.retired and each.type not in STAYS


class _Borrowing:
    """One copying: what is taken, and under which keys."""

    def __init__(self, data: Data, other: RecordType, names: Collection[str], world: World) -> None:
        self.data, self.sight, self.made, plain = data, Sight(other, world), Borrowed(), codec.plain_data(other)
        self.source, self.rights = {each["key"]: each for each in outline.all_fields(plain)}, plain.get("rights", ())
        self.whole = [each for each in other.sections if f"#{each.key}" in names]
        of_whole = {each.key for part in self.whole for each in part.fields}
        self.single = [each for each in other.fields() if each.key in {*names} - of_whole and _may_come(each)]
        taken = [*self.single, *(each for part in self.whole for each in part.fields if _may_come(each))]
        self.keys = dict(self._free_keys(taken))

    def into(self, to: str) -> Borrowed:
        """Everything at its place."""
        if not self.keys:
            raise Invalid.because("designer.nothing_borrowed")
        home = outline.section(self.data, to).data["fields"] if self.single else []
        home.extend(self._field(each) for each in self.single)
        for part in self.whole:
            self._section(part)
        self._restrict()
        self.made.count, self.made.focus = len(self.keys), next(iter(self.keys.values()))
        return self.made

    def _free_keys(self, fields: list[FieldDef]) -> Iterator[tuple[str, str]]:
        """No new key is one of the other type, so that one renaming never meets another."""
        taken = outline.keys_taken(self.data, [], is_column=False)
        for each in fields:
            key = each.key if each.key not in taken else outline.free_key(each.key, taken | self.source.keys())
            taken.add(key)
            yield each.key, key

    def _section(self, whole: Section) -> None:
        sections, part = self.data["sections"], codec.plain_data(whole)
        made: Data = {
            **{name: part[name] for name in ("label", "help", "visible") if name in part},
            "key": outline.free_key(whole.key, {each["key"] for each in sections}),
        }
        made["label"] = _free_words(made["label"], sections)
        self._rule(made, "visible", self.sight.scope, None, whole.label)
        taken = [each for each in whole.fields if each.key in self.keys]
        sections.append({**made, "fields": []})
        sections[-1]["fields"].extend(self._field(each) for each in taken)

    def _field(self, each: FieldDef) -> Data:
        made = copy.deepcopy(self.source[each.key])
        made["key"] = self.keys[each.key]
        made["label"] = _free_words(made["label"], outline.all_fields(self.data))
        self._adapt(made, each, None)
        columns = {column.key: column for column in each.columns}
        for column in made.get("columns", ()):
            self._adapt(column, columns[column["key"]], each)
        return made

    def _adapt(self, made: Data, each: FieldDef, table: FieldDef | None) -> None:
        """Without what speaks of states and fields that are not here."""
        made.pop("needed_for", None)
        if isinstance(made.get("suggest"), list):
            made.pop("suggest")
        row = self.sight.row_scope(table) if table else None
        for name in RULES:
            if name == "where" and each.type != "choice":
                continue
            scope = Scope([*self.sight.scope, self.sight.entry_name(each)]) if name == "where" else self.sight.scope
            self._rule(made, name, scope, row, each.label)
        self._without_report(made, each)

    def _without_report(self, made: Data, each: FieldDef) -> None:
        """Rules of figures that read their own report read another one here."""
        texts = {name: str(made.get(name) or "") for name in ("of", "rows", *drawn.RULES["figure"])}
        for found in drawn.inputs(self.sight, "figure", texts) if each.type == "figure" else ():
            rule = _bound(texts[found.name], found.scope, found.row)
            if rule is not None and REPORT in rule.names:
                made.pop(found.name)
                self._tell(each.label)

    def _rule(self, made: Data, name: str, scope: Scope, row: Scope | None, label: Label) -> None:
        """A rule with the new keys; away with it where it reads what did not come along."""
        text = made.get(name)
        if not isinstance(text, str) or text == "true":
            return
        rule = _bound(text, scope, row)
        if rule is None or not rule.names <= self.keys.keys() | HERE:
            made.pop(name)
            self._tell(label)
            return
        tree = rule.tree
        for before, now in self.keys.items():
            tree = renamed(tree, before, now) if before != now else tree
        made[name] = canonical(tree)

    def _tell(self, label: Label) -> None:
        if label not in self.made.left:
            self.made.left.append(label)

    def _restrict(self) -> None:
        """Who may see them here is who may see them there."""
        for right in self.rights:
            fields = [path for each in right.get("fields", ()) if (path := self._path(each))]
            if fields:
                kept = {name: right[name] for name in ("see", "others") if name in right}
                self.data.setdefault("rights", []).append({"fields": fields, **kept})

    def _path(self, path: str) -> str:
        key, dot, column = path.partition(".")
        return f"{self.keys[key]}{dot}{column}" if key in self.keys else ""


def _bound(text: str, scope: Scope, row: Scope | None) -> Expression | None:
    try:
        return bind(text, scope, row_scope=row, proposes=False) if text else None
    except Invalid:
        return None


def _free_words(label: Any, known: Collection[Mapping[str, Any]] | Iterator[Data]) -> Any:
    taken = [each["label"] for each in known]
    return label if outline.text_of(label) not in map(outline.text_of, taken) else outline.free_copy(label, taken)
