"""Pages of a long list."""

from dataclasses import dataclass

from flask import request, url_for

SIZE = 50


@dataclass(frozen=True)
class Paging:
    """Which page of how many."""

    number: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first thing on this page."""
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def last(self) -> int:
        """The number of the last thing on this page."""
        return min(self.total, self.number * self.size)

    def url(self, number: int) -> str:
        """The same list at another page."""
        given = {**request.args.to_dict(flat=False), **(request.view_args or {}), "page": number}
        return url_for(str(request.endpoint), **given)


def page_number() -> int:
    """The page that was asked for."""
    return min(max(1, request.args.get("page", 1, type=int)), 10_000)
