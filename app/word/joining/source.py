"""A document that is about to be joined: its parts, what they are, and what they refer to."""

import hashlib
import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from lxml import etree

from app.word.markup import parse, serialised
from app.word.package import Package
from app.word.preflight import ROOT_RELATIONS, TYPES, main_part

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: another part by its name, or an address outside."""

    id: str
    kind: str
    target: str
    is_external: bool = False

    @property
    def word(self) -> str:
        """The end of its kind: styles, header, image, hyperlink."""
        return self.kind.rsplit("/", 1)[-1]


@dataclass
class Source:
    """One document, read; `mapped` holds the new names of parts that were taken over."""

    package: Package
    main: str
    mapped: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, data: bytes) -> "Source":
        """From the bytes of a .docx."""
        package = Package.read(data)
        return cls(package, main_part(package))

    @cached_property
    def relations(self) -> Mapping[str, Relation]:
        """Those of the main part, by id."""
        return {each.id: each for each in self.relations_of(self.main)}

    def relations_of(self, name: str) -> list[Relation]:
        """What one of its parts refers to."""
        return relations_of(self.package, name) if name else []

    @cached_property
    def types(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Content types by ending, and by name."""
        root = parse(self.package.content(TYPES), part=TYPES)
        endings, names = {}, {}
        for item in root:
            kind = str(item.get("ContentType", ""))
            if item.tag == f"{{{_TYPES}}}Default":
                endings[str(item.get("Extension", "")).lower()] = kind
            elif item.tag == f"{{{_TYPES}}}Override":
                names[str(item.get("PartName", "")).lstrip("/")] = kind
        return endings, names

    def type_of(self, name: str) -> str:
        """The content type of a part."""
        endings, names = self.types
        return names.get(name) or endings.get(name.rpartition(".")[2].lower(), "")

    def part_of(self, word: str) -> str:
        """The name of the one part of this kind (styles, numbering, footnotes); empty if there is none."""
        named = (each.target for each in self.relations.values() if each.word == word and not each.is_external)
        return next((name for name in named if name in self.package), "")

    def tree(self, word: str) -> Any:
        """The root of that part, or None."""
        name = self.part_of(word)
        return parse(self.package.content(name), part=name) if name else None

    def mark(self, *words: str) -> str:
        """The same for two documents whose parts of these kinds are the same."""
        hashed = hashlib.sha256()
        for word in words:
            name = self.part_of(word)
            hashed.update(self.package.content(name) if name else b"")
            hashed.update(b"\0")
        return hashed.hexdigest()


def relations_of(package: Package, name: str) -> list[Relation]:
    """What a part refers to; "" is the package itself."""
    file = file_of(name)
    if file not in package:
        return []
    return [_relation(item, name) for item in parse(package.content(file), part=file) if item.get("Id")]


def _relation(item: Any, name: str) -> Relation:
    target, is_external = str(item.get("Target", "")), str(item.get("TargetMode", "")).lower() == "external"
    if not is_external:
        folder = "" if target.startswith("/") else posixpath.dirname(name)
        target = posixpath.normpath(posixpath.join(folder, target.partition("#")[0].lstrip("/")))
    return Relation(str(item.get("Id")), str(item.get("Type", "")), target, is_external)


def file_of(name: str) -> str:
    """Where the relations of a part stand."""
    if not name:
        return ROOT_RELATIONS
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def relations_xml(relations: Iterable[Relation], name: str) -> bytes:
    """Relations as the bytes of their file."""
    root = etree.Element(f"{{{RELATIONS}}}Relationships", nsmap=cast("Any", {None: RELATIONS}))
    for each in relations:
        target = each.target if each.is_external else posixpath.relpath(each.target, posixpath.dirname(name) or ".")
        item = etree.SubElement(root, f"{{{RELATIONS}}}Relationship", Id=each.id, Type=each.kind, Target=target)
        if each.is_external:
            item.set("TargetMode", "External")
    return serialised(root)


def types_xml(endings: Mapping[str, str], names: Mapping[str, str]) -> bytes:
    """Content types as the bytes of their part."""
    root = etree.Element(f"{{{_TYPES}}}Types", nsmap=cast("Any", {None: _TYPES}))
    for ending, kind in endings.items():
        etree.SubElement(root, f"{{{_TYPES}}}Default", Extension=ending, ContentType=kind)
    for name, kind in names.items():
        etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=kind)
    return serialised(root)
