"""Runs a program that opens files of strangers: with limits, without a network, and nothing of it outlives the run."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BLOCK = 512
"""Bytes in which `ulimit -f` counts."""
_LIMITED = 'ulimit -c 0; ulimit -v "$1"; ulimit -f "$2"; ulimit -t "$3"; shift 3; exec "$@"'
"""By the shell: Python may not run code of its own between fork and exec where there are threads."""
_PROXY = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a run may take: seconds by the clock and of a processor, bytes of memory, bytes of a file."""

    seconds: int = 120
    memory: int = 3 << 30
    file: int = 200 << 20


ORDINARY = Limits()


def run(command: Sequence[str], *, folder: Path, limits: Limits) -> bool:
    """Run it to its end; False if it took too long and was stopped. All that it says and leaves goes to `folder`."""
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - the program of the settings, with names of our own making
            _caged(command, limits),
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            process.wait(limits.seconds)
        except subprocess.TimeoutExpired:
            return False
        finally:
            _end(process)
    return True


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours but where programs are."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    home = dict.fromkeys(("HOME", "TMPDIR", "TMP", "TEMP", "XDG_RUNTIME_DIR", "APPDATA"), str(folder))
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), _PROXY)
    return {**kept, **home, **proxies, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp", "MALLOC_ARENA_MAX": "2"}


if sys.platform == "win32":

    def _caged(command: Sequence[str], limits: Limits) -> list[str]:
        """Windows has no such limits for one run: the time is kept."""
        del limits
        return list(command)

    def _end(process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)  # noqa: S603, S607
        process.wait()

else:

    def _caged(command: Sequence[str], limits: Limits) -> list[str]:
        numbers = (limits.memory // 1024, limits.file // _BLOCK, limits.seconds)
        return ["/bin/sh", "-c", _LIMITED, "cage", *map(str, numbers), *_without_network(), *command]

    def _end(process: subprocess.Popen[bytes]) -> None:
        """The whole group, also what the program began and left behind."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    @cache
    def _without_network() -> tuple[str, ...]:
        """What has to stand before a command so that it sees no network; empty where this user may not do that."""
        program = shutil.which("unshare")
        for flags in ("-rn", "-n") if program else ():
            tried = subprocess.run([str(program), flags, "true"], capture_output=True, check=False)  # noqa: S603
            if tried.returncode == 0:
                return str(program), flags
        return ()
