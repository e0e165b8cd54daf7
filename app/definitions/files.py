"""A folder of definition files: read as a whole, checked as a whole, every fault with its file, line and column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.definitions import codec, template_kinds
from app.definitions.checks import problems
from app.definitions.codec import Readable, Reading
from app.definitions.lists import entries_by_value
from app.definitions.lists import problems as list_problems
from app.definitions.schema import ChoiceList, RecordType, RoleBook
from app.definitions.world import KnownWorld
from app.errors import Fault, Invalid, Level
from app.expressions import Scope

ENDINGS = {".yaml", ".yml", ".csv"}


@dataclass(frozen=True, slots=True)
class TypeFile:
    """A record type with the file that it was read from."""

    definition: RecordType
    reading: Reading[Readable]
    text: str


@dataclass(slots=True)
class Forms:
    """What files hold; `faults` are those of reading."""

    types: dict[str, TypeFile] = field(default_factory=dict)
    lists: dict[str, ChoiceList] = field(default_factory=dict)
    roles: RoleBook | None = None
    faults: list[Fault] = field(default_factory=list)

    def world(self, behind: "Forms | None" = None, *, templates: Path | None = None) -> KnownWorld:
        """What these files may refer to: one another, and what stands `behind` them; the templates of a folder."""
        shelf = TemplateShelf(templates) if templates and templates.is_dir() else None
        types = {**(behind.types if behind else {}), **self.types}
        lists = {**(behind.lists if behind else {}), **self.lists}
        book = self.roles or (behind.roles if behind else None)
        known = KnownWorld(
            types={key: each.definition for key, each in types.items()},
            lists={key: entries_by_value(each) for key, each in lists.items()},
            roles=[role.key for role in book.roles] if book else (),
        )
        return replace(known, template_keys=shelf.keys(), check_template=shelf.faults) if shelf else known

    def problems(self, world: KnownWorld) -> list[Fault]:
        """Everything wrong with these files, warnings too."""
        found = list(self.faults)
        for each in self.types.values():
            found += map(each.reading.located, problems(each.definition, world=world))
        return found

    def refuse_faults(self, world: KnownWorld, further: Iterable[Fault] = ()) -> None:
        """Raise `Invalid` if anything is wrong that is more than a warning; `further` is known from elsewhere."""
        faults = [fault for fault in (*self.problems(world), *further) if fault.level is Level.BLOCK]
        if faults:
            raise Invalid(faults)


def read_forms(paths: Iterable[Path], *, shown_from: Path | None = None) -> Forms:
    """Read files and folders; faults name files as seen from `shown_from`."""
    forms = Forms()
    for path in _files(paths):
        _read_into(forms, path, _shown(path, shown_from))
    return forms


class TemplateShelf:
    """The templates of a folder; their keys are their names."""

    def __init__(self, folder: Path) -> None:
        self._files = template_kinds.files_in(folder)

    def keys(self) -> Sequence[str]:
        """The names of the files."""
        return tuple(self._files)

    def faults(self, template: str, scope: Scope) -> Iterable[Fault]:
        """What is wrong with a file's tags for these names."""
        try:
            template_kinds.kind_of(template).compile(self._files[template].read_bytes(), scope=scope)
        except Invalid as error:
            return error.faults
        return ()


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if found.suffix in ENDINGS and found.is_file())
        else:
            yield path


def _shown(path: Path, shown_from: Path | None) -> str:
    if shown_from and path.resolve().is_relative_to(shown_from.resolve()):
        path = path.resolve().relative_to(shown_from.resolve())
    return path.as_posix()


def _read_into(forms: Forms, path: Path, name: str) -> None:
    text = _text(forms, path, name)
    if text is None:
        return
    reading = codec.read(text, name=name)
    forms.faults += reading.faults
    match reading.value:
        case RecordType() as definition:
            first = forms.types.setdefault(definition.key, TypeFile(definition, reading, text))
            _refuse_twin(forms, definition.key, first.reading.name, reading)
        case ChoiceList() as book:
            if book.key in forms.lists:
                _refuse_twin(forms, book.key, "", reading)
            forms.lists.setdefault(book.key, book)
            forms.faults += map(reading.located, list_problems(book))
        case RoleBook() as roles:
            forms.roles = roles


def _text(forms: Forms, path: Path, name: str) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        forms.faults.append(Fault("definition.no_such_file", place=name, facts={"name": name}))
    except UnicodeDecodeError:
        forms.faults.append(Fault("definition.not_utf8", place=name))
    return None


def _refuse_twin(forms: Forms, key: str, first: str, reading: Reading[Readable]) -> None:
    if first != reading.name:
        facts: Mapping[str, object] = {"key": key, "other": first}
        forms.faults.append(reading.located(Fault("definition.defined_twice", place="key", facts=facts)))
