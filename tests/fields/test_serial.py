import pytest


@pytest.mark.parametrize("raw", [None, "", "伪造1号", {"a": 1}], ids=str)
def test_a_number_is_never_typed(clean, raw):
    assert clean("serial", raw, series="filing") is None
    assert clean("serial", raw, before="外来备〔2024〕7号", series="filing") == "外来备〔2024〕7号"
