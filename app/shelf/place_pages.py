"""The page of a blank form's places, as it is shown at first and again with what was chosen on it."""

from collections.abc import Iterable, Mapping

from flask import render_template, request

from app.definitions.template_kinds import WORD
from app.errors import Fault, Invalid, NotFound
from app.records.current import desk as current_desk
from app.shelf import pages, places
from app.shelf.pages import Shown
from app.shelf.places import Blanks
from app.shelf.uses import Use

ENDS = "ends"
"""What an address says for the ends of paragraphs."""


def shown(name: str, number: int) -> Shown:
    """A version of a Word template; raises `NotFound`."""
    found = pages.shown(name, number, current_desk())
    if found.kind is not WORD:
        raise NotFound(f"places of {name}")
    return found


def use_of(version: Shown) -> Use:
    """The paper for which fields are chosen; raises `Invalid` where none uses the template."""
    use = version.use(request.values.get("of", ""))
    if use is None:
        raise Invalid.because("template.no_use")
    return use


def blanks_of(data: bytes) -> Blanks:
    """The places that were asked for: blanks that were found, or every paragraph's end."""
    return (places.ends_of if request.values.get("at") == ENDS else places.blanks_of)(data)


def page(version: Shown, given: Mapping[str, str], faults: Iterable[Fault] = (), made: str = "") -> str:
    """The page with what was chosen; `made` is the place for which a field was made just now."""
    use = version.use(request.values.get("of", ""))
    found = places.spots(blanks_of(version.read()), use.scope, given) if use else []
    lines = list(places.options(use.scope)) if use else []
    at = ENDS if request.values.get("at") == ENDS else None
    facts = {"spots": found, "lines": lines, "faults": tuple(faults), "other": places.OTHER, "at": at, "made": made}
    return render_template("shelf/places.html", shown=version, use=use, **facts)
