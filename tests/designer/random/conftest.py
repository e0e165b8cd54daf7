"""The office of flows and papers."""

from tests.workflow.office import cast, shelf

__all__ = ["cast", "shelf"]
