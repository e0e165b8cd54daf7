"""What can be wrong with a Word file: the two refusals, and how one fault is written."""

from app.errors import Fault, Invalid


class TemplateInvalid(Invalid):
    """The file cannot serve as a template; `faults` say where and why, all of them."""


class WordInvalid(TemplateInvalid):
    """The bytes are no Word document that may be opened at all."""


def refusal(code: str, **facts: object) -> WordInvalid:
    """A file turned away for one reason."""
    return WordInvalid([Fault(code, facts=facts)])
