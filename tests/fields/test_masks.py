import pytest

from app.fields import mask


@pytest.mark.parametrize(
    ("shown", "level", "masked"),
    [
        ("E12345678", 2, "E12****78"),
        ("11010519491231002X", 2, "110****2X"),
        ("12345", 2, "1****5"),
        ("王敏", 2, "王****"),
        ("王", 2, "****"),
        ("", 2, ""),
        ("E12345678", 3, "****"),
        ("", 3, ""),
        ("E12345678", 0, "E12****78"),
    ],
)
def test_a_mask_leaves_little(shown, level, masked):
    assert mask(shown, level) == masked
