"""What stands in a list once only, told at the place where it stands again."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError


def once(name: str) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """No two of these have the same `name`; each later one is a fault at its own place."""

    def checked(given: tuple[Any, ...]) -> tuple[Any, ...]:
        first: dict[str, int] = {}
        twins: list[InitErrorDetails] = []
        for position, each in enumerate(given):
            value = getattr(each, name)
            if first.setdefault(value, position) != position:
                fault = PydanticCustomError("definition.value_twice", "twice", {"line": first[value] + 1})
                twins.append(InitErrorDetails(type=fault, loc=(position, name), input=value))
        if twins:
            raise ValidationError.from_exception_data("list", twins)
        return given

    return checked
