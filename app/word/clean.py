"""Taking out of a Word file what may not come in with a template, and saying what it was."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from app.errors import Fault
from app.word.dangers import (
    MACRO_WORDS,
    VML,
    danger_of,
    drawn_links,
    fields,
    is_external,
    owner_of,
    relations,
    target_of,
)
from app.word.faults import WordInvalid
from app.word.markup import CELL, PARAGRAPH, W, parse, serialised
from app.word.package import Envelope, Package
from app.word.preflight import DOCX, TYPES, drop_parts, faults_of, main_part, take_out, taken_out, xml_parts

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PICTURES = {_A + "blip", VML + "imagedata"}
_DRAWN = {W + "drawing", W + "pict", W + "object"}
_WHOLE = {W + "dataSource": W + "mailMerge", W + "headerSource": W + "mailMerge", W + "sourceFileName": W + "frameset"}
"""What has to go with an element, since it is nothing without it."""

REMOVABLE = {
    "word.macro", "word.embedded", "word.external", "word.add_in", "word.field", "word.is_dotx",
    "word.template_link", "word.signed",
}  # fmt: skip
"""Faults that a file can be freed of; with any other it cannot be opened at all."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file that passes, and what was in it before."""

    data: bytes
    removed: tuple[Fault, ...]


def can_strip(faults: tuple[Fault, ...]) -> bool:
    """Whether a file with these faults can be freed of all of them."""
    return bool(faults) and all(fault.code in REMOVABLE for fault in faults)


def strip(data: bytes) -> Cleaned:
    """The same document without what may not come in; raises `WordInvalid` for what cannot be taken out."""
    package = Package.read(data)
    faults = list(faults_of(package))
    _refuse(fault for fault in faults if fault.code not in REMOVABLE)
    faults += taken_out(package)
    _drop(package, _macros(package))
    _set_types(package)
    take_out(package)
    for name in xml_parts(package):
        _clean_part(package, name)
    _refuse(faults_of(package))
    return Cleaned(Envelope.around(package, ()).seal(()), tuple(faults))


def _refuse(faults: Iterable[Fault]) -> None:
    if found := list(faults):
        raise WordInvalid(found)


def _macros(package: Package) -> set[str]:
    """The parts that hold programs, by name or by what they say they are."""
    types = parse(package.content(TYPES), part=TYPES)
    said = {
        str(item.get("PartName", item.get("Extension", ""))).lstrip("/").lower() for item in types if _is_macro(item)
    }
    named = (name for name in package.parts if any(word in name.lower() for word in MACRO_WORDS))
    typed = (name for name in package.parts if {name.lower(), name.lower().rpartition(".")[2]} & said)
    return {*named, *typed} - {main_part(package)}


def _is_macro(item: Any) -> bool:
    return any(word in str(item.get("ContentType", "")).lower() for word in MACRO_WORDS)


def _drop(package: Package, parts: Collection[str]) -> None:
    """Take out these parts, every relationship that may not be or leads to them, and what stood on it in the text."""
    gone = set(parts)
    for name in [name for name in package.parts if name.endswith(".rels")]:
        found = relations(package, name)
        bad = [each for each in found if danger_of(name, each) or _target(name, each) in gone]
        if not bad:
            continue
        gone |= {_target(name, each) for each in bad} - {""}
        root = bad[0].getparent()
        for each in bad:
            root.remove(each)
        package.replace(name, serialised(root))
        _release(package, owner_of(name), {str(each.get("Id")) for each in bad})
    rels = {name for name in package.parts if name.endswith(".rels") and owner_of(name) in gone}
    drop_parts(package, [name for name in package.parts if name in gone | rels])


def _target(name: str, relation: Any) -> str:
    return "" if is_external(relation) else target_of(name, relation)


def _set_types(package: Package) -> None:
    """The file is an ordinary document, whatever it was before."""
    types, main = parse(package.content(TYPES), part=TYPES), main_part(package)
    for item in list(types):
        if str(item.get("PartName", "")).lstrip("/") == main:
            item.set("ContentType", DOCX)
        elif _is_macro(item):
            types.remove(item)
    package.replace(TYPES, serialised(types))


def _release(package: Package, part: str, ids: set[str]) -> None:
    """Take out of a part what stood on these relationships."""
    if part not in xml_parts(package):
        return
    root = parse(package.content(part), part=part)
    for element in [element for element in root.iter("*") if _uses(element, ids)]:
        _let_go(element, ids)
    _fill_cells(root)
    package.replace(part, serialised(root))


def _uses(element: Any, ids: set[str]) -> bool:
    return any(name.startswith(_R) and value in ids for name, value in element.attrib.items())


def _let_go(element: Any, ids: set[str]) -> None:
    """A link becomes its text, a linked picture that has a copy inside keeps that; anything else goes."""
    if element.tag == W + "hyperlink":
        _unwrap(element)
        return
    for name in [name for name, value in element.attrib.items() if name.startswith(_R) and value in ids]:
        del element.attrib[name]
    if element.tag in _PICTURES:
        if not any(name in element.attrib for name in (_R + "embed", _R + "id")):
            _remove(_around(element, _DRAWN))
        return
    _remove(_around(element, {_WHOLE[element.tag]}) if element.tag in _WHOLE else element)


def _clean_part(package: Package, name: str) -> None:
    """Fields that fetch become their last result; old drawings lose their addresses."""
    content = package.content(name)
    if b"instr" not in content and b"fldChar" not in content and VML[1:-1].encode() not in content:
        return
    root, is_changed = parse(content, part=name), False
    for code in [code for code in fields(root) if code.danger]:
        is_changed = True
        for element in code.elements:
            (_unwrap if element.tag == W + "fldSimple" else _remove)(element)
    for element, attribute, _ in list(drawn_links(root)):
        is_changed = True
        del element.attrib[attribute]
    if is_changed:
        package.replace(name, serialised(root))


def _around(element: Any, names: Collection[str]) -> Any:
    return next((outer for outer in element.iterancestors() if outer.tag in names), element)


def _remove(element: Any) -> None:
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def _unwrap(element: Any) -> None:
    """What was in it takes its place."""
    for child in list(element):
        element.addprevious(child)
    _remove(element)


def _fill_cells(root: Any) -> None:
    """Word calls a cell without a last paragraph damaged."""
    for cell in root.iter(CELL):
        if not len(cell) or cell[-1].tag != PARAGRAPH:
            cell.append(cell.makeelement(PARAGRAPH))
