"""The ways by which a message leaves the house: a file and a line for each. Only the worker's thread opens them."""

from app.config import Settings
from app.notices.channels.base import Channel
from app.notices.channels.dingtalk import DingTalk
from app.notices.channels.mail import Mail
from app.notices.channels.wecom import WeCom
from app.registry import Registry

CHANNELS: Registry[Channel] = Registry(
    (
        Mail(),
        WeCom(),
        DingTalk(),
    )
)
"""Each is off until its settings are there."""


def open_ones(settings: Settings) -> list[Channel]:
    """Those that are set up."""
    return [each for each in CHANNELS if each.is_wanted(settings) and not each.missing(settings)]
