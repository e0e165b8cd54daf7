"""Patterns that admins write: the whole text must match; RE2 syntax, so that none takes more than linear time."""

from functools import cache, lru_cache
from importlib import import_module
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    quiet = _re2().Options()
    quiet.log_errors = False
    return _re2().compile(pattern, options=quiet)


def matches(pattern: str, text: str) -> bool:
    """Does the whole text have this form?"""
    return _compiled(pattern).fullmatch(text) is not None


def _known_syntax(pattern: str) -> str:
    try:
        _compiled(pattern)
    except _re2().error as error:
        why = error.args[0] if error.args else ""
        why = why.decode(errors="replace") if isinstance(why, bytes) else str(why)
        raise PydanticCustomError(
            "field.bad_pattern", "{pattern} is no RE2 pattern: {why}", {"pattern": pattern, "why": why}
        ) from None
    return pattern


@cache
def _re2() -> Any:
    return import_module("re2")  # two megabytes, which a server whose fields have no patterns does not hold


Regex: TypeAlias = Annotated[str, AfterValidator(_known_syntax)]
"""A pattern in RE2 syntax (no look-around, no back-references)."""
