"""E-mail, by the one mail server of the settings."""

from contextlib import AbstractContextManager
from importlib import import_module
from typing import ClassVar, cast

from app.config import Settings
from app.notices.channels.base import Send
from app.web.language import N_

PORTS = {"starttls": 587, "tls": 465, "none": 25}


class Mail:
    """To each person's own address."""

    name: ClassVar = "mail"
    label: ClassVar = N_("电子邮件")
    is_personal: ClassVar = True

    def is_wanted(self, settings: Settings) -> bool:
        """A server is named."""
        return bool(settings.mail_host)

    def missing(self, settings: Settings) -> tuple[str, ...]:
        """Server, sender, and where links lead."""
        return tuple(name for name in ("mail_host", "mail_from", "base_url") if not getattr(settings, name))

    def open(self, settings: Settings) -> AbstractContextManager[Send]:
        """Connected and logged in."""
        smtp = import_module("app.notices.channels.smtp")  # with a library that an office without mail does not hold
        return cast("AbstractContextManager[Send]", smtp.opened(settings))
