"""A step of set-up is taken once, and again only when what it was made from has changed."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from setup import console
from setup.guard import only_one
from setup.places import CACHE, LOCK, SCRATCH


@dataclass(frozen=True)
class Stamp:
    """A note inside the thing made that says what it was made from; deleting the thing deletes the note."""

    path: Path
    digest: str

    @classmethod
    def of(cls, path: Path, *sources: Path | str) -> "Stamp":
        """Stamp `path` with the contents of files and with plain words."""
        digest = hashlib.sha256()
        for source in sources:
            digest.update(source.read_bytes() if isinstance(source, Path) else source.encode())
            digest.update(b"\0")
        return cls(path, digest.hexdigest())

    def holds(self) -> bool:
        """Whether the thing is whole and was made from the same sources."""
        return self.path.is_file() and self.path.read_text("ascii") == self.digest

    def write(self) -> None:
        """Say that the thing is whole; always the last act of a step."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.digest, "ascii")


@dataclass(frozen=True)
class Step:
    """One thing to make; `title` is what a person reads meanwhile."""

    title: str
    stamps: tuple[Stamp, ...]
    make: Callable[[], None]

    def is_done(self) -> bool:
        """Whether everything this step vouches for is in place."""
        return all(stamp.holds() for stamp in self.stamps)

    def take(self) -> None:
        """Make the thing; a failure or a power cut leaves no stamp, so the next start makes it again."""
        with console.progress(self.title):
            self.make()
            for stamp in self.stamps:
                stamp.write()


def take(steps: Sequence[Step]) -> None:
    """Take the steps that are not done, in their order, while any other start waits."""
    if all(step.is_done() for step in steps):
        return
    CACHE.mkdir(exist_ok=True)
    with only_one(LOCK):
        for step in steps:
            if not step.is_done():
                step.take()


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """Give an empty folder that is gone afterwards; one left by a power cut is emptied first."""
    folder = SCRATCH / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def replace(target: Path, new: Path) -> None:
    """Put a finished folder in the place of an old one."""
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    new.rename(target)
