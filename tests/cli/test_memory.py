"""What a server holds between two works: nothing of what only one of them needed."""

import sys
from pathlib import Path

from app.accounts import passwords
from app.cli import memory
from app.config import MEBIBYTE


def held() -> int:
    """Bytes that this process holds."""
    status = Path("/proc/self/status").read_text("ascii") if sys.platform == "linux" else "VmRSS: 0 kB"
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def test_what_hashing_a_password_needs_goes_back_to_the_system_each_time() -> None:
    memory.return_large_blocks()
    before = held()
    for password in ("seven quiet herons", "eleven calm otters", "nine small boats"):
        passwords.hashed(password)
        assert held() - before < 10 * MEBIBYTE
