"""What makes an honest-looking Word file dangerous: relationships that fetch or run, fields that read other files."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.word.markup import PARAGRAPH, W, parse
from app.word.package import Package

RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
VML = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
MACRO_WORDS = ("macroenabled", "vbaproject", "vbadata", "activex", "attachedtoolbars", "keymapcustomizations")
QUIET = {"attachedtemplate": "word.template_link", "origin": "word.signed"}
"""Common in honest files and useless in a template: taken out without asking, and told."""

_FOREIGN = {
    "oleobject": "word.embedded", "control": "word.embedded", "afchunk": "word.embedded",
    "activexcontrolbinary": "word.embedded", "frame": "word.external", "subdocument": "word.external",
    "vbaproject": "word.macro", "wordvbadata": "word.macro", "attachedtoolbars": "word.macro",
    "keymapcustomizations": "word.macro", "extensibility": "word.add_in", "webextension": "word.add_in",
    "webextensiontaskpanes": "word.add_in",
}  # fmt: skip
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Characters without width."""
_LINKS = re.compile(r"(?:https?|mailto|tel|ftp):|#", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|\\\\|//", re.IGNORECASE)
_FETCHING = {"INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "DDEAUTO", "DDE", "IMPORT", "LINK", "DATABASE", "RD"}
_NESTED = "\0"
_COMMAND = re.compile(rf"[^A-Za-z{_NESTED}]*([A-Za-z]*)({_NESTED}?)")
"""Word and LibreOffice pass over quotes and backslashes in front of a command."""
_ARGUMENT = re.compile(r"\W*HYPERLINK\"?\s*(?:\"([^\"]*)\"|“([^”]*)”|(\S+))", re.IGNORECASE)


def relations(package: Package, name: str) -> list[Any]:
    """The relationships in a .rels part."""
    if name not in package:
        return []
    return list(parse(package.content(name), part=name).iter(RELATION))


def kind_of(relation: Any) -> str:
    """The last word of its type, which is the same in both editions of the standard."""
    return str(relation.get("Type", "")).rsplit("/", 1)[-1].lower()


def target_of(name: str, relation: Any) -> str:
    """The part that a relationship of this .rels file means; above the root is where the path leaves the file."""
    target = str(relation.get("Target", "")).split("#", maxsplit=1)[0]
    folder = posixpath.dirname(posixpath.dirname(name))
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))


def owner_of(name: str) -> str:
    """The part whose relationships a .rels part holds."""
    folder, file = posixpath.split(name)
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))


def is_external(relation: Any) -> bool:
    """Whether it leads out of the file: a whole address does, whatever else is said of it."""
    if str(relation.get("TargetMode", "")).strip().lower() == "external":
        return True
    return _ADDRESS.match(str(relation.get("Target", "")).strip()) is not None


def danger_of(name: str, relation: Any) -> str | None:
    """The code of what is wrong with a relationship, if anything is."""
    kind = kind_of(relation)
    if kind in QUIET:
        return None
    if kind in _FOREIGN:
        return _FOREIGN[kind]
    if is_external(relation):
        target = str(relation.get("Target", "")).strip()
        return None if kind == "hyperlink" and _LINKS.match(target) else "word.external"
    return "word.part_name" if target_of(name, relation).startswith("..") else None


@dataclass(slots=True)
class FieldCode:
    """A field of Word: what it says, the paragraph it begins in, the elements that hold its code and its ends."""

    parts: list[str] = field(default_factory=list)
    elements: list[Any] = field(default_factory=list)
    is_code: bool = True
    """Still before the separator: afterwards comes the result."""

    @property
    def code(self) -> str:
        """Its words; a field within it is one strange character."""
        return "".join(self.parts)

    @property
    def danger(self) -> str:
        """The command that fetches something, or the address that no link may have; empty if there is none."""
        code = _UNSEEN.sub("", self.code)
        command = _COMMAND.match(code)
        word = command[1].upper() if command else ""
        if command and command[2] and any(each.startswith(word) for each in _FETCHING):
            return "{ }"
        if word in _FETCHING:
            return word
        argument = _ARGUMENT.match(code)
        address = next(filter(None, argument.groups()), "").strip() if argument else ""
        return address[:200] if _ADDRESS.match(address) and not _LINKS.match(address) else ""


def fields(root: Any) -> Iterator[FieldCode]:
    """Every field of a part, the inner ones first."""
    stack: list[FieldCode] = []
    loose: dict[Any, FieldCode] = {}
    for element in root.iter(W + "fldSimple", W + "fldChar", W + "instrText"):
        if element.tag == W + "fldSimple":
            yield FieldCode([str(element.get(W + "instr", ""))], [element])
        elif element.tag == W + "instrText":
            owner = stack[-1] if stack and stack[-1].is_code else loose.setdefault(_paragraph(element), FieldCode())
            owner.parts.append(element.text or "")
            owner.elements.append(element)
        else:
            yield from _turn(stack, element)
    yield from (*stack, *loose.values())


def _turn(stack: list[FieldCode], element: Any) -> Iterator[FieldCode]:
    """The begin, the separator or the end of a field."""
    kind = element.get(W + "fldCharType")
    if kind == "begin":
        if stack and stack[-1].is_code:
            stack[-1].parts.append(_NESTED)
        stack.append(FieldCode(elements=[element]))
    elif stack and kind == "separate":
        stack[-1].is_code = False
        stack[-1].elements.append(element)
    elif stack and kind == "end":
        stack[-1].elements.append(element)
        yield stack.pop()


def _paragraph(element: Any) -> Any:
    return next(element.iterancestors(PARAGRAPH), None)


def drawn_links(root: Any) -> Iterator[tuple[Any, str, str]]:
    """Old drawings name what they fetch in plain attributes: the element, the attribute, the address."""
    for element in root.iter(VML + "*"):
        is_shape = element.tag not in {VML + "imagedata", VML + "fill", VML + "stroke"}
        for name in ("src", "href", OFFICE + "href", OFFICE + "althref"):
            address = str(element.get(name, "")).strip()
            if _ADDRESS.match(address) and not (is_shape and _LINKS.match(address)):
                yield element, name, address
