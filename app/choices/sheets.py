"""A list as a sheet, which can be sent again and says the same."""

from collections.abc import Iterator
from io import BytesIO

from app.choices.sent import HEADINGS, LABEL, LABEL_EN, RETIRED, RETIRED_ON, VALUE
from app.definitions.lists import columns_of
from app.definitions.schema import ChoiceList, ListEntry
from app.exports import Cell, Column, Format, Sheet
from app.fields import Language


def sheet(book: ChoiceList, language: Language) -> Sheet:
    """Every entry, retired ones too; codes are text."""
    own = tuple(Column(key, _heading(key, language)) for key in (VALUE, LABEL, LABEL_EN))
    further = tuple(Column(each.key, each.label.text(language)) for each in columns_of(book))
    ends = tuple(Column(key, _heading(key, language)) for key in (RETIRED, RETIRED_ON))
    keys = [each.key for each in further]
    return Sheet(book.label.text(language), (*own, *further, *ends), (_row(each, keys) for each in book.entries))


def file(book: ChoiceList, written: Format, language: Language) -> BytesIO:
    """The same as a file."""
    return BytesIO(written.write(sheet(book, language)))


def _row(entry: ListEntry, keys: list[str]) -> tuple[Cell, ...]:
    return (*_texts(entry), *(entry.columns.get(key) for key in keys), entry.retired or None, entry.retired_on)


def _texts(entry: ListEntry) -> Iterator[str]:
    yield from (entry.value, entry.label.zh, entry.label.en)


def _heading(key: str, language: Language) -> str:
    return HEADINGS[key][1 if language.startswith("en") else 0]
