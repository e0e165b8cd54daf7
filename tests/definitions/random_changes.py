"""Changes of definitions drawn by chance, with values that fit what was there; and an account of where each went."""

import random
from collections.abc import Iterator, Mapping
from typing import Any

from app.definitions.carrying import LEFT, Carried, Carrier, Choice
from app.definitions.compiled import CompiledField, CompiledType, compile_type
from app.definitions.schema import RecordType
from app.errors import AppError
from app.fields import FIELD_TYPES, Lookups

KEY = "t"
KINDS = [
    kind for kind in FIELD_TYPES if kind.holds_value and kind.name not in ("figure", "narrative", "table", "serial")
]
PLAIN = [FIELD_TYPES.get(name) for name in ("text", "paragraph", "integer", "decimal", "date", "choice", "yesno")]
"""Types that much converts from and to."""
WAYS = ("left", "map", "rule", "empty", "stay", "ask")
RAW = (
    *(
        "12",
        "3.5",
        "38 人",
        "三五人",
        "2024-03-05",
        "2024年3月",
        "9:30",
        "是",
        "否",
        "DE",
        "德国、法国",
        "王敏",
        "7",
        "x@y.cn",
    ),
    *("13800000000", "https://example.org", "50%", "1.5万", "一\n二", "2024-03-05 10:00", "英语；FR", " ", "我方"),
)
RIGHTS = [{"role": "staff", "see": "all", "create": True, "change": True}]
Data = Mapping[str, Any]


class Case:
    """A version, and the version after some changes: each field stays, is renamed, retired, of another type, or has
    other options; a computed one may be new."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        fields = {f"f{at}": self._field(f"f{at}") for at in range(self.chance.randint(1, 5))}
        if self.chance.random() < 0.5:
            columns = [self._field(f"c{at}", column=True) for at in range(2)]
            rows = {"key": "rows", "type": "table", "label": "rows", "columns": columns}
            fields["rows"] = {**rows, "reported": self.chance.random() < 0.5}
        self.titles = [f"{{{{ {key} }}}}" for key in fields if key != "rows" and self.chance.random() < 0.4]
        self.old, (after, changes) = self._definition(fields, [], 1), self._changed(fields)
        if self.chance.random() < 0.3:
            after["more"] = {"key": "more", "type": "text", "label": "more", "compute": "'甲'"}
        self.new = self._definition(after, changes, 2)

    def carried(self, lookups: Lookups) -> tuple[CompiledType, CompiledType]:
        """Both versions, ready."""
        return compile_type(self.old, lookups=lookups), compile_type(self.new, lookups=lookups)

    def choices(self, carrier: Carrier) -> dict[str, Choice]:
        """What is decided about values that do not fit."""
        return {path: self._choice() for path in carrier.pairs if self.chance.random() < 0.7}

    def filled(self, compiled: CompiledType, lookups: Lookups) -> dict[str, Any]:
        """A record of the first version."""
        return dict(self._filled(compiled, lookups))

    def _field(self, key: str, *, column: bool = False) -> dict[str, Any]:
        kinds = PLAIN if self.chance.random() < 0.4 else [kind for kind in KINDS if kind.fits_rows or not column]
        kind = self.chance.choice(kinds)
        return {"key": key, "type": kind.name, "label": key, **(self.chance.choice(kind.examples).options or {})}

    def _changed(self, before: dict[str, dict[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        after, changes = {}, []
        for key, each in before.items():
            made = dict(each)
            deed = self.chance.choice(("stay", "rename", "retire", "type", "type", "type"))
            if deed == "rename":
                made["key"] = f"{key}_now"
                changes.append({"from": 1, "rename": key, "to": made["key"]})
            elif deed == "retire":
                made["retired"] = True
            elif deed == "type" and key != "rows":
                made = self._field(key)
            elif deed == "type":
                made["columns"] = [self._field(column["key"], column=True) for column in each["columns"]]
            after[made["key"]] = made
        return after, changes

    def _definition(self, fields: Mapping[str, Any], changes: list[dict[str, Any]], version: int) -> RecordType:
        sections = [{"key": "part", "label": "part", "fields": list(fields.values())}]
        data = {
            "key": KEY,
            "label": "t",
            "version": version,
            "title": "t".join(["", *self.titles, ""]),
            "sections": sections,
        }
        return RecordType.model_validate({**data, "changes": changes, "rights": RIGHTS})

    def _filled(self, compiled: CompiledType, lookups: Lookups) -> Iterator[tuple[str, Any]]:
        for key, each in compiled.fields.items():
            if each.columns:
                cells = [
                    {name: self._value(column, lookups) for name, column in each.columns.items()} for _ in range(2)
                ]
                rows = [
                    {"_id": at + 1, **{k: v for k, v in row.items() if v is not None}} for at, row in enumerate(cells)
                ]
                yield key, rows
            elif (value := self._value(each, lookups)) is not None:
                yield key, value

    def _value(self, each: CompiledField, lookups: Lookups) -> Any:
        examples = [example.stored for example in each.type.examples if (example.options or {}) == _given(each)]
        for raw in self.chance.sample(RAW, 6):
            try:
                if (stored := each.type.clean(raw, each.options, lookups)) is not None:
                    return stored
            except AppError:
                continue
        return self.chance.choice([*examples, None])

    def _choice(self) -> Choice:
        way = self.chance.choice(WAYS)
        return Choice(way, {"三五人": "4", "是": "1"}, "'12'")  # type: ignore[arg-type]


def _given(each: CompiledField) -> dict[str, Any]:
    return dict(each.options.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def texts(compiled: CompiledType, data: Data, lookups: Lookups) -> dict[str, str]:
    """Everything that a record says, by field or by row and column."""
    said: dict[str, str] = {}
    for key, each in compiled.fields.items():
        if each.columns:
            for row in data.get(key) or ():
                cells = ((name, column) for name, column in each.columns.items() if row.get(name) is not None)
                said |= {f"{key}.{row['_id']}.{name}": column.show(row[name], lookups, "zh") for name, column in cells}
        elif data.get(key) is not None:
            said[key] = each.show(data[key], lookups, "zh")
    return said


def account(carrier: Carrier, data: Data, out: Carried) -> None:
    """Each value is there in its new field, left as text, given up because somebody chose so, or its record stays."""
    if out.stays:
        return
    lookups = carrier.lookups
    moved = {alias: each.key for each in carrier.now.fields.values() for alias in each.name.aliases}
    now, left = texts(carrier.now, out.stored, lookups), out.stored.get(LEFT, {})
    given_up = {(each.path, each.text) for each in out.misfits if each.way == "empty"}
    for path, text in texts(carrier.before, data, lookups).items():
        key, _dot, rest = path.partition(".")
        place = f"{moved.get(key, key)}{_dot}{rest}"
        column = f"{moved.get(key, key)}.{rest.partition('.')[2]}" if rest else place
        assert place in now or left.get(place) == text or (column, text) in given_up, (place, text, out)
