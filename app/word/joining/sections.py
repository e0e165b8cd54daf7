"""Where one document ends and the next begins: a new page, its own paper, its own headers, pages counted from 1."""

from typing import Any

from app.word.joining.formats import part_of
from app.word.joining.order import SECTION, insert
from app.word.markup import PARAGRAPH, PARAGRAPH_FORMAT, TABLE, W

HEADER, FOOTER = W + "headerReference", W + "footerReference"
TYPE, VAL = W + "type", W + "val"
RID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NOTES = {W + "footnoteReference": W + "footnotePr", W + "endnoteReference": W + "endnotePr"}
_BREAKS = {"nextPage", "oddPage", "evenPage"}
_BLOCKS = {PARAGRAPH, TABLE, W + "sdt", W + "customXml"}


def sections_of(body: Any) -> list[Any]:
    """The sections of a body in their order; the last one is made if it is not there."""
    found = [section for section in body.iter(SECTION) if section.getparent().tag in {PARAGRAPH_FORMAT, body.tag}]
    if not found or found[-1].getparent() is not body:
        found.append(body.makeelement(SECTION))
        body.append(found[-1])
    return found


def begin(section: Any) -> None:
    """Let a document's first section begin a page, and count pages and notes from 1."""
    kind = section.find(TYPE)
    if kind is not None and kind.get(VAL) not in _BREAKS:
        section.remove(kind)
        kind = None
    if kind is None:
        kind = section.makeelement(TYPE)
        kind.set(VAL, "nextPage")
        insert(section, kind)
    pages = section.find(W + "pgNumType")
    if pages is None:
        pages = section.makeelement(W + "pgNumType")
        insert(section, pages)
    if pages.get(W + "start") is None:
        pages.set(W + "start", "1")


def restart_notes(body: Any, section: Any) -> None:
    """The notes of the body are counted from 1."""
    for reference, tag in _NOTES.items():
        if next(body.iter(reference), None) is None:
            continue
        form = section.find(tag)
        if form is None:
            form = section.makeelement(tag)
            insert(section, form)
        if form.find(W + "numRestart") is None:
            part_of(form, W + "numRestart").set(VAL, "eachSect")


def headers(section: Any) -> dict[tuple[str, str], str]:
    """The ids of its headers and footers by element and type (default, first, even)."""
    return {
        (each.tag, str(each.get(TYPE, "default"))): str(each.get(RID, ""))
        for each in section.iterchildren(HEADER, FOOTER)
    }


def set_header(section: Any, tag: str, kind: str, relation: str) -> None:
    """Give a section this header or footer."""
    for each in list(section.iterchildren(tag)):
        if each.get(TYPE, "default") == kind:
            section.remove(each)
    reference = section.makeelement(tag)
    reference.set(TYPE, kind)
    reference.set(RID, relation)
    section.insert(0, reference)


def same_on_even_pages(section: Any) -> None:
    """Even pages like odd ones: for a document that knows no difference, beside one that does."""
    for (tag, kind), relation in headers(section).items():
        if kind == "default":
            set_header(section, tag, "even", relation)


def close(body: Any, section: Any) -> None:
    """Put the last section of a body into its last paragraph, so that something can follow."""
    body.remove(section)
    last = next((block for block in reversed(body) if block.tag in _BLOCKS), None)
    if last is None or last.tag != PARAGRAPH or last.find(f"{PARAGRAPH_FORMAT}/{SECTION}") is not None:
        last = _hairline(body)
    insert(part_of(last, PARAGRAPH_FORMAT, first=True), section)


def _hairline(body: Any) -> Any:
    """A paragraph without height: behind a full page an ordinary one would begin another."""
    paragraph = body.makeelement(PARAGRAPH)
    form = part_of(paragraph, PARAGRAPH_FORMAT)
    spacing = part_of(form, W + "spacing")
    for name, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
        spacing.set(W + name, value)
    part_of(part_of(form, W + "rPr"), W + "sz").set(VAL, "2")
    body.append(paragraph)
    return paragraph
