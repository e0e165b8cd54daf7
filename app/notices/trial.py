"""The trial mail, as long work: requests open no connection. What the server says is told to whoever asked."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.accounts import queries as people
from app.accounts.addresses import usable
from app.errors import Fault, Invalid
from app.jobs import service as jobs
from app.jobs.models import Job
from app.jobs.worker import Progress
from app.notices import letters
from app.notices.channels.base import Later
from app.notices.channels.mail import Mail
from app.web import clock
from app.web.language import LANGUAGES, speaking
from app.web.words import say

KIND = "mail.trial"


def ask(address: str, *, user_id: int) -> Job:
    """Put it on the list of long work; raises `Invalid` where mail is not set up or the address is none."""
    settings = clock.settings()
    if missing := Mail().missing(settings):
        raise Invalid.because("mail.not_set", missing=missing)
    args = {"address": usable(address, settings, place="address")}
    return jobs.ask(KIND, str(gettext("试发邮件")), args, user_id=user_id, now=clock.now())


def work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Send it."""
    settings, address = clock.settings(), args["address"]
    chosen = people.user(user_id).language if user_id else ""
    with speaking(chosen if chosen in LANGUAGES else settings.language):
        letter = letters.trial(f"trial-{progress.job_id}", address, settings)
        progress.step(0, 1)
        try:
            with Mail().open(settings) as send:
                send(letter)
        except Later as why:
            raise Invalid.because("mail.trial", why=_Said(why.code), detail=why.detail) from why
        return {"lines": [str(gettext("服务器已收下发给 %(address)s 的信，请到邮箱里看看。", address=address))]}


class _Said:
    """A reason, in the language of whoever reads it."""

    def __init__(self, code: str) -> None:
        self.code = code

    def text(self, spoken: str) -> str:
        return say(Fault(self.code), spoken)


JOBS = {KIND: work}
"""The long work of mail."""
