"""Documents taken in one after another, written as they come: memory holds one of them, and what is compressed."""

import zipfile
import zlib
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from app.word.faults import TemplateInvalid
from app.word.joining import sections
from app.word.joining.book import Book
from app.word.joining.namespaces import frame, pieces, settled
from app.word.joining.notes import KINDS as NOTE_KINDS
from app.word.joining.notes import Notes
from app.word.joining.numbering import Numbering
from app.word.joining.order import insert
from app.word.joining.source import Source
from app.word.joining.story import Counters, Visit
from app.word.joining.styles import Dress, Styles
from app.word.markup import W, parse, serialised
from app.word.package import Part

MOST = 256 << 20
"""Bytes of text in one document, unpacked: more takes Word minutes to open."""
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_EVEN = W + "evenAndOddHeaders"
_BLANK = {sections.HEADER: ("header", W + "hdr"), sections.FOOTER: ("footer", W + "ftr")}


def join(documents: Iterable[bytes]) -> bytes:
    """All of them as one; there has to be at least one."""
    joiner = Joiner()
    for data in documents:
        joiner.add(data)
    return joiner.finished()


class Joiner:
    """What was taken in so far; the last document waits until it is known whether another follows."""

    def __init__(self) -> None:
        self.count = self.size = 0
        """Documents, and bytes of their text, unpacked."""
        self._counters = Counters()
        self._notes = [Notes(kind) for kind in NOTE_KINDS]
        self._headers: set[tuple[str, str]] = set()
        self._blanks: dict[str, str] = {}
        self._has_even = False
        self._waiting: tuple[Any, Any] | None = None

    def add(self, data: bytes) -> None:
        """Take in one more document; raises `TemplateInvalid` when it would become too much."""
        source = Source.read(data)
        if not self.count:
            self._begin(source)
        self.count += 1
        root = parse(source.package.content(source.main), part=source.main)
        settled(root)
        body = root.find(W + "body")
        parts = sections.sections_of(body)
        visit = self._visit(source, is_one_section=len(parts) == 1)
        for notes in self._notes:
            owner = notes.kind.part
            notes.take(source, body, partial(visit.adapt, relate=self._relating(source, visit, owner)))
        visit.adapt(body, self._relating(source, visit, self._book.main))
        visit.number_drawings(body)
        self._arrange(source, parts)
        self._write_waiting()
        self._waiting = body, parts[-1]

    def finished(self) -> bytes:
        """The common document."""
        if self._waiting is None:
            raise ValueError("nothing to join")
        body, _section = self._waiting
        self._write(pieces(list(body)) + frame()[1])
        self._packed.append(self._stream.flush())
        self._put_parts()
        packed = b"".join(self._packed)
        return self._book.sealed(Part(self._book.main, zipfile.ZIP_DEFLATED, self._checksum, self.size, packed))

    def _begin(self, first: Source) -> None:
        self._book = Book(first)
        self._styles, self._numbering = Styles(first), Numbering(first)
        self._stream = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._packed: list[bytes] = []
        self._checksum = 0
        self._write(frame()[0])

    def _visit(self, source: Source, *, is_one_section: bool) -> Visit:
        is_first = self.count == 1
        dress = Dress() if is_first else self._styles.dress(source)
        take = partial(self._numbering.take, source)
        return Visit(dress, self._counters, is_first, is_one_section, take)

    def _relating(self, source: Source, visit: Visit, owner: str) -> Callable[[str], str]:
        """From the ids of a part of the source to those of the common part in its place."""
        word = next((notes.kind.word for notes in self._notes if notes.kind.part == owner), "")
        name = source.part_of(word) if word else source.main
        known = {each.id: each for each in source.relations_of(name)}

        def relate(old: str) -> str:
            relation = known.get(old)
            if relation is None:
                return old
            if relation.is_external or relation.target not in source.package:
                return self._book.relate(owner, relation.kind, relation.target, is_external=relation.is_external)
            content = None
            if relation.word in {"header", "footer"} and relation.target not in source.mapped:
                content = self._story(source, relation.target, visit)
            return self._book.relate(owner, relation.kind, self._book.copy(source, relation.target, content))

        return relate

    def _story(self, source: Source, name: str, visit: Visit) -> bytes:
        """A header or footer as it fits; it keeps its own relations."""
        root = parse(source.package.content(name), part=name)
        visit.adapt(root, lambda old: old)
        return serialised(root)

    def _arrange(self, source: Source, parts: list[Any]) -> None:
        """Sections of a document: the first begins anew, none takes over a header of the document before."""
        first = parts[0]
        if self.count > 1:
            sections.begin(first)
        if len(parts) == 1:
            sections.restart_notes(first.getparent(), first)
        if not _tells_even_pages(source):
            for section in parts:
                sections.same_on_even_pages(section)
        else:
            self._has_even = True
        for tag, kind in sorted(self._headers - sections.headers(first).keys()):
            sections.set_header(first, tag, kind, self._blank(tag))
        self._headers.update(key for section in parts for key in sections.headers(section))

    def _blank(self, tag: str) -> str:
        """An empty header or footer."""
        if tag not in self._blanks:
            word, root = _BLANK[tag]
            name = f"word/{word}Blank.xml"
            xml = f'<w:{root.removeprefix(W)} xmlns:w="{W[1:-1]}"><w:p/></w:{root.removeprefix(W)}>'
            self._blanks[tag] = self._book.put(name, xml.encode(), f"{_WML}{word}+xml", word=word)
        return self._blanks[tag]

    def _write_waiting(self) -> None:
        if self._waiting is not None:
            body, section = self._waiting
            sections.close(body, section)
            self._write(pieces(list(body)))

    def _write(self, xml: bytes) -> None:
        self.size += len(xml)
        if self.size > MOST:
            raise TemplateInvalid.because("word.joined_too_large", count=self.count, limit=MOST >> 20)
        self._checksum = zlib.crc32(xml, self._checksum)
        self._packed.append(self._stream.compress(xml))

    def _put_parts(self) -> None:
        book = self._book
        book.put("word/styles.xml", serialised(self._styles.root), f"{_WML}styles+xml", word="styles")
        if len(self._numbering.root):
            book.put("word/numbering.xml", serialised(self._numbering.root), f"{_WML}numbering+xml", word="numbering")
        for notes in self._notes:
            if notes.root is not None:
                book.put(notes.kind.part, serialised(notes.root), notes.kind.type, word=notes.kind.word)
        if self._has_even:
            self._tell_even_pages()

    def _tell_even_pages(self) -> None:
        name = next((each.target for each in self._book.relations[self._book.main] if each.word == "settings"), "")
        root = parse(self._book.parts[name].content(), part=name) if name else None
        if root is None or root.find(_EVEN) is not None:
            return
        insert(root, root.makeelement(_EVEN))
        self._book.put(name, serialised(root), f"{_WML}settings+xml")


def _tells_even_pages(source: Source) -> bool:
    settings = source.tree("settings")
    found = None if settings is None else settings.find(_EVEN)
    return found is not None and found.get(W + "val", "1") not in {"0", "false", "off"}
