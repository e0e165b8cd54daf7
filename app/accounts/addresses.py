"""Addresses for mail: as they are written by the person or by who manages users, and whether they may be used."""

from typing import Any

from app.config import Settings
from app.errors import Invalid
from app.fields.contact import Email


def usable(address: str, settings: Settings) -> str:
    """The address as it is kept; empty where there is none. Raises `Invalid`."""
    nobody: Any = None  # the form of an address asks nothing of the world
    try:
        kept = str(Email().parse(address, None, nobody) or "")
    except Invalid as error:
        raise Invalid(fault.at("email") for fault in error.faults) from None
    domains = [each.strip().lower() for each in settings.mail_domains.split(",") if each.strip()]
    if not kept.isascii():
        raise Invalid.because("mail.address", place="email")
    if kept and domains and kept.rpartition("@")[2] not in domains:
        raise Invalid.because("mail.domain", place="email", domains=domains)
    return kept
