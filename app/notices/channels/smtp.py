"""E-mail as it is written and handed to its server; with the library for mail, loaded when a letter goes out."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial

from app.config import Settings
from app.notices.channels.base import SECONDS, Later, Letter, Refused, Send, Unreached
from app.notices.channels.mail import PORTS

FINAL = 500
"""From this answer on a server means: never."""


@contextmanager
def opened(settings: Settings) -> Iterator[Send]:
    """The server of the settings, connected and logged in."""
    server = _reached(settings)
    try:
        yield partial(_send, server, settings)
    finally:
        with suppress(OSError):
            server.quit()


def message_of(letter: Letter, settings: Settings) -> EmailMessage:
    """The letter as mail: headers are set by the library, one line each, whatever people typed."""
    message, sender = EmailMessage(policy=SMTP), _one_line(settings.mail_from)
    message["From"] = Address("表文 Biaowen", addr_spec=sender)
    message["To"] = Address(addr_spec=_one_line(letter.to))
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.mark}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{settings.base_url}/notices/mail>"
    message.set_content(letter.text, cte="base64")
    return message


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _reached(settings: Settings) -> smtplib.SMTP:
    try:
        return _connected(settings)
    except smtplib.SMTPAuthenticationError as error:
        raise Unreached("mail.login", error.smtp_code) from error
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        raise Unreached("mail.insecure", error) from error
    except OSError as error:
        raise Unreached("mail.unreached", error) from error


def _connected(settings: Settings) -> smtplib.SMTP:
    """With the certificate looked at: a password goes to nobody else."""
    port, trusted = settings.mail_port or PORTS[settings.mail_security], ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(settings.mail_host, port, timeout=SECONDS, context=trusted)
        if settings.mail_security == "tls"
        else smtplib.SMTP(settings.mail_host, port, timeout=SECONDS)
    )
    try:
        if settings.mail_security == "starttls":
            server.starttls(context=trusted)
        if settings.mail_user:
            server.login(settings.mail_user, settings.mail_password)
    except BaseException:
        server.close()
        raise
    return server


def _send(server: smtplib.SMTP, settings: Settings, letter: Letter) -> None:
    try:
        message = message_of(letter, settings)
    except (ValueError, MessageError) as error:
        raise Refused("mail.address", letter.to) from error
    try:
        server.send_message(message, from_addr=settings.mail_from, to_addrs=[letter.to])
    except smtplib.SMTPRecipientsRefused as error:
        raise _answered(*error.recipients[letter.to]) from error
    except smtplib.SMTPResponseException as error:
        raise _answered(error.smtp_code, error.smtp_error) from error
    except OSError as error:
        raise Unreached("mail.broken", error) from error


def _answered(code: int, said: bytes | str) -> Later:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return Refused("mail.refused", f"{code} {text}") if code >= FINAL else Later("mail.deferred", f"{code} {text}")
