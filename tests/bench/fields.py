"""How long a pasted table and a form's values take, processor time: `python -m tests.bench.fields`."""

import sys
import time
import timeit
from collections.abc import Callable

from app.fields import FieldDef
from tests.fields.conftest import World
from tests.fields.test_table import COLUMNS

WIDE = [
    *COLUMNS[:3],
    {"key": "born", "type": "date", "label": "出生"},
    {"key": "amount", "type": "money", "label": "金额"},
    {"key": "head", "type": "yesno", "label": "团长"},
    {"key": "age", "type": "integer", "label": "年龄"},
    {"key": "host", "type": "person", "label": "接待人"},
]
ROW = {"name": "王敏", "passport": "E1234567", "country": "德国", "born": "1980-05-06", "amount": "1,200.50"}
STORED = {"name": "王敏", "passport": "E1234567", "country": "DE", "amount": "12.50", "is_head": True}


def main() -> None:
    """Goals: 5 ms for sixty rows of eight columns, 60 µs for fifteen values."""
    world = World()
    table = FieldDef.model_validate({"key": "t", "type": "table", "label": "表", "columns": WIDE})
    rows = [ROW | {"head": "否", "age": "38", "host": "7"}] * 60
    _say("60 rows x 8 columns read", _best(lambda: table.kind.clean(rows, table.options, world), 1), "5 ms")
    fields = [FieldDef.model_validate({"label": "x", **column}) for column in COLUMNS] * 3
    stored = STORED | {"stay": {"from": "2024-03-05", "to": "2024-03-12"}}
    asked = [(field.kind, stored[field.key], field.options) for field in fields[:15]]
    read = lambda: [kind.value(value, options, world) for kind, value, options in asked]  # noqa: E731
    _say("15 values", _best(read, 20), "0.06 ms")


def _best(deed: Callable[[], object], number: int) -> float:
    """Milliseconds of the best of thirty tries."""
    return min(timeit.repeat(deed, number=number, repeat=30, timer=time.process_time)) / number * 1000


def _say(what: str, took: float, goal: str) -> None:
    sys.stdout.write(f"{what:<28} {took:8.3f} ms   (goal {goal})\n")


if __name__ == "__main__":
    main()
