"""Who acts: a frozen snapshot, taken once per request. Services know no session, only this."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role that the actor holds today, and the departments it reaches: None is the whole institution."""

    role: str
    department_id: int | None = None
    reach: frozenset[int] | None = None

    def covers(self, department_id: int) -> bool:
        """Whether the role counts for this department."""
        return self.reach is None or department_id in self.reach


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in, or on whose behalf a command runs."""

    id: int
    name: str
    login: str = ""
    department_id: int | None = None
    department: str = ""
    """The name of the department, while it is in use."""
    roles: frozenset[str] = frozenset()
    assignments: tuple[Assignment, ...] = ()
    departments: frozenset[int] = frozenset()
    """The actor's own department and those below it."""
    capabilities: frozenset[str] = frozenset()
    language: str = ""
    must_change: bool = False
    """The password was given by somebody else and has to be changed first."""
    session_id: int | None = field(default=None, compare=False)

    def has(self, role: str, department_id: int | None = None) -> bool:
        """Holds the role; with a department: there, or in a department above it."""
        return any(
            held.role == role and (department_id is None or held.covers(department_id)) for held in self.assignments
        )

    def can(self, capability: str) -> bool:
        """May do this over the whole product."""
        return str(capability) in self.capabilities

    def reach(self, role: str) -> frozenset[int] | None:
        """The departments for which the role is held; None means all of them."""
        held = [assignment for assignment in self.assignments if assignment.role == role]
        if any(assignment.reach is None for assignment in held):
            return None
        return frozenset().union(*(assignment.reach or () for assignment in held))

    @property
    def is_authenticated(self) -> bool:
        """Asked by the log-in extension."""
        return True

    @property
    def is_active(self) -> bool:
        """Asked by the log-in extension."""
        return True

    @property
    def is_anonymous(self) -> bool:
        """Asked by the log-in extension."""
        return False

    def get_id(self) -> str:
        """Asked by the log-in extension."""
        return str(self.id)
