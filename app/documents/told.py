"""What the audit says of papers, in the words of their definitions."""

from typing import Any

from app.audit import details
from app.audit.details import Deed
from app.records.told import type_of
from app.web.language import N_, language

details.call(
    content=N_("内容校验码"),
    issue=N_("第几份"),
    paper=N_("材料"),
    papers=N_("材料"),
    refused=N_("没有生成的"),
)


@details.reads("paper", "papers")
def paper_label(value: Any, deed: Deed) -> str:
    """The name of a paper."""
    compiled = type_of(deed)
    paper = compiled.document(str(value)) if compiled else None
    return paper.label.text(language()) if paper else ""
