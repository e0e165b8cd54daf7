"""A thousand changes of definitions over random values: what is foreseen is what comes, nothing is lost, and nothing is
left of it when it is taken back.
"""

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.definitions.carrying import LEFT, Carried, Carrier, Choice
from app.definitions.compiled import CompiledField, CompiledType, compile_type
from app.definitions.schema import RecordType
from app.errors import AppError
from app.fields import FIELD_TYPES
from tests.fields.conftest import World

WORLD = World()
KINDS = [
    kind for kind in FIELD_TYPES if kind.holds_value and kind.name not in ("figure", "narrative", "table", "serial")
]
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
CASES, AT_ONCE = 1000, 100
Data = Mapping[str, Any]


class _Case:
    """A version, records of it, and the version after some changes."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        before = {f"f{at}": self._field(f"f{at}") for at in range(self.chance.randint(1, 5))}
        columns = [self._field(f"c{at}", column=True) for at in range(2)]
        if self.chance.random() < 0.5:
            before["rows"] = {"key": "rows", "type": "table", "label": "rows", "columns": columns}
        self.old, self.new = self._compiled(before, []), self._changed(before)
        self.records = [dict(self._filled(self.old)) for _ in range(3)]
        paths = [path for path in Carrier(self.old, self.new, WORLD).pairs if self.chance.random() < 0.7]
        self.choices = {path: self._choice() for path in paths}

    def _field(self, key: str, *, column: bool = False) -> dict[str, Any]:
        fitting = [kind for kind in KINDS if kind.fits_rows or not column]
        kind = self.chance.choice(fitting)
        return {"key": key, "type": kind.name, "label": key, **(self.chance.choice(kind.examples).options or {})}

    def _changed(self, before: dict[str, dict[str, Any]]) -> CompiledType:
        """Each field stays, is renamed, retired, of another type, or has other options."""
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
        return self._compiled(after, changes)

    def _compiled(self, fields: Mapping[str, Any], changes: list[dict[str, Any]]) -> CompiledType:
        sections = [{"key": "part", "label": "part", "fields": list(fields.values())}]
        data = {"key": "t", "label": "t", "title": "t", "sections": sections, "changes": changes}
        return compile_type(RecordType.model_validate(data), lookups=WORLD)

    def _filled(self, compiled: CompiledType) -> Iterator[tuple[str, Any]]:
        for key, each in compiled.fields.items():
            if each.columns:
                cells = [{name: self._value(column) for name, column in each.columns.items()} for _ in range(2)]
                rows = [
                    {"_id": at + 1, **{k: v for k, v in row.items() if v is not None}} for at, row in enumerate(cells)
                ]
                yield key, rows
            elif (value := self._value(each)) is not None:
                yield key, value

    def _value(self, each: CompiledField) -> Any:
        examples = [example.stored for example in each.type.examples if (example.options or {}) == _given(each)]
        for raw in self.chance.sample(RAW, 6):
            try:
                if (stored := each.type.clean(raw, each.options, WORLD)) is not None:
                    return stored
            except AppError:
                continue
        return self.chance.choice([*examples, None])

    def _choice(self) -> Choice:
        way = self.chance.choice(WAYS)
        return Choice(way, {"三五人": "4", "是": "1"}, "'12'")  # type: ignore[arg-type]


def _given(each: CompiledField) -> dict[str, Any]:
    return dict(each.options.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def texts(compiled: CompiledType, data: Data) -> dict[str, str]:
    """Everything that a record says, by field or by row and column."""
    said: dict[str, str] = {}
    for key, each in compiled.fields.items():
        if each.columns:
            for row in data.get(key) or ():
                cells = ((name, column) for name, column in each.columns.items() if row.get(name) is not None)
                said |= {f"{key}.{row['_id']}.{name}": column.show(row[name], WORLD, "zh") for name, column in cells}
        elif data.get(key) is not None:
            said[key] = each.show(data[key], WORLD, "zh")
    return said


def account(case: _Case, data: Data, out: Carried) -> None:
    """Each value is there in its new field, left as text, given up because somebody chose so, or its record stays."""
    if out.stays:
        return
    moved = {alias: each.key for each in case.new.fields.values() for alias in each.name.aliases}
    now, left = texts(case.new, out.stored), out.stored.get(LEFT, {})
    given_up = {(each.path, each.text) for each in out.misfits if each.way == "empty"}
    for path, text in texts(case.old, data).items():
        key, _dot, rest = path.partition(".")
        place = f"{moved.get(key, key)}{_dot}{rest}"
        column = f"{moved.get(key, key)}.{rest.partition('.')[2]}" if rest else place
        assert place in now or left.get(place) == text or (column, text) in given_up, (place, text, out)


@pytest.mark.parametrize("start", range(0, CASES, AT_ONCE))
def test_nothing_is_lost_and_what_is_foreseen_is_what_comes(start: int) -> None:
    for seed in range(start, start + AT_ONCE):
        case = _Case(seed)
        for data in case.records:
            before = repr(data)
            foreseen = Carrier(case.old, case.new, WORLD, case.choices).carry(data)
            assert repr(data) == before, "carrying changes no value in place"
            assert Carrier(case.old, case.new, WORLD, case.choices).carry(data) == foreseen
            account(case, data, foreseen)
            shown = texts(case.new, foreseen.stored)
            assert all(isinstance(text, str) for text in shown.values())
