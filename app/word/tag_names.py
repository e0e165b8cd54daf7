"""Which names the words of a tag read, to the character: so that a field can be found and renamed in templates."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.expressions import FUNCTIONS, Kind, Name, Scope, fold
from app.expressions.faults import Faults
from app.expressions.scope import Lexicon
from app.expressions.tokens import Token, Tokenizer, Vocabulary
from app.word.statements import statement
from app.word.syntax import Tag, scan

_PLAIN = re.compile(r"[^\W\d]\w*")
_NAMES = {"name", "quoted"}


@dataclass(frozen=True, slots=True)
class TagNames:
    """The names that are looked for, a column after its table and a dot; `loops` are the rows that blocks name."""

    wanted: frozenset[str]
    vocabulary: Vocabulary
    scope: Scope | None
    loops: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str], scope: Scope | None) -> "TagNames":
        """What to look for; with a scope a name is known by its label, its key and its former keys alike."""
        names = tuple(names)
        pairs = [name.partition(".") for name in names]
        said = Lexicon.of(Name(name, name, Kind.ANY) for name in {each for each, _, _ in pairs if each})
        columns = Lexicon.of(Name(name, name, Kind.ANY) for name in {each for _, _, each in pairs if each})
        known = Vocabulary.of(scope or Scope(()), None, functions=FUNCTIONS.names)
        vocabulary = Vocabulary(
            known.top | said, known.inside | said | columns, known.behind | columns, known.functions
        )
        made = cls(frozenset(), vocabulary, scope)
        return replace(made, wanted=frozenset(made.known(name) for name in names))

    def known(self, written: str) -> str:
        """The one form of a name, however it is written."""
        table, dot, column = written.partition(".")
        owner = self._key(self.scope or (), table)
        if not dot:
            return owner
        found = self.scope.by_key(owner) if self.scope else None
        return f"{owner}.{self._key(found.members if found else (), column)}"

    @staticmethod
    def _key(names: Iterable[Name], written: str) -> str:
        folded = fold(written)
        for name in names:
            if written in {name.key, *name.aliases} or folded == fold(name.label):
                return name.key
        return folded

    def with_loops(self, tags: Iterable[Tag]) -> "TagNames":
        """These names, and what `for` calls the rows of a table."""
        loops = dict(self.loops)
        for tag in tags:
            says = statement(tag.source) if tag.mark == "%" else None
            if says is not None and says.word == "for":
                loops[fold(says.name)] = self.known(says.source)
        return replace(self, loops=loops) if loops != self.loops else self

    def spans(self, tag: Tag) -> Iterator[tuple[int, int, str]]:
        """Where the tag reads one of these names: from and to which character of its line, and which."""
        source = tag.source
        if tag.mark == "%":
            says = statement(source)
            source = says.source if says is not None else ""
        start = tag.start + tag.text.rfind(source)
        for token, known in self._read(source) if source else ():
            if known in self.wanted:
                yield start + token.start, start + token.end, known

    def _read(self, source: str) -> Iterator[tuple[Token, str]]:
        """The names in an expression with what they mean; in `[…]` columns of the table before it go first."""
        tokens = Tokenizer(source, self.vocabulary, Faults(source)).run()
        owner, inside, before = "", [""], ""
        for token, following in pairwise(tokens):
            if token.kind in _NAMES and before != "|" and following.text != "(":
                is_member = before == "."
                known = self._meant(token.text, owner if is_member else inside[-1], is_member=is_member)
                if known:
                    yield token, known
                owner = "" if is_member else self.loops.get(fold(token.text), self.known(token.text))
            elif token.text == "[" and token.kind == "op":
                inside.append(owner)
            elif token.text == "]" and token.kind == "op" and len(inside) > 1:
                owner = inside.pop()
            elif token.text != "." or token.kind != "op":
                owner = ""
            before = token.text if token.kind == "op" else ""

    def _meant(self, written: str, owner: str, *, is_member: bool) -> str:
        """A member of what stands before the dot; else a column of the table around, or a name of its own."""
        member = self.known(f"{owner}.{written}") if owner else ""
        if is_member or member in self.wanted:
            return member
        return "" if fold(written) in self.loops else self.known(written)


def tags_in(text: str) -> list[Tag]:
    """The tags of a line that say something."""
    if "{" not in text and "｛" not in text:
        return []
    return [one for one in scan(text) if isinstance(one, Tag) and one.mark != "#"]


def edits(names: TagNames, tag: Tag, new_names: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """What has to stand where in a tag, for other names; those are by the known form of the old ones."""
    for start, end, known in names.spans(tag):
        new = new_names[known]
        yield start, end, _as_written(new.partition(".")[2] if "." in known else new)


def _as_written(name: str) -> str:
    """A name that could be read as something else stands in 「」."""
    return name if _PLAIN.fullmatch(name) else f"「{name}」"
