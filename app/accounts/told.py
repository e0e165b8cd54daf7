"""What the audit says of people and departments, by their names of today."""

from typing import Any

from app.accounts import queries
from app.audit import details
from app.audit.details import Deed
from app.errors import NotFound
from app.web.language import N_, language

details.call(roles=N_("角色"))


@details.reads("roles")
def role_label(value: Any, deed: Deed) -> str:
    """The name of a role."""
    del deed
    found = next((role for role in queries.roles(active=False) if role.key == value), None)
    return found.label(language()) if found else ""


@details.reads("department.to")
def department_name(value: Any, deed: Deed) -> str:
    """The department below which another one was put."""
    del deed
    try:
        found = queries.department(int(value))
    except NotFound:
        return ""
    return found.name_en if language() == "en" and found.name_en else found.name
