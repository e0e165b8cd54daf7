"""Pictures and links that a document got: their files, what refers to them, and their kinds in the list of contents."""

import posixpath
import re
from collections.abc import Sequence

from app.word.package import Envelope
from app.word.sheet import Extras, Relation, escaped

TYPES = "[Content_Types].xml"
_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)
_END = re.compile(rb"</(\w+:)?(Relationships|Types)\s*>\s*\Z")
_EMPTY = re.compile(rb"<((?:\w+:)?)(Relationships|Types)(\s[^<>]*)?/>\s*\Z")


def supplement(envelope: Envelope, contents: Sequence[bytes], extras: Extras) -> bytes:
    """The finished file with everything that was added."""
    changed = dict(zip(envelope.changing, contents, strict=True))
    for part, relations in extras.relations.items():
        name = relations_of(part)
        before = changed.get(name) or envelope.content(name) or _RELATIONS
        changed[name] = _with(before, "".join(_relation(id_, each) for each, id_ in relations.items()))
    endings = sorted({name.rpartition(".")[2] for name in extras.media})
    if endings:
        types = changed.get(TYPES) or envelope.content(TYPES)
        changed[TYPES] = _with(types, "".join(_type(each) for each in endings if not _knows(types, each)))
    return envelope.seal_with(changed, stored=extras.media)


def relations_of(part: str) -> str:
    """The name of the part that says what a part refers to."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _with(xml: bytes, more: str) -> bytes:
    """The list with more entries."""
    xml = _EMPTY.sub(rb"<\1\2\3></\1\2>", xml)
    end = _END.search(xml)
    at = end.start() if end else len(xml)
    prefix = end[1] if end and end[1] else b""
    return xml[:at] + more.encode().replace(b"<", b"<" + prefix) + xml[at:]


def _relation(name: str, relation: Relation) -> str:
    mode = ' TargetMode="External"' if relation.is_external else ""
    return f'<Relationship Id="{name}" Type="{relation.kind}" Target="{escaped(relation.target)}"{mode}/>'


def _type(ending: str) -> str:
    return f'<Default Extension="{ending}" ContentType="image/{ending}"/>'


def _knows(types: bytes, ending: str) -> bool:
    return (
        re.search(rb"<(?:\w+:)?Default\b[^<>]*Extension=[\"']" + ending.encode() + rb"[\"']", types, re.I) is not None
    )
