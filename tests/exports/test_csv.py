"""What stands in an exported CSV."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest

from app.errors import NotFound
from app.exports import FORMATS, Column, Sheet
from app.exports.csv import cell_text, guarded

TEXT, SHARE = Column("a", "甲"), Column("b", "占比", "percent")


def test_it_has_a_byte_order_mark_and_windows_line_ends() -> None:
    data = FORMATS.get("csv").write(Sheet("t", (TEXT, SHARE), [("x,y", 0.5)], totals=("合计", None)))
    assert data == b"\xef\xbb\xbf" + '甲,占比\r\n"x,y",50%\r\n合计,\r\n'.encode()


def test_it_leaves_the_file_open() -> None:
    file = BytesIO()
    FORMATS.get("csv").write_to(Sheet("t", (TEXT,), []), file)
    assert not file.closed


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "\n=1", "＝1", "'=1", "''=1"])
def test_a_formula_looking_text_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["a=1", "1-2", "'a", "外-事", "", "O'Neil"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "是"),
        (False, "否"),
        (-5, "-5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1234.50"), "1234.50"),
        (Decimal("NaN"), ""),
        (1e-7, "0.0000001"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 8, 5), "2024-02-29 08:05:00"),  # noqa: DTZ001
    ],
)
def test_each_value_has_one_text(value: object, text: str) -> None:
    assert cell_text(value, TEXT) == text  # type: ignore[arg-type]


def test_a_fraction_is_shown_in_percent() -> None:
    assert cell_text(Decimal("0.1250"), SHARE) == "12.5%"
    assert cell_text(1, SHARE) == "100%"


def test_formats_are_found_by_name() -> None:
    assert FORMATS.names() == ("xlsx", "csv")
    assert [form.extension for form in FORMATS] == ["xlsx", "csv"]
    with pytest.raises(NotFound):
        FORMATS.get("ods")
