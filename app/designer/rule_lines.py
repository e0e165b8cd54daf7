"""The lines of the builder: from what was posted to conditions, and back into inputs. What was typed stays typed.

Lines are posted in their order under `line`: `r3` a condition, `g1` a group, `g1.r5` a condition within it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from app.designer.conditions import (
    ALONE,
    HELD,
    LISTED,
    MOST_DAYS,
    MOST_ROWS,
    PARTS,
    Conditions,
    Group,
    Other,
    Row,
    Value,
    meets,
)
from app.designer.subjects import Subject, Subjects
from app.errors import Fault, Invalid
from app.expressions import Coded, Kind
from app.fields import FIELD_TYPES, Lookups

Given = Mapping[str, list[str]]
"""What was posted: all texts of each name."""
_COMMAS = re.compile(r"[,，、;；]")
_DAYS = re.compile(r"[+\-−]?(\d{1,6})")


@dataclass(slots=True)
class Line:
    """A condition as it stands on the page. `group` is the group that it is in, or empty."""

    id: str
    subject: Subject | None = None
    how: str = ""
    denied: bool = False
    texts: list[str] = field(default_factory=list)
    other: str = ""
    """Another subject that it is compared with; empty for a fixed value."""
    days: str = ""
    group: str = ""
    fault: Fault | None = None

    @property
    def is_picked(self) -> bool:
        """Is its value one of some choices?"""
        return bool(self.subject and self.subject.choices) and self.how not in PARTS

    @property
    def is_many(self) -> bool:
        """Can it have several values?"""
        return self.how in LISTED

    @property
    def is_alone(self) -> bool:
        """Is there nothing to compare it with?"""
        return self.how in ALONE

    @property
    def may_meet(self) -> bool:
        """Can it be compared with another subject?"""
        return not self.is_alone and self.how not in (*LISTED, *HELD, *PARTS)


@dataclass(slots=True)
class Box:
    """A group on the page."""

    id: str
    any: bool = True
    denied: bool = False
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """All lines of a rule."""

    any: bool = False
    parts: list[Line | Box] = field(default_factory=list)

    @property
    def lines(self) -> Iterable[Line]:
        """Every condition, those of groups too."""
        for part in self.parts:
            yield from part.lines if isinstance(part, Box) else (part,)

    def refused(self) -> list[Fault]:
        """What is wrong with all of it: more than can be shown as rows is written as a text."""
        size = len(self.parts) + sum(len(part.lines) for part in self.parts if isinstance(part, Box))
        return [Fault("designer.rule_most_rows", facts={"most": MOST_ROWS})] if size > MOST_ROWS else []


def posted(given: Given, known: Subjects) -> Sheet:
    """The lines as they were posted."""
    sheet, boxes = Sheet(any=_one(given, "any") == "or"), dict[str, Box]()
    for name in given.get("line", ()):
        group, dot, id_ = name.rpartition(".")
        if not dot and id_.startswith("g"):
            boxes[id_] = Box(id_, _one(given, f"{id_}-any") != "and", bool(_one(given, f"{id_}-not")))
            sheet.parts.append(boxes[id_])
        elif not dot or group in boxes:
            line = _line(given, id_, group, known)
            home: list[Any] = boxes[group].lines if dot else sheet.parts
            home.append(line)
    return sheet


def pressed(sheet: Sheet, deed: str, known: Subjects) -> str:
    """Do what a button says: `add`, `add:g1`, `group`, `remove:r3`. Answers with what to look at next."""
    name, _colon, at = deed.partition(":")
    free = _free_ids(sheet)
    if name == "remove":
        return _remove(sheet, at)
    if not known:
        return ""
    made = chosen(Line(next(free)), next(iter(known.values())))
    if name == "group":
        box = Box(f"g{made.id[1:]}", lines=[replace(made, group=f"g{made.id[1:]}")])
        sheet.parts.append(box)
    elif name == "add":
        box_ = next((part for part in sheet.parts if isinstance(part, Box) and part.id == at), None)
        home: list[Any] = box_.lines if box_ else sheet.parts
        home.append(replace(made, group=at if box_ else ""))
    return f"{made.id}-subject"


def chosen(line: Line, subject: Subject) -> Line:
    """The line with another subject: a comparison that suits it, and a value only if it can still be one."""
    how = line.how if line.how in subject.comparisons else subject.comparisons[0]
    same = line.subject is not None and (line.subject.kind, line.subject.choices) == (subject.kind, subject.choices)
    kept = replace(line) if same else Line(line.id, denied=line.denied, group=line.group)
    return replace(kept, subject=subject, how=how)


def conditions(sheet: Sheet, known: Subjects, lookups: Lookups) -> Conditions:
    """What the lines say; those that say nothing yet get a fault and are left out."""
    parts: list[Row | Group] = []
    for part in sheet.parts:
        if isinstance(part, Box):
            rows = tuple(row for line in part.lines if (row := _row(line, known, lookups)) is not None)
            parts += [Group(rows, part.any, part.denied)] if rows else []
        elif (row := _row(part, known, lookups)) is not None:
            parts.append(row)
    return Conditions(tuple(parts), sheet.any)


def drawn(found: Conditions, known: Subjects) -> Sheet:
    """Conditions as lines."""
    numbers = count()
    sheet = Sheet(any=found.any)
    for part in found.parts:
        if isinstance(part, Row):
            sheet.parts.append(_drawn(part, f"r{next(numbers)}", "", known))
            continue
        box = Box(f"g{next(numbers)}", part.any, part.denied)
        box.lines = [_drawn(row, f"r{next(numbers)}", box.id, known) for row in part.rows]
        sheet.parts.append(box)
    return sheet


def keeps(found: Conditions, known: Subjects, lookups: Lookups) -> bool:
    """Do their lines, posted again, say the same or get a fault? An input keeps no blanks around a value."""
    sheet = drawn(found, known)
    said = conditions(sheet, known, lookups)
    return any(line.fault for line in sheet.lines) or said.tidied() == found.tidied()


# -- posted


def _one(given: Given, name: str) -> str:
    return (given.get(name) or [""])[0]


def _line(given: Given, id_: str, group: str, known: Subjects) -> Line:
    subject = known.get(_one(given, f"{id_}-subject"))
    line = Line(id_, denied=bool(_one(given, f"{id_}-not")), group=group)
    if subject is None:
        return line
    before = known.get(_one(given, f"{id_}-was"))
    line.subject, line.how = before or subject, _one(given, f"{id_}-how")
    line.texts = [text.strip() for text in given.get(f"{id_}-value", ()) if text.strip()]
    line.other, line.days = _one(given, f"{id_}-other"), _one(given, f"{id_}-days").strip()
    made = chosen(line, subject)
    if made.other not in known or not made.may_meet or not meets(subject, known[made.other]):
        made.other = ""
    return made


def _free_ids(sheet: Sheet) -> Iterator[str]:
    taken = {part.id for part in sheet.parts} | {line.id for line in sheet.lines}
    return (f"r{number}" for number in count() if not {f"r{number}", f"g{number}"} & taken)


def _remove(sheet: Sheet, at: str) -> str:
    sheet.parts = [part for part in sheet.parts if part.id != at]
    for part in sheet.parts:
        if isinstance(part, Box):
            part.lines = [line for line in part.lines if line.id != at]
    sheet.parts = [part for part in sheet.parts if not isinstance(part, Box) or part.lines]
    last = next(reversed(list(sheet.lines)), None)
    return f"{last.id}-subject" if last else "dzr-add"


# -- values


def _row(line: Line, known: Subjects, lookups: Lookups) -> Row | None:
    """The condition that a line says; None, with a fault on the line, if it says none yet."""
    if line.subject is None:
        line.fault = Fault("designer.rule_gone")
        return None
    made = Row(line.subject.key, line.how, denied=line.denied)
    if line.is_alone:
        return made
    try:
        values = _values(line, line.subject, known, lookups)
    except Invalid as invalid:
        line.fault = invalid.faults[0]
        return None
    if not values:
        line.fault = Fault("designer.rule_no_answer")
        return None
    return replace(made, values=values if line.is_many else values[:1])


def _values(line: Line, subject: Subject, known: Subjects, lookups: Lookups) -> tuple[Value, ...]:
    if line.other:
        return (Other(line.other, _days(line.days) if known[line.other].kind is Kind.DATE else 0),)
    texts = line.texts
    if line.is_many and not line.is_picked and texts:
        texts = [
            part for text in texts for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()
        ]
    return tuple(value for text in texts if (value := _typed(text.strip(), line, subject, lookups)) is not None)


def _days(text: str) -> int:
    if not text:
        return 0
    found = _DAYS.fullmatch(text)
    if found is None or int(found[1]) > MOST_DAYS:
        raise Invalid.because("designer.rule_days", raw=text[:20])
    return -int(found[1]) if text[0] in "-−" else int(found[1])


def _typed(text: str, line: Line, subject: Subject, lookups: Lookups) -> Value | None:
    """What was typed or picked, as the type of the field reads it."""
    if line.how in PARTS or (subject.choices and text in subject.choices):
        return text
    kind, options = FIELD_TYPES.get("text"), None
    if subject.asks is not None and subject.how not in ("sum", "avg", "first", "last", "year"):
        kind, options = subject.asks.kind, subject.asks.options
    elif subject.kind in (Kind.NUMBER, Kind.DATE):
        kind = FIELD_TYPES.get("decimal" if subject.kind is Kind.NUMBER else "date")
    options = options if options is not None else kind.Options()
    stored = kind.parse([text] if getattr(options, "many", False) else text, options, lookups)
    value = kind.value(stored, options, lookups)
    return value.label if isinstance(value, Coded) and not subject.choices else _plain(value)


def _plain(value: object) -> Value | None:
    """What of a value is written into a rule; of a person or a department it is the name."""
    match value:
        case str():
            return str(value)
        case Decimal():
            return value.normalize() + 0
        case date():
            return date(value.year, value.month, value.day)
        case [first, *_rest]:
            return _plain(first)
    return None


# -- drawn


def _drawn(row: Row, id_: str, group: str, known: Subjects) -> Line:
    line = Line(id_, known[row.subject], row.how, row.denied, group=group)
    for value in row.values:
        if isinstance(value, Other):
            line.other, line.days = value.subject, str(value.days) if value.days else ""
        else:
            line.texts.append(f"{value:f}" if isinstance(value, Decimal) else str(value))
    return line
