"""Texts with `{{ }}` tags and nothing else: titles, file names, number patterns, brief."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import Fault
from app.expressions.coerce import within
from app.expressions.expression import Expression, bind
from app.expressions.faults import ExpressionInvalid, Faults
from app.expressions.scope import Scope
from app.expressions.values import Value, plain_text

MAX_PATTERN = 20_000
_OPEN, _CLOSE = ("{{", "｛｛", "{｛", "｛{"), ("}}", "｝｝", "}｝", "｝}")
_BLOCKS = ("{%", "｛%", "{％", "｛％", "{#", "｛#")
_QUOTES = {"'": "'", '"': '"', "‘": "’", "“": "”", "「": "」"}


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A text whose tags are filled from values."""

    source: str
    """With keys, as it is stored."""
    parts: tuple[str | Expression, ...]
    names: frozenset[str]
    warnings: tuple[Fault, ...] = field(compare=False)

    def render(self, values: Mapping[str, Value]) -> str:
        """The text; what is missing prints nothing."""
        pieces = [part if isinstance(part, str) else plain_text(part.value(values)) for part in self.parts]
        return within("".join(pieces))

    def shown(self, scope: Scope) -> str:
        """With the labels of this scope."""
        return "".join(part if isinstance(part, str) else f"{{{{ {part.shown(scope)} }}}}" for part in self.parts)


def bind_text(source: str, scope: Scope) -> TextPattern:
    """The pattern in `source`; raises `ExpressionInvalid` with the faults of all its tags."""
    faults = Faults(source)
    if len(source) > MAX_PATTERN:
        faults.block("text_too_long", (0, len(source)), most=MAX_PATTERN, length=len(source))
        faults.raise_if_any()
    parts: list[str | Expression] = []
    position = 0
    while position < len(source):
        start = _first(source, _OPEN, position)
        _refuse_blocks(faults, position, start)
        if start > position:
            parts.append(source[position:start])
        if start == len(source):
            break
        end = _tag_end(source, start + 2)
        if end < 0:
            faults.block("tag_not_closed", (start, len(source)))
            break
        tag = _bound_tag(faults, scope, start + 2, end)
        parts.extend([tag] if tag else [])
        position = end + 2
    faults.raise_if_any()
    return _pattern(parts, faults)


def _pattern(parts: list[str | Expression], faults: Faults) -> TextPattern:
    tags = [part for part in parts if isinstance(part, Expression)]
    canonical = "".join(part if isinstance(part, str) else f"{{{{ {part.source} }}}}" for part in parts)
    names = frozenset(name for tag in tags for name in tag.names)
    return TextPattern(canonical, tuple(parts), names, tuple(faults.warnings))


def _first(source: str, marks: tuple[str, ...], start: int) -> int:
    return min((found for mark in marks if (found := source.find(mark, start)) >= 0), default=len(source))


def _refuse_blocks(faults: Faults, start: int, end: int) -> None:
    """`{% … %}` and `{# … #}` have no meaning in a title or a file name."""
    literal = faults.source[start:end]
    for mark in _BLOCKS:
        found = literal.find(mark)
        if found >= 0:
            faults.block("no_blocks", (start + found, start + found + 2))
            return


def _tag_end(source: str, start: int) -> int:
    """Where the tag is closed, not counting what stands in quotes; -1 when it is not."""
    position, closer = start, ""
    while position < len(source):
        char = source[position]
        if closer:
            position += char == "\\"
            closer = "" if char == closer else closer
        elif source[position : position + 2] in _CLOSE:
            return position
        else:
            closer = _QUOTES.get(char, "")
        position += 1
    return -1


def _bound_tag(faults: Faults, scope: Scope, start: int, end: int) -> Expression | None:
    """The expression of one tag; its faults and warnings are placed in the whole text."""
    try:
        tag = bind(faults.source[start:end], scope)
    except ExpressionInvalid as refused:
        faults.blocks.extend(_moved(fault, start) for fault in refused.faults)
        return None
    faults.warnings.extend(_moved(fault, start) for fault in tag.warnings)
    return tag


def _moved(fault: Fault, by: int) -> Fault:
    start, end = fault.span or (0, 0)
    return Fault(fault.code, fault.place, (start + by, end + by), fault.facts, fault.suggestions, fault.level)
