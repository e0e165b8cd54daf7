"""The document that comes about: its parts without doubles, what they are, and what they refer to."""

import hashlib
import re
from itertools import count

from app.word.joining.source import KINDS, Relation, Source, file_of, relations_of, relations_xml, types_xml
from app.word.package import Envelope, Package, Part, packed
from app.word.preflight import TYPES

_CARRIED = ("settings", "theme", "fontTable", "webSettings", "customXml")
"""What the first document gives for all of them."""
_NUMBERED = re.compile(r"^(.*?)(\d*)(\.[^./]*)?$", re.DOTALL)


class Book:
    """Parts by name; those with the same content are kept once."""

    def __init__(self, first: Source) -> None:
        self.main = first.main
        self.parts: dict[str, Part] = {}
        self.endings = dict(first.types[0])
        self.names = {self.main: first.type_of(self.main)}
        self.relations: dict[str, list[Relation]] = {"": [], self.main: []}
        self._known: dict[str, str] = {}
        self._carry(first)

    def copy(self, source: Source, name: str, content: bytes | None = None) -> str:
        """Take a part over, with everything that it refers to; gives its new name. `content`: what it became."""
        if name in source.mapped:
            return source.mapped[name]
        relations = relations_of(source.package, name)
        source.mapped[name] = self._free(name)  # parts may refer to one another in a circle
        moved = [self._moved(source, each) for each in relations]
        data = source.package.content(name) if content is None else content
        told = "".join(f"{each.id} {each.kind} {each.target}\n" for each in moved)
        digest = hashlib.sha256(b"\0".join((source.type_of(name).encode(), told.encode(), data))).hexdigest()
        if digest in self._known:
            source.mapped[name] = self._known[digest]
            return self._known[digest]
        new = self._known[digest] = source.mapped[name]
        self.parts[new] = packed(new, data) if content is not None else _renamed(source.package.parts[name], new)
        self._say_type(new, source.type_of(name))
        if moved:
            self.relations[new] = moved
        return new

    def relate(self, owner: str, kind: str, target: str, *, is_external: bool = False) -> str:
        """The id under which a part refers to something."""
        mine = self.relations.setdefault(owner, [])
        wanted = (kind, target, is_external)
        found = next((each.id for each in mine if (each.kind, each.target, each.is_external) == wanted), "")
        if not found:
            found = f"rId{len(mine) + 1}"
            mine.append(Relation(found, kind, target, is_external))
        return found

    def put(self, name: str, content: bytes, kind: str, *, word: str = "") -> str:
        """A part of our own; with a word the main part refers to it as that. Gives the id of that reference."""
        self.parts[name] = packed(name, content)
        self._say_type(name, kind)
        return self.relate(self.main, KINDS + word, name) if word else ""

    def sealed(self, main: Part) -> bytes:
        """The file, with this main part."""
        self.parts[main.name] = main
        for name, relations in self.relations.items():
            if relations:
                file = file_of(name)
                self.parts[file] = packed(file, relations_xml(relations, name))
        first = packed(TYPES, types_xml(self.endings, self.names))
        return Envelope.around(Package({TYPES: first, **self.parts}), ()).seal(())

    def _carry(self, first: Source) -> None:
        for each in relations_of(first.package, ""):
            target = each.target if each.is_external or each.target == self.main else self.copy(first, each.target)
            self.relations[""].append(Relation(each.id, each.kind, target, each.is_external))
        for each in first.relations.values():
            if each.word in _CARRIED and not each.is_external and each.target in first.package:
                self.relate(self.main, each.kind, self.copy(first, each.target))

    def _moved(self, source: Source, relation: Relation) -> Relation:
        if relation.is_external or relation.target not in source.package:
            return relation
        return Relation(relation.id, relation.kind, self.copy(source, relation.target))

    def _free(self, name: str) -> str:
        taken = {*self.parts, *self._known.values(), self.main}
        if name not in taken:
            return name
        found = _NUMBERED.match(name)
        stem, ending = (found[1], found[3] or "") if found else (name, "")
        return next(free for number in count(1) if (free := f"{stem}{number}{ending}") not in taken)

    def _say_type(self, name: str, kind: str) -> None:
        ending = name.rpartition(".")[2].lower()
        if self.endings.get(ending) != kind:
            if ending not in self.endings and not name.endswith(".xml"):
                self.endings[ending] = kind
            else:
                self.names[name] = kind


def _renamed(part: Part, name: str) -> Part:
    return Part(name, part.method, part.checksum, part.size, part.packed)
