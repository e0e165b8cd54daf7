"""Several issued papers as one file: an archive, or one Word document in the order in which they are printed."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import chain
from typing import IO, Any

from app.definitions.compiled import CompiledType
from app.definitions.template_kinds import WORD, kind_of
from app.documents.models import Document
from app.errors import Invalid

VOLUME, VOLUME_SIZE = 1_000, 64 << 20
"""Documents in one joined file, and bytes of its text unpacked: Word takes long to open more."""


def in_order(documents: Iterable[Document], compiled: CompiledType) -> list[Document]:
    """As the type names its papers, row by row; papers that it does not know any more stand last."""
    places = {paper.key: at for at, paper in enumerate(compiled.definition.documents)}
    return sorted(documents, key=lambda each: (places.get(each.key, len(places)), each.key, each.row))


def joinable(documents: Iterable[Document]) -> list[Document]:
    """Those that are Word documents."""
    return [each for each in documents if is_word(each.filename)]


def is_word(name: str) -> bool:
    """Whether a file, or a template, of this name is a Word document."""
    return kind_of(name) is WORD


def joined(files: Sequence[bytes]) -> bytes:
    """One Word document of several."""
    if not files:
        raise Invalid.because("document.nothing_to_pack")
    return bytes(_joining().join(files))


def write_joined(file: IO[bytes], contents: Iterable[bytes], *, name: str) -> str:
    """Write files as one Word document, or as an archive of several where one would be too long to open.

    Gives the ending that fits.
    """
    volumes = _volumes(contents)
    first, second = next(volumes, None), next(volumes, None)
    if first is None:
        raise Invalid.because("document.nothing_to_pack")
    if second is None:
        file.write(first)
        return "docx"
    whole = chain((first, second), volumes)
    archive(file, ((f"{name}_{number:02d}.docx", data) for number, data in enumerate(whole, 1)))
    return "zip"


def _volumes(contents: Iterable[bytes]) -> Iterator[bytes]:
    joiner = _joining().Joiner()
    for data in contents:
        if joiner.count >= VOLUME or joiner.size >= VOLUME_SIZE:
            yield joiner.finished()
            joiner = _joining().Joiner()
        joiner.add(data)
    if joiner.count:
        yield joiner.finished()


def _joining() -> Any:
    return import_module("app.word.joining")  # a dozen modules, which a server that only issues papers does not hold


def archive(file: IO[bytes], contents: Iterable[tuple[str, bytes]]) -> int:
    """Write files into an archive as they come; two of the same name are told apart. Gives how many there were."""
    count, names = 0, set[str]()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:  # they are compressed already
        for name, data in contents:
            packed.writestr(free_name(name, names), data)
            count += 1
    return count


def archived(contents: Iterable[tuple[str, bytes]]) -> io.BytesIO:
    """The same, for as many as one record has."""
    file = io.BytesIO()
    archive(file, contents)
    file.seek(0)
    return file


def free_name(name: str, taken: set[str]) -> str:
    """The name, with a number before its ending if it is taken; some systems see no difference between A and a."""
    found = next(each for each in _candidates(name) if each.lower() not in taken)
    taken.add(found.lower())
    return found


def _candidates(name: str) -> Iterator[str]:
    yield name
    stem, dot, ending = name.rpartition(".")
    number = 1
    while True:
        number += 1
        yield f"{stem}_{number}{dot}{ending}" if dot else f"{name}_{number}"
