"""Definition files: YAML (and CSV for lists) to and from record types, role books and choice lists."""

import csv
import io
from collections.abc import Mapping as Map
from pathlib import PurePath
from typing import Any, TypeAlias

from app.definitions.codec.comments import Place, identity, item
from app.definitions.codec.editor import json_schema
from app.definitions.codec.shape import Reading, path_steps
from app.definitions.codec.tree import Mapping, Mark, Node, Scalar, Sequence, Tree, grown, read_tree
from app.definitions.codec.writer import dump, plain_data
from app.definitions.schema import ChoiceList, RecordType, RoleBook

__all__ = [
    "Place",
    "Readable",
    "Reading",
    "dump",
    "identity",
    "item",
    "json_schema",
    "judged",
    "load",
    "load_any",
    "path_steps",
    "plain_data",
    "read",
    "read_type",
]

Readable: TypeAlias = RecordType | RoleBook | ChoiceList
"""What a definition file may hold."""


def load(text: str, *, name: str = "") -> RecordType:
    """The record type of a file; raises `Invalid` with every fault, each with file, line, column and path."""
    return Reading(name, read_tree(text), RecordType).made()


def load_any(text: str, *, name: str) -> Readable:
    """A record type, the role book or a choice list, by what the file holds."""
    return read(text, name=name).made()


def read(text: str, *, name: str) -> Reading[Readable]:
    """A file as read: faults are kept, not raised, and further ones can be given their line."""
    if name.endswith(".csv"):
        return Reading(name, _csv_tree(text, PurePath(name).stem), ChoiceList)
    tree = read_tree(text)
    return Reading(name, tree, _model(tree))


def read_type(text: str, *, name: str = "") -> Reading[RecordType]:
    """A file that has to hold a record type, as read."""
    return Reading(name, read_tree(text), RecordType)


def judged(data: Map[str, Any]) -> Reading[RecordType]:
    """Plain data as if they had been read from the file of a record type: the same gate, but faults have no line."""
    return Reading("", Tree(grown(dict(data)), [], set()), RecordType)


def _model(tree: Tree) -> type[Readable]:
    keys = tree.root.values if isinstance(tree.root, Mapping) else {}
    if "roles" in keys:
        return RoleBook
    return ChoiceList if "entries" in keys and "sections" not in keys else RecordType


def _csv_tree(text: str, key: str) -> Tree:
    """A list kept as a table: its key is the file's name.

    Lines such as `# label: …` may stand on top of it, `# column city: …` and `# column_en city: …` name its columns.
    """
    start = Mark(1, 1)
    root, columns = Mapping(start), dict[str, Mapping]()
    _put(root, "key", key, start)
    _put(root, "label", key, start)
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    skipped = 0
    while skipped < len(lines) and lines[skipped].startswith("#"):
        name, _, value = lines[skipped][1:].partition(":")
        _put_line(root, columns, name.strip(), value.strip(), Mark(skipped + 1, 1))
        skipped += 1
    _put_label(root)
    _put_columns(root, columns)
    entries = Sequence(Mark(skipped + 1, 1))
    table = csv.reader(io.StringIO("".join(lines[skipped:])))
    head = [name.strip() for name in next(table, [])]
    line = skipped + table.line_num + 1
    for row in table:
        if any(cell.strip() for cell in row):
            entries.items.append(_csv_entry(head, row, line))
        line = skipped + table.line_num + 1
    root.keys["entries"], root.values["entries"] = Scalar("entries", entries.mark, entries.mark), entries
    return Tree(root, [], set())


def _put_line(root: Mapping, columns: dict[str, Mapping], name: str, value: str, mark: Mark) -> None:
    """A line above the table."""
    what, _, key = name.partition(" ")
    if what not in ("column", "column_en"):
        _put(root, name, value, mark)
        return
    column = columns.setdefault(key.strip(), Mapping(mark))
    _put(column, "key", key.strip(), mark)
    _put(column, "label" if what == "column" else "label_en", value, mark)


def _put_columns(root: Mapping, columns: Map[str, Mapping]) -> None:
    if columns:
        mark = next(iter(columns.values())).mark
        for column in columns.values():
            _put_label(column)
        root.keys["columns"] = Scalar("columns", mark, mark)
        root.values["columns"] = Sequence(mark, items=list(columns.values()))


def _csv_entry(head: list[str], row: list[str], line: int) -> Mapping:
    """Empty cells are not given."""
    entry, column = Mapping(Mark(line, 1)), 1
    for name, cell in zip(head, row, strict=False):
        if name and cell.strip():
            _put(entry, name, cell.strip(), Mark(line, column))
        column += len(cell) + 1
    _put_label(entry)
    return entry


def _put_label(mapping: Mapping) -> None:
    """`label_en` is the English of `label`."""
    english = mapping.values.pop("label_en", None)
    if english is None:
        return
    mapping.keys.pop("label_en")
    label = Mapping(english.mark)
    _put(label, "zh", _text_of(mapping.values.get("label")), label.mark)
    _put(label, "en", _text_of(english), label.mark)
    mapping.keys.setdefault("label", Scalar("label", label.mark, label.mark))
    mapping.values["label"] = label


def _text_of(node: Node | None) -> str:
    return (node.text or "") if isinstance(node, Scalar) else ""


def _put(mapping: Mapping, key: str, text: str, mark: Mark) -> None:
    mapping.keys[key] = mapping.values[key] = Scalar(text, mark, mark)
