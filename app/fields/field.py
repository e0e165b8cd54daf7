"""A field as the definition states it: what every field has, and the options of its type."""

from typing import Any

from pydantic import Field, SerializeAsAny, model_serializer, model_validator

from app.fields.base import FieldOptions, FieldType
from app.fields.model import Expr, Key, Keys, Label, Model
from app.fields.types import FIELD_TYPES


class FieldDef(Model):
    """A field of the form, or a column of a table.

    In YAML the options of its type stand beside the common keys; here they are `options`.
    """

    key: Key
    type: str
    label: Label
    help: Label | None = None
    placeholder: Label | None = None
    required: bool | Expr = False
    visible: Expr | None = None
    compute: Expr | None = None
    default: Expr | None = None
    read_only: bool = False
    needed_for: Keys = ()
    """States that are refused until the field is filled."""
    index: bool = False
    """Sorted and filtered by: gets one of the indexed slots."""
    sensitive: int = Field(default=0, ge=0, le=3)
    retired: bool = False
    width: int = Field(default=0, ge=0, le=12)
    """Columns of the twelve-column grid; 0 leaves it to the widget."""
    suggest: bool | Keys = False
    """Offer what was entered here before (or in these fields) while typing."""
    options: SerializeAsAny[FieldOptions] = FieldOptions()

    @model_validator(mode="before")
    @classmethod
    def _gather_options(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "options" in given:
            return given
        common = {key: value for key, value in given.items() if key in cls.model_fields}
        name = given.get("type")
        if name not in FIELD_TYPES:
            return common  # the faults of the rest would be guesses: `_known_type` says what is wrong
        rest = {key: value for key, value in given.items() if key not in cls.model_fields}
        return {**common, "options": FIELD_TYPES.get(name).Options.model_validate(rest)}

    @model_validator(mode="after")
    def _known_type(self) -> "FieldDef":
        if self.type not in FIELD_TYPES:
            raise ValueError(f"unknown_type:{self.type}")
        return self

    @model_serializer(mode="wrap")
    def _flat(self, dump: Any) -> Any:
        out = dump(self)
        options = out.pop("options", None) or {}
        return {**out, **options}

    @property
    def kind(self) -> FieldType:
        """The field type."""
        return FIELD_TYPES.get(self.type)

    @property
    def columns(self) -> "tuple[FieldDef, ...]":
        """The columns of a table, else nothing."""
        return getattr(self.options, "columns", ())
