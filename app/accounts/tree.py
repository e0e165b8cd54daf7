"""The departments as a tree: order, depth and written paths. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.accounts.models import Department

SEPARATOR = " / "


@dataclass(frozen=True)
class Branch:
    """A department in its place."""

    department: Department
    depth: int
    path: str
    """Names from below the institution down to here; the institution is its own name."""
    in_force: bool
    """Active, and so are all above it."""


class Tree:
    """All departments, top down, under their names in one language."""

    def __init__(self, departments: Iterable[Department], language: str = "zh") -> None:
        self._language = language
        self._children: dict[int | None, list[Department]] = {}
        for department in departments:
            self._children.setdefault(department.parent_id, []).append(department)
        self._branches = {branch.department.id: branch for branch in self._walk(None, depth=0, above="", alive=True)}

    def __iter__(self) -> Iterator[Branch]:
        return iter(self._branches.values())

    def get(self, department_id: int | None) -> Branch | None:
        """The branch of this department."""
        return self._branches.get(department_id) if department_id is not None else None

    def path(self, department_id: int | None) -> str:
        """The written path of a department; empty for none."""
        branch = self.get(department_id)
        return branch.path if branch else ""

    def by_path(self) -> dict[str, Department]:
        """Departments by written path."""
        return {branch.path: branch.department for branch in self}

    def choices(self, *, keep: int | None = None) -> list[tuple[int, str]]:
        """For a menu: those in force, and the one chosen before."""
        return [
            (branch.department.id, branch.path) for branch in self if branch.in_force or branch.department.id == keep
        ]

    def _walk(self, parent: int | None, *, depth: int, above: str, alive: bool) -> Iterator[Branch]:
        for department in self._children.get(parent, ()):
            name = department.label(self._language)
            path = f"{above}{SEPARATOR}{name}" if above else name
            in_force = alive and department.active
            yield Branch(department, depth, path, in_force)
            below = path if depth > 0 else ""
            yield from self._walk(department.id, depth=depth + 1, above=below, alive=in_force)
