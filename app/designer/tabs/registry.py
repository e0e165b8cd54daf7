"""The tabs: a line for each, in the order of the strip."""

from app.designer.tabs import amendments, checks, flow, messages, papers, registers, rights, saved_lists
from app.designer.tabs.tab import Tab
from app.registry import Registry

TABS: Registry[Tab] = Registry(
    (
        flow.TAB,
        amendments.TAB,
        rights.TAB,
        saved_lists.TAB,
        papers.TAB,
        registers.TAB,
        messages.TAB,
        checks.TAB,
    )
)


def tab_of(kind: str) -> str:
    """The tab that shows parts of this kind; empty if none does."""
    return next((tab.name for tab in TABS if kind in tab.kinds), "")
