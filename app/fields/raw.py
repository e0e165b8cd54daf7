"""Reading what people type: which characters count, and how a refusal quotes them."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from app.errors import Invalid
from app.expressions import Coded, plain_text
from app.fields.base import Raw, is_blank

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""Control characters that XML (and so Word) refuses, halves of characters, and marks that only hide or turn text."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))


def as_text(raw: Raw) -> str:
    """A raw value as text, without the characters nobody sees."""
    text = raw if type(raw) is str else _worded(raw)
    return text if text.isprintable() else _UNSEEN.sub("", text)


def _worded(raw: Raw) -> str:
    """What spreadsheets and computed fields give, as a person would have typed it."""
    match raw:
        case None | bool() | Decimal() | Coded():
            return plain_text(raw)
        case float():
            return str(int(raw)) if raw.is_integer() else str(raw)
        case datetime():
            return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ", "minutes")
        case date():
            return plain_text(raw)
        case time():
            return raw.isoformat("minutes")
        case list() | tuple():
            return "、".join(filter(None, map(as_text, raw)))
        case Mapping():
            if is_blank(raw):
                return ""
            raise Invalid.because("field.not_text")
        case _:
            return str(raw)


def one_line(raw: Raw) -> str:
    """As one line: white space of every kind and width is one space, none at the ends."""
    return " ".join(as_text(raw).split())


def lines(raw: Raw) -> str:
    """As lines: one kind of line break, nothing behind the lines, no empty line first or last."""
    text = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", as_text(raw))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def narrow(raw: Raw) -> str:
    """As one line of plain width: full-width digits, letters and signs become the ordinary ones, dashes become `-`."""
    text = one_line(raw)
    return text if text.isascii() else one_line(unicodedata.normalize("NFKC", text)).translate(_DASHES)


def quoted(raw: Raw) -> str:
    """What was typed, short enough to be quoted in a sentence."""
    text = one_line(raw)
    return text if len(text) <= 40 else f"{text[:39]}…"
