"""The office of the tests of reminders is that of flows and papers."""

from tests.workflow.office import cast, office, shelf

__all__ = ["cast", "office", "shelf"]
