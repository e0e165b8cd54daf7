"""The office of the tests of who sees what."""

from tests.workflow.office import cast, office, shelf

__all__ = ["cast", "office", "shelf"]
