"""What the designer answers to a deed: to its script the parts of the page that changed, else the page anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.accounts.current import current_actor
from app.definitions import codec
from app.designer import editing, pages, service, troubles
from app.designer.comparing import Difference, differences
from app.designer.operations import OPERATIONS, named
from app.designer.parts import PARTS, followed
from app.designer.service import Standing, Turn
from app.designer.tabs.registry import TABS
from app.errors import Conflict, Fault, Invalid
from app.web import clock
from app.web.failures import page
from app.web.words import say


def turn(given: Mapping[str, str]) -> Turn:
    """Who sent this, now, from which draft."""
    return Turn(lock_of(given), current_actor(), clock.now())


def lock_of(given: Mapping[str, str]) -> int:
    """The draft that a page shows."""
    text = given.get("lock", "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def done(type_key: str, focus: str, deed: str, tab: str = "") -> ResponseReturnValue:
    """The draft as it is now, as the tab shows it from which the deed came."""
    if "HX-Request" not in request.headers:
        return redirect(home(type_key, tab, focus))
    shown = pages.page_facts(service.standing(type_key), tab, focus)
    known = OPERATIONS.get(deed)  # a step back is none
    return parts({"names": bool(known and known.names), **shown}, focus=focus, keeps=bool(known and known.keeps))


def home(type_key: str, tab: str, at: str) -> str:
    """The page on which a deed is done."""
    if tab in TABS:
        return url_for("designer_tabs.show", type_key=type_key, name=tab, at=at or None)
    return url_for("designer.fields", type_key=type_key, at=at or None)


def parts(shown: Mapping[str, Any], *, focus: str, keeps: bool = False, refused: Sequence[str] = ()) -> str:
    """The parts of the page that a deed changes; the inputs too, unless it `keeps` them."""
    return render_template("designer/_answer.html", keeps=keeps, focus=focus, refused=refused, **shown)


def about(given: Mapping[str, str], deed: str) -> str:
    """What a deed was to be done to, as pages choose it."""
    at = given.get("at", "")
    if "part" in given:
        return f"{given['part']}/{at}"
    return f"#{at}" if deed.endswith("section") else at


def refused(type_key: str, given: Mapping[str, str], deed: str, invalid: Invalid) -> ResponseReturnValue:
    """The draft as it was, and beside the inputs what could not be taken; what was typed stays there."""
    if "HX-Request" not in request.headers:
        return page(422, said=[say(fault) for fault in invalid.faults])
    standing, at, keeps = service.standing(type_key), about(given, deed), named(deed).keeps
    shown = pages.page_facts(standing, given.get("tab", ""), at)
    told = [_told(fault, standing) for fault in invalid.faults]
    is_there = keeps and shown["chosen"] is not None
    if is_there:
        shown["chosen"].place_faults(told)
    said = [] if is_there else [say(fault) for _name, fault in told]
    return parts(shown, focus=at, keeps=keeps, refused=said), 422


def stale(
    type_key: str, changed: Conflict, *, said: str, given: Mapping[str, str], text: str | None = None
) -> ResponseReturnValue:
    """Somebody else changed the draft: what they did and what was wanted here, side by side; both can go on."""
    now = changed.current
    if not isinstance(now, Standing):
        raise changed
    step = now.step
    facts = {
        **pages.bar(now),
        "by": accounts.names([step.by]).get(step.by, "") if step else "",
        "at": step.at if step else None,
        "said": said,
        "given": {key: each for key, each in _again(now, given).items() if key not in ("csrf_token", "lock", "text")},
        "address": request.path,
        "mine": text,
        "theirs": _theirs(now, lock_of(given)),
        "yours": _yours(now, given, text),
        "back": home(type_key, given.get("tab", ""), ""),
        "tab": given.get("tab", ""),
    }
    is_part = "HX-Request" in request.headers
    return render_template("designer/_conflict.html" if is_part else "designer/conflict.html", **facts), 409


def _again(now: Standing, given: Mapping[str, str]) -> Mapping[str, str]:
    """What was sent, as it can be sent again: a part without a key may have another number by now."""
    if "at" not in given or given.get("part") not in PARTS:
        return given
    before = editing.read(service.source_at(now, lock_of(given)))
    data = (codec.plain_data(before), codec.plain_data(now.definition))
    return {**given, "at": followed(*data, PARTS.get(given["part"]), given["at"])}


def _told(fault: Fault, standing: Standing) -> tuple[str, Fault]:
    """The property that a fault is about; of a deed's own fault its place."""
    found = troubles.placed([fault], standing.definition)[0]
    return found.input or found.name or fault.place, replace(fault, place="")


def _theirs(now: Standing, lock: int) -> list[Difference]:
    """What changed in the draft since the page was drawn."""
    return differences(service.source_at(now, lock), now.source)


def _yours(now: Standing, given: Mapping[str, str], text: str | None) -> list[Difference]:
    """What would have changed by what was sent."""
    base = service.source_at(now, lock_of(given))
    if text is not None:
        return differences(base, text)
    return differences(base, service.tried(base, str((request.view_args or {}).get("deed", "")), given))
