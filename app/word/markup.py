"""WordprocessingML: the names of its elements, and the one way in which XML is parsed."""

import io
import re
from typing import Any

from lxml import etree

from app.word.faults import refusal

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{MAIN}}}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

PARAGRAPH, RUN, TEXT, TAB, BREAK = W + "p", W + "r", W + "t", W + "tab", W + "br"
PARAGRAPH_FORMAT, RUN_FORMAT = W + "pPr", W + "rPr"
PROOF = W + "proofErr"
TABLE, ROW, CELL = W + "tbl", W + "tr", W + "tc"
ROW_FORMAT, CELL_FORMAT, GRID_SPAN = W + "trPr", W + "tcPr", W + "gridSpan"
BOX = W + "txbxContent"
NOTES = {W + "footnote", W + "endnote"}
FALLBACK = MC + "Fallback"
REMOVED = {W + "del", W + "moveFrom"}
"""What a tracked change took away: not on paper, so tags in it do not count."""

MAX_XML = 8 << 20
MAX_TAGS = 400_000
MAX_TAG = 65_536
_WIDE_TAG = re.compile(rb"<[^<>]{%d}" % MAX_TAG)
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_WIDE_ENCODINGS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


def parse(content: bytes, *, part: str) -> Any:
    """The root of an XML part; entities, oversized tags and broken XML are refused before they can cost anything."""
    plain = _utf8(content, part=part)
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise refusal("word.doctype", part=part)
    if len(plain) > MAX_XML or plain.count(b"<") > MAX_TAGS:
        raise refusal("word.xml_too_large", part=part)
    if len(plain) > MAX_TAG and _WIDE_TAG.search(plain):
        raise refusal("word.bad_xml", part=part, reason="tag")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(plain, parser)
    except etree.XMLSyntaxError as error:
        raise refusal("word.bad_xml", part=part, reason=str(error.msg)[:200]) from None


def root_tag(content: bytes) -> str:
    """The name of the outermost element of XML that was parsed before; the rest is not looked at."""
    _, element = next(iter(etree.iterparse(io.BytesIO(content), events=("start",), resolve_entities=False)))
    return str(element.tag)


def _utf8(content: bytes, *, part: str) -> bytes:
    """The same XML in UTF-8, without its declaration if that named another encoding."""
    wide = _WIDE_ENCODINGS.get(content[:2])
    if wide is None:
        named = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf")[:300])
        if named and named[1].lower() not in {b"utf-8", b"utf8", b"us-ascii"}:
            raise refusal("word.bad_xml", part=part, reason=named[1].decode("ascii", "replace"))
        return content
    try:
        text = content.decode(wide).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise refusal("word.bad_xml", part=part, reason=wide) from None
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode()


def serialised(root: Any) -> bytes:
    """A tree as the bytes of a part."""
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def ancestor(element: Any, name: str) -> Any:
    """The nearest element of this name around the given one, or None."""
    return next(element.iterancestors(name), None)
