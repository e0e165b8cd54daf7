"""Pictures and signatures."""

import pytest
from pydantic import ValidationError

from app.expressions import PictureOf
from app.fields import FIELD_TYPES, FieldDef
from app.fields.picture import SIGNATURE_WIDTH, Image, ImageOptions, Signature, SignatureOptions, signer_of

SIGNED = Signature.examples[0].stored


def test_a_picture_is_png_or_jpeg(clean, refused):
    assert clean("image", "photo")[0]["kind"] == "jpg"
    assert clean("image", "jpeg")[0]["kind"] == "jpeg"
    assert refused("image", "a1") == [("field.file_kind", "")]


@pytest.mark.parametrize("kinds", ["gif", ["png", "svg"], "pdf"])
def test_other_kinds_are_no_pictures(kinds):
    with pytest.raises(ValidationError):
        ImageOptions.model_validate({"kinds": kinds})


def test_pictures_may_be_fewer_kinds_but_not_larger(clean, refused):
    assert refused("image", "photo", kinds=["png"]) == [("field.file_kind", "")]
    assert refused("image", ["photo", "scan"]) == [("field.file_one", "")]
    assert [each["file"] for each in clean("image", ["photo", "scan"], many=True)] == ["photo", "scan"]


def test_one_picture_is_read_as_a_picture_and_several_as_a_list(world):
    held = Image.examples[1].stored
    one, many = ImageOptions(), ImageOptions(many=True)
    found = FIELD_TYPES.get("image").value(held[:1], one, world)
    assert type(found) is PictureOf
    assert (str.__str__(found), found.label, found.width) == ("photo", "合影.jpg", None)
    assert [type(each) for each in FIELD_TYPES.get("image").value(held, many, world)] == [PictureOf, PictureOf]


def test_a_signature_says_who_and_when(clean, world):
    held = clean("signature", "sign")
    assert held == SIGNED
    assert signer_of(held) == 7
    value = FIELD_TYPES.get("signature").value(held, SignatureOptions(), world)
    assert (value.label, value.width) == ("王敏 2025-06-01 09:30", SIGNATURE_WIDTH)


def test_a_picture_that_a_record_has_signs_for_nobody(refused):
    assert refused("signature", "photo") == [("field.signature_foreign", "")]
    assert refused("signature", "never sent") == [("field.signature_foreign", "")]


def test_who_signed_cannot_be_written(clean):
    forged = {"file": "sign", "by": {"id": 1, "label": "校长"}, "at": "2020-01-01 00:00"}
    assert clean("signature", forged) == SIGNED
    assert clean("signature", [forged], before=SIGNED) == SIGNED


def test_a_signature_may_stay_although_it_waits_no_more(clean):
    held = [{**SIGNED[0], "file": "old"}]
    assert clean("signature", "old", before=held) == held
    assert clean("signature", "", before=held) is None


def test_a_signature_is_no_column():
    column = {"key": "sign", "type": "signature", "label": "签名"}
    with pytest.raises(ValidationError):
        FieldDef.model_validate({"key": "rows", "type": "table", "label": "表", "columns": [column]})
