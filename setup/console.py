"""What a person sees: one calm line a step, and what to do when a step fails."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class SetupError(Exception):
    """A step failed; the message says what to do about it."""


def speak_unicode() -> None:
    """Let a console that lacks Chinese show question marks instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def say(line: str) -> None:
    """Print a line at once, also when the output goes to a file."""
    print(line, flush=True)


@contextmanager
def progress(title: str) -> Iterator[None]:
    """Show a step's title while it runs and its seconds when it is done."""
    began = time.monotonic()
    stop = threading.Event()
    print(f"{title} …", end="", flush=True)
    ticker = threading.Thread(target=_tick, args=(title, began, stop), daemon=True)
    if sys.stdout.isatty():
        ticker.start()
    try:
        yield
    except BaseException:
        end = "未完成 / not finished"
        raise
    else:
        end = f"{time.monotonic() - began:.0f} s"
    finally:
        stop.set()
        if ticker.is_alive():
            ticker.join()
        say(f"\r{title} …  {end}" if sys.stdout.isatty() else f"  {end}")


def _tick(title: str, began: float, stop: threading.Event) -> None:
    """Count the seconds in place, so that a slow line is not taken for a dead one."""
    while not stop.wait(1):
        print(f"\r{title} …  {time.monotonic() - began:.0f} s", end="", flush=True)
