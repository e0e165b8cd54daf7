"""Whether an uploaded file may become a template: no macros, no foreign content, nothing that is fetched or run."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from app.errors import Fault
from app.word.faults import WordInvalid, refusal
from app.word.markup import PARAGRAPH, W, parse, serialised
from app.word.package import Package

TYPES = "[Content_Types].xml"
ROOT_RELATIONS = "_rels/.rels"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"

_TYPE_NAMES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MACRO_WORDS = ("macroenabled", "vbaproject", "vbadata", "activex")
_FOREIGN = {"oleobject": "word.embedded", "control": "word.embedded", "afchunk": "word.embedded",
            "frame": "word.external", "subdocument": "word.external", "vbaproject": "word.macro",
            "attachedtoolbars": "word.macro"}  # fmt: skip
_LINKS = re.compile(r"(?:https?|mailto|tel):|#", re.IGNORECASE)
_FETCHING = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|IMPORT|LINK)\b", re.IGNORECASE)
_STRIPPED = "attachedtemplate"
"""A link to somebody's Normal.dotm: common in honest files and useless here, so it is taken out, not refused."""


def preflight(data: bytes) -> None:
    """Raise `TemplateInvalid` with every reason why these bytes may not be opened as a Word document."""
    opened(data)


def opened(data: bytes) -> Package:
    """The package of a document that passed every check, without the links that are taken out."""
    package = Package.read(data)
    faults = [fault for name in package.parts for fault in _part_faults(package, name)]
    if not faults:
        faults = [*_type_faults(package), *_relation_faults(package)]
    if faults:
        raise WordInvalid(faults)
    _strip_template_link(package)
    return package


def main_part(package: Package) -> str:
    """The name of the part that holds the text."""
    for relation in _relations(package, ROOT_RELATIONS):
        if _kind(relation) == "officedocument":
            return _target(ROOT_RELATIONS, relation)
    raise refusal("word.no_document")


def content_types(package: Package) -> dict[str, str]:
    """Part name to content type, where a part states its own."""
    root = parse(package.content(TYPES), part=TYPES)
    return {
        str(item.get("PartName", "")).lstrip("/"): str(item.get("ContentType", ""))
        for item in root.iter(_TYPE_NAMES + "Override")
    }


def _part_faults(package: Package, name: str) -> Iterator[Fault]:
    """Unpack within limits; XML must parse and hold no field that fetches something."""
    try:
        content = package.content(name)
        if name.lower().endswith((".xml", ".rels")):
            root = parse(content, part=name)
            if b"instr" in content:
                yield from _field_faults(root, name)
    except WordInvalid as refused:
        yield from refused.faults


def _field_faults(root: Any, name: str) -> Iterator[Fault]:
    codes = [str(field.get(W + "instr", "")) for field in root.iter(W + "fldSimple")]
    codes += ["".join(code.text or "" for code in part.iter(W + "instrText")) for part in root.iter(PARAGRAPH)]
    for word in sorted({match[1].upper() for code in codes for match in _FETCHING.finditer(_command(code))}):
        yield Fault("word.field", facts={"part": name, "field": word})


def _command(code: str) -> str:
    """A field code without its quoted arguments: an address may hold any word."""
    return re.sub(r'"[^"]*"|\S*[/\\.]\S*', " ", code)


def _type_faults(package: Package) -> Iterator[Fault]:
    if TYPES not in package or ROOT_RELATIONS not in package:
        yield Fault("word.no_document")
        return
    main = main_part(package)
    if main not in package:
        yield Fault("word.no_document")
        return
    types = content_types(package)
    kind = types.get(main, "")
    if any(word in text for text in _all_types(package) for word in _MACRO_WORDS):
        yield Fault("word.macro", facts={"part": main})
    elif kind == DOTX:
        yield Fault("word.is_dotx")
    elif kind != DOCX:
        yield Fault("word.not_word", facts={"kind": kind})


def _all_types(package: Package) -> list[str]:
    """Content types and part names, either of which gives a macro away."""
    root = parse(package.content(TYPES), part=TYPES)
    return [str(item.get("ContentType", "")).lower() for item in root] + [name.lower() for name in package.parts]


def _relations(package: Package, name: str) -> list[Any]:
    if name not in package:
        return []
    return list(parse(package.content(name), part=name).iter(_RELATION))


def _kind(relation: Any) -> str:
    return str(relation.get("Type", "")).rsplit("/", 1)[-1].lower()


def _target(name: str, relation: Any) -> str:
    """The part that a relationship of this .rels file means; above the root is where the path leaves the file."""
    target = str(relation.get("Target", "")).split("#")[0]
    folder = posixpath.dirname(posixpath.dirname(name))
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))


def _relation_faults(package: Package) -> Iterator[Fault]:
    for name in package.parts:
        if name.endswith(".rels"):
            for relation in _relations(package, name):
                yield from _one_relation(name, relation)


def _one_relation(name: str, relation: Any) -> Iterator[Fault]:
    kind, target = _kind(relation), str(relation.get("Target", ""))
    facts = {"part": name, "target": target[:200], "kind": kind}
    if kind == _STRIPPED:
        return
    if kind in _FOREIGN:
        yield Fault(_FOREIGN[kind], facts=facts)
    elif str(relation.get("TargetMode", "")).lower() == "external":
        if kind != "hyperlink" or not _LINKS.match(target.strip()):
            yield Fault("word.external", facts=facts)
    elif _target(name, relation).startswith(".."):
        yield Fault("word.part_name", facts=facts)


def _strip_template_link(package: Package) -> None:
    name = "word/_rels/settings.xml.rels"
    links = [relation for relation in _relations(package, name) if _kind(relation) == _STRIPPED]
    if not links or "word/settings.xml" not in package:
        return
    relations = links[0].getparent()
    for link in links:
        relations.remove(link)
    package.replace(name, serialised(relations))
    settings = parse(package.content("word/settings.xml"), part="word/settings.xml")
    for element in list(settings.iter(W + "attachedTemplate")):
        element.getparent().remove(element)
    package.replace("word/settings.xml", serialised(settings))
