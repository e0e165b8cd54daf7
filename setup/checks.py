"""`python3 run.py test`: every check and every test, or those that the arguments select."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from setup.console import say
from setup.places import VENV_PROGRAMS, VENV_PYTHON
from setup.programs import run_shown

EXTRA_PROGRAMS = ("libreoffice", "postgresql")
"""What pip and npm cannot bring; tests marked with such a name run only when `--with` names it."""

_LINTERS = {
    "ruff": (VENV_PYTHON, "-m", "ruff", "check"),
    "mypy": (VENV_PYTHON, "-m", "mypy"),
    "import-linter": (VENV_PROGRAMS / "lint-imports", "--no-logo"),
}
_PYTEST = (VENV_PYTHON, "-m", "pytest")
_WHOLE_SUITE = ("-n", "auto", "--dist", "loadfile")
"""Without coverage, which decides nothing and takes a third of the time: `--cov -n auto` asks pytest for it."""


def check(arguments: Sequence[str]) -> int:
    """Run what was asked for; pytest goes last, so that its closing line ends the output."""
    selection = Selection.read(arguments)
    if not selection.is_whole_suite():
        return run_shown([*_PYTEST, *selection.pytest_arguments()])
    failed = [name for name, command in _LINTERS.items() if _fails(name, command)]
    code = run_shown([*_PYTEST, *_WHOLE_SUITE, *selection.pytest_arguments()])
    if failed:
        say(f"未通过 / not passed: {', '.join(failed)}")
    return code or int(bool(failed))


@dataclass(frozen=True)
class Selection:
    """Which tests to run: `programs` from --with, and whatever is for pytest itself."""

    programs: tuple[str, ...]
    is_nightly: bool
    for_pytest: tuple[str, ...]

    @classmethod
    def read(cls, arguments: Sequence[str]) -> "Selection":
        """Take our two options out; all others are pytest's."""
        parser = argparse.ArgumentParser(prog="run.py test", add_help=False, allow_abbrev=False)
        parser.add_argument("--nightly", action="store_true")
        parser.add_argument("--with", dest="programs", default="")
        ours, others = parser.parse_known_args(arguments)
        programs = tuple(name for name in ours.programs.split(",") if name)
        if unknown := set(programs) - set(EXTRA_PROGRAMS):
            parser.error(f"--with takes {', '.join(EXTRA_PROGRAMS)}, not {', '.join(sorted(unknown))}")
        return cls(programs, ours.nightly, tuple(others))

    def is_whole_suite(self) -> bool:
        """Whether linters are wanted as well."""
        return not self.programs and not self.for_pytest

    def pytest_arguments(self) -> list[str]:
        """Say the selection in pytest's words; a `-m` of the person's own comes later and wins."""
        if self.programs:
            marks = " or ".join(self.programs)
        else:
            left_out = EXTRA_PROGRAMS if self.is_nightly else ("nightly", *EXTRA_PROGRAMS)
            marks = " and ".join(f"not {mark}" for mark in left_out)
        return ["-m", marks, *self.for_pytest]


def _fails(name: str, command: Sequence[str | Path]) -> bool:
    say(f"— {name}")
    return run_shown(command) != 0
