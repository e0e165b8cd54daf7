"""钉钉: a robot in a group. Off until `dingtalk_url` says its address."""

import base64
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar
from urllib.parse import urlencode

from app.config import Settings
from app.notices.channels.base import Letter, Send
from app.notices.channels.webhook import post
from app.web.language import N_


class DingTalk:
    """To all who read the group."""

    name: ClassVar = "dingtalk"
    label: ClassVar = N_("钉钉群机器人")
    is_personal: ClassVar = False

    def is_wanted(self, settings: Settings) -> bool:
        """Its address is there."""
        return bool(settings.dingtalk_url)

    def missing(self, settings: Settings) -> tuple[str, ...]:
        """Its address, and where links lead."""
        return tuple(name for name in ("dingtalk_url", "base_url") if not getattr(settings, name))

    @contextmanager
    def open(self, settings: Settings) -> Iterator[Send]:
        """Each message is a POST of its own, signed where the robot wants it."""

        def send(letter: Letter) -> None:
            address = signed(settings.dingtalk_url, settings.dingtalk_secret, milliseconds=time.time_ns() // 1_000_000)
            post(address, {"msgtype": "text", "text": {"content": letter.text}})

        yield send


def signed(address: str, secret: str, *, milliseconds: int) -> str:
    """The address with the moment and its signature."""
    if not secret:
        return address
    digest = hmac.digest(secret.encode(), f"{milliseconds}\n{secret}".encode(), "sha256")
    said = urlencode({"timestamp": milliseconds, "sign": base64.b64encode(digest).decode()})
    return f"{address}{'&' if '?' in address else '?'}{said}"
