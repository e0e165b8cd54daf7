"""The Word engine: templates in, documents out. Pure: no database, no web."""

from app.word.faults import TemplateInvalid, WordInvalid
from app.word.places import Place
from app.word.preflight import preflight
from app.word.template import Template, TemplateTag

__all__ = ["Place", "Template", "TemplateInvalid", "TemplateTag", "WordInvalid", "preflight"]
