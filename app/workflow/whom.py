"""What people call those whom a task asks: a role, in which department, or the one above it."""

from flask_babel import gettext


def said(role: str, unit: str, *, above: bool = False) -> str:
    """A role as it is called, held in a department as that is called; `above`: in the one over it."""
    if not unit:
        return role
    if above:
        return str(gettext("%(unit)s上一级的%(role)s", unit=unit, role=role))
    return str(gettext("%(unit)s的%(role)s", unit=unit, role=role))


def home_of_owner() -> str:
    """What `of: owner` is called."""
    return str(gettext("经办人所在部门"))
