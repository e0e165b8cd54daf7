"""Patterns that admins write: the whole text must match; RE2 syntax, so that none takes more than linear time."""

from functools import lru_cache
from typing import Annotated, Any, TypeAlias

import re2
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_QUIET = re2.Options()
_QUIET.log_errors = False


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern, options=_QUIET)


def matches(pattern: str, text: str) -> bool:
    """Does the whole text have this form?"""
    return _compiled(pattern).fullmatch(text) is not None


def _known_syntax(pattern: str) -> str:
    try:
        _compiled(pattern)
    except re2.error as error:
        why = error.args[0] if error.args else ""
        why = why.decode(errors="replace") if isinstance(why, bytes) else str(why)
        raise PydanticCustomError(
            "field.bad_pattern", "{pattern} is no RE2 pattern: {why}", {"pattern": pattern, "why": why}
        ) from None
    return pattern


Regex: TypeAlias = Annotated[str, AfterValidator(_known_syntax)]
"""A pattern in RE2 syntax (no look-around, no back-references)."""
