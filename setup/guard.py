"""Two starts at once: the second waits. The system frees the lock of a start that dies."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from setup import console

if sys.platform == "win32":
    import msvcrt

    def _locks(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _locks(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock on `path` for the block; closing the file releases it."""
    with path.open("ab") as file:
        if not _locks(file):
            console.say("另一个窗口正在安装，请稍候 / another set-up is at work, waiting for it")
            while not _locks(file):
                time.sleep(0.5)
        yield
