"""Formulas: what they name is found and moved, everything else stays as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.excel.formulas import danger, filled_down, moved, shifted, tokens
from app.excel.shift import Merge, Shift

HOME = "汇总"
SHIFTS = {"汇总": Shift({5: 4}), "名 单": Shift({2: 3})}
"""Row 5 became four rows; row 2 of another sheet three."""
STRANGE = (
    "LOG10(A1)+tax",
    '"A9"&"he said ""B9"""',
    "Table1[[#This Row],[金额]]*Table1[合计]",
    "[1]Sheet1!A9+'[2]x y'!B9",
    "R1C1+_xlfn.CONCAT(A1)+1E5+TRUE",
    "SUM(A:A,$B:$C)",
    "{1,2;3,4}*A1%",
    "ABC9999999+A1",
    "A1#+@A1",
)


@pytest.mark.parametrize("formula", STRANGE)
def test_what_is_no_cell_behind_the_row_stays(formula: str) -> None:
    assert shifted(tokens(formula), HOME, SHIFTS) == formula


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        ("A4", "A4"),
        ("A5", "A5"),
        ("A6", "A9"),
        ("$A$6:b$7", "$A$9:b$10"),
        ("SUM(D5)", "SUM(D5:D8)"),
        ("SUM( D5 , 3)", "SUM( D5:D8 , 3)"),
        ("SUM(D5*2)", "SUM(D5*2)"),
        ("IF(D5>0,SUM(D5),D5)", "IF(D5>0,SUM(D5:D8),D5)"),
        ("SUM(D1:D5)", "SUM(D1:D8)"),
        ("SUM(D5:D6)", "SUM(D5:D9)"),
        ("'名 单'!A3+汇总!A6", "'名 单'!A5+汇总!A9"),
        ("SUM('名 单'!A2)", "SUM('名 单'!A2:A4)"),
        ("COUNT(4:5)+SUM($6:$7)", "COUNT(4:8)+SUM($9:$10)"),
        ("OFFSET(A6,1,0):A7", "OFFSET(A9,1,0):A10"),
    ],
)
def test_formulas_name_the_same_cells_after_the_shift(formula: str, after: str) -> None:
    assert shifted(tokens(formula), HOME, SHIFTS) == after


@pytest.mark.parametrize(
    ("formula", "second"),
    [
        ("C5*D5", "C6*D6"),
        ("E4+D5", "E5+D6"),
        ("D5/D$6", "D6/D$9"),
        ("D5/SUM(D$5:D$5)", "D6/SUM(D$5:D$8)"),
        ("$B$1*C5", "$B$1*C6"),
        ("A6", "A10"),
    ],
)
def test_formulas_of_the_row_are_filled_down(formula: str, second: str) -> None:
    assert filled_down(tokens(formula), HOME, SHIFTS, 1) == second


@pytest.mark.parametrize(
    ("formula", "after"),
    [("A1+$B1+C$1", "C4+$B4+E$1"), ("SUM(A1:B2)", "SUM(C4:D5)"), ("表!A1", "表!C4"), ("Z1", "AB4")],
)
def test_shared_formulas_are_read_from_another_cell(formula: str, after: str) -> None:
    assert moved(formula, rows=3, columns=2) == after


def test_cells_before_the_sheet_are_no_cells() -> None:
    assert moved("A1", rows=-1, columns=0) == "#REF!"
    assert moved("A1", rows=0, columns=-1) == "#REF!"


@given(st.text(alphabet="ABZ19$:!(),\"'[]{}+-*. 汇总#@", max_size=60))
def test_without_a_shift_nothing_changes(formula: str) -> None:
    assert shifted(tokens(formula), HOME, {}) == formula
    assert danger(formula) in {"", "DDE"} or danger(formula).isupper()


@pytest.mark.parametrize(
    ("merge", "after"),
    [
        ("A1:B2", ["A1:B2"]),
        ("A5:B5", ["A5:B5", "A6:B6", "A7:B7", "A8:B8"]),
        ("A4:A6", ["A4:A9"]),
        ("A5:A6", ["A5:A9"]),
        ("C7:D8", ["C10:D11"]),
    ],
)
def test_merged_areas_move_repeat_and_grow(merge: str, after: list[str]) -> None:
    found = Merge.read(merge)
    assert found is not None
    assert found.moved(SHIFTS[HOME]) == after


def test_areas_that_are_no_areas_stay() -> None:
    assert SHIFTS[HOME].areas("A6 B5 x C1:C9") == "A9 B5:B8 x C1:C12"
    assert SHIFTS[HOME].cell("nothing") == "nothing"
    assert Merge.read("A:A") is None


@pytest.mark.parametrize(
    "formula",
    [
        """INDIRECT("'file:///etc/x.csv'#$x.A1")""",
        """INDIRECT("'FILE:///etc/[x.csv]x'!A1")""",
        """INDIRECT("'http://127.0.0.1/[x.xlsx]x'!A1")""",
        r"""INDIRECT("'\\\\server\\[x.xlsx]x'!A1")""",
        """INDIRECT("[x.xlsx]x!A1")""",
        """1+indirect ( "'fi"&"le:///etc/x.csv'#$x.A1" )""",
        """SUM(INDIRECT(_xlfn.CONCAT(A1,B1)))""",
        """INDIRECT(CONCATENATE("a","b"),TRUE)""",
        """INDIRECT(IF(A1,"'file:///etc/x.csv'#$x.A1"))""",
        """INDIRECT(A1&B1""",
    ],
)
def test_texts_that_become_other_files_are_dangerous(formula: str) -> None:
    assert danger(formula) == "INDIRECT"


@pytest.mark.parametrize(
    "formula",
    ['INDIRECT("A1")', "INDIRECT(\"'名 单'!A1:B2\")", "INDIRECT(A1)&B1", "INDIRECT(ADDRESS(1,2))&B1", 'A1&"file://"'],
)
def test_texts_that_name_cells_of_the_book_are_not(formula: str) -> None:
    assert danger(formula) == ""
