"""Settings: constants here, then `settings.toml` in the instance folder, then `BIAOWEN_*`, then what a test says."""

import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one installation may decide; one installation is one institution."""

    instance: Path = ROOT / "instance" / "office"
    """The institution's data: database, files, keys."""
    database_url: str = ""
    """Empty: `biaowen.db` in the instance folder."""
    secret_key: str = ""
    """Empty: `secret.key` in the instance folder, made at first start."""
    time_zone: str = "Asia/Shanghai"
    language: str = "zh"
    """Of people who did not choose one."""
    idle_minutes: int = 30
    """A session ends when nothing was done for so long."""
    absolute_hours: int = 12
    """And after so long in any case."""
    max_upload_mb: int = 50
    proxies: int = 0
    """How many proxies in front of us may be believed."""
    soffice: str = ""
    """LibreOffice's program, for PDFs and old documents. Empty: it is looked for where installers put it."""
    base_url: str = ""
    """Where colleagues open the site, as in `https://biaowen.example.edu.cn`: links in messages begin with it."""
    mail_host: str = ""
    """The mail server (SMTP). Empty: no mail goes out, and none is kept to be sent."""
    mail_port: int = 0
    """0: 587 with `starttls`, 465 with `tls`, 25 with `none`."""
    mail_security: str = "starttls"
    """`starttls`, `tls`, or `none` for a server on this machine."""
    mail_user: str = ""
    """The account at the mail server. Empty: it asks for none."""
    mail_password: str = field(default="", repr=False)
    """Its password; no page shows it."""
    mail_from: str = ""
    """The address from which mail comes."""
    mail_domains: str = ""
    """With commas: mail goes only to addresses there, as in `example.edu.cn`. Empty: to every address."""
    digest_hour: int = 8
    """At which hour the mail once a day goes out."""
    wecom_url: str = field(default="", repr=False)
    """The webhook of a robot in a WeCom group (企业微信群机器人). Empty: nothing is sent there."""
    dingtalk_url: str = field(default="", repr=False)
    """The webhook of a robot in a DingTalk group (钉钉群机器人). Empty: nothing is sent there."""
    dingtalk_secret: str = field(default="", repr=False)
    """The key with which that robot wants messages signed (加签). Empty: unsigned."""

    @property
    def idle(self) -> timedelta:
        """How long a session lives without a request."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def absolute(self) -> timedelta:
        """How long a session lives at most."""
        return timedelta(hours=self.absolute_hours)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the office."""
        return ZoneInfo(self.time_zone)

    @property
    def cache(self) -> Path:
        """What can be made again: deleting it is safe."""
        return self.instance / "cache"


class BadSetting(ValueError):
    """A setting that we do not know or cannot read; the start stops with its name."""


def load(overrides: Mapping[str, Any] | None = None, *, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this start. `overrides` are those whose names are settings; the rest is Flask's."""
    given = {name: value for name, value in (overrides or {}).items() if name in _READERS}
    instance = Path(given.get("instance") or environ.get("BIAOWEN_INSTANCE") or Settings.instance)
    instance = instance if instance.is_absolute() else ROOT / instance
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    layers = {**_from_file(instance / "settings.toml"), **_from_environment(environ), **given, "instance": instance}
    settings = Settings(**{name: _read(name, value) for name, value in layers.items()})
    return settings if settings.secret_key else replace(settings, secret_key=secret_key(instance))


def flask_mapping(settings: Settings) -> dict[str, Any]:
    """The same settings, as Flask and its extensions name them."""
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url or f"sqlite:///{settings.instance / 'biaowen.db'}",
        "MAX_CONTENT_LENGTH": settings.max_upload_mb * MEBIBYTE,
        "MAX_FORM_MEMORY_SIZE": 10 * MEBIBYTE,
        "MAX_FORM_PARTS": 50_000,
        "SESSION_COOKIE_NAME": "biaowen",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": settings.time_zone,
    }


def secret_key(instance: Path) -> str:
    """The key that signs cookies; the first start makes it, readable by nobody else."""
    return _kept_secret(instance / "secret.key", lambda: secrets.token_hex(32))


def _kept_secret(path: Path, make: Callable[[], str]) -> str:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    secret = make()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret)
    return secret


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    unknown = sorted(set(given) - set(_READERS))
    if unknown:
        raise BadSetting(f"{path}: unknown setting {unknown[0]!r}; known are {', '.join(sorted(_READERS))}")
    return given


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    named = {f"BIAOWEN_{name.upper()}": name for name in _READERS}
    given = {named[key]: value for key, value in environ.items() if key in named}
    return {"database_url": environ["DATABASE_URL"], **given} if environ.get("DATABASE_URL") else given


def _read(name: str, value: Any) -> Any:
    try:
        return _READERS[name](value)
    except (TypeError, ValueError, LookupError) as error:
        raise BadSetting(f"setting {name}: cannot read {value!r}") from error


def _zone(name: str) -> str:
    return ZoneInfo(name).key


def _positive(value: Any) -> int:
    number = int(value)
    if number < 0:
        raise ValueError(value)
    return number


def _hour(value: Any) -> int:
    return range(24)[_positive(value)]


def _language(value: str) -> str:
    return {"zh": "zh", "en": "en"}[value]


def _security(value: str) -> str:
    return {"starttls": "starttls", "tls": "tls", "none": "none"}[value]


def _mailbox(value: str) -> str:
    """An address for mail, alone."""
    if value and not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", value):
        raise ValueError(value)
    return value


def _address(value: str) -> str:
    """Of a site: http or https, without anything behind the path."""
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
        raise ValueError(value)
    return value.rstrip("/")


_READERS: dict[str, Callable[[Any], Any]] = {
    **{each.name: str for each in fields(Settings)},
    "instance": Path,
    "time_zone": _zone,
    "language": _language,
    "idle_minutes": _positive,
    "absolute_hours": _positive,
    "max_upload_mb": _positive,
    "proxies": _positive,
    "base_url": _address,
    "mail_port": _positive,
    "mail_security": _security,
    "mail_from": _mailbox,
    "digest_hour": _hour,
}
