"""Whether an uploaded workbook may become a template: no macros, no foreign content, nothing that is fetched or run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.errors import Fault
from app.excel.faults import ExcelInvalid, of_workbooks, refusal, retold
from app.excel.formulas import danger
from app.excel.markup import FORMULA, R, S, parse
from app.word.dangers import MACRO_WORDS, is_external, kind_of, relations, target_of
from app.word.faults import WordInvalid
from app.word.package import Package
from app.word.preflight import ROOT_RELATIONS, TYPES, is_disguised, xml_parts

_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
WORKBOOK, TEMPLATE = f"{_KIND}sheet.main+xml", f"{_KIND}template.main+xml"
MAX_CELLS = 200_000
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_FOREIGN = {
    "externallink": "excel.linked", "externallinkpath": "excel.linked", "oleobject": "excel.embedded",
    "control": "excel.embedded", "ctrlprop": "excel.embedded", "package": "excel.embedded",
    "activexcontrolbinary": "excel.embedded", "vbaproject": "excel.macro", "connections": "excel.fetches",
    "querytable": "excel.fetches", "xmlmaps": "excel.fetches", "webextension": "excel.add_in",
    "webextensiontaskpanes": "excel.add_in", "extensibility": "excel.add_in", "xlmacrosheet": "excel.macro",
}  # fmt: skip
_LINKS = ("http:", "https:", "mailto:", "tel:", "#")

read_package = of_workbooks(Package.read)


@dataclass(frozen=True)
class Sheet:
    """A worksheet: the name that people see, its part."""

    name: str
    part: str


@dataclass(frozen=True)
class Book:
    """A workbook that passed every check."""

    package: Package
    main: str
    root: Any
    sheets: tuple[Sheet, ...]

    @property
    def is_1904(self) -> bool:
        """Whether its days are counted from 1904, as old Macs did."""
        settings = self.root.find(S + "workbookPr")
        return settings is not None and settings.get("date1904") in {"1", "true"}

    def part_of(self, word: str) -> str:
        """The part of this kind (styles, sharedStrings); empty if there is none."""
        return next((target for kind, target in targets(self.package, self.main) if kind == word), "")


def preflight(data: bytes) -> None:
    """Raise `ExcelInvalid` with every reason why these bytes may not be opened as a workbook."""
    opened(data)


def opened(data: bytes) -> Book:
    """The workbook of a file that passed every check."""
    package = read_package(data)
    read = set(xml_parts(package))
    faults = [fault for name in package.parts for fault in _part_faults(package, name, is_read=name in read)]
    if faults:
        raise ExcelInvalid(faults)
    main = _main_part(package)
    faults = [*_type_faults(package, main), *_relation_faults(package)]
    if faults:
        raise ExcelInvalid(faults)
    root = parse(package.content(main), part=main)
    book = Book(package, main, root, tuple(_sheets(package, main, root)))
    if not book.sheets:
        raise refusal("excel.not_a_workbook")
    if faults := list(_formula_faults(book)):
        raise ExcelInvalid(faults)
    return book


def targets(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """What a part refers to within the file: the kind in small letters, and the part."""
    folder, _, file = part.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
    for relation in relations(package, rels):
        if not is_external(relation):
            yield kind_of(relation), target_of(rels, relation)


def _part_faults(package: Package, name: str, *, is_read: bool) -> Iterator[Fault]:
    """Unpack within limits; XML must parse."""
    if is_disguised(name):
        yield Fault("excel.part_name", facts={"part": name, "target": name})
        return
    try:
        content = package.content(name)
        if is_read:
            parse(content, part=name)
    except WordInvalid as refused:
        yield from retold(refused.faults)
    except ExcelInvalid as refused:
        yield from refused.faults


def _main_part(package: Package) -> str:
    if TYPES in package:
        for relation in relations(package, ROOT_RELATIONS):
            if kind_of(relation) == "officedocument" and (name := target_of(ROOT_RELATIONS, relation)) in package:
                return name
    raise refusal("excel.not_a_workbook")


def _type_faults(package: Package, main: str) -> Iterator[Fault]:
    types = parse(package.content(TYPES), part=TYPES)
    kinds = {str(item.get("PartName", "")).lstrip("/"): str(item.get("ContentType", "")) for item in types}
    said = [*(str(item.get("ContentType", "")).lower() for item in types), *(name.lower() for name in package.parts)]
    if any(word in text for text in said for word in (*MACRO_WORDS, "macrosheet")):
        yield Fault("excel.macro")
    elif kinds.get(main) == TEMPLATE:
        yield Fault("excel.is_xltx")
    elif kinds.get(main) != WORKBOOK:
        yield Fault("excel.not_a_workbook")
    elif (root := parse(package.content(main), part=main)).tag != S + "workbook":
        yield Fault("excel.strict" if str(root.tag).startswith(_STRICT) else "excel.not_a_workbook")


def _relation_faults(package: Package) -> Iterator[Fault]:
    for name in (each for each in package.parts if each.endswith(".rels")):
        for relation in relations(package, name):
            kind, target = kind_of(relation), str(relation.get("Target", "")).strip()
            facts = {"part": name, "target": target[:200], "kind": kind}
            if kind in _FOREIGN:
                yield Fault(_FOREIGN[kind], facts=facts)
            elif is_external(relation):
                if kind != "hyperlink" or not target.lower().startswith(_LINKS):
                    yield Fault("excel.external", facts=facts)
            elif target_of(name, relation).startswith(".."):
                yield Fault("excel.part_name", facts=facts)


def _sheets(package: Package, main: str, root: Any) -> Iterator[Sheet]:
    """The worksheets in their order; sheets that are one chart have no cells."""
    folder, _, file = main.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels"
    known = {str(each.get("Id")): (kind_of(each), target_of(rels, each)) for each in relations(package, rels)}
    for sheet in root.iter(S + "sheet"):
        kind, part = known.get(str(sheet.get(R + "id")), ("", ""))
        if kind == "worksheet" and part in package:
            yield Sheet(str(sheet.get("name", "")), part)


def _formula_faults(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        root = parse(book.package.content(sheet.part), part=sheet.part)
        if sum(1 for _ in root.iter(S + "c")) > MAX_CELLS:
            yield Fault("excel.too_many_cells", place=sheet.name, facts={"limit": MAX_CELLS})
        for formula in root.iter(FORMULA):
            if word := danger(formula.text or ""):
                cell = str(formula.getparent().get("r", ""))
                yield Fault("excel.formula_fetches", place=f"{sheet.name}!{cell}", facts={"function": word})
    for name in book.root.iter(S + "definedName"):
        if word := danger(name.text or ""):
            yield Fault("excel.formula_fetches", place=str(name.get("name", "")), facts={"function": word})
