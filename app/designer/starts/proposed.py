"""Fields that are proposed for a new type, what somebody made of the proposal, and the draft that comes of it. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.definitions import codec
from app.definitions.schema import RecordType
from app.designer import outline, starting
from app.designer.editing import path_of
from app.designer.outline import Data
from app.errors import Fault, Invalid
from app.expressions import fold

TYPES = (
    "text", "paragraph", "integer", "decimal", "money", "percent", "yesno", "choice", "date", "month", "year", "time",
    "datetime", "phone", "email", "url", "id_card", "passport", "uscc", "image",
)  # fmt: skip
"""What a proposed field may be made into before the draft is made; all others are set in the designer."""
TABLE = "table"
MOST = 200
"""Fields that one file may propose."""
LONGEST = 40
"""Characters of a name."""
_SPLIT = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A field that would fit; a table has columns. `odd` are samples of values that its type would not take."""

    label: str
    type: str = "text"
    choices: tuple[str, ...] = ()
    many: bool = False
    columns: tuple["Proposed", ...] = ()
    samples: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    is_numbering: bool = False
    """Numbers of rows, which are proposed to be left out."""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The template that the type came from, as the document of its draft."""

    label: str
    template: str


@dataclass(frozen=True, slots=True)
class Named:
    """What the new type is called, who fills it in and who sees all of it."""

    label: str
    key: str
    fill: tuple[str, ...]
    see: tuple[str, ...]


def rows(proposals: Sequence[Proposed], above: str = "") -> Iterator[tuple[str, Proposed]]:
    """Every field and column with its name in a form: `3`, `3-1`."""
    for at, each in enumerate(proposals):
        yield f"{above}{at}", each
        yield from rows(each.columns, f"{above}{at}-")


def corrected(proposals: Sequence[Proposed], given: Mapping[str, str], above: str = "") -> tuple[Proposed, ...]:
    """The proposals as somebody left them: without those that were not ticked, with what was typed and picked."""
    found = []
    for at, each in enumerate(proposals):
        name = f"{above}{at}"
        if f"take-{name}" in given:
            columns = corrected(each.columns, given, f"{name}-")
            found.append(replace(_typed(each, name, given), columns=columns))
    return tuple(found)


def faults_of(proposals: Sequence[Proposed], given: Mapping[str, str]) -> list[Fault]:
    """What is wrong with what was typed, each at the row in which it stands."""
    taken = [(name, _typed(each, name, given)) for name, each in rows(proposals) if f"take-{name}" in given]
    faults = [fault for name, each in taken for fault in _own_faults(name, each)]
    if not taken:
        faults.append(Fault("starts.nothing"))
    first: dict[tuple[str, str], str] = {}
    for name, each in taken:
        where = (name.rpartition("-")[0], fold(each.label))
        if each.label and first.setdefault(where, name) != name:
            faults.append(Fault("starts.twice", f"label-{name}", facts={"label": each.label}))
    return faults


def drafted(named: Named, proposals: Sequence[Proposed], paper: Paper | None = None) -> tuple[RecordType, str]:
    """The definition and its source; raises `Invalid` with every fault."""
    begun, _source = starting.blank(named.key, named.label, fill=named.fill, see=named.see)
    data = codec.plain_data(begun)
    fields = list(_fields(proposals))
    data["sections"] = [{**data["sections"][0], "fields": fields}]
    data["title"] = _title(fields, named.label)
    if paper is not None:
        data["documents"] = [{"key": "paper", "label": paper.label, "template": paper.template}]
    reading = codec.judged(data)
    if reading.value is None:
        raise Invalid(replace(fault, place=path_of(fault)) for fault in reading.faults)
    return reading.value, codec.dump(reading.value)


def _typed(each: Proposed, name: str, given: Mapping[str, str]) -> Proposed:
    kind = given.get(f"type-{name}", each.type)
    words = given.get(f"choices-{name}")
    choices = each.choices if words is None else tuple(dict.fromkeys(filter(None, map(str.strip, _SPLIT.split(words)))))
    label = " ".join(given.get(f"label-{name}", each.label).split())
    return replace(each, label=label, type=kind if kind in TYPES and not each.columns else each.type, choices=choices)


def _own_faults(name: str, each: Proposed) -> Iterator[Fault]:
    if not each.label:
        yield Fault("starts.no_label", f"label-{name}")
    elif len(each.label) > LONGEST:
        yield Fault("starts.long_label", f"label-{name}", facts={"label": each.label[:LONGEST], "most": LONGEST})
    if each.type == "choice" and len(each.choices) < 2:
        yield Fault("starts.no_choices", f"choices-{name}", facts={"label": each.label})


def _fields(proposals: Iterable[Proposed]) -> Iterator[Data]:
    taken: set[str] = set()
    for each in proposals:
        stem = each.key or starting.proposed_key(each.label) or each.type
        key = outline.free_key(stem, taken)
        taken.add(key)
        yield {"key": key, "type": each.type, "label": each.label, **_options(each)}


def _options(each: Proposed) -> Data:
    if each.columns or each.type == TABLE:
        return {"columns": list(_fields(each.columns))}
    if each.type != "choice":
        return {}
    choices = [{"value": f"c{at}", "label": label} for at, label in enumerate(each.choices, 1)]
    return {"choices": choices, "many": True} if each.many else {"choices": choices}


def _title(fields: Sequence[Data], label: str) -> str:
    """Records are called by their first words; a type without any by its own name."""
    first = next((each["key"] for each in fields if each["type"] in ("text", "paragraph")), "")
    return f"{{{{ {first} }}}}" if first else label
