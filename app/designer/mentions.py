"""Where definitions name a field, as people call these places: here, with the page to change them on, and elsewhere."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.definitions import codec, lookups, queries
from app.definitions.checks import Sight, looked, problems
from app.definitions.compiled import CompiledType
from app.definitions.schema import Document, RecordType
from app.definitions.template_kinds import file_name
from app.definitions.uses import Use, uses_elsewhere
from app.designer import editing, pages, troubles, words
from app.designer.service import Standing
from app.documents import templates
from app.documents.faults import PaperInvalid
from app.errors import Fault, Invalid, Level
from app.records.desk import Desk
from app.web.language import language


@dataclass(frozen=True, slots=True)
class Place:
    """A place that names the field, as people call it, with the rule that stands there in their words."""

    area: str
    name: str
    rule: str
    url: str = ""


def here(use: Use, standing: Standing, sight: Sight) -> Place:
    """A place of this type, with the page on which it is changed."""
    (trouble,) = troubles.placed([Fault("", use.path)], standing.definition)
    rule = use.rule.shown(sight.scope) if use.rule else ""
    return _place(use, standing.definition, rule, url=pages.address(standing, trouble))


def of_fault(fault: Fault, standing: Standing) -> Place:
    """Where a fault is put right: a field on the same page, else a part of the draft; nowhere, if it names none."""
    path, definition = editing.path_of(fault), standing.definition
    if label := definition.called(path, language()):
        return Place("", label, "", url=f"#f-{path.replace('.', '-')}")
    if not path or codec.path_steps(path)[0] not in RecordType.model_fields:
        return Place("", "", "")
    (trouble,) = troubles.placed([fault], definition)
    return _place(Use(path), definition, "", url=pages.address(standing, trouble))


def of_papers(standing: Standing, at: str, desk: Desk) -> list[Place]:
    """Papers whose templates print the field or decide by it, and those whose files are called by a title that names
    it."""
    if standing.live is None:
        return []
    compiled = desk.types.version(standing.live.id)
    return [place for paper in compiled.definition.documents for place in _of_paper(paper, compiled, at, desk)]


def _of_paper(paper: Document, compiled: CompiledType, at: str, desk: Desk) -> Iterator[Place]:
    area, label = words.name_of("type", "documents"), paper.label.text(language())
    with suppress(PaperInvalid):
        shelved = templates.shelved(compiled, paper, session=desk.session)
        if any(path.partition(".")[0] == at for path in shelved.prints):
            url = url_for("shelf.show", name=file_name(paper.template))
            yield Place(area, f"{label} · {gettext('模板文件')}", "", url)
    if at in compiled.title.names and not paper.filename and compiled.number_field is None:
        yield Place(area, f"{label} · {words.name_of('document', 'filename')}", gettext("按记录的标题"))


def merged(places: Iterable[Place]) -> list[Place]:
    """Each place once, with all that is written there: a text may name the field in several tags."""
    known: dict[Place, list[str]] = {}
    for each in places:
        known.setdefault(replace(each, rule=""), []).append(each.rule)
    return [replace(place, rule="；".join(filter(None, dict.fromkeys(rules)))) for place, rules in known.items()]


def elsewhere(standing: Standing, at: str) -> list[Place]:
    """The places of other types that draw on the field."""
    world = lookups.site_world()
    others = (lookups.definition(each) for each in queries.current_versions() if each.key != standing.key)
    return [
        _place(use, other, use.rule.source if use.rule else "", whose=other.label.text(language()))
        for other in others
        if any(getattr(each.options, "of", None) == standing.key for each in other.fields())
        for use in uses_elsewhere(looked(other, world=world), standing.key, at)
    ]


def refuse_new_faults(before: list[Fault], now: RecordType) -> None:
    """Raise `Invalid` with what makes no sense any more: a place that was not followed, or cannot be without it."""
    known = {(fault.code, fault.place) for fault in before}
    found = problems(now, world=lookups.site_world())
    new = [fault for fault in found if fault.level is Level.BLOCK and (fault.code, fault.place) not in known]
    if new:
        raise Invalid(new)


def _place(use: Use, definition: RecordType, rule: str, *, whose: str = "", url: str = "") -> Place:
    (trouble,) = troubles.placed([Fault("", use.path)], definition)
    kind, slash, _at = trouble.path.partition("/")
    area = "fields" if use.path.startswith("sections") else use.path.partition("[")[0].partition(".")[0]
    name = words.name_of(kind if slash else "type", trouble.name) if trouble.name and trouble.name != area else ""
    called = filter(None, (definition.called(trouble.path, language()) or _label(use.path, definition), name))
    return Place(" · ".join(filter(None, (whose, words.name_of("type", area)))), " · ".join(called), rule, url)


def _label(path: str, definition: RecordType) -> str:
    """What the innermost thing on the way to the place is called."""
    thing: Any = definition
    called = ""
    for step in codec.path_steps(path)[:-1]:
        thing = getattr(thing, step) if isinstance(step, str) and not isinstance(thing, dict) else thing[step]
        label = getattr(thing, "label", None) or getattr(thing, "say", None)
        called = label.text(language()) if label is not None else called
    return called
