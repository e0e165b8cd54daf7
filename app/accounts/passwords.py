"""Passwords: hashed with argon2id, measured against the policy, made for one use."""

import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import product

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import Fault

LEAST = 10
MOST = 200
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="argon2")
"""One thread for all hashing: each thread that ever hashed would keep its 19 MB."""

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of one-time passwords: nothing that looks like something else on paper."""


def hashed(password: str) -> str:
    """The hash to store."""
    return _THREAD.submit(_HASHER.hash, password).result()


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is right; takes as long when there is no hash to compare with."""
    try:
        verified = _THREAD.submit(_HASHER.verify, password_hash or _nobody(), password[:MOST]).result()
        return verified and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return hashed(secrets.token_hex(16))


def one_time() -> str:
    """A password to be written on a slip of paper: three groups of four, about 59 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def faults(password: str, *, near: Iterable[str] = (), place: str = "password") -> tuple[Fault, ...]:
    """Why this cannot be a password; `near` are words of this person and office that it may not be."""
    if len(password) < LEAST:
        return (Fault("password.short", place=place, facts={"least": LEAST}),)
    if len(password) > MOST:
        return (Fault("password.long", place=place, facts={"most": MOST}),)
    plain = _plain(password)
    if any(len(word) >= 3 and plain in _variants(_plain(word)) for word in near):
        return (Fault("password.near", place=place),)
    if len(set(plain)) < 4 or plain in common():
        return (Fault("password.common", place=place),)
    return ()


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _variants(word: str) -> frozenset[str]:
    """The word itself, twice, and with the figures that people add to reach a length."""
    tails = ("", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "666", "888", "000", *_YEARS)
    return frozenset(
        {word * 2, word * 3, word[::-1]} | {word + tail for tail in tails} | {tail + word for tail in tails}
    )


_YEARS = tuple(str(year) for year in range(1960, 2041))


@cache
def common() -> frozenset[str]:
    """Passwords that everybody tries first, generated: runs on the keyboard, words with figures, dates twice."""
    rows = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb")
    runs = {(row * 3)[start : start + size] for row in rows for start in range(len(row)) for size in range(LEAST, 17)}
    runs |= {run[::-1] for run in runs}
    words = (
        *("password", "passw0rd", "p4ssword", "admin", "administrator", "root", "system", "welcome", "letmein"),
        *("qwerty", "qwertyuiop", "iloveyou", "woaini", "woaini1314", "changeme", "secret", "master", "login"),
        *(
            "test",
            "guest",
            "user",
            "abc",
            "abcd",
            "mima",
            "guanliyuan",
            "zhongguo",
            "beijing",
            "zhejiang",
            "a",
            "aa",
            "wang",
        ),
        *("biaowen", "waishi", "daxue", "bangong", "xuexiao", "china", "office", "computer", "monkey", "dragon"),
    )
    tails = (
        "",
        "1",
        "12",
        "123",
        "1234",
        "12345",
        "123456",
        "1234567",
        "12345678",
        "123456789",
        "520",
        "1314",
        "5201314",
    )
    joined = {head + tail for head, tail in product(words, (*tails, "666", "888", "666666", "888888", *_YEARS))}
    pairs = {first + second for first, second in product(words, words)}
    figures = {f"{digit}" * size for digit in range(10) for size in range(LEAST, 17)}
    blocks = {block * 3 for block in ("1234", "12345", "123456", "abcd", "abc123", "a1b2c3", "1q2w3e", "520", "1314")}
    return frozenset(word for word in runs | joined | pairs | figures | blocks if len(word) >= LEAST)
