"""Small messages that come up and go: what was done, with 撤销 where it can be undone."""

import json
from typing import Literal, TypeAlias

from flask import Response, flash

Tone: TypeAlias = Literal["success", "info", "warning", "danger"]


def toast(message: str, *, undo: str = "", tone: Tone = "success") -> None:
    """Show a message on the next page; `undo` is the address to which 撤销 posts."""
    flash({"message": message, "undo": undo}, tone)  # type: ignore[arg-type]


def toast_now(response: Response, message: str, *, undo: str = "", tone: Tone = "success") -> Response:
    """Show a message with this answer to htmx."""
    response.headers["HX-Trigger"] = json.dumps({"toast": {"message": message, "undo": undo, "tone": tone}})
    return response
