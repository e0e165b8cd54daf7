"""The gate of files: may one come into a field, or beside a paper? Asked here, whatever the browser said before."""

from typing import BinaryIO, cast

from werkzeug.datastructures import FileStorage

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Invalid, NotFound
from app.fields import FIELD_TYPES
from app.fields.file import FileOptions
from app.fields.picture import SIGNED
from app.records import files
from app.records.file_kinds import kind_named, kind_written
from app.records.files import Received
from app.web import clock
from app.web.sent import clean_name

SCAN = FileOptions(kinds=("pdf", "ofd", "jpg", "png"), max_size=20)
"""What signed and sealed paper comes back as."""
SCAN_INPUT = FIELD_TYPES.get("file").input_attrs(SCAN)
"""Attributes of an input for it: what `files.js` asks before it lets a file go."""


def file_field(compiled: CompiledType, path: str) -> CompiledField:
    """The field or column with this path that takes files; raises `NotFound`."""
    key, _, column = path.partition(".")
    each = compiled.fields.get(key)
    found = each.columns.get(column) if each and column else each
    if found is None or not found.type.holds_files:
        raise NotFound(f"file field {path}")
    return found


def file_options(each: CompiledField) -> FileOptions:
    """What a field allows of a file."""
    return each.options if isinstance(each.options, FileOptions) else SIGNED


def is_sent(sent: FileStorage | None) -> bool:
    """Was a file chosen at all?"""
    return sent is not None and bool(sent.filename)


def take(options: FileOptions, sent: FileStorage | None) -> Received:
    """Take a file in, onto the disk and before any transaction; raises `Invalid` where these options refuse it."""
    if sent is None:
        raise Invalid.because("record.file_empty", name="")
    name = clean_name(sent.filename or "")
    if kind_named(name) not in map(kind_written, options.kinds):
        raise Invalid.because("record.file_kind", name=name, kinds=options.kinds)
    root = clock.settings().instance / files.FOLDER
    return files.receive(root, cast("BinaryIO", sent.stream), name, most=options.max_size * files.MEGABYTE)
