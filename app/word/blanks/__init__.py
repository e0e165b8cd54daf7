"""Making a template of a blank form: where something is to be written, what it may be, and writing it there."""

from app.word.blanks.blank import MARK_CLOSE, MARK_OPEN, Blank, BlankKind, marker
from app.word.blanks.find import places
from app.word.blanks.propose import (
    NewField,
    Proposal,
    ProposedTag,
    Sureness,
    kind_called,
    proposed,
    proposed_field,
    tag_for,
)
from app.word.blanks.write import marked, tagged

__all__ = [
    "MARK_CLOSE",
    "MARK_OPEN",
    "Blank",
    "BlankKind",
    "NewField",
    "Proposal",
    "ProposedTag",
    "Sureness",
    "kind_called",
    "marked",
    "marker",
    "places",
    "proposed",
    "proposed_field",
    "tag_for",
    "tagged",
]
