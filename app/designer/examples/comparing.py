"""Whether an example came out as before, and what did not: pairs of before and after."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from app.designer.examples.schema import Expected, PaperText, Told

What = Literal["shown", "value", "fault", "step", "paper"]
_PATH = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that came out otherwise; None where there was nothing, or is nothing now."""

    what: What
    path: str
    before: Any
    now: Any


def changes(before: Expected, now: Expected, moved: Mapping[str, str]) -> list[Change]:
    """Everything that came out otherwise; `moved` are the keys that were given up, with those of today."""
    then = _renamed(before, moved)
    return [*_shown(then, now), *_values(then, now), *_faults(then, now), *_steps(then, now), *_papers(then, now)]


def _renamed(expected: Expected, moved: Mapping[str, str]) -> Expected:
    def today(path: str) -> str:
        return _PATH.sub(lambda found: moved.get(found[0], found[0]), path, count=1)

    if not moved:
        return expected
    return expected.model_copy(
        update={
            "shown": tuple(map(today, expected.shown)),
            "hidden": tuple(map(today, expected.hidden)),
            "values": {today(path): text for path, text in expected.values.items()},
            "faults": tuple(each.model_copy(update={"place": today(each.place)}) for each in expected.faults),
        }
    )


def _shown(before: Expected, now: Expected) -> Iterator[Change]:
    """A field that is new is no surprise."""
    for path in before.shown:
        if path not in now.shown:
            yield Change("shown", path, True, False if path in now.hidden else None)  # noqa: FBT003
    for path in before.hidden:
        if path not in now.hidden and ("[" in path or path in now.shown):
            yield Change("shown", path, False, True)  # noqa: FBT003
    known = {*before.shown, *(path.partition("[")[0] for path in before.hidden)}
    for path in now.hidden:
        if "[" in path and path not in before.hidden and path.partition("[")[0] in known:
            yield Change("shown", path, True, False)  # noqa: FBT003


def _values(before: Expected, now: Expected) -> Iterator[Change]:
    known = {*before.shown, *before.hidden}
    for path in dict.fromkeys((*before.values, *now.values)):
        was, is_ = before.values.get(path), now.values.get(path)
        if was != is_ and (path in before.values or path.partition("[")[0] in known):
            yield Change("value", path, was, is_)


def _faults(before: Expected, now: Expected) -> Iterator[Change]:
    was, are = _by_mark(before.faults), _by_mark(now.faults)
    yield from (Change("fault", each.place, each, None) for mark, each in was.items() if mark not in are)
    yield from (Change("fault", each.place, None, each) for mark, each in are.items() if mark not in was)


def _by_mark(faults: Iterable[Told]) -> dict[tuple[str, str, str], Told]:
    return {each.mark: each for each in faults}


def _steps(before: Expected, now: Expected) -> Iterator[Change]:
    was = {each.transition: each for each in before.steps}
    are = {each.transition: each for each in now.steps}
    for key in dict.fromkeys((*was, *are)):
        if was.get(key) != are.get(key):
            yield Change("step", key, was.get(key), are.get(key))


def _papers(before: Expected, now: Expected) -> Iterator[Change]:
    """A paper that is new is no surprise; of one that reads otherwise the lines that do."""
    are = {each.key: each for each in now.papers}
    for was in before.papers:
        is_ = are.get(was.key)
        if is_ is None:
            yield Change("paper", was.key, lines_of(was), None)
        elif lines_of(was) != lines_of(is_) or [each.mark for each in was.faults] != [each.mark for each in is_.faults]:
            yield Change("paper", was.key, *_apart(was, is_))


def lines_of(paper: PaperText) -> tuple[str, ...]:
    """All of it, each file under its name."""
    return tuple(line for name, lines in paper.files for line in (name, *lines))


def _apart(was: PaperText, is_: PaperText) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The lines that are not in the other; a paper that cannot be made says why."""
    old, new = lines_of(was), lines_of(is_)
    before: list[Any] = list(was.faults)
    now: list[Any] = list(is_.faults)
    for sort, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if sort != "equal":
            before += old[i:j]
            now += new[k:m]
    return tuple(before), tuple(now)
