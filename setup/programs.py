"""Runs other programs: quietly into the log while installing, in the open for tests, in our place for the app."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from setup.advice import advice_on
from setup.console import SetupError
from setup.places import LOG, ROOT


def run_logged(command: Sequence[str | Path], *, folder: Path = ROOT, extra: Mapping[str, str] | None = None) -> None:
    """Run an installer with its output in the log; if it fails, say what its output means."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(map(str, command))}\n".encode())
        log.flush()
        began = log.tell()
        code = subprocess.run(
            command, cwd=folder, env={**os.environ, **(extra or {})},
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False,
        ).returncode  # fmt: skip
    if code:
        raise SetupError(advice_on(LOG.read_bytes()[began:].decode(errors="replace")))


def run_shown(command: Sequence[str | Path]) -> int:
    """Run a program whose output is for the person at the screen; tell how it ended."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def become(command: Sequence[str | Path]) -> int:
    """Go on as another program, so that signals and exit codes are its own."""
    os.chdir(ROOT)
    if os.name != "nt":
        os.execv(command[0], [str(part) for part in command])  # noqa: S606 - no shell is what we want
    # Windows has no exec. Both programs hear Ctrl+C there; only the child is to decide what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.run(command, check=False).returncode
