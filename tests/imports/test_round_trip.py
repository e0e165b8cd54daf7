"""What is exported is read again as it was."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exports import FORMATS, Cell, Column, Sheet
from app.exports.csv import cell_text
from app.exports.xlsx import cell_string
from app.imports import read
from app.imports.cells import has_lost_digits

COLUMNS = (
    Column("id", "编号"),
    Column("text", "文字"),
    Column("number", "数目", "number"),
    Column("on", "日期", "date"),
    Column("paid", "已付", "yesno"),
)
KNOWN = [column.label for column in COLUMNS]
FORMULAS = st.sampled_from(["=1+1", "'=1", "''-2", "@x", "+86", "\t=1", " =1", "＝a", "'", "1E+17"])
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20) | FORMULAS
PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20) | FORMULAS
DATES = st.dates(date(1900, 3, 1), date(9998, 12, 31))
MOMENTS = st.builds(datetime.combine, DATES, st.times().map(lambda value: value.replace(microsecond=0)))
NUMBERS = (
    st.integers(-(10**20), 10**20)
    | st.decimals(-(10**12), 10**12, places=2)
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=6)
)


def rows(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[Cell, ...]]]:
    row = st.tuples(texts, st.none() | NUMBERS, st.none() | DATES | MOMENTS, st.none() | st.booleans())
    return st.lists(row, min_size=1, max_size=5).map(lambda found: [(f"编{at}", *row) for at, row in enumerate(found)])


def seen(value: Cell) -> object:
    """What a workbook gives back for a value."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, str):
        text = cell_string(value)
        return text if text and not text.isspace() else None
    return value


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows(TEXTS))
def test_a_workbook_keeps_every_value(given_rows: list[tuple[Cell, ...]]) -> None:
    table = read(FORMATS.get("xlsx").write(Sheet("t", COLUMNS, given_rows)), name="t.xlsx", known=KNOWN)
    assert table.header == tuple(KNOWN)
    for expected, found in zip(given_rows, table.rows, strict=True):
        for before, after in zip(expected, found, strict=True):
            if isinstance(before, int | Decimal) and not isinstance(before, bool):
                assert Decimal(str(after)) == Decimal(before)
            else:
                assert after == seen(before)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows(PLAIN))
def test_a_csv_keeps_every_text(given_rows: list[tuple[Cell, ...]]) -> None:
    table = read(FORMATS.get("csv").write(Sheet("t", COLUMNS, given_rows)), name="t.csv", known=KNOWN)
    for expected, found in zip(given_rows, table.rows, strict=True):
        for column, before, after in zip(COLUMNS, expected, found, strict=True):
            shown = before if isinstance(before, str) else cell_text(before, column)
            assert after == (shown if shown and not shown.isspace() else None)


@pytest.mark.parametrize("form", FORMATS.names())
def test_the_total_row_is_left_out_with_a_warning(form: str) -> None:
    sheet = Sheet("t", COLUMNS[:3], [("1", "甲", 5), ("2", "乙", 6)], totals=("合计", None, 11))
    table = read(FORMATS.get(form).write(sheet), name=f"t.{form}")
    assert [row[1] for row in table.rows] == ["甲", "乙"]
    assert [(fault.code, fault.place) for fault in table.faults] == [("sheet.total_row", "4")]


def test_a_long_id_is_exported_so_that_no_digit_is_lost() -> None:
    sheet = Sheet("t", COLUMNS[:3], [("1", "110101199003070011", 110101199003070011)])
    table = read(FORMATS.get("xlsx").write(sheet), name="t.xlsx")
    assert table.rows[0] == ["1", "110101199003070011", "110101199003070011"]
    assert not table.faults
    assert not any(map(has_lost_digits, table.rows[0]))
