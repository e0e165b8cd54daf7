"""What is offered while somebody types: entries of lists, departments, people, records, and what was entered before."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app import pinyin
from app.accounts import queries as accounts
from app.accounts.models import Department
from app.accounts.queries import UserSearch
from app.definitions.compiled import CompiledField, CompiledType
from app.errors import NotFound
from app.fields import Entry, Language, entries_of
from app.records import queries
from app.records.desk import Desk
from app.records.listing import Line
from app.records.suggest import met_before

MOST = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """One line: `value` is sent, `label` is read, `hint` stands behind it, `keys` are other ways to type it."""

    value: str
    label: str
    hint: str = ""
    keys: str = ""

    def plain(self) -> dict[str, str]:
        """For the browser."""
        return {"value": self.value, "label": self.label, "hint": self.hint, "keys": self.keys}


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered; a whole list is sent once, and the browser looks through it."""

    lines: list[Offer] = field(default_factory=list)
    is_whole: bool = False


def offers(kind: str, compiled: CompiledType, of: str, typed: str, *, desk: Desk) -> Offers:
    """What to offer for an input; raises `NotFound` for what there is not."""
    if kind == "choices":
        each = _field(compiled, of)
        return Offers(_choices(each, desk=desk), is_whole=each.where is None)
    if kind == "department":
        return Offers(_departments(desk.language), is_whole=True)
    ways: Mapping[str, Callable[[], list[Offer]]] = {
        "person": lambda: _people(typed, desk.language),
        "record": lambda: _records(of, typed, desk=desk),
        "met": lambda: _met(compiled, of, typed, desk=desk),
    }
    if kind not in ways:
        raise NotFound(f"offers of {kind}")
    return Offers(ways[kind]())


def _field(compiled: CompiledType, path: str) -> CompiledField:
    key, _, column = path.partition(".")
    each = compiled.fields.get(key)
    found = each.columns.get(column) if each and column else each
    if found is None:
        raise NotFound(f"field {path}")
    return found


def _choices(each: CompiledField, *, desk: Desk) -> list[Offer]:
    if each.type.name != "choice":
        raise NotFound(f"choices of {each.key}")
    if each.where is not None:  # the form says what there is beside its other values
        return []
    return [
        offer_of(entry, desk.language) for entry in entries_of(each.options, desk.lookups).values() if not entry.retired
    ]


def offer_of(entry: Entry, language: Language) -> Offer:
    """An entry of a list as a line."""
    label = entry.text(language)
    others = " ".join({entry.label, entry.label_en, entry.value} - {label, ""})
    return Offer(entry.value, label, keys=f"{_keys(entry.label)} {others}".lower())


@lru_cache(maxsize=4096)
def _keys(label: str) -> str:
    parts = pinyin.syllables(label)
    return f"{' '.join(parts)} {''.join(parts)} {pinyin.initials(label)}"


def _departments(language: Language) -> list[Offer]:
    """All of them with the way that leads there."""
    found = {each.id: each for each in accounts.departments(active=True)}
    return [_department(each, _way(each, found, language), language) for each in found.values()]


def _department(each: Department, way: str, language: Language) -> Offer:
    return Offer(str(each.id), each.label(language), way, f"{_keys(each.name)} {each.name} {each.name_en}".lower())


def _way(department: Department, known: Mapping[int, Department], language: Language) -> str:
    above = (known.get(int(part)) for part in department.path.split("/")[2:-2] if part)
    return " / ".join(each.label(language) for each in above if each)


def _people(typed: str, language: Language) -> list[Offer]:
    found = accounts.find_users(UserSearch(words=typed, active=True), size=MOST).users
    return [
        Offer(str(user.id), user.name, user.department.label(language) if user.department else "") for user in found
    ]


def _records(type_key: str, typed: str, *, desk: Desk) -> list[Offer]:
    compiled = desk.types.current(type_key)
    lines: Iterable[Line]
    if typed.strip():
        lines = queries.find(desk.session, desk.viewer, typed, type_key=type_key, size=MOST)
    else:
        lines = queries.page(desk.session, desk.viewer, compiled, size=MOST).lines
    return [Offer(str(line.id), line.title or f"#{line.id}", line.number or "") for line in lines]


def _met(compiled: CompiledType, path: str, typed: str, *, desk: Desk) -> list[Offer]:
    """What was entered here before, or in the fields that the definition names."""
    suggest = _field(compiled, path).definition.suggest
    paths = [path] if suggest is True else list(suggest or ())
    found = (text for each in paths for text in met_before(desk.session, desk.viewer, compiled, each, typed))
    return [Offer(text, text) for text in list(dict.fromkeys(found))[:MOST]]
