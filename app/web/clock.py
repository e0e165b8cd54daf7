"""What time it is: UTC for the machine, the office's day for people. Services get both as arguments."""

from datetime import UTC, date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app

from app.config import Settings


def settings() -> Settings:
    """The settings of this application."""
    return cast("Settings", current_app.config["SETTINGS"])


def zone() -> ZoneInfo:
    """The time zone of the office."""
    return settings().zone


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today in the office."""
    return now().astimezone(zone()).date()
