"""Where one is in a long list, and the addresses of the pages before and behind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from app.definitions.compiled import CompiledType
from app.records import queries
from app.records.listing import Page
from app.records.lists import Asked


def address_of(compiled: CompiledType) -> Callable[[Asked], str]:
    """What leads to lists of a type: a head of a column, a condition, a view is an address each."""
    whole = url_for("records.index", type_key=compiled.key)

    def address(asked: Asked) -> str:
        said = urlencode(asked.args(), doseq=True, safe=_PLAIN)
        return f"{whole}?{said}" if said else whole

    return address


_PLAIN = "!$'()*,/:;?@"
"""What needs no escape behind the question mark."""


@dataclass(frozen=True, slots=True)
class Pages:
    """A page of a list; `count` is one more than the limit when counting ended there."""

    asked: Asked
    page: Page
    count: int

    @property
    def first(self) -> int:
        """The number of the first record on the page."""
        return (self.asked.page - 1) * queries.PAGE + 1 if self.page.lines else 0

    @property
    def last(self) -> int:
        """The number of the last record on the page."""
        return self.first + len(self.page.lines) - 1 if self.page.lines else 0

    @property
    def total(self) -> str:
        """How many records there are: 1,234, or 10000+."""
        return f"{queries.COUNT_LIMIT}+" if self.count > queries.COUNT_LIMIT else f"{self.count:,}"

    @property
    def following(self) -> dict[str, Any] | None:
        """What the address of the next page says; None on the last one."""
        if not self.page.after:
            return None
        return {**self.asked.args(), "page": self.asked.page + 1, "after": self.page.after}

    @property
    def previous(self) -> dict[str, Any] | None:
        """The same of the page before; None on the first one, and far from the front, where only 返回 leads back."""
        before = self.asked.page - 1
        if before < 1 or (before - 1) * queries.PAGE > queries.COUNT_LIMIT:
            return None
        return {**self.asked.args(), **({"page": before} if before > 1 else {})}
