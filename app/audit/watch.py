"""The audit listens to refusals at the gates."""

from typing import Any

from flask import Flask

from app.audit import service as audit
from app.web.gates import refused


def configure(_app: Flask) -> None:
    """Write a row for everybody who was refused."""
    refused.connect(_on_refused)


def _on_refused(_sender: object, *, actor: Any, deed: str, about: str = "") -> None:
    audit.record_alone("refused", actor=actor, about=about, facts={"deed": deed})
