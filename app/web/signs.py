"""The signs between the words of a page, in the language of its reader: 甲、乙（丙） or A, B (C)."""

from collections.abc import Iterable

from markupsafe import Markup

from app.fields import Signs, signs_of
from app.web.language import language


def signs() -> Signs:
    """Those of this request."""
    return signs_of(language())


def listed(texts: Iterable[object]) -> str:
    """Things that are named one after another."""
    return signs().things.join(str(text) for text in texts)


def aside(text: object) -> Markup:
    """In brackets behind what was said; nothing for nothing."""
    return Markup(signs().aside).format(text) if text else Markup()  # noqa: S704 - the sign is ours
