"""The names that the common document declares, so that every piece of it can stand there as it stood in its own."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from app.word.markup import MAIN, MC, W

_OFFICE = "http://schemas.openxmlformats.org/"
_MICROSOFT = "http://schemas.microsoft.com/office/"
IGNORABLE: Mapping[str, str] = {
    "w14": f"{_MICROSOFT}word/2010/wordml",
    "w15": f"{_MICROSOFT}word/2012/wordml",
    "w16": f"{_MICROSOFT}word/2018/wordml",
    "w16cex": f"{_MICROSOFT}word/2018/wordml/cex",
    "w16cid": f"{_MICROSOFT}word/2016/wordml/cid",
    "w16sdtdh": f"{_MICROSOFT}word/2020/wordml/sdtdatahash",
    "w16sdtfl": f"{_MICROSOFT}word/2024/wordml/sdtformatlock",
    "w16du": f"{_MICROSOFT}word/2023/wordml/word16du",
    "w16se": f"{_MICROSOFT}word/2015/wordml/symex",
    "wp14": f"{_MICROSOFT}word/2010/wordprocessingDrawing",
}
"""What an older Word may pass over."""
NAMESPACES: Mapping[str, str] = {
    "w": MAIN,
    "r": f"{_OFFICE}officeDocument/2006/relationships",
    "m": f"{_OFFICE}officeDocument/2006/math",
    "mc": MC[1:-1],
    "a": f"{_OFFICE}drawingml/2006/main",
    "pic": f"{_OFFICE}drawingml/2006/picture",
    "c": f"{_OFFICE}drawingml/2006/chart",
    "wp": f"{_OFFICE}drawingml/2006/wordprocessingDrawing",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
    "wne": f"{_MICROSOFT}word/2006/wordml",
    "wpc": f"{_MICROSOFT}word/2010/wordprocessingCanvas",
    "wpg": f"{_MICROSOFT}word/2010/wordprocessingGroup",
    "wpi": f"{_MICROSOFT}word/2010/wordprocessingInk",
    "wps": f"{_MICROSOFT}word/2010/wordprocessingShape",
    "wpsCustomData": "http://www.wps.cn/officeDocument/2013/wpsCustomData",
    "a14": f"{_MICROSOFT}drawing/2010/main",
    "aink": f"{_MICROSOFT}drawing/2016/ink",
    "am3d": f"{_MICROSOFT}drawing/2017/model3d",
    "cx": f"{_MICROSOFT}drawing/2014/chartex",
    "oel": f"{_MICROSOFT}2019/extlst",
    **IGNORABLE,
}
_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
_BODY, _BODY_END = b"<w:body>", b"</w:body>"


def settled(root: Any) -> None:
    """Before a tree moves: leave out what may be ignored and is not known here, name conditions by our prefixes."""
    for choice in list(root.iter(MC + "Choice")):
        uris = [choice.nsmap.get(prefix) for prefix in choice.get("Requires", "").split()]
        if all(uri in _PREFIXES for uri in uris):
            choice.set("Requires", " ".join(_PREFIXES[uri] for uri in uris))
        else:
            choice.getparent().remove(choice)
    ignorable = {root.nsmap.get(prefix) for prefix in root.get(MC + "Ignorable", "").split()}
    if unknown := {f"{{{uri}}}" for uri in ignorable - _PREFIXES.keys() if uri}:
        _strip(root, tuple(unknown))


def _strip(root: Any, unknown: tuple[str, ...]) -> None:
    for element in list(root.iter()):
        if isinstance(element.tag, str) and element.tag.startswith(unknown):
            if element.getparent() is not None:
                element.getparent().remove(element)
            continue
        for name in [name for name in element.attrib if name.startswith(unknown)]:
            del element.attrib[name]


def pieces(blocks: list[Any]) -> bytes:
    """Blocks of a body as they stand in the common document."""
    whole = _whole(blocks)
    return whole[whole.index(_BODY) + len(_BODY) : whole.rindex(_BODY_END)]


def frame() -> tuple[bytes, bytes]:
    """What stands before and after the blocks of the common document."""
    whole = _whole([etree.Element(W + "p")])
    start, end = whole.index(_BODY) + len(_BODY), whole.rindex(_BODY_END)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + whole[:start], whole[end:]


def _whole(blocks: list[Any]) -> bytes:
    document = etree.Element(W + "document", nsmap=dict(NAMESPACES))
    document.set(MC + "Ignorable", " ".join(IGNORABLE))
    body = etree.SubElement(document, W + "body")
    body.extend(blocks)
    return bytes(etree.tostring(document, encoding="UTF-8"))
