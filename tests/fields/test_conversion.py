"""What becomes of a value when its field takes another type."""

import pytest

from app.errors import Invalid
from app.fields import FIELD_TYPES

CHOICES = {"choices": [{"value": "yes", "label": "是"}, {"value": "w", "label": "王敏"}]}


@pytest.mark.parametrize(
    ("source", "stored", "target", "options", "converted"),
    [
        ("integer", 12, "text", {}, "12"),
        ("text", "１２", "integer", {}, 12),
        ("money", "12.00", "integer", {}, 12),
        ("percent", "12.50", "decimal", {}, "12.50"),
        ("text", "2024年3月5日", "date", {}, "2024-03-05"),
        ("date", "2024-03-05", "month", {}, "2024-03"),
        ("date", "2024-03-05", "year", {}, 2024),
        ("year", 2024, "text", {}, "2024"),
        ("yesno", True, "choice", CHOICES, "yes"),
        ("text", "王敏", "choice", CHOICES, "w"),
        ("text", "王敏", "person", {}, {"id": 7, "label": "王敏"}),
        ("person", {"id": 7, "label": "王敏"}, "text", {}, "王敏"),
        ("text", "2024-03-05至3-9", "date_range", {}, {"from": "2024-03-05", "to": "2024-03-09"}),
        ("paragraph", "甲\n乙", "text", {}, "甲 乙"),
        ("text", "e1234567", "passport", {}, "E1234567"),
        ("paragraph", "甲\n乙", "narrative", {}, {"text": "甲\n乙"}),
    ],
)
def test_a_value_is_converted_by_the_way_it_is_shown(*, world, source, stored, target, options, converted):
    old, new = FIELD_TYPES.get(source), FIELD_TYPES.get(target)
    shown = old.show(stored, old.Options(), world, "zh")
    assert new.convert(shown, new.Options.model_validate(options), world) == converted


@pytest.mark.parametrize(
    ("shown", "target", "options"),
    [
        ("王敏", "date", {}),
        ("一二三", "integer", {}),
        ("12.50", "integer", {}),
        ("邀请函.pdf", "file", {}),
        ("王敏，38", "table", {"columns": [{"key": "a", "type": "text", "label": "甲"}]}),
        ("火星", "choice", CHOICES),
        *((text, kind, {}) for kind in ("date", "month", "year") for text in ("3.5", "12-31", "3月5日", "二月")),
        ("3.5-3.12", "date_range", {}),
        ("3月5日至12日", "date_range", {}),
        ("3月5日 9:30", "datetime", {}),
        ("3月5日上午9点", "datetime", {}),
        *((text, "time", {}) for text in ("1200", "905", "１４３０")),
    ],
)
def test_what_cannot_be_converted_is_refused(world, shown, target, options):
    kind = FIELD_TYPES.get(target)
    with pytest.raises(Invalid):
        kind.convert(shown, kind.Options.model_validate(options), world)


@pytest.mark.parametrize(
    ("shown", "target", "drops"),
    [
        ("2024-03-05", "month", True),
        ("2024-03", "month", False),
        ("2024-03-05", "year", True),
        ("2024-03", "year", True),
        ("2024", "year", False),
        ("2024-03-05 14:30", "date", True),
        ("2024年3月5日", "date", False),
        ("2024-03-05 星期二", "date", False),
        ("2024-03-05 14:30 至 2024-03-06", "date_range", True),
        ("2024-03-05 至 2024-03-06", "date_range", False),
        ("2024-03-05 14:30", "datetime", False),
        ("12.00", "integer", False),
    ],
)
def test_a_part_that_is_not_taken_over_is_known(*, world, shown, target, drops):
    kind = FIELD_TYPES.get(target)
    assert kind.drops(shown, kind.convert(shown, kind.Options(), world), world) is drops
