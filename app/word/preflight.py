"""Whether an uploaded file may become a template: no macros, no foreign content, nothing that is fetched or run."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Any

from app.errors import Fault, Level
from app.word.dangers import (
    MACRO_WORDS,
    QUIET,
    danger_of,
    drawn_links,
    fields,
    is_external,
    kind_of,
    owner_of,
    relations,
    target_of,
)
from app.word.faults import WordInvalid, refusal
from app.word.markup import PARAGRAPH, TABLE, W, parse, root_tag, serialised
from app.word.package import Package, Part

TYPES = "[Content_Types].xml"
ROOT_RELATIONS = "_rels/.rels"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
MAX_PARAGRAPHS = 20_000
MAX_ALL_XML = 20 << 20
"""Bytes of all parts that are parsed."""
MAX_NESTED = 10
"""Tables in tables."""

_XML_KIND = re.compile(r"(?!image/).*[+/]xml(?:\s*;.*)?", re.IGNORECASE)
_DRAWN = {"image", "thumbnail"}
_TYPE_NAMES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_INCLUDES = "{http://www.w3.org/2001/XInclude}*"


def preflight(data: bytes) -> None:
    """Raise `TemplateInvalid` with every reason why these bytes may not be opened as a Word document."""
    passed(data)


def opened(data: bytes) -> Package:
    """The package of a document that passed every check, without what is taken out quietly."""
    package = passed(data)
    take_out(package)
    return package


def passed(data: bytes) -> Package:
    """The package of a document that passed every check, as it is."""
    package = Package.read(data)
    faults = list(faults_of(package))
    if faults:
        raise WordInvalid(faults)
    return package


def faults_of(package: Package) -> Iterator[Fault]:
    """Everything that is wrong; relationships are only read when every part can be."""
    read = set(xml_parts(package))
    if sum(package.parts[name].size for name in read) > MAX_ALL_XML:
        yield Fault("word.xml_too_large", facts={"part": ""})
        return
    faults = [fault for name in package.parts for fault in part_faults(package, name, is_read=name in read)]
    yield from faults
    if all(fault.code in {"word.field", "word.external"} for fault in faults):
        yield from type_faults(package)
        yield from relation_faults(package)


def main_part(package: Package) -> str:
    """The name of the part that holds the text."""
    for relation in relations(package, ROOT_RELATIONS):
        if kind_of(relation) == "officedocument":
            return target_of(ROOT_RELATIONS, relation)
    raise refusal("word.no_document")


def content_types(package: Package) -> dict[str, str]:
    """Part name to content type, where a part states its own."""
    root = parse(package.content(TYPES), part=TYPES)
    return {
        str(item.get("PartName", "")).lstrip("/"): str(item.get("ContentType", ""))
        for item in root.iter(_TYPE_NAMES + "Override")
    }


def xml_parts(package: Package) -> list[str]:
    """The parts that somebody reads as XML: by name, by what the file says of them, or because they are referred to.

    Word goes by the type, LibreOffice by the relationship, so none of the three may say less than the others.
    """
    named = {name for name in package.parts if name.lower().endswith((".xml", ".rels"))}
    others = [name for name in package.parts if name not in named]
    try:
        meant = _typed(package) | _referred(package) if others else set()
    except WordInvalid:  # what is wrong with them is told when they are read themselves
        meant = set()
    return [name for name in package.parts if name in named or name.lower() in meant]


def _typed(package: Package) -> set[str]:
    """The names, in small letters, of parts whose type is XML. Pictures that are XML (SVG) are drawn and not read."""
    root = parse(package.content(TYPES), part=TYPES) if TYPES in package else ()
    kinds = {
        str(item.get("PartName") or f".{item.get('Extension')}").lstrip("/").lower()
        for item in root
        if _XML_KIND.fullmatch(str(item.get("ContentType", "")).strip())
    }
    return {name.lower() for name in package.parts if {name.lower(), posixpath.splitext(name.lower())[1]} & kinds}


def _referred(package: Package) -> set[str]:
    """The same of parts that something refers to, not as a picture, and that begin as XML does."""
    targets = {
        target_of(name, relation).lower()
        for name in package.parts
        if name.endswith(".rels")
        for relation in relations(package, name)
        if kind_of(relation) not in _DRAWN and not is_external(relation)
    }
    return {name.lower() for name, part in package.parts.items() if name.lower() in targets and _begins_xml(part)}


def _begins_xml(part: Part) -> bool:
    """Whether its first character is one of XML, in any of the encodings that are read."""
    return part.beginning().lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def part_faults(package: Package, name: str, *, is_read: bool) -> Iterator[Fault]:
    """Unpack within limits; XML must parse and hold nothing that fetches something."""
    if is_disguised(name):
        yield Fault("word.part_name", facts={"part": name})
        return
    try:
        if not is_read:
            package.parts[name].verify()
            return
        root = parse(package.content(name), part=name)
    except WordInvalid as refused:
        yield from refused.faults
        return
    if _is_overgrown(root):
        yield Fault("word.xml_too_large", facts={"part": name})
    elif next(root.iter(_INCLUDES), None) is not None:
        yield Fault("word.bad_xml", facts={"part": name, "reason": "include"})
    else:
        yield from _fetching_faults(root, name)


def is_disguised(name: str) -> bool:
    """Relationships that others find and we do not: names of parts are the same in small and in capital letters."""
    return name.lower().endswith(".rels") and not name.endswith(".rels")


def _is_overgrown(root: Any) -> bool:
    if sum(1 for _ in root.iter(PARAGRAPH)) > MAX_PARAGRAPHS:
        return True
    return any(sum(1 for _ in table.iterancestors(TABLE)) >= MAX_NESTED for table in root.iter(TABLE))


def _fetching_faults(root: Any, name: str) -> Iterator[Fault]:
    dangers = {code.danger for code in fields(root)} - {""}
    yield from (Fault("word.field", facts={"part": name, "field": danger}) for danger in sorted(dangers))
    for address in sorted({address for _, _, address in drawn_links(root)}):
        yield Fault("word.external", facts={"part": name, "target": address[:200], "kind": "drawing"})


def type_faults(package: Package) -> Iterator[Fault]:
    """What the file says that it is."""
    if TYPES not in package or ROOT_RELATIONS not in package:
        yield Fault("word.no_document")
        return
    try:
        main = main_part(package)
    except WordInvalid as refused:
        yield from refused.faults
        return
    if main not in package:
        yield Fault("word.no_document")
        return
    kind = content_types(package).get(main, "")
    if macros := macro_parts(package):
        yield Fault("word.macro", facts={"part": main, "target": macros[0]})
    elif kind == DOTX:
        yield Fault("word.is_dotx")
    elif kind != DOCX:
        yield Fault("word.not_word", facts={"kind": kind})
    elif (root := root_tag(package.content(main))) != W + "document":
        yield Fault("word.strict" if root.startswith(_STRICT) else "word.no_document")


def macro_parts(package: Package) -> list[str]:
    """Content types and part names that give a macro away."""
    root = parse(package.content(TYPES), part=TYPES)
    types = [str(item.get("ContentType", "")) for item in root]
    return [text for text in (*package.parts, *types) if any(word in text.lower() for word in MACRO_WORDS)]


def relation_faults(package: Package) -> Iterator[Fault]:
    """Relationships that fetch something, run something, or leave the file."""
    for name in package.parts:
        if name.endswith(".rels"):
            for relation in relations(package, name):
                if code := danger_of(name, relation):
                    yield Fault(code, facts=relation_facts(name, relation))


def relation_facts(name: str, relation: Any) -> dict[str, object]:
    """What a fault says of a relationship."""
    return {"part": name, "target": str(relation.get("Target", ""))[:200], "kind": kind_of(relation)}


def taken_out(package: Package) -> list[Fault]:
    """What honest files hold that a template does not need: told, not refused."""
    found = {
        QUIET[kind_of(relation)]: Fault(
            QUIET[kind_of(relation)], facts=relation_facts(name, relation), level=Level.WARN
        )
        for name in package.parts
        if name.endswith(".rels")
        for relation in relations(package, name)
        if kind_of(relation) in QUIET
    }
    return list(found.values())


def take_out(package: Package) -> None:
    """Leave out the link to somebody's Normal.dotm, and signatures, which do not outlive the filling in."""
    for name in [name for name in package.parts if name.endswith(".rels")]:
        found = [relation for relation in relations(package, name) if kind_of(relation) in QUIET]
        if found:
            _take_out(package, name, found)
    drop_parts(package, [name for name in package.parts if name.startswith("_xmlsignatures/")])


def drop_parts(package: Package, names: Sequence[str]) -> None:
    """Leave parts out, with what is said of them elsewhere."""
    if not names:
        return
    types = parse(package.content(TYPES), part=TYPES)
    for item in list(types.iter(_TYPE_NAMES + "Override")):
        if str(item.get("PartName", "")).lstrip("/") in names:
            types.remove(item)
    package.replace(TYPES, serialised(types))
    for name in names:
        package.remove(name)


def _take_out(package: Package, name: str, found: list[Any]) -> None:
    parent = found[0].getparent()
    for relation in found:
        parent.remove(relation)
    package.replace(name, serialised(parent))
    owner = owner_of(name)
    if owner in package and b"attachedTemplate" in (content := package.content(owner)):
        root = parse(content, part=owner)
        for element in list(root.iter(W + "attachedTemplate")):
            element.getparent().remove(element)
        package.replace(owner, serialised(root))
