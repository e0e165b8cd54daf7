"""How a handover stands in the course of a record."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

KEY = "handover"
"""What its lines in the course are called."""
ICON = "users-group"


def said(facts: Mapping[str, Sequence[int]], names: Mapping[int, str]) -> str:
    """The sentence: from whom to whom."""
    giver, receiver = (names.get(each, "") for each in facts["people"])
    return str(gettext("工作移交：由 %(giver)s 移交给 %(receiver)s", giver=giver, receiver=receiver))
