"""The very first start: a code on the console opens one page, which makes the institution and its administrator."""

import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import pinyin
from app.accounts import passwords, queries, service
from app.accounts.models import User
from app.audit import service as audit
from app.errors import Fault, Invalid

FILE = "setup.code"
GIVING = ("manage_users", "manage_types", "manage_lists", "import_past", "void_numbers")
"""The administrator gets every role with one of these; the auditor's is for somebody else."""


@dataclass(frozen=True)
class Beginning:
    """What the set-up page asks."""

    institution: str
    department: str
    name: str
    login: str
    password: str


def is_pending() -> bool:
    """Whether nobody can sign in yet."""
    return not queries.any_user()


def code(instance: Path) -> str:
    """The set-up code; made when there is none, readable by the owner of the machine only."""
    path = instance / FILE
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("-".join(f"{secrets.randbelow(10_000):04d}" for _ in range(3)))
    return path.read_text(encoding="ascii").strip()


def check_code(instance: Path, given: str) -> None:
    """Raise `Invalid` unless the code is right."""
    digits = "".join(letter for letter in given if letter.isdigit())
    if not hmac.compare_digest(digits, code(instance).replace("-", "")):
        raise Invalid.because("setup.code", place="code")


def check(beginning: Beginning) -> None:
    """Raise `Invalid` when something is missing or the password is weak."""
    near = (beginning.login, beginning.institution, beginning.name, *pinyin.name_key(beginning.name).split())
    faults = list(passwords.faults(beginning.password, near=near))
    if not pinyin.LOGIN.fullmatch(beginning.login.strip().lower()):
        faults.append(Fault("user.login_form", place="login"))
    if faults:
        raise Invalid(faults)


def perform(beginning: Beginning, *, password_hash: str, now: datetime) -> User:
    """Make the institution, its first department and the administrator."""
    institution = service.found_institution(beginning.institution)
    department = service.add_department(beginning.department, parent=institution, actor=None)
    roles = [role.key for role in queries.roles() if set(role.can) & set(GIVING)]
    person = service.Person(
        name=beginning.name,
        login=beginning.login,
        department_id=department.id,
        grants=tuple(service.Grant(role) for role in roles),
    )
    user = service.create_user(person, password_hash=password_hash, actor=None, now=now)
    user.must_change, user.password_until = False, None
    audit.record("setup", actor=user, about=f"user:{user.id}")
    return user


def forget_code(instance: Path) -> None:
    """The code opens nothing any more."""
    (instance / FILE).unlink(missing_ok=True)
