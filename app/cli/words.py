"""What the verbs of the command line say, in Chinese and in English."""

from collections.abc import Mapping
from typing import TypeAlias

Words: TypeAlias = Mapping[str, tuple[str, str]]
"""By name, what is said: in Chinese, in English."""


def spoken(words: Words, name: str, language: str) -> str:
    """One of them in the language that was asked for."""
    chinese, english = words[name]
    return english if language == "en" else chinese
