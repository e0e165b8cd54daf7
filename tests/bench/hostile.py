"""Hostile files, each in a process of its own: `python -m tests.bench.hostile [most to print]`.

Each must get its answer within 2 seconds of processor time and 256 MB; ends with 1 if one does not. What counts is the
whole look at an upload: unpacking, checking, compiling, the trial.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from app.word import check
from tests.word.build import SCOPE
from tests.word.hostile import FILES, FINE

MOST_SECONDS, MOST_MEGABYTES = 2.0, 256


def child(work: object) -> tuple[int, float, float, float]:
    """Run in a child: how it ended, seconds, seconds of processor time, megabytes at most."""
    start = time.monotonic()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            work()  # type: ignore[operator]
            code = 0
        finally:
            os._exit(code)
    _, status, used = os.wait4(pid, 0)
    return (
        os.waitstatus_to_exitcode(status),
        time.monotonic() - start,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024,
    )


def make(name: str, path: Path) -> None:
    """Write the file."""
    path.write_bytes(FILES[name].make())


def look(path: Path, answer: Path) -> None:
    """Check the file and write down what is said of it."""
    checked = check(path.read_bytes(), scope=SCOPE)
    codes = [fault.code for fault in checked.faults]
    answer.write_text(json.dumps([codes[0] if codes else FINE, checked.template is not None]))


def is_right(name: str, answer: Path) -> bool:
    """Whether it got its answer."""
    code, is_taken = json.loads(answer.read_text())
    return code == FILES[name].expected or (FILES[name].expected == "refused" and not is_taken)


def main() -> int:
    """Measure all, print the slowest and the largest."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    measured, wrong = [], []
    with tempfile.TemporaryDirectory() as folder:
        path, answer = Path(folder, "file"), Path(folder, "answer")
        for name in FILES:
            child(lambda name=name: make(name, path))  # type: ignore[misc]
            answer.unlink(missing_ok=True)
            ended, wall, seconds, megabytes = child(lambda: look(path, answer))
            measured.append((name, wall, seconds, megabytes))
            if ended or not is_right(name, answer) or seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES:
                wrong.append(name)
    for title, place in (("slowest", 2), ("largest", 3)):
        print(f"{title}:")
        for name, wall, seconds, megabytes in sorted(measured, key=lambda one: -float(one[place]))[:most]:
            print(f"  {seconds:5.2f} s  {wall:5.2f} s wall  {megabytes:4.0f} MB  {name}")
    print(f"{len(measured)} files, {len(wrong)} wrong, too slow or too large{': ' + ', '.join(wrong) if wrong else ''}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
