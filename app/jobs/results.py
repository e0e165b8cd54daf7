"""Files that long work leaves for whoever asked for it, until they are old."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.errors import NotFound
from app.web import clock

FOLDER = "exports"
"""In the instance."""
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Result:
    """A file with the name under which it is saved."""

    path: Path
    name: str


def place(token: str) -> Path:
    """Where the file of this token lies, or will lie; `notes` beside it are the work's own."""
    return folder() / token


def notes(token: str) -> Path:
    """What the work has to remember until it is done, should it be interrupted."""
    return folder() / f"{token}.work"


def give(token: str, name: str, *, user_id: int) -> str:
    """The file is finished: this user may fetch it. Gives its address."""
    (folder() / f"{token}.name").write_text(f"{user_id}\n{name}", encoding="utf-8")
    return f"/exports/{token}"


def of_user(token: str, user_id: int) -> Result:
    """This user's file; raises `NotFound`."""
    path, label = folder() / token, folder() / f"{token}.name"
    if not (token.isalnum() and path.is_file() and label.is_file()):
        raise NotFound("export")
    owner, name = label.read_text(encoding="utf-8").split("\n", 1)
    if int(owner) != user_id:
        raise NotFound("export")
    return Result(path, name)


def folder() -> Path:
    """Where the files lie; old ones go."""
    made: Path = clock.settings().instance / FOLDER
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    oldest = (clock.now() - KEPT).timestamp()
    for path in made.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
    return made
