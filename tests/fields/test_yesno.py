import pytest

from app.fields.yesno import YesNo


@pytest.mark.parametrize("raw", ["是", "有", "√", "✓", "☑", "yes", "Y", "TRUE", "on", "1", "１", 1, 1.0, True, " 是 "])
def test_yes(clean, raw):
    assert clean("yesno", raw) is True


@pytest.mark.parametrize("raw", ["否", "无", "没有", "×", "X", "□", "no", "False", "off", "0", 0, 0.0, False])
def test_no(clean, raw):
    assert clean("yesno", raw) is False


@pytest.mark.parametrize("raw", ["也许", "2", 2, "是否", "-", ["是", "否"]])
def test_neither_is_refused(refused, raw):
    assert refused("yesno", raw) == [("field.not_yesno", "")]


def test_an_unticked_box_says_nothing():
    assert all(YesNo().blank(raw) for raw in (None, "", "0", "否", False))
    assert not any(YesNo().blank(raw) for raw in ("1", "是", True, "也许"))


def test_not_answered_is_neither(clean):
    assert clean("yesno", "") is None
