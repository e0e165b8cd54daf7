"""Numbers of people and organisations: passport, citizen number, unified social credit code."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

import re
from datetime import date
from typing import Any, ClassVar

from app.errors import Invalid
from app.fields.base import Example, Lookups, Raw
from app.fields.formed import Formed
from app.fields.raw import narrow, quoted

_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,12}")
_ID_CARD = re.compile(r"[1-9][0-9]{16}[0-9X]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(rf"[0-9A-Z][0-9A-Z][0-9]{{6}}[{_USCC_SIGNS}]{{10}}")


class _Code(Formed):
    """Capitals and digits."""

    attrs: ClassVar = {"autocapitalize": "characters", "spellcheck": "false", "maxlength": "24"}

    def plain(self, raw: Raw) -> str:
        """Without spaces, hyphens and the `<` that machine-readable lines are filled up with."""
        return re.sub(r"[ -]", "", narrow(raw)).rstrip("<").upper()


class Passport(_Code):
    """A travel document number: 5 to 12 capitals and digits (ICAO Doc 9303 prints 9 and lets longer ones go on)."""

    name, label, refusal = "passport", "护照号", "field.not_passport"
    attrs: ClassVar = {**_Code.attrs, "maxlength": "20"}
    examples = (
        Example(raw=" e1234 5678 ", stored="E12345678", shown="E12345678"),
        Example(raw="ｃ０１Ｘ００Ｔ４７", stored="C01X00T47", shown="C01X00T47"),
    )

    def formed(self, text: str, options: Any, lookups: Lookups) -> str | None:
        return text if _PASSPORT.fullmatch(text) else None


class IdCard(_Code):
    """A citizen identification number (GB 11643): 17 digits, of which 8 are the date of birth, and a check digit
    by ISO 7064 MOD 11-2. Residence permits of Hong Kong, Macao, Taiwan residents and foreigners are built alike."""

    name, label, refusal = "id_card", "身份证号", "field.not_id"
    examples = (
        Example(raw="11010519491231002x", stored="11010519491231002X", shown="11010519491231002X"),
        Example(raw="440524 18800101 0014", stored="440524188001010014", shown="440524188001010014"),
    )

    def formed(self, text: str, options: Any, lookups: Lookups) -> str:
        if re.fullmatch(r"[0-9]{15}", text):
            raise Invalid.because("field.id_old")
        if not _ID_CARD.fullmatch(text):
            raise Invalid.because("field.not_id", given=len(text))
        if not _is_birth_date(text[6:14], lookups.today):
            raise Invalid.because("field.id_birth", birth=text[6:14])
        if id_check(text[:17]) != text[17]:
            raise Invalid.because("field.id_check")
        return text


class Uscc(_Code):
    """A unified social credit code (GB 32100): 18 signs without I, O, S, V, Z, the last one a check modulo 31."""

    name, label, refusal = "uscc", "统一社会信用代码", "field.not_uscc"
    examples = (
        Example(raw="12330500676151570y", stored="12330500676151570Y", shown="12330500676151570Y"),
        Example(raw="9135 0100 M000 100Y 43", stored="91350100M000100Y43", shown="91350100M000100Y43"),
    )

    def formed(self, text: str, options: Any, lookups: Lookups) -> str | None:
        if len(text) != 18:
            raise Invalid.because("field.uscc_length", given=len(text))
        if not _USCC.fullmatch(text):
            return None
        if uscc_check(text[:17]) != text[17]:
            raise Invalid.because("field.uscc_check", raw=quoted(text))
        return text


def id_check(digits: str) -> str:
    """The check digit of 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, digits, strict=True))
    return _ID_CHECKS[total % 11]


def uscc_check(signs: str) -> str:
    """The check sign of 17 signs (GB 32100: weights are powers of 3 modulo 31)."""
    total = sum(pow(3, at, 31) * _USCC_SIGNS.index(sign) for at, sign in enumerate(signs))
    return _USCC_SIGNS[-total % 31]


def _is_birth_date(digits: str, today: date) -> bool:
    try:
        return date(1850, 1, 1) <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) <= today
    except ValueError:
        return False
