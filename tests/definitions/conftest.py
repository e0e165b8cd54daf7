"""The definition that the tests share, and the world that it stands in."""

from pathlib import Path

import pytest
from hypothesis import settings

from app.definitions import codec
from app.definitions.schema import RecordType
from app.definitions.world import KnownWorld
from app.fields import Entry

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

VISIT = (Path(__file__).parent / "data" / "visit.yaml").read_text(encoding="utf-8")
ROLES = ("staff", "head", "foreign_affairs", "finance", "security", "leader", "auditor")


@pytest.fixture
def visit() -> RecordType:
    """The visiting delegation."""
    return codec.load(VISIT, name="visit.yaml")


@pytest.fixture
def world() -> KnownWorld:
    """A list of countries, the roles, and no Word files at hand."""
    return KnownWorld(lists={"countries": {"JP": Entry("JP", "日本"), "NO": Entry("NO", "挪威")}}, roles=ROLES)
