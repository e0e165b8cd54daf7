"""换一种类型: which types a field may become, and what of its options the new type has too. Pure."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from app.designer.outline import Data
from app.errors import Invalid
from app.expressions import Kind
from app.fields import FIELD_TYPES, FieldDef, FieldType


@dataclass(frozen=True, slots=True)
class Offer:
    """A type that a field may become, and what is set now that goes with the old one."""

    name: str
    lost: tuple[str, ...]


def offers(field: Data, *, is_column: bool) -> list[Offer]:
    """The types that take its values over; none, where they say too little or there are none."""
    old = FIELD_TYPES.get(str(field["type"]))
    return [
        Offer(kind.name, tuple(sorted(_options(field) - kept(field, kind.name).keys())))
        for kind in FIELD_TYPES
        if kind is not old and _becomes(old, kind, is_column=is_column)
    ]


def refuse(field: Data, name: str, *, is_column: bool) -> None:
    """Raise `Invalid` if the field cannot become one of this type."""
    if name not in FIELD_TYPES:
        raise Invalid.because("designer.unknown_type", name=name)
    old, new = FIELD_TYPES.get(str(field["type"])), FIELD_TYPES.get(name)
    if old is not new and not _becomes(old, new, is_column=is_column):
        raise Invalid.because("designer.type_stays", before=old.label, name=new.label)


def kept(field: Data, name: str) -> Data:
    """The options that say the same in the new type, as far as it takes them."""
    old, new = FIELD_TYPES.get(str(field["type"])), FIELD_TYPES.get(name)
    alike = (each for each in sorted(_options(field)) if _says_the_same(old, new, each))
    return {each: field[each] for each in alike if _takes(new, each, field[each])}


def common(field: Data) -> Data:
    """What every field has, whatever its type."""
    return {key: each for key, each in field.items() if key in FieldDef.model_fields}


def _says_the_same(old: FieldType, new: FieldType, option: str) -> bool:
    """Both have it in one form, about values that are compared alike: the most of a text are its characters."""
    was, now = old.Options.model_fields.get(option), new.Options.model_fields.get(option)
    return was is not None and now is not None and was.annotation == now.annotation and _compared(old) == _compared(new)


def _compared(kind: FieldType) -> tuple[Kind, tuple[str, ...]]:
    return kind.kind, kind.comparisons(kind.Options.model_construct())


def _takes(kind: FieldType, option: str, value: Any) -> bool:
    try:
        kind.Options.model_validate({option: value})
    except ValidationError as refused:
        return all(error["loc"][:1] != (option,) for error in refused.errors())
    return True


def _options(field: Data) -> set[str]:
    return field.keys() - FieldDef.model_fields.keys()


def _becomes(old: FieldType, new: FieldType, *, is_column: bool) -> bool:
    return old.holds_value and old.says_all and new.takes_over and (new.fits_rows or not is_column)
