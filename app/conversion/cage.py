"""Runs a program that opens files of strangers: with limits, without a network, and nothing of it outlives the run.

Where the system allows it, the program sees itself, the system's own folders and the folder of its run, no other file:
a text may name pictures by their paths, and LibreOffice takes them into what it makes. Where it does not, formats that
can name files are not opened at all: they do it in more ways than anybody can search for.
"""

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
from tempfile import TemporaryDirectory

from app.errors import Invalid

_BLOCK = 512
"""Bytes in which `ulimit -f` counts."""
_LIMITED = 'ulimit -c 0; ulimit -v "$1"; ulimit -f "$2"; ulimit -t "$3"; shift 3; exec "$@"'
"""By the shell: Python may not run code of its own between fork and exec where there are threads."""
_SYSTEM = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/dev", "/proc",
    "/var/lib/libreoffice", "/var/cache/fontconfig",
)  # fmt: skip
"""What programs need to run, and holds nobody's papers."""
_ALONE = """
    PATH="$PATH:/usr/sbin:/sbin" work="$1" home="$2" root="$1/away"
    shift 2
    mkdir -p "$root" && mount -t tmpfs none "$root" || exit 1
    for each in SYSTEM "$home"; do
        if [ -L "$each" ]; then
            cp -P "$each" "$root$each"
        elif [ -d "$each" ]; then
            mkdir -p "$root$each" && mount --rbind "$each" "$root$each" || exit 1
        fi
    done
    mkdir -p "$root$work" && mount --bind "$work" "$root$work" || exit 1
    exec chroot "$root" /bin/sh -c 'cd "$1" && shift && exec "$@"' alone "$work" "$@"
""".replace("SYSTEM", " ".join(_SYSTEM))
"""By the shell, where mounts are our own: a root of its own for the program, gone with it."""
_LINKING = frozenset({".rtf", ".doc", ".odt", ".xls", ".ods"})
_PROXY = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a run may take: seconds by the clock and of a processor, bytes of memory, bytes of a file.

    `turn` is for how many seconds it waits until other files are done.
    """

    seconds: int = 120
    memory: int = 3 << 30
    file: int = 200 << 20
    turn: int = 300


ORDINARY = Limits()
"""Of long work, which has a thread of its own."""
PROMPT = Limits(seconds=40, turn=20)
"""Of a request: the few threads that answer an office may not all stand and wait for files."""


def run(command: Sequence[str], *, folder: Path, limits: Limits) -> bool:
    """Run it to its end; False if it took too long and was stopped. All that it says and leaves goes to `folder`.

    The file that it opens is the last word of the command. Raises `Invalid` for one that may name files of ours where
    this system cannot hide them.
    """
    ending = Path(command[-1]).suffix
    if ending in _LINKING and not can_hide():
        raise Invalid.because("conversion.cannot_hide", ending=ending)
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - the program of the settings, with names of our own making
            _caged(command, folder, limits),
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

    def can_hide() -> bool:
        """Whether a program can be kept from all files but its own: Windows has no such rooms."""
        return False

    def _caged(command: Sequence[str], folder: Path, limits: Limits) -> list[str]:
        """Windows has no such limits for one run: the time is kept."""
        del folder, limits
        return list(command)

    def _end(process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)  # noqa: S603, S607
        process.wait()

else:

    def can_hide() -> bool:
        """Whether a program can be kept from all files but its own."""
        return bool(_apart())

    def _caged(command: Sequence[str], folder: Path, limits: Limits) -> list[str]:
        numbers = (limits.memory // 1024, limits.file // _BLOCK, limits.seconds)
        apart = _apart()
        room = _alone(apart, command, folder) if apart else [*_without_network(), *command]
        return ["/bin/sh", "-c", _LIMITED, "cage", *map(str, numbers), *room]

    def _alone(apart: Sequence[str], command: Sequence[str], folder: Path) -> list[str]:
        """The command in a room that holds the system, the program's own folder and that of the run."""
        home = Path(command[0]).resolve().parent
        home = home.parent if home.name == "program" else home  # LibreOffice has its libraries and settings beside
        return [*apart, "/bin/sh", "-c", _ALONE, "cage", str(folder), str(home), *command]

    def _end(process: subprocess.Popen[bytes]) -> None:
        """The whole group, also what the program began and left behind."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    @cache
    def _apart() -> tuple[str, ...]:
        """What has to stand before a command for mounts and a network of its own; empty where files stay in sight."""
        with TemporaryDirectory(prefix="biaowen-") as name:
            folder, other = Path(name, "run"), Path(name, "other")
            folder.mkdir()
            other.touch()
            seen = ["/bin/sh", "-c", 'test -d "$1" && ! test -e "$2"', "try", str(folder), str(other)]
            return next((each for each in _ways("-rnm", "-nm") if _works(_alone(each, seen, folder))), ())

    @cache
    def _without_network() -> tuple[str, ...]:
        """What has to stand before a command so that it sees no network; empty where this user may not do that."""
        return next((each for each in _ways("-rn", "-n") if _works([*each, "true"])), ())

    def _ways(*flags: str) -> list[tuple[str, str]]:
        program = shutil.which("unshare")
        return [(program, each) for each in flags] if program else []

    def _works(command: Sequence[str]) -> bool:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
