"""What can be made into a .docx or .xlsx, known by its own bytes: a name says little, .wps is often Word 97."""

from collections.abc import Callable
from dataclasses import dataclass

from app.word.package import LOCAL_MARK, OLE

RTF = b"{\\rtf"
_NAME_AT = 30
"""Where the name of the first file stands in a zip: OpenDocument begins with one that says what it is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that LibreOffice is given under this ending."""

    ending: str
    becomes: str
    is_it: Callable[[bytes], bool]


def _stream(*names: str) -> Callable[[bytes], bool]:
    """A compound file with one of these streams."""
    wanted = [name.encode("utf-16-le") for name in names]
    return lambda data: data.startswith(OLE) and any(name in data for name in wanted)


def _open_document(word: str) -> Callable[[bytes], bool]:
    """An OpenDocument file of this kind, no template of it."""
    start = f"mimetypeapplication/vnd.oasis.opendocument.{word}".encode() + b"PK"
    return lambda data: data.startswith(LOCAL_MARK) and data.startswith(start, _NAME_AT)


KINDS = (
    Kind(".doc", ".docx", _stream("WordDocument")),
    Kind(".rtf", ".docx", lambda data: data.startswith(RTF)),
    Kind(".odt", ".docx", _open_document("text")),
    Kind(".xls", ".xlsx", _stream("Workbook", "Book")),
    Kind(".ods", ".xlsx", _open_document("spreadsheet")),
)
"""The first that fits: a .doc may hold a workbook."""


def kind_of(data: bytes) -> Kind | None:
    """What it is, if it can be made into something newer."""
    return next((kind for kind in KINDS if kind.is_it(data)), None)


def becomes(data: bytes) -> str:
    """The ending of what it can be made into: .docx, .xlsx, or nothing."""
    kind = kind_of(data)
    return kind.becomes if kind else ""
