"""A field's name looked for in the tags of all templates, and replaced in drafts of those that somebody ticked."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.definitions.template_kinds import TemplateKind, kind_of
from app.documents.templates import Serving
from app.errors import Invalid
from app.records.desk import Desk
from app.shelf import pages, service
from app.shelf.arriving import Arrived
from app.shelf.service import Added
from app.shelf.uses import Use
from app.word.mentions import Mention

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Hit:
    """A template whose tags name the field; `use` is the paper whose names its tags read."""

    serving: Serving
    use: Use | None
    mentions: Sequence[Mention]

    @property
    def kind(self) -> TemplateKind:
        """A Word file or a workbook."""
        return kind_of(self.serving.name)


def hits(name: str, type_key: str, desk: Desk) -> list[Hit]:
    """Every template that serves and names the field; with a type only those that its papers use."""
    found = []
    for serving, use in _serving(type_key, desk):
        named = kind_of(serving.name).mentions(serving.read(), name, scope=use.scope if use else None)
        if named:
            found.append(Hit(serving, use, named))
    return found


def replace(old: str, new: str, type_key: str, names: Collection[str], *, desk: Desk) -> list[Added]:
    """Drafts of these templates with the other name in their tags; raises `Invalid` where there is nothing to do."""
    refuse_names(old, new)
    made = []
    for hit in hits(old, type_key, desk):
        if hit.serving.name in names:
            data, _count = hit.kind.renamed(hit.serving.read(), {old: new}, scope=hit.use.scope if hit.use else None)
            made.append(service.add(Arrived(hit.serving.name, data), desk=desk, note=f"{old} → {new}"))
    if not made:
        raise Invalid.because("template.nothing_ticked")
    return made


def refuse_names(old: str, new: str) -> None:
    """Raises `Invalid` for names between which nothing can be replaced."""
    if not old or not new or max(len(old), len(new)) > LONGEST:
        raise Invalid.because("template.two_names")
    if old == new:
        raise Invalid.because("template.same_name", name=old)


def _serving(type_key: str, desk: Desk) -> Iterator[tuple[Serving, Use | None]]:
    """What serves of every template, with the paper whose names count."""
    for card in pages.cards(desk):
        of_type = [use for use in card.uses if use.compiled.key == type_key] if type_key else list(card.uses)
        if card.serving and (of_type or not type_key):
            yield card.serving, of_type[0] if of_type else None
