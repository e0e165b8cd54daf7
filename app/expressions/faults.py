"""Faults of expressions: the exception, the list they are gathered in, and the limits that raise them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.errors import Fault, Invalid, Level
from app.expressions.nearest import nearest

MAX_CHARACTERS = 1_000
MAX_NODES = 300
MAX_DEPTH = 30
MAX_TEXT = 200_000
MAX_ITEMS = 10_000
MAX_DIGITS = 28
MOST_PROPOSED = 20

Span = tuple[int, int]


class ExpressionInvalid(Invalid):
    """The expression cannot be taken, or its evaluation passed a limit."""


def limit(what: str, most: int) -> ExpressionInvalid:
    """What is raised when an evaluation passes a limit."""
    return ExpressionInvalid([Fault(f"expression.{what}", facts={"most": most})])


@dataclass(slots=True)
class Faults:
    """Everything found wrong in one source, so that all of it is said at once."""

    source: str
    proposes: bool = True
    """Whether it matters what was probably meant."""
    blocks: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def block(self, what: str, span: Span, *suggestions: str, **facts: object) -> None:
        """Something that the expression cannot be kept with."""
        self.blocks.append(self._fault(what, span, suggestions, facts, Level.BLOCK))

    def warn(self, what: str, span: Span, *suggestions: str, **facts: object) -> None:
        """Something that probably was not meant."""
        self.warnings.append(self._fault(what, span, suggestions, facts, Level.WARN))

    def near(self, written: str, candidates: Iterable[str]) -> tuple[str, ...]:
        """What was probably meant; after many faults nobody is helped by more, and each costs time."""
        return nearest(written, candidates) if self.proposes and len(self.blocks) < MOST_PROPOSED else ()

    def raise_if_any(self) -> None:
        """Stop here if anything blocks."""
        if self.blocks:
            raise ExpressionInvalid(sorted(self.blocks, key=lambda fault: fault.span or (0, 0)))

    def excerpt(self, span: Span) -> str:
        """The text at `span`, short enough for a sentence."""
        text = self.source[span[0] : span[1]].strip()
        return text if len(text) <= 40 else f"{text[:39]}…"

    def _fault(
        self, what: str, span: Span, suggestions: tuple[str, ...], facts: dict[str, object], level: Level
    ) -> Fault:
        facts = {"text": self.excerpt(span), **facts}
        return Fault(f"expression.{what}", span=span, facts=facts, suggestions=suggestions, level=level)
