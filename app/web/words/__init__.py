"""The catalogue of sentences: a module per area holds `WORDS`, code by code, in Chinese with `{fact}` in braces.

The Chinese is also the message id of its English in `app/translations/en`.
"""

import re
from collections.abc import Iterable
from contextlib import nullcontext
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from string import Formatter

from flask_babel import gettext

from app.errors import Fault
from app.fields import signs_of
from app.web.language import language, speaking

UNKNOWN = "这里有问题，请检查（{code}）"


class _Plain(Formatter):
    """Fills names only: a fact has no attributes, no items, and no format of its own."""

    def get_field(self, field_name: str, args: object, kwargs: dict[str, str]) -> tuple[str, str]:  # type: ignore[override]
        del args
        return kwargs.get(field_name, "…"), field_name


_FILL = _Plain()
_CELL = re.compile(r"([A-Z]{0,3})([0-9]+)")


@cache
def catalogue() -> dict[str, str]:
    """Every sentence by its code."""
    words: dict[str, str] = {}
    for area in iter_modules(__path__):
        for code, sentence in import_module(f"{__name__}.{area.name}").WORDS.items():
            if words.setdefault(code, sentence) != sentence:
                raise ValueError(f"two sentences for {code}")
    return words


def say(fault: Fault, in_language: str | None = None) -> str:
    """The sentence of a fault, in the language of the request or another."""
    spoken = in_language or language()
    facts = {name: _shown(value, spoken) for name, value in fault.facts.items()}
    nearest = _shown(fault.suggestions[0], spoken) if fault.suggestions else ""
    facts |= {"code": fault.code, "place": fault.place, "suggestion": nearest}
    with speaking(spoken) if in_language else nullcontext():
        sentence = gettext(catalogue().get(fault.code, UNKNOWN))
        said = _FILL.vformat(sentence, (), facts)
        if fault.suggestions and "{suggestion}" not in sentence:
            said += gettext("。是不是想写“%(nearest)s”？", nearest=nearest)
    return said


def say_all(faults: Iterable[Fault], in_language: str | None = None) -> list[str]:
    """The sentences of several faults."""
    return [say(fault, in_language) for fault in faults]


def say_place(place: str) -> str:
    """Where something stands in a sheet: `C12`, or the whole row `12`."""
    found = _CELL.fullmatch(place)
    if found is None:
        return place
    column, line = found.groups()
    if not column:
        return str(gettext("第 %(line)s 行", line=line))
    return str(gettext("第 %(line)s 行 %(column)s 列", line=line, column=column))


def _shown(value: object, spoken: str) -> str:
    text = getattr(value, "text", None)
    if callable(text):
        return str(text(spoken))
    if isinstance(value, list | tuple | set | frozenset):
        return signs_of(spoken).things.join(_shown(item, spoken) for item in value)
    return "" if value is None else str(value)
