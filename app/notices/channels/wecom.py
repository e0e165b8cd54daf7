"""企业微信: a robot in a group. Off until `wecom_url` says its address."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from app.config import Settings
from app.notices.channels.base import Letter, Send
from app.notices.channels.webhook import post
from app.web.language import N_


class WeCom:
    """To all who read the group."""

    name: ClassVar = "wecom"
    label: ClassVar = N_("企业微信群机器人")
    is_personal: ClassVar = False

    def is_wanted(self, settings: Settings) -> bool:
        """Its address is there."""
        return bool(settings.wecom_url)

    def missing(self, settings: Settings) -> tuple[str, ...]:
        """Its address, and where links lead."""
        return tuple(name for name in ("wecom_url", "base_url") if not getattr(settings, name))

    @contextmanager
    def open(self, settings: Settings) -> Iterator[Send]:
        """Each message is a POST of its own."""

        def send(letter: Letter) -> None:
            post(settings.wecom_url, {"msgtype": "text", "text": {"content": letter.text}})

        yield send
