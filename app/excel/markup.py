"""SpreadsheetML: the names of its elements, and marks in a tree that become nodes of a plan."""

import re
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from lxml import etree

from app.excel.faults import of_workbooks
from app.word import markup
from app.word.markup import serialised

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
S = f"{{{MAIN}}}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
ROW, CELL, VALUE, FORMULA, TEXT, INLINE, RUN, RUN_FORMAT = (
    S + name for name in ("row", "c", "v", "f", "t", "is", "r", "rPr")
)
TARGET = "bx"
_SIGNS = [chr(0xE000 + at) for at in range(0, 64, 2)]
"""Characters that no text has; a pair of them stands around the number of a mark in an attribute or a text."""

parse = of_workbooks(markup.parse)

Node = TypeVar("Node")


@dataclass
class Marked(Generic[Node]):
    """A part in whose tree marks stand for nodes."""

    root: Any
    content: bytes
    nodes: list[Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open = next(sign for sign in _SIGNS if sign.encode() not in self.content)
        self._close = chr(ord(self._open) + 1)

    def text(self, node: Node) -> str:
        """A mark within an attribute or a text."""
        self.nodes.append(node)
        return f"{self._open}{len(self.nodes) - 1}{self._close}"

    def element(self, node: Node) -> Any:
        """A mark in the place of an element."""
        self.nodes.append(node)
        return etree.ProcessingInstruction(TARGET, str(len(self.nodes) - 1))

    def pieces(self) -> list["bytes | Node"]:
        """The XML with the nodes where their marks stood."""
        mark = rf"<\?{TARGET} (\d+)\?>|{self._open}(\d+){self._close}".encode()
        cut = re.split(mark, serialised(self.root))
        found: list[bytes | Node] = []
        for at in range(0, len(cut), 3):
            if cut[at]:
                found.append(cut[at])
            if at + 2 < len(cut):
                found.append(self.nodes[int(cut[at + 1] or cut[at + 2])])
        return found


def prefix_of(root: Any) -> str:
    """What stands before the names of elements in this part: nothing, or `x:`."""
    return f"{root.prefix}:" if root.prefix else ""
