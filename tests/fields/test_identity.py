from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.fields.base import FieldOptions
from app.fields.identity import IdCard, Uscc, id_check, uscc_check

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Today:
    today = date(2025, 6, 1)


@pytest.mark.parametrize("raw", ["E12345678", "e1234 5678", "E-1234-5678", "Ｅ１２３４５６７８", "E12345678<<"])
def test_a_passport_number_is_read(clean, raw):
    assert clean("passport", raw) == "E12345678"


@pytest.mark.parametrize("raw", ["E123", "E123456789012", "ABCDEFGH", "E1234_678", "护照E123", "12.345"])
def test_a_passport_number_is_refused(refused, raw):
    assert refused("passport", raw) == [("field.not_passport", "")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("110105491231002", "field.id_old"),
        ("1101051949123100", "field.not_id"),
        ("01010519491231002X", "field.not_id"),
        ("11010519491231002Y", "field.not_id"),
        ("11010519491331002X", "field.id_birth"),
        ("11010517491231002X", "field.id_birth"),
        ("11010520251231002X", "field.id_birth"),
        ("110105194912310021", "field.id_check"),
        ("11010519491231020X", "field.id_check"),
    ],
)
def test_a_citizen_number_is_refused(refused, raw, code):
    assert refused("id_card", raw) == [(code, "")]


def test_refusals_of_a_citizen_number_do_not_repeat_it(clean):
    for raw in ("110105491231002", "1101051949123100", "110105194912310021"):
        with pytest.raises(Invalid) as caught:
            clean("id_card", raw)
        assert raw not in str(dict(caught.value.faults[0].facts))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("12330500676151570", "field.uscc_length"),
        ("1233050067615157OY", "field.not_uscc"),
        ("12330500676151570I", "field.not_uscc"),
        ("12330500676151570X", "field.uscc_check"),
        ("12330500676151750Y", "field.uscc_check"),
    ],
)
def test_a_credit_code_is_refused(refused, raw, code):
    assert refused("uscc", raw) == [(code, "")]


births = st.dates(date(1900, 1, 1), date(2025, 5, 31))


@given(
    area=st.integers(110000, 820000),
    birth=births,
    order=st.integers(0, 999),
    at=st.integers(0, 16),
    by=st.integers(1, 9),
)
def test_every_citizen_number_is_taken_and_no_wrong_digit_of_it(area, birth, order, at, by):
    digits = f"{area}{birth:%Y%m%d}{order:03}"
    whole = digits + id_check(digits)
    assert IdCard().clean(whole.lower(), FieldOptions(), Today()) == whole
    wrong = whole[:at] + str((int(whole[at]) + by) % 10) + whole[at + 1 :]
    with pytest.raises(Invalid):
        IdCard().clean(wrong, FieldOptions(), Today())


@given(
    head=st.sampled_from(["11", "12", "51", "91", "A1"]),
    area=st.integers(110000, 820000),
    rest=st.text(_SIGNS, min_size=9, max_size=9),
    at=st.integers(8, 16),
    by=st.integers(1, 30),
)
def test_every_credit_code_is_taken_and_no_wrong_sign_of_it(head, area, rest, at, by):
    signs = f"{head}{area}{rest}"
    whole = signs + uscc_check(signs)
    assert Uscc().clean(whole.lower(), FieldOptions(), Today()) == whole
    wrong = whole[:at] + _SIGNS[(_SIGNS.index(whole[at]) + by) % 31] + whole[at + 1 :]
    with pytest.raises(Invalid):
        Uscc().clean(wrong, FieldOptions(), Today())
