"""What is wrong with a draft, told by where a person looks: the field, the section, the property."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app.definitions import codec
from app.definitions.checks import problems
from app.definitions.lookups import site_world
from app.definitions.schema import RecordType
from app.designer import editing, parts
from app.designer.outline import Data
from app.errors import Fault, Level

_SECTION = re.compile(r"sections\[(\d+)\](?:\.(\w+))?")
_FIELD = re.compile(r"(sections\[\d+\]\.fields\[\d+\](?:\.columns\[\d+\])?)(?:\.(\w+)(?:\[(\d+)\]\.(\w+))?)?")
TEMPLATE_FAULT = "designer.template_fault"
"""A tag of a template that cannot be filled in: it is put right in the template."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault with its place: `path` of a field, `#key` of a section, `kind/at` of a part (`kind/` of all of a kind),
    empty for the whole; `name` of the property; `input` is what its input is called where blocks have one each."""

    fault: Fault
    path: str
    name: str
    input: str = ""

    @property
    def blocks(self) -> bool:
        """Does it stand in the way of publishing?"""
        return self.fault.level is Level.BLOCK


def of(definition: RecordType) -> list[Trouble]:
    """Everything that makes no sense in a definition, in the world of this site."""
    return placed(problems(definition, world=site_world()), definition)


def placed(faults: Iterable[Fault], definition: RecordType) -> list[Trouble]:
    """Faults of a definition, each at what it is about."""
    known, data = editing.paths(definition), cache(lambda: codec.plain_data(definition))
    return [_placed(fault, editing.path_of(fault), known, definition, data) for fault in faults]


def counted(troubles: Iterable[Trouble]) -> Mapping[str, int]:
    """How many block, by path; a table counts those of its columns too."""
    count = Counter[str]()
    for each in troubles:
        if each.blocks:
            count[each.path] += 1
            if "." in each.path:
                count[each.path.partition(".")[0]] += 1
    return count


def _placed(
    fault: Fault, path: str, known: Mapping[str, str], definition: RecordType, data: Callable[[], Data]
) -> Trouble:
    if (found := _FIELD.match(path)) and found[1] in known:
        return Trouble(fault, known[found[1]], found[2] or "", "-".join(filter(None, found.groups()[1:])))
    if (found := _SECTION.match(path)) and int(found[1]) < len(definition.sections):
        return Trouble(fault, f"#{definition.sections[int(found[1])].key}", found[2] or "")
    if (part := parts.placed(codec.path_steps(path), data())) is not None:
        return Trouble(fault, *part)
    return Trouble(fault, "", re.split(r"[.\[]", path)[0])
