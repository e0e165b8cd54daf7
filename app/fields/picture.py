"""Pictures that belong to the record, and signatures by hand: files that are seen, and drawn on paper."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.errors import Invalid
from app.expressions import Kind, PictureOf, Value
from app.fields.base import Example, FieldOptions, FieldType, Lookups, Raw, Stored
from app.fields.file import File, FileOptions, first_token
from app.fields.language import Language
from app.fields.raw import quoted

KINDS = ("jpg", "png")
"""What every browser and every Word shows."""
_ALSO = ("jpeg",)
SIGNATURE_WIDTH = Decimal(40)
"""Millimetres of a signature on paper, where the template does not say it."""


class ImageOptions(FileOptions):
    """Pictures are PNG or JPEG, each of at most `max_size` MB; with `many` there are `min` to `max`."""

    kinds: tuple[str, ...] = KINDS
    max_size: int = Field(default=10, ge=1, le=50)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if strange := [kind for kind in self.kinds if kind.lower() not in (*KINDS, *_ALSO)]:
            raise PydanticCustomError("field.image_kinds", "{kinds} are no pictures", {"kinds": "、".join(strange)})
        return self


class SignatureOptions(FieldOptions):
    """A signature has none: it is drawn, or a picture of it is sent, by whoever signs."""


SIGNED = FileOptions(kinds=KINDS, max_size=1)
"""What a picture of a signature may be."""
_BY_WANG = [
    {
        "file": "sign",
        "name": "签名.png",
        "size": 2048,
        "kind": "png",
        "by": {"id": 7, "label": "王敏"},
        "at": "2025-06-01 09:30",
    }
]


class Image(File):
    """A picture, or several."""

    name, label, kind, widget = "image", "图片", Kind.TEXT, "image"
    Options = ImageOptions
    examples = (
        Example(
            raw="photo",
            stored=[{"file": "photo", "name": "合影.jpg", "size": 20480, "kind": "jpg"}],
            shown="合影.jpg",
        ),
        Example(
            raw=["photo", {"file": "scan"}],
            stored=[
                {"file": "photo", "name": "合影.jpg", "size": 20480, "kind": "jpg"},
                {"file": "scan", "name": "会场.png", "size": 1024, "kind": "png"},
            ],
            shown="合影.jpg、会场.png",
            options={"many": True},
            shown_en="合影.jpg, 会场.png",
        ),
    )

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        """The pictures, or the one; in text each is its name."""
        found = [PictureOf(str(each["file"]), each["name"]) for each in stored or ()]
        if options.many:
            return found
        return found[0] if found else None

    def kind_of(self, options: Any) -> Kind:
        return Kind.LIST if options.many else Kind.TEXT

    def item(self, options: Any) -> Kind:
        return Kind.TEXT if options.many else Kind.ANY


class Signature(FieldType):
    """The signature of whoever is at the form: a picture, who sent it and when.

    Nobody signs for somebody else: only a picture that the actor sent, and that no record has yet, is taken.
    """

    name, label, slot, widget = "signature", "手写签名", None, "signature"
    says_all = takes_over = False
    holds_files, is_long, fits_rows = True, True, False
    Options = SignatureOptions
    examples = (
        Example(raw="sign", stored=_BY_WANG, shown="王敏 2025-06-01 09:30"),
        Example(raw=["", {"file": "sign"}], stored=_BY_WANG, shown="王敏 2025-06-01 09:30"),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        return self.clean(raw, options, lookups)

    def clean(self, raw: Raw, options: Any, lookups: Lookups, *, before: Stored = None) -> Stored:
        """The signature that is there may stay; another one has to be the actor's own and new."""
        token = first_token(raw)
        if token is None:
            return None
        if before and str(before[0]["file"]) == token:
            return before
        found = lookups.file(token)
        signer = found.get("waits_for") if found else None
        if found is None or signer is None:
            raise Invalid.because("field.signature_foreign", raw=quoted(token))
        kept = File().clean(token, SIGNED, lookups)
        return [{**kept[0], "by": dict(signer), "at": found["at"]}]

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        """The picture; in text it is who signed, and when."""
        return PictureOf(str(stored[0]["file"]), _said(stored[0]), SIGNATURE_WIDTH) if stored else None

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        return _said(stored[0]) if stored else ""

    def text(self, stored: Stored, options: Any, lookups: Lookups) -> Raw:
        return [str(each["file"]) for each in stored or ()]

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        return None

    def convert(self, shown: str, options: Any, lookups: Lookups) -> Stored:
        raise Invalid.because("field.no_conversion", raw=quoted(shown))

    def input_attrs(self, options: Any) -> dict[str, str]:
        return File().input_attrs(SIGNED)


def _said(signed: Mapping[str, Any]) -> str:
    return f"{signed['by']['label']} {signed['at']}"


def signer_of(stored: Stored) -> int | None:
    """Whose signature it is."""
    return int(stored[0]["by"]["id"]) if stored else None
