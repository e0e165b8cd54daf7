"""What properties, their values and deeds are called, in the language of the reader."""

from app.designer.properties import Property
from app.errors import Fault
from app.fields import FIELD_TYPES
from app.web.words import catalogue, say


def name_of(kind: str, name: str) -> str:
    """What a property is called, of this type of field or of all; its key where nobody named it."""
    return _first(f"designer.option.{kind}.{name}", f"designer.option.{name}") or name


def help_of(kind: str, name: str) -> str:
    """What there is to know of a property."""
    return _first(f"designer.help.{kind}.{name}", f"designer.help.{name}")


def values_of(kind: str, each: Property) -> list[tuple[str, str]]:
    """What may be picked, with its words."""
    return [(known, value(each.name, known, kind)) for known in each.choices]


def value(name: str, known: str, kind: str = "") -> str:
    """What a value of a property is called, of this kind or of all."""
    own = f"{name}.{known or 'none'}"
    return _first(f"designer.value.{kind}.{own}", f"designer.value.{own}") or known


def part(kind: str) -> str:
    """What parts of a kind are called."""
    return _first(f"designer.part.{kind}") or kind


def adding(kind: str) -> str:
    """What the button says that adds one."""
    return _first(f"designer.add.{kind}") or kind


def type_name(name: str) -> str:
    """What a type of field is called."""
    return _first(f"designer.type.{name}") or (FIELD_TYPES.get(name).label if name in FIELD_TYPES else name)


def deed(name: str) -> str:
    """What somebody did to a draft."""
    return _first(f"designer.deed.{name}") or name


def _first(*codes: str) -> str:
    known = catalogue()
    return next((say(Fault(code)) for code in codes if code in known), "")
