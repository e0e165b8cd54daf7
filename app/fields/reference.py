"""References: a person, a department, a record. Kept are the id, the name as it was, and what was copied."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from pydantic import Field

from app.errors import Invalid
from app.expressions import Coded, Value
from app.expressions.drawn import Drawn
from app.fields.base import Example, FieldOptions, FieldType, Lookups, Raw, Stored
from app.fields.comparisons import CODED
from app.fields.days import as_date, iso
from app.fields.language import CHINESE, Language
from app.fields.model import Key, Keys
from app.fields.raw import one_line, quoted

REVISION = "revision"
"""Under it a reference keeps which saved state of the record it speaks of."""


class RecordOptions(FieldOptions):
    """`of` is the type; the values of the fields in `copy` are kept as they were when the record was chosen.

    With `snapshot` they follow the record until this one is handed in, and all that it said then can be compared.
    """

    of: Key
    snapshot: bool = False
    copy_: Keys = Field(default=(), alias="copy")


class Reference(FieldType):
    """What all references share: whoever was chosen stays chosen, under the name of that day."""

    unknown: ClassVar[str]
    """The code of the refusal."""

    def find(self, raw: str, options: Any, lookups: Lookups) -> Coded | None:
        """What is meant; None if nothing, or more than one."""
        raise NotImplementedError

    def kept(self, found: Coded, options: Any) -> Stored:
        """What is stored of it."""
        return {"id": int(found), "label": found.label}

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        meant = _meant(raw)
        if not meant:
            return None
        found = self.find(meant, options, lookups)
        if found is None:
            raise Invalid.because(self.unknown, raw=quoted(_label(raw)))
        return self.kept(found, options)

    def clean(self, raw: Raw, options: Any, lookups: Lookups, *, before: Stored = None) -> Stored:
        """The same again is not looked up: it may have left, been renamed or been closed since."""
        if before is not None and _meant(raw) in {str(before["id"]), before["label"]}:
            return before
        return self.parse(raw, options, lookups)

    def comparisons(self, options: Any) -> tuple[str, ...]:
        return CODED

    def convert(self, shown: str, options: Any, lookups: Lookups) -> Stored:
        """A number that stood in another field is nobody's id here."""
        if shown.strip().isdecimal():
            raise Invalid.because(self.unknown, raw=quoted(shown))
        return self.clean(shown, options, lookups)

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        if stored is None:
            return None
        copied = stored.get("copy")
        members = {key: _thawed(each) for key, each in copied.items()} if copied else None
        return Coded(str(stored["id"]), stored["label"], members)

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        return stored["label"] if stored else ""

    def text(self, stored: Stored, options: Any, lookups: Lookups) -> Raw:
        """The id; the input shows `show` beside it."""
        return str(stored["id"]) if stored else ""

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> str | None:
        """The id, which expressions compare."""
        return str(stored["id"]) if stored else None


class Person(Reference):
    """A user."""

    name, label, widget, unknown = "person", "人员", "person", "field.person_unknown"
    examples = (
        Example(raw="王敏", stored={"id": 7, "label": "王敏"}, shown="王敏"),
        Example(raw={"id": 7, "label": "王敏"}, stored={"id": 7, "label": "王敏"}, shown="王敏"),
    )

    def find(self, raw: str, options: Any, lookups: Lookups) -> Coded | None:
        return lookups.person(raw)


class Department(Reference):
    """A department of the institution."""

    name, label, widget, unknown = "department", "部门", "department", "field.department_unknown"
    examples = (
        Example(raw="3", stored={"id": 3, "label": "外事办"}, shown="外事办", shown_en="International Office"),
        Example(raw="外事办", stored={"id": 3, "label": "外事办"}, shown="外事办", shown_en="International Office"),
    )

    def find(self, raw: str, options: Any, lookups: Lookups) -> Coded | None:
        return lookups.department(raw)

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        """The name of that day; in another language only today's is known."""
        shown = super().show(stored, options, lookups, language)
        if not stored or language == CHINESE:
            return shown
        return lookups.department_name(stored["id"], language) or shown


class Record(Reference):
    """Another record. Copied values keep their kinds: `{"number"}`, `{"date"}`, `{"value", "label"}`."""

    name, label, widget, unknown = "record", "关联记录", "record", "field.record_unknown"
    Options = RecordOptions
    examples = (
        Example(
            raw="协议〔2024〕5号",
            stored={"id": 12, "label": "合作协议"},
            shown="合作协议",
            options={"of": "agreement"},
        ),
        Example(
            raw="12",
            stored={"id": 12, "label": "合作协议", "copy": {"partner": "慕尼黑大学", "until": {"date": "2026-12-31"}}},
            shown="合作协议",
            options={"of": "agreement", "copy": ["partner", "until"]},
        ),
    )

    def find(self, raw: str, options: Any, lookups: Lookups) -> Coded | None:
        return lookups.record(options.of, raw)

    def carry(self, stored: Stored, before: Any, options: Any, lookups: Lookups) -> Stored:
        """The record that was chosen; among records of another type its id would be another's."""
        if before.of != options.of:
            raise Invalid.because("field.no_conversion", raw=quoted(stored["label"]))
        return stored

    def kept(self, found: Coded, options: Any) -> Stored:
        stored = {"id": int(found), "label": found.label}
        if not options.copy_:
            return stored
        return {**stored, "copy": {key: _frozen(found.members.get(key)) for key in options.copy_}}


def _meant(raw: Raw) -> str:
    """The id or name that was given."""
    if isinstance(raw, Mapping):
        raw = raw.get("id")
    return one_line(str(raw)) if isinstance(raw, Coded) else one_line(raw)


def _label(raw: Raw) -> Raw:
    return raw.get("label") or raw.get("id") if isinstance(raw, Mapping) else raw


def _frozen(value: Value) -> Stored:
    """A copied value as JSON that still knows its kind."""
    match value:
        case Coded():
            return {"value": str(value), "label": value.label}
        case None | bool() | str():
            return value
        case Decimal():
            return {"number": f"{value:f}"}
        case date():
            return {"date": iso(value)}
        case Mapping():
            return {"row": {key: _frozen(each) for key, each in value.items()}}
        case Drawn():
            return value.words
        case _:
            return [_frozen(each) for each in value]


def _thawed(stored: Stored) -> Value:
    match stored:
        case {"value": code, "label": label}:
            return Coded(code, label)
        case {"number": number}:
            return Decimal(number)
        case {"date": day}:
            return as_date(day)
        case {"row": row}:
            return {key: _thawed(each) for key, each in row.items()}
        case list():
            return [_thawed(each) for each in stored]
        case _:
            return stored  # type: ignore[no-any-return]
