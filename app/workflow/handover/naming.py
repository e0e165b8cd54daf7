"""Who is named in a handover: by log-in name, by name, or by `王五（wangwu）`; people who left too."""

import re

from app.accounts import queries as accounts
from app.accounts.models import User
from app.errors import Fault, Invalid
from app.web.signs import signs

_WITH_LOGIN = re.compile(r".*[（(](?P<login>[^（）()]+)[）)]")
_LONGEST = 100


def named(given: dict[str, str]) -> dict[str, User | None]:
    """The person of each place; nobody where nothing was typed. Raises `Invalid` for all that name nobody."""
    faults, found = [], dict[str, User | None]()
    for place, text in given.items():
        typed = text.strip()[:_LONGEST]
        found[place] = _one(typed) if typed else None
        if typed and found[place] is None:
            faults.append(Fault("handover.person_unknown", place=place, facts={"name": typed}))
    if faults:
        raise Invalid(faults)
    return found


def choices() -> list[str]:
    """Everybody who may be chosen from, as they are typed; people who left are found by what is typed."""
    users = accounts.find_users(accounts.UserSearch(active=True), size=2000).users
    return [called(user) for user in users]


def called(user: User) -> str:
    """How a person is told from others of the same name."""
    return user.name + signs().aside.format(user.login)


def _one(typed: str) -> User | None:
    with_login = _WITH_LOGIN.fullmatch(typed)
    if user := accounts.user_by_login(with_login["login"] if with_login else typed):
        return user
    same = [user for user in accounts.find_users(accounts.UserSearch(typed)).users if user.name == typed]
    return same[0] if len(same) == 1 else None
