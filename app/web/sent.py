"""Files that people send: what they may be called here, and reading one as a whole without reading without end."""

import re
import unicodedata

from werkzeug.datastructures import FileStorage

from app.errors import Invalid

MAX_NAME = 120
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def name_of(sent: FileStorage | None) -> str:
    """The cleaned name of what was sent; empty where nothing was."""
    return clean_name(sent.filename or "") if sent else ""


def bytes_of(sent: FileStorage, most: int) -> bytes:
    """All of it; raises `Invalid` where it has more bytes than that."""
    data = sent.stream.read(most + 1)
    if len(data) > most:
        raise Invalid.because("file.too_large", place="file", name=name_of(sent), most=most >> 20)
    return data


def read_sent(sent: FileStorage | None, most: int) -> tuple[str, bytes]:
    """The cleaned name and the bytes; raises `Invalid` where there is nothing, or too much."""
    data = bytes_of(sent, most) if sent is not None and sent.filename else b""
    if not data:
        raise Invalid.because("file.none", place="file")
    return name_of(sent) or "file", data


def clean_name(name: str) -> str:
    """The name without folders, control and direction characters, and what some systems cannot store."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in name if unicodedata.category(char) not in _UNSEEN)
    kept = " ".join(_FORBIDDEN.sub("_", kept).split()).strip(". ")
    stem, dot, extension = kept.rpartition(".")
    if dot and len(extension) <= 10:
        kept = f"{stem.rstrip('. ')[: MAX_NAME - len(extension) - 1]}.{extension}"
    kept = kept[:MAX_NAME].strip(". ")
    return f"_{kept}" if _RESERVED.fullmatch(kept) else kept
