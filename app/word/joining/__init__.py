"""Several Word documents as one: each begins on a new page, in a section of its own, and looks as it did alone."""

from app.word.joining.joiner import MOST, Joiner, join

__all__ = ["MOST", "Joiner", "join"]
