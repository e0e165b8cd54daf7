"""A field as the definition states it: what every field has, and the options of its type."""

from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    SerializeAsAny,
    ValidationError,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.fields.base import FieldOptions, FieldType
from app.fields.model import Expr, Key, Keys, Label, Model, truth
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
    required: Annotated[bool | Expr, BeforeValidator(truth)] = False
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
    suggest: Annotated[bool | Keys, BeforeValidator(truth)] = False
    """Offer what was entered here before (or in these fields) while typing."""
    options: SerializeAsAny[FieldOptions] = FieldOptions()

    @model_validator(mode="wrap")
    @classmethod
    def _gather_options(cls, given: Any, handler: Any) -> Any:
        """Common keys and options are judged apart, so that the faults of both are told at once."""
        if not isinstance(given, dict) or "options" in given:
            return handler(given)
        common = {key: value for key, value in given.items() if key in cls.model_fields}
        rest = {key: value for key, value in given.items() if key not in cls.model_fields}
        errors: list[InitErrorDetails] = []
        if (name := str(given.get("type"))) in FIELD_TYPES:
            common["options"] = _judged(FIELD_TYPES.get(name).Options.model_validate, rest, errors) or FieldOptions()
        made = _judged(handler, common, errors)
        if errors:
            raise ValidationError.from_exception_data(cls.__name__, errors)
        return made

    @field_validator("type")
    @classmethod
    def _known_type(cls, name: str) -> str:
        if name not in FIELD_TYPES:
            known = ", ".join(f"'{each}'" for each in FIELD_TYPES.names())
            raise PydanticCustomError("literal_error", "Input should be {expected}", {"expected": known})
        return name

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
        columns: tuple[FieldDef, ...] = vars(self.options).get("columns", ())
        return columns


def _judged(validate: Any, given: Any, errors: list[InitErrorDetails]) -> Any:
    """What `validate` makes of it, or None and its errors added to `errors`."""
    try:
        return validate(given)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            facts = {**each.get("ctx", {}), "message": each["msg"]}
            kind = PydanticCustomError(each["type"], "{message}", facts)
            errors.append(InitErrorDetails(type=kind, loc=each["loc"], input=each["input"]))
        return None
