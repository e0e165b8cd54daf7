"""Faults on the terminal: where, what, and what was probably meant."""

import sys
from collections.abc import Iterable

import click

from app.errors import Fault, Invalid, Level
from app.web.words import say

LANGUAGE = click.option(
    "--lang", "language", type=click.Choice(["zh", "en"]), default="zh", help="Language of what is said."
)


def print_faults(faults: Iterable[Fault], language: str) -> None:
    """One line each: warnings are marked."""
    for fault in faults:
        mark = click.style(_warning(language), fg="yellow") if fault.level is Level.WARN else ""
        click.echo(f"{click.style(fault.place, bold=True)}  {mark}{say(fault, language)}")


def stop(error: Invalid, language: str) -> None:
    """Print everything that is wrong and end with 1."""
    print_faults(error.faults, language)
    sys.exit(1)


def _warning(language: str) -> str:
    return "warning: " if language == "en" else "提醒："
