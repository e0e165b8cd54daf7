"""Which records are to be carried over, and what is decided about values that do not fit; as JSON and back."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from app.definitions.carrying import Choice


@dataclass(frozen=True, slots=True)
class Asked:
    """`wanted` are the states by version id; `choices` by path."""

    wanted: Mapping[int, frozenset[str]]
    choices: Mapping[str, Choice] = field(default_factory=dict)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Asked":
        """From what `written` gave."""
        return cls(
            {int(version): frozenset(states) for version, states in kept["wanted"].items()},
            {path: Choice(**choice) for path, choice in kept["choices"].items()},
        )

    def without(self, paths: Collection[str]) -> "Asked":
        """The same, with nothing decided there."""
        return replace(self, choices={path: each for path, each in self.choices.items() if path not in paths})

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "wanted": {str(version): sorted(states) for version, states in self.wanted.items()},
            "choices": {path: asdict(choice) for path, choice in self.choices.items()},
        }
