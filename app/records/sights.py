"""Which fields of a version stay shut outside the record's own page: by that version or by the newest, the stricter."""

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.definitions.renames import heirs, today
from app.records.access import Standing, own_sight, sights
from app.records.slots import SECRET


def closed(before: CompiledType, newest: CompiledType, actor: Actor, record: Standing | None) -> frozenset[str]:
    """Paths of a version that the actor does not see, under it or under the newest one."""
    then, now, moved = own_sight(before, actor, record), own_sight(newest, actor, record), heirs(newest.definition)
    return frozenset(path for path, sight in then.items() if {sight, now.get(today(path, moved), "see")} != {"see"})


def closed_somewhere(before: CompiledType, newest: CompiledType, actor: Actor) -> frozenset[str]:
    """The same for records of any department: what the actor sees in some of them only is closed."""

    def holds(role: str) -> bool:
        return actor.has(role) and actor.reach(role) is None

    then = sights(before.definition.rights, classes(before), holds)
    now, moved = sights(newest.definition.rights, classes(newest), holds), heirs(newest.definition)
    return frozenset(path for path, sight in then.items() if {sight, now.get(today(path, moved), "see")} != {"see"})


def secret(before: CompiledType, newest: CompiledType) -> frozenset[str]:
    """Paths of a version that are secrets, under it or under the newest one; a column of a table that is one, too."""
    return frozenset(path for path, level in levels(before, newest).items() if level >= SECRET)


def levels(before: CompiledType, newest: CompiledType) -> dict[str, int]:
    """How secret each field and column of a version is, by it or by the newest; columns at least as their table."""
    now, moved, found = classes(newest), heirs(newest.definition), classes(before)
    strict = {path: max(level, now.get(today(path, moved), 0)) for path, level in found.items()}
    return {path: max(level, strict[path.partition(".")[0]]) for path, level in strict.items()}


def classes(compiled: CompiledType) -> dict[str, int]:
    """How secret each field and column is."""
    found = {key: each.definition.sensitive for key, each in compiled.fields.items()}
    columns = ((key, each.columns) for key, each in compiled.fields.items())
    return found | {f"{key}.{name}": one.definition.sensitive for key, all_ in columns for name, one in all_.items()}
