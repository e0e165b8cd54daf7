"""The shipped templates without their tags are blank forms: their places are found again, and their fields proposed."""

from dataclasses import dataclass

from app.definitions.compiled import CompiledType
from app.definitions.papers import paper_scope
from app.word import Template
from app.word.blanks import Proposal, places, proposed
from app.word.markup import parse, serialised
from app.word.package import Envelope
from app.word.parts import text_parts
from app.word.places import places as paragraphs_of
from app.word.preflight import passed
from app.word.splice import splice
from app.word.syntax import scan
from app.word.tags import text_of
from tests.forms.conftest import TEMPLATES
from tests.forms.test_templates import PAPERS

FORMS = [(template, key) for template, key in PAPERS if template.endswith(".docx")]


def without_tags(data: bytes) -> bytes:
    """The form before anybody tagged it."""
    package = passed(data)
    for name, title in text_parts(package):
        root = parse(package.content(name), part=name)
        for paragraph, _ in paragraphs_of(root, part=name, title=title):
            splice(paragraph, [(tag.start, tag.end, "") for tag in scan(text_of(paragraph))])
        package.replace(name, serialised(root))
    return Envelope.around(package, ()).seal(())


def lone_fields(data: bytes, made: CompiledType) -> dict[tuple[str, int], str]:
    """The paragraphs whose one tag prints a field of the record, with its key."""
    scope = made.scope
    tags = Template.compile(data, scope=paper_scope(made.definition, scope)).tags
    found: dict[tuple[str, int], list[str | None]] = {}
    for tag in tags:
        names = tag.expression.names
        key = next(iter(names)) if tag.kind == "value" and len(names) == 1 else None
        found.setdefault((tag.place.part, tag.place.paragraph), []).append(key)
    return {where: keys[0] for where, keys in found.items() if len(keys) == 1 and keys[0] and scope.by_key(keys[0])}


@dataclass
class Count:
    """Tags of fields, how many of their places are found again, and for how many of these the field is proposed."""

    tags: int = 0
    found: int = 0
    proposed: int = 0


def counted(template: str, made: CompiledType) -> Count:
    """How well one form is read."""
    data = (TEMPLATES / template).read_bytes()
    blanks = places(without_tags(data))
    proposals = proposed(blanks, made.scope)
    here: dict[tuple[str, int], list[Proposal]] = {}
    for blank in blanks:
        here.setdefault((blank.place.part, blank.place.paragraph), []).append(proposals[blank.id])
    count = Count()
    for at, key in lone_fields(data, made).items():
        names = {
            name.key for each in here.get(at, ()) if each.best for name in (each.best.name, each.best.table) if name
        }
        count.tags += 1
        count.found += at in here
        count.proposed += key in names
    return count


def test_places_are_found_again_and_their_fields_proposed(compiled: dict[str, CompiledType]) -> None:
    counts = [counted(template, compiled[key]) for template, key in FORMS]
    tags, found = sum(each.tags for each in counts), sum(each.found for each in counts)
    assert tags > 60
    assert found >= 0.85 * tags
    assert sum(each.proposed for each in counts) >= 0.8 * found
