"""Addresses for mail: as they are written by the person or by who manages users, and whether they may be used."""

from dataclasses import replace
from typing import Any

from app.config import Settings
from app.errors import Invalid
from app.fields.contact import Email


def usable(address: str, settings: Settings, *, place: str = "email") -> str:
    """The address as it is kept; empty where there is none. Raises `Invalid`, at the place where it was typed."""
    nobody: Any = None  # the form of an address asks nothing of the world
    try:
        kept = str(Email().parse(address, None, nobody) or "")
    except Invalid as error:
        raise Invalid(replace(fault, place=place) for fault in error.faults) from None
    domains = [each.strip().lower() for each in settings.mail_domains.split(",") if each.strip()]
    if not kept.isascii():
        raise Invalid.because("mail.address", place=place)
    if kept and domains and kept.rpartition("@")[2] not in domains:
        raise Invalid.because("mail.domain", place=place, domains=domains)
    return kept
