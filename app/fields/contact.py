"""How to reach somebody: telephone, e-mail, web address."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

import re
from typing import Any, ClassVar
from urllib.parse import SplitResult, urlsplit

from app.fields.base import Example, FieldOptions, Lookups, Raw
from app.fields.formed import Formed
from app.fields.raw import one_line

_MOBILE = re.compile(r"(?:(?:\+|00)86[- ]?)?(1[3-9][0-9])[- ]?([0-9]{4})[- ]?([0-9]{4})")
_AREA = r"\(?(0?(?:10|2[0-9]|[3-9][0-9]{2}))\)?"
_EXTENSION = r"(?:(?:-|转| ?x| ?ext\.? ?)([0-9]{1,6}))?"
_LANDLINE = re.compile(rf"(?:(?:\+|00)86[- ]?)?{_AREA}[- ]?([2-9][0-9]{{2,3}})[- ]?([0-9]{{4}}){_EXTENSION}")
_SERVICE = re.compile(r"[48]00[- ]?[0-9]{3}[- ]?[0-9][- ]?[0-9]{3}")
_LOCAL = re.compile(r"[2-9][0-9]{2,3}[- ]?[0-9]{4}(?:(?:-|转)[0-9]{1,6})?")
_SHORT = re.compile(r"[0-9]{3,6}")
_INTERNATIONAL = re.compile(r"(?:\+|00)[1-9][0-9 ()./-]{5,24}")

_LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|localhost|[a-z0-9][a-z0-9-]{0,62}", re.IGNORECASE)


class PhoneOptions(FieldOptions):
    """`short` also takes numbers of an exchange: 3 to 6 digits."""

    short: bool = False


class Phone(Formed):
    """A telephone number of mainland China, or of anywhere with + and country code (ITU-T E.164: up to 15 digits)."""

    name, label, refusal = "phone", "电话", "field.not_phone"
    attrs: ClassVar = {"inputmode": "tel", "maxlength": "40"}
    Options = PhoneOptions
    examples = (
        Example(raw="138 0013 8000", stored="13800138000", shown="13800138000"),
        Example(raw="（０５７２）２３２０００１转８", stored="0572-2320001-8", shown="0572-2320001-8"),
        Example(raw="+49 (89) 2180-0", stored="+498921800", shown="+498921800"),
        Example(raw="661234", stored="661234", shown="661234", options={"short": True}),
    )

    def formed(self, text: str, options: Any, lookups: Lookups) -> str | None:
        return _phone(text.lower()) or (text if options.short and _SHORT.fullmatch(text) else None)


class Email(Formed):
    """An e-mail address: one `@`, a name of ordinary characters, a domain. (RFC 5322 allows more than anybody uses.)"""

    name, label, refusal = "email", "电子邮箱", "field.not_email"
    attrs: ClassVar = {"inputmode": "email", "maxlength": "254"}
    examples = (
        Example(raw=" Wang.Min@ZJHU.edu.cn ", stored="Wang.Min@zjhu.edu.cn", shown="Wang.Min@zjhu.edu.cn"),
        Example(raw="ｗａｎｇ＠example.org", stored="wang@example.org", shown="wang@example.org"),
    )

    def formed(self, text: str, options: Any, lookups: Lookups) -> str | None:
        local, _, host = text.removeprefix("mailto:").rpartition("@")
        usual = len(text) <= 254 and len(local) <= 64 and _LOCAL_PART.fullmatch(local) and _HOST.fullmatch(host)
        return f"{local}@{host.lower()}" if usual else None


class Url(Formed):
    """A web address with http or https; no other scheme, so that it can be a link (RFC 3986)."""

    name, label, refusal = "url", "网址", "field.not_url"
    attrs: ClassVar = {"inputmode": "url", "maxlength": "2000"}
    examples = (
        Example(
            raw="HTTPS://WWW.zjhu.edu.cn/a?b=1",
            stored="https://www.zjhu.edu.cn/a?b=1",
            shown="https://www.zjhu.edu.cn/a?b=1",
        ),
        Example(raw="http://192.168.1.8:8080/", stored="http://192.168.1.8:8080/", shown="http://192.168.1.8:8080/"),
    )

    def plain(self, raw: Raw) -> str:
        return one_line(raw)

    def formed(self, text: str, options: Any, lookups: Lookups) -> str | None:
        parts = _split(text)
        if parts is None or parts.scheme not in {"http", "https"}:
            return None
        return parts._replace(netloc=parts.netloc.lower()).geturl()


def _phone(text: str) -> str | None:
    if found := _MOBILE.fullmatch(text):
        return "".join(found.groups())
    if _SERVICE.fullmatch(text):
        digits = re.sub(r"\D", "", text)
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if found := _LANDLINE.fullmatch(text):
        area, first, last, extension = found.groups()
        is_abroad_style = text.startswith(("+", "00"))
        if is_abroad_style or area.startswith("0"):
            return "-".join(filter(None, (f"0{area.lstrip('0')}", first + last, extension)))
    if _LOCAL.fullmatch(text):
        return re.sub(r"[- ](?=[0-9]{4}(?:\D|$))", "", text, count=1).replace("转", "-")
    if _INTERNATIONAL.fullmatch(text):
        digits = re.sub(r"\D", "", text.replace("(0)", "")).removeprefix("00")
        return f"+{digits}" if 7 <= len(digits) <= 15 and not digits.startswith("86") else None
    return None


def _split(text: str) -> SplitResult | None:
    """Its parts, if it has a host and nothing that hides where it leads (a user name, white space)."""
    if len(text) > 2000 or re.search(r"[\s<>\"\\^`{|}]", text):
        return None
    try:
        parts = urlsplit(text)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return None
    host = parts.hostname or ""
    is_host = _HOST.fullmatch(host) or _ADDRESS.fullmatch(host)
    return parts if is_host and has_port and parts.username is None and parts.password is None else None
