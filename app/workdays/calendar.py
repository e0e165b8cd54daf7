"""Days that are worked and days that are not; pure."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

PUBLISHED = Path(__file__).with_name("published.toml")
_DAY = timedelta(days=1)
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off in a row, both ends included."""

    name: str
    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Each of them."""
        for after in range((self.last - self.first).days + 1):
            yield self.first + after * _DAY


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """What was published for a year: `source` is the number of the notice, `worked` the days worked instead."""

    year: int
    source: str
    off: tuple[Holiday, ...]
    worked: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day on which the office itself works, or does not, whatever was published."""

    day: date
    works: bool
    name: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whether a day is worked, by the days that are not what their weekday says."""

    special: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    """For which something was published; other years are counted by weekdays alone."""

    def works(self, day: date) -> bool:
        """Whether people work on this day."""
        return self.special.get(day, day.weekday() <= _FRIDAY)

    def after(self, day: date, count: int) -> date:
        """The day that lies `count` workdays behind; none is counted for the first day itself."""
        while count:
            day += _DAY
            count -= self.works(day)
        return day

    def knows(self, day: date) -> bool:
        """Whether the year of this day was published."""
        return day.year in self.years


@lru_cache(maxsize=1)
def published() -> tuple[PublishedYear, ...]:
    """Every year that comes with the product, earliest first."""
    years = tomllib.loads(PUBLISHED.read_text("utf-8"))
    return tuple(
        PublishedYear(int(year), said["source"], tuple(Holiday(*off) for off in said["off"]), tuple(said["worked"]))
        for year, said in years.items()
    )


def calendar_of(own: Iterable[OwnDay]) -> Calendar:
    """What was published, and over it the office's own days."""
    special = {**_published_days(), **{each.day: each.works for each in own}}
    return Calendar(special, known_years())


@lru_cache(maxsize=1)
def known_years() -> frozenset[int]:
    """The years of which is known which days are worked."""
    return frozenset(each.year for each in published())


@lru_cache(maxsize=1)
def _published_days() -> Mapping[date, bool]:
    days: dict[date, bool] = {}
    for year in published():
        days |= {day: False for holiday in year.off for day in holiday.days()}
        days |= dict.fromkeys(year.worked, True)
    return MappingProxyType(days)
