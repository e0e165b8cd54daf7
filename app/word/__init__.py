"""The Word engine: templates in, documents out. Pure: no database, no web."""

from app.word.check import Checked, check
from app.word.clean import Cleaned, can_strip, strip
from app.word.faults import TemplateInvalid, WordInvalid
from app.word.places import Place
from app.word.preflight import preflight
from app.word.template import Template, TemplateTag

__all__ = [
    "Checked",
    "Cleaned",
    "Place",
    "Template",
    "TemplateInvalid",
    "TemplateTag",
    "WordInvalid",
    "can_strip",
    "check",
    "preflight",
    "strip",
]
