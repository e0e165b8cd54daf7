"""Options that several types have: limits, and columns that nobody changes."""

import pytest
from pydantic import ValidationError

from app.fields.date import MonthOptions
from app.fields.file import FileOptions
from app.fields.picture import ImageOptions

NAME = {"key": "name", "type": "text", "label": "姓名"}
CODE = {"key": "code", "type": "text", "label": "编码", "read_only": True}


def test_a_month_keeps_within_its_limits(clean, refused):
    limits = {"earliest": "2024-03", "latest": "2024-05"}
    assert clean("month", "2024年3月", **limits) == "2024-03"
    assert clean("month", "2024-05", **limits) == "2024-05"
    assert refused("month", "2024-02", **limits) == [("field.date_early", "")]
    assert refused("month", "2025-01", **limits) == [("field.date_late", "")]


def test_there_may_have_to_be_several_files(clean, refused):
    assert len(clean("file", ["a1", "b2"], many=True, min=2)) == 2
    assert refused("file", "a1", many=True, min=2) == [("field.file_few", "")]
    assert refused("image", "photo", many=True, min=2) == [("field.file_few", "")]
    assert clean("file", "", many=True, min=2) is None


@pytest.mark.parametrize(
    ("options", "given"),
    [
        (MonthOptions, {"earliest": "2024-05", "latest": "2024-03"}),
        (MonthOptions, {"earliest": "2024-13"}),
        (FileOptions, {"min": 2}),
        (FileOptions, {"many": True, "min": 4, "max": 3}),
        (ImageOptions, {"many": True, "min": 11}),
    ],
)
def test_limits_that_make_no_sense_are_refused(options, given):
    with pytest.raises(ValidationError):
        options.model_validate(given)


def test_nobody_changes_a_cell_that_is_only_read(clean):
    held = [{"_id": 1, "name": "王敏", "code": "A1"}]
    sent = [{"_id": "1", "name": "王敏", "code": "B2"}, {"name": "李雷", "code": "C3"}]
    kept = clean("table", sent, columns=[NAME, CODE], before=held)
    assert kept == [{"_id": 1, "name": "王敏", "code": "A1"}, {"_id": 2, "name": "李雷"}]
    assert clean("table", [{"_id": "1", "name": "王小敏"}], columns=[NAME, CODE], before=held)[0]["code"] == "A1"
