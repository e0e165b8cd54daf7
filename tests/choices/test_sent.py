"""A table that waits on the page for a yes: what comes back is asked again."""

import json

import pytest

from app.choices.sent import Sent
from app.errors import Invalid


def carried(column: int) -> str:
    return json.dumps([["值", ""], [["c", "丙"]], [1], [0, column], ""])


@pytest.mark.parametrize("column", [-1, -6, 16_384, 10**15])
def test_a_column_that_no_sheet_has_is_not_taken_back(column: int) -> None:
    with pytest.raises(Invalid):
        Sent.read(carried(column))


def test_the_last_column_of_a_sheet_is_taken_back() -> None:
    assert Sent.read(carried(16_383)).place(0, 1) == "XFD1"
