"""Properties with what is set, as their inputs show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.designer import properties, words
from app.designer.naming import Choices
from app.designer.outline import Data
from app.designer.properties import Property
from app.errors import Fault
from app.web.words import say


@dataclass(slots=True)
class Entry:
    """A property with what is set: `text`, for labels `texts` by language, for rows their cells, for many `picked`, for
    blocks the properties of each."""

    of: Property
    label: str
    help: str = ""
    text: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    blocks: list[list["Entry"]] = field(default_factory=list)
    picked: list[str] = field(default_factory=list)
    choices: Choices = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Chosen:
    """What the properties are of: a field, a section (`#key`), a part (`kind/at`) or the type itself."""

    what: str
    at: str
    name: str
    entries: list[Entry]
    type_label: str = ""
    key: str = ""
    retired: bool = False
    used: bool = False
    """Records hold it: it is retired, not removed, and its key stays."""
    may_go: bool = False
    """It may be removed all the same."""
    is_column: bool = False
    part: str = ""
    """Of a part: its kind."""
    may_become: list[tuple[str, str]] = field(default_factory=list)
    """Of a field: the types that it may be changed into, with what is lost then."""
    draws: bool = False
    """Of a field: it draws on other records, whose names its rules read."""
    more: list[str] = field(default_factory=list)
    """Faults that no input is about."""

    @property
    def address(self) -> str:
        """How it is chosen."""
        return f"{self.part}/{self.at}" if self.part else f"#{self.at}" if self.what == "section" else self.at

    @property
    def every(self) -> list[Entry]:
        """All inputs, those of blocks too."""
        return [each for entry in self.entries for each in (entry, *(one for block in entry.blocks for one in block))]

    def place_faults(self, faults: Iterable[tuple[str, Fault]]) -> None:
        """Put each fault beside the input of its property; the others on top."""
        by_name = {entry.of.name: entry for entry in self.every}
        for name, fault in faults:
            entry = by_name.get(name) or by_name.get(name.partition("-")[0])
            (entry.faults if entry else self.more).append(say(fault))


def entry(each: Property, kind: str, data: Data, names: Mapping[str, Choices]) -> Entry:
    """A property of something of this kind."""
    value = data.get(each.name)
    made = Entry(
        each, words.name_of(kind, each.name), words.help_of(kind, each.name), choices=words.values_of(kind, each)
    )
    known = names.get(each.source or each.name, [])
    match each.widget:
        case "label" | "unit":
            made.texts = value if isinstance(value, dict) else {"zh": properties.written(value)}
        case "rows":
            made.rows = [_row(each, row) for row in value or ()]
        case "blocks":
            made.blocks = [_block(each, at, block, names) for at, block in enumerate(value or ())]
        case "pick":
            made.text = properties.written(value) if value is not None else each.default
        case "key":
            made.text, made.choices = properties.written(value) or each.default, known
        case "many":
            made.picked = list(value) if isinstance(value, list | tuple) else [value] if value else []
            made.choices = _with(known, made.picked)
        case "truths":
            made.text, made.picked = properties.written(value), list(value) if isinstance(value, list | tuple) else []
            made.choices = _with(known, made.picked)
        case "order":
            made.rows, made.choices = [{"of": name} for name in value or ()], _with(known, value or ())
        case "sorts":
            made.rows = [{"of": name.removeprefix("-"), "way": "-" if name[0] == "-" else ""} for name in value or ()]
            made.choices = _with(known, (row["of"] for row in made.rows))
        case "totals":
            made.rows = [{"of": name, "how": how} for name, how in (value or {}).items()]
            made.choices = _with(known, value or ())
        case "span":
            number, _space, unit = properties.written(value).partition(" ")
            made.texts = {"n": number, "unit": unit.rstrip("s")}
        case _:
            made.text = properties.written(value)
    return made


def _block(each: Property, at: int, block: Data, names: Mapping[str, Choices]) -> list[Entry]:
    """The properties of a block; its inputs are called by its number."""
    made = []
    for part in each.parts:
        name = f"{each.name}-{at}-{part.name}"
        entry_ = entry(part, each.name, block, {**names, part.name: names.get(name, names.get(part.name, []))})
        entry_.of = replace(part, name=name)
        made.append(entry_)
    return made


def _with(known: Choices, named: Iterable[str]) -> Choices:
    """What is named though it is not offered stays as it is."""
    offered = {key for key, _label in known}
    return [*known, *((name, name) for name in named if name not in offered)]


def _row(each: Property, row: Data) -> dict[str, str]:
    cells: dict[str, str] = {}
    for part in each.parts:
        value = row.get(part.name)
        if part.widget == "label":
            texts = value if isinstance(value, dict) else {"zh": properties.written(value)}
            cells |= {f"{part.name}-{key}": str(text) for key, text in texts.items()}
        else:
            cells[part.name] = properties.written(value)
    return cells
