"""Random rules over random fields: most of them make sense, some of them do not."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

NUMBERS = ("integer", "decimal", "money", "percent", "year")
DATES = ("date", "month", "datetime")
TEXTS = ("text", "paragraph", "rich", "phone", "email", "url", "passport", "id_card", "uscc", "time", "serial")
CODED = ("person", "department", "record")

Field = Mapping[str, Any]


class Rules:
    """Rules over these fields; within a table over its columns too."""

    def __init__(self, rng: Random, fields: Sequence[Field]) -> None:
        self.rng, self.fields = rng, [each for each in fields if each["type"] not in ("note", "table")]
        self.tables = [each for each in fields if each["type"] == "table"]

    def condition(self, depth: int = 0) -> str:
        """Something that holds or does not."""
        rng = self.rng
        if depth < 2 and rng.random() < 0.25:
            joined = f" {rng.choice(('and', 'or'))} ".join(self.condition(depth + 1) for _ in range(2))
            return f"not ({joined})" if rng.random() < 0.3 else f"({joined})"
        if self.tables and rng.random() < 0.2:
            return self._of_rows(rng.choice(self.tables))
        if not self.fields:
            return rng.choice(("true", "today > date(2020, 1, 1)", "state == 'draft'"))
        return self._of(rng.choice(self.fields))

    def value(self, kind: str) -> str | None:
        """Something to be computed for a field of this type."""
        rng = self.rng
        if kind in NUMBERS:
            return rng.choice([self.number(), f"{self.number()} / {self.number()}", f"round({self.number()} * 1.5, 1)"])
        if kind in DATES:
            return rng.choice(
                [self.date(), f"add_days({self.date()}, {self.number()})", f"add_months({self.date()}, 13)"]
            )
        if kind in ("text", "paragraph"):
            return rng.choice([self.text(), f"{self.text()} + {self.text()}", f"label({self.text()})", self.number()])
        if kind == "yesno":
            return self.condition(1)
        return None

    def number(self) -> str:
        known: list[str] = [each["key"] for each in self.fields if each["type"] in NUMBERS]
        more = [f"count({table['key']})" for table in self.tables] + [f"len({self.text()})", "year(today)", "0", "7"]
        return self.rng.choice([*known * 3, *more])

    def date(self) -> str:
        known: list[str] = [each["key"] for each in self.fields if each["type"] in DATES]
        return self.rng.choice([*known * 3, "today", "date(2024, 2, 29)"])

    def text(self) -> str:
        known: list[str] = [each["key"] for each in self.fields if each["type"] in TEXTS]
        return self.rng.choice([*known * 3, "'甲'", "''"])

    def _of(self, each: Field) -> str:
        rng, key, kind = self.rng, str(each["key"]), each["type"]
        if rng.random() < 0.15:
            return f"{key} is {rng.choice(('none', 'not none', 'defined'))}"
        if kind in NUMBERS:
            return f"{key} {rng.choice(('>', '<=', '==', '!='))} {self.number()}"
        if kind in DATES:
            return rng.choice([f"{key} < {self.date()}", f"days({key}, {self.date()}) > 3", f"year({key}) == 2024"])
        if kind == "yesno":
            return rng.choice([key, f"not {key}", f"{key} == yes" if rng.random() < 0.1 else key])
        if kind == "date_range":
            return f"count({key}) > 0" if rng.random() < 0.5 else f"{key} is none"
        if kind == "choice":
            value = rng.choice(("a", "b", "c"))
            return f"'{value}' in {key}" if each.get("many") else f"{key} == '{value}'"
        return rng.choice(
            [f"contains({key}, '甲')", f"{key} == {self.text()}", f"len({key}) > 2", f"starts({key}, 'A')"]
        )

    def _of_rows(self, table: Field) -> str:
        rng, key = self.rng, table["key"]
        numbers = [column["key"] for column in table["columns"] if column["type"] in NUMBERS]
        inner = Rules(rng, table["columns"])
        if numbers and rng.random() < 0.6:
            of = f"{key}.{rng.choice(numbers)}"
            return f"{rng.choice(('sum', 'avg', 'min', 'max'))}({of}) > {rng.randint(0, 9)}"
        return rng.choice(
            [f"count({key}) > 1", f"any({key}, {inner.condition(1)})", f"all({key}, {inner.condition(1)})"]
        )
