"""Files that people sent go out again to be saved; of all of them only pictures may be opened in place."""

from pathlib import Path
from typing import Protocol

from flask import send_file
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.records import files
from app.web import clock

PICTURES = {"jpg": "image/jpeg", "png": "image/png"}
"""Kinds whose first bytes were looked at when they came, and in which nothing can run."""


class Sent(Protocol):
    """A file that somebody sent."""

    @property
    def content(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...


def answer_with(file: Sent) -> Response:
    """The bytes, of no kind that a browser would open; raises `NotFound` where the disk has them no more."""
    return _closed(send_file(_path(file), "application/octet-stream", as_attachment=True, download_name=file.name))


def answer_with_picture(file: Sent) -> Response:
    """The bytes as a picture; raises `NotFound` for every other kind."""
    if file.kind not in PICTURES:
        raise NotFound("picture")
    return _closed(send_file(_path(file), PICTURES[file.kind], download_name=file.name))


def _path(file: Sent) -> Path:
    path = files.path_of(clock.settings().instance / files.FOLDER, file.content)
    if not path.exists():
        raise NotFound("file")
    return path


def _closed(answer: Response) -> Response:
    """Whatever it is, nothing in it may run."""
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
