"""From a draft and a deed to the next draft: source to source, comments kept, through the gate of files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.definitions import codec
from app.definitions.codec import Reading
from app.definitions.schema import RecordType
from app.designer.deeds import Done, Given
from app.designer.operations import named
from app.errors import Fault, Invalid
from app.fields import FieldDef

_KNOWN: dict[str, RecordType] = {}
_MOST_KNOWN = 50
"""Sources whose definition is remembered: a step back needs no reading."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A draft after a deed."""

    definition: RecordType
    source: str
    done: Done


def edit(source: str, name: str, given: Given) -> Edited:
    """Do a deed to a draft; raises `Invalid` with every fault, each at its path, and nothing was done."""
    return edit_definition(read(source), source, name, given)


def edit_definition(definition: RecordType, source: str, name: str, given: Given) -> Edited:
    """The same where the definition of the source is known."""
    deed = named(name)
    deed.refuse_incomplete(given)
    data = codec.plain_data(definition)
    try:
        done = deed.do(data, given)
    except KeyError as missing:
        raise Invalid.because("designer.incomplete", name=str(missing.args[0])) from missing
    made = _judged(codec.judged(data))
    text = codec.dump(made, previous_text=source, moves=done.moves)
    return Edited(_remember(text, made), text, done)


def read(source: str) -> RecordType:
    """The definition of a source that went through the gate before; of the last ones it is remembered."""
    return _KNOWN.get(source) or _remember(source, codec.load(source))


def typed(source: str, *, key: str) -> RecordType:
    """The definition of a text that somebody wrote; raises `Invalid` with every fault by line, column and path."""
    reading = codec.read_type(source)
    definition = reading.made()
    if definition.key != key:
        facts = {"key": definition.key, "wanted": key}
        raise Invalid([reading.located(Fault("designer.other_key", "key", facts=facts))])
    return definition


def path_of(fault: Fault) -> str:
    """Where in the definition a fault is, without line and column."""
    first, _, rest = fault.place.partition(" ")
    return rest.split(" ")[0] if ":" in first else first


def renumbered(definition: RecordType, version: int) -> RecordType:
    """The same as another version."""
    return definition.model_copy(update={"version": version})


def paths(definition: RecordType) -> Mapping[str, str]:
    """The paths in the definition of everything on the canvas (`sections[0].fields[2]`), by the path of the field."""
    found: dict[str, str] = {}
    for at, part in enumerate(definition.sections):
        for position, each in enumerate(part.fields):
            path = f"sections[{at}].fields[{position}]"
            found[path] = each.key
            for number, column in enumerate(each.columns):
                found[f"{path}.columns[{number}]"] = f"{each.key}.{column.key}"
    return found


def fields_by_path(definition: RecordType) -> Iterator[tuple[str, FieldDef]]:
    """Every field and column with its path."""
    for each in definition.fields():
        yield each.key, each
        yield from ((f"{each.key}.{column.key}", column) for column in each.columns)


def _remember(source: str, definition: RecordType) -> RecordType:
    if len(_KNOWN) >= _MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN[source] = definition
    return definition


def _judged(reading: Reading[RecordType]) -> RecordType:
    if reading.value is None:
        raise Invalid([replace(fault, place=path_of(fault)) for fault in reading.faults])
    return reading.value
