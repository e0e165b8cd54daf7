"""What a long making of papers remembers from stretch to stretch, in a file beside its result."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.jobs import results


@dataclass(frozen=True, slots=True)
class Refusal:
    """A paper that was not made, and why, in words."""

    title: str
    number: str
    paper: str
    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a stretch: the files in the order of the list, how many of them are new, what was refused."""

    files: Sequence[int]
    made: int
    refused: Sequence[Refusal]


class Notes:
    """The records of the order, then a line for each stretch; written before its transaction ends."""

    def __init__(self, token: str) -> None:
        self.path = results.notes(token)
        self.ids: list[int] = []
        self.stretches: dict[int, Done] = {}
        for line in self._lines():
            if "ids" in line:
                self.ids = line["ids"]
            else:
                refused = [Refusal(*each) for each in line["refused"]]
                self.stretches[line["start"]] = Done(line["files"], line["made"], refused)

    def begin(self, ids: list[int]) -> None:
        """Remember which records were meant: the list may be another one later."""
        self.ids = ids
        self._write({"ids": ids})

    def keep(self, start: int, done: Done) -> None:
        """Remember what became of the stretch that starts here."""
        self.stretches[start] = done
        refused = [[each.title, each.number, each.paper, each.why] for each in done.refused]
        self._write({"start": start, "files": list(done.files), "made": done.made, "refused": refused})

    @property
    def whole(self) -> Done:
        """All stretches together."""
        stretches = [self.stretches[start] for start in sorted(self.stretches)]
        return Done(
            [each for done in stretches for each in done.files],
            sum(done.made for done in stretches),
            [each for done in stretches for each in done.refused],
        )

    def _lines(self) -> Iterator[dict[str, Any]]:
        """The lines that were written whole."""
        for line in self.path.read_bytes().splitlines() if self.path.exists() else ():
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError:
                continue

    def _write(self, line: dict[str, Any]) -> None:
        with self.path.open("ab") as file:
            file.write(b"\n" + orjson.dumps(line))  # in front: behind half a line a new one begins
            file.flush()
            os.fsync(file.fileno())
