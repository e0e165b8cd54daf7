"""What the pages of the shelf show: cards of templates, and one template with its versions and faults."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.definitions.template_kinds import TemplateKind, kind_of
from app.documents import templates
from app.documents.models import DRAFT, IN_FORCE, TemplateFile
from app.documents.templates import SHIPPED, Serving
from app.errors import NotFound
from app.expressions import fold
from app.records.desk import Desk
from app.shelf import queries, uses
from app.shelf.queries import Used
from app.shelf.uses import Use, Verdict


@dataclass(frozen=True)
class Card:
    """A template in the list. `serving` is None where papers name a template that nobody has put on the shelf."""

    name: str
    serving: Serving | None
    versions: Sequence[TemplateFile]
    uses: Sequence[Use]
    used: Used | None

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return PurePosixPath(self.name).stem

    @property
    def kind(self) -> TemplateKind:
        """Word or Excel."""
        return kind_of(self.name)

    @property
    def drafts(self) -> int:
        """How many versions were not in force yet."""
        return sum(each.state == DRAFT for each in self.versions)

    @property
    def is_shipped(self) -> bool:
        """Whether what serves came with the product."""
        return bool(self.serving and self.serving.number == 0 and is_shipped(self.name))

    @property
    def verdict(self) -> Verdict | None:
        """What is wrong with what serves, if that is known without looking."""
        return uses.known_verdict(self.serving.sha256, self.uses) if self.serving else None

    def says(self, words: str) -> bool:
        """Whether it is what somebody looks for: by its name, its types, its papers."""
        said = [self.name]
        for use in self.uses:
            for label in (use.compiled.definition.label, use.paper.label):
                said += [label.text("zh"), label.text("en")]
        return fold(words) in fold(" ".join(said))


@dataclass(frozen=True)
class Shown:
    """One version of a template as its page shows it; number 0 is the file of a folder."""

    name: str
    number: int
    sha256: str
    read: Callable[[], bytes]
    version: TemplateFile | None
    versions: Sequence[TemplateFile]
    uses: Sequence[Use]

    @property
    def kind(self) -> TemplateKind:
        """Word or Excel."""
        return kind_of(self.name)

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return PurePosixPath(self.name).stem

    @property
    def in_force(self) -> int:
        """The number of the version in force; 0 where a file serves."""
        return next((each.number for each in self.versions if each.state == IN_FORCE), 0)

    @property
    def is_serving(self) -> bool:
        """Whether papers are made from this version."""
        return self.number == self.in_force

    def verdict(self) -> Verdict:
        """What is wrong with it for the papers that use it."""
        return uses.verdict(self.name, self.sha256, self.read, self.uses)

    def use(self, key: str) -> Use | None:
        """The paper that was asked for, else the first one."""
        return next((each for each in self.uses if each.key == key), self.uses[0] if self.uses else None)


def cards(desk: Desk, words: str = "") -> list[Card]:
    """Every template: first those that papers name, in the order of menus, then the others."""
    made, used = queries.all_versions(desk.session), queries.used(desk.session)
    names = dict.fromkeys((*uses.names_used(desk), *sorted({*made, *templates.all_paths()})))
    found = (card_of(name, made.get(name, ()), used.get(name), desk) for name in names)
    return [card for card in found if not words.strip() or card.says(words)]


def card_of(name: str, versions: Sequence[TemplateFile], used: Used | None, desk: Desk) -> Card:
    """One of them."""
    type_key = versions[0].type_key if versions else ""
    return Card(
        name, templates.serving(name, session=desk.session), versions, uses.wanted_by(name, type_key, desk), used
    )


def shown(name: str, number: int | None, desk: Desk) -> Shown:
    """A version, or what serves; raises `NotFound`."""
    versions = queries.versions(desk.session, name)
    wanted = uses.wanted_by(name, versions[0].type_key if versions else "", desk)
    if number is None:
        number = _first_shown(versions, name)
    if number == 0:
        file = templates.from_folder(name)
        if file is None:
            raise NotFound(f"template {name}")
        return Shown(file.name, 0, file.sha256, file.read, None, versions, wanted)
    version = next((each for each in versions if each.number == number), None)
    if version is None:
        raise NotFound(f"template {name} {number}")
    return Shown(name, number, version.sha256, lambda: version.content, version, versions, wanted)


def has_file(name: str) -> bool:
    """Whether a folder has a file of this name too."""
    return templates.path_of(name) is not None


def is_shipped(name: str) -> bool:
    """Whether that file came with the product."""
    path = templates.path_of(name)
    return path is not None and path.parent == SHIPPED


def makers(versions: Sequence[TemplateFile]) -> Iterator[int]:
    """Everybody who made one of them or put it in force."""
    for each in versions:
        yield from (by for by in (each.made_by, each.in_force_by) if by)


def _first_shown(versions: Sequence[TemplateFile], name: str) -> int:
    """What serves; where nothing does, the newest draft."""
    serving = next((each.number for each in versions if each.state == IN_FORCE), 0)
    return versions[0].number if versions and not serving and not has_file(name) else serving
