"""Small messages that come up and go: what was done, with 撤销 where it can be undone."""

from typing import Literal, TypeAlias

from flask import flash

Tone: TypeAlias = Literal["success", "info", "warning", "danger"]


def toast(message: str, *, undo: str = "", tone: Tone = "success") -> None:
    """Show a message on the next page; `undo` is the address to which 撤销 posts."""
    flash({"message": message, "undo": undo}, tone)  # type: ignore[arg-type]
