"""What fields were called before: a rename is written once in `changes` and followed for ever, link by link."""

from collections.abc import Mapping

from app.definitions.schema import RecordType
from app.fields import FieldDef


def heirs(definition: RecordType) -> dict[str, str]:
    """For every key that was given up, the key at the end of its chain; a chain that goes round has no end."""
    links = {change.rename: change.to for change in definition.changes}
    ends = ((former, _end(former, links)) for former in links)
    return {former: end for former, end in ends if end is not None}


def former_keys(definition: RecordType) -> Mapping[str, tuple[str, ...]]:
    """The keys that fields had before they were renamed, by their key of today."""
    former: dict[str, tuple[str, ...]] = {}
    for key, today in heirs(definition).items():
        former[today] = (*former.get(today, ()), key)
    return former


def by_every_key(definition: RecordType) -> tuple[FieldDef, ...]:
    """The fields of a type, and each once more under every key that it had before: others may copy it by that one."""
    former = former_keys(definition)
    own = tuple(definition.fields())
    return (*own, *(each.model_copy(update={"key": key}) for each in own for key in former.get(each.key, ())))


def today(path: str, heirs: Mapping[str, str]) -> str:
    """The path of a field or column as it is now; columns move with their table."""
    key, dot, column = path.partition(".")
    return f"{heirs.get(key, key)}{dot}{column}"


def _end(key: str, links: Mapping[str, str]) -> str | None:
    passed = set[str]()
    while key in links:
        if key in passed:
            return None
        passed.add(key)
        key = links[key]
    return key
