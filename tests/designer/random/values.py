"""Random things that people type: what fits, what nearly fits, what does not at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from app.definitions.schema import RecordType
from app.fields import FieldDef

ODD = (
    *("", " ", "0", "-1", "1e400", "９９", "二十", "9" * 40, "0.1" + "0" * 30 + "1", "NaN", "Infinity", "½", "①"),
    *("甲", "甲" * 600, "\u202e反", "😀", "a\tb\nc", "\ud7ff\uffff", "\x00", "<script>alert(1)</script>", "{{ 7*7 }}"),
    *("{% for %}", "=1+1", "@SUM(A1)", "'; DROP TABLE record; --", "%", "1/0", "https://x", "a@b"),
    *("2024-02-30", "0001-01-01", "9999-12-31", "2024-3-5", "明天", "25:61", "2024年2月29日23:59"),
    *("是", "no", "on", "a", "b", "a;b", "z", "1", "2", "999999999999999999999"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """Ids of the office as they are sent."""

    people: tuple[str, ...]
    departments: tuple[str, ...]


def typed(definition: RecordType, rng: Random, *, known: Known) -> Iterator[tuple[str, str]]:
    """What a browser would send of a form: name and text."""
    wild, filled = rng.choice(((0, 1), (0, 1), (0.1, 0.9), (0.5, 0.8)))
    for each in definition.fields():
        if rng.random() < filled and each.kind.holds_value:
            yield from _of(each, each.key, rng, known, wild)


def _of(each: FieldDef, name: str, rng: Random, known: Known, wild: float) -> Iterator[tuple[str, str]]:
    if each.columns:
        yield name, ""
        for row in range(rng.choice((0, 1, 2, 3))):
            for column in each.columns:
                if rng.random() < 0.8:
                    yield from _of(column, f"{name}.{row}.{column.key}", rng, known, wild)
        return
    if each.type == "date_range" and rng.random() < 0.7:
        yield from ((f"{name}.{end}", _text(each, rng, known, wild)) for end in ("from", "to"))
        return
    if each.type == "figure":
        yield f"{name}.typed", rng.choice(("", "3", "甲")) if wild else rng.choice(("", "3"))
        yield f"{name}.reason", rng.choice(("", "另算"))
        return
    for _ in range(2 if getattr(each.options, "many", False) and rng.random() < 0.5 else 1):
        yield name, _text(each, rng, known, wild)


def _text(each: FieldDef, rng: Random, known: Known, wild: float) -> str:
    if rng.random() < wild:
        return rng.choice(ODD)
    match each.type:
        case "choice":
            return rng.choice("abc")
        case "person":
            return rng.choice(known.people)
        case "department":
            return rng.choice(known.departments)
        case "date" | "date_range":
            return _day(rng)
        case "datetime":
            return f"{_day(rng)} {rng.randint(0, 23)}:{rng.randint(0, 59):02d}"
        case "integer" | "decimal" | "money" | "percent":
            return str(rng.randint(-1, 12))
        case "text" if getattr(each.options, "pattern", None):
            return "A1"
    if each.kind.holds_files or each.type == "record":
        return ""
    plain = [example.raw for example in each.kind.examples if isinstance(example.raw, str) and not example.options]
    return rng.choice(plain) if plain else rng.choice(ODD)


def _day(rng: Random) -> str:
    return f"20{rng.randint(10, 30)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
