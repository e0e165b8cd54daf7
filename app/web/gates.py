"""Gates: every view says who may come in and whether it writes; who says nothing stops the start.

@bp.get("/records/<int:record_id>")
@reads(SIGNED_IN)
def show(record_id: int) -> str: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from blinker import Signal
from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import Unauthorized

from app.errors import Forbidden
from app.web.database import begin_write

View = TypeVar("View", bound=Callable[..., Any])


class Kind(StrEnum):
    """Who is let in."""

    PUBLIC = "public"
    ARRIVED = "arrived"
    SIGNED_IN = "signed_in"
    CAPABLE = "capable"


class Mode(StrEnum):
    """What the view does to the database."""

    READS = "reads"
    ASKS = "asks"
    WRITES = "writes"
    WRITES_LATE = "writes_late"


@dataclass(frozen=True)
class Gate:
    """Who may come in. With capabilities: holders of any of them."""

    kind: Kind
    capabilities: tuple[str, ...] = ()


PUBLIC = Gate(Kind.PUBLIC)
"""Everybody, signed in or not."""
ARRIVED = Gate(Kind.ARRIVED)
"""Signed in, even where the one-time password was not changed yet."""
SIGNED_IN = Gate(Kind.SIGNED_IN)
"""Signed in."""


def holds(*capabilities: str) -> Gate:
    """Signed in, and a role gives one of these capabilities."""
    return Gate(Kind.CAPABLE, tuple(str(capability) for capability in capabilities))


@dataclass(frozen=True)
class Declaration:
    """What a view said of itself."""

    gate: Gate
    mode: Mode

    @property
    def changes(self) -> bool:
        """Is it there to change something?"""
        return self.mode in (Mode.WRITES, Mode.WRITES_LATE)


def _declare(gate: Gate, mode: Mode) -> Callable[[View], View]:
    def mark(view: View) -> View:
        vars(view)["declaration"] = Declaration(gate, mode)
        return view

    return mark


def reads(gate: Gate) -> Callable[[View], View]:
    """A page (GET): changes nothing."""
    return _declare(gate, Mode.READS)


def asks(gate: Gate) -> Callable[[View], View]:
    """A question too long or too private for an address (POST): a preview, a dry run; changes nothing."""
    return _declare(gate, Mode.ASKS)


def writes(gate: Gate) -> Callable[[View], View]:
    """A change (POST): its transaction is open for writing before the view reads; the view commits once."""
    return _declare(gate, Mode.WRITES)


def writes_late(gate: Gate) -> Callable[[View], View]:
    """A change after slow work (hashing, rendering): the view itself calls `database.begin_write()`."""
    return _declare(gate, Mode.WRITES_LATE)


refused = Signal("somebody was refused: actor, deed, about")
"""The audit listens; senders have rolled back before."""

_DECLARED_HERE = {"static": Declaration(PUBLIC, Mode.READS)}
_METHODS = {"GET": {Mode.READS}, "POST": {Mode.ASKS, Mode.WRITES, Mode.WRITES_LATE}}


class Undeclared(RuntimeError):
    """A view without a gate, or with methods that do not fit it."""


def declaration(app: Flask, endpoint: str) -> Declaration | None:
    """What the view behind this endpoint declared."""
    return _DECLARED_HERE.get(endpoint) or getattr(app.view_functions[endpoint], "declaration", None)


def check_all_declared(app: Flask) -> None:
    """Refuse to start when a view lacks its declaration, or a method contradicts it."""
    for rule in app.url_map.iter_rules():
        declared = declaration(app, rule.endpoint)
        if declared is None:
            raise Undeclared(f"{rule.endpoint} ({rule.rule}) declares no gate")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if declared.mode not in _METHODS.get(method, set()):
                raise Undeclared(f"{rule.endpoint} ({rule.rule}): {method} and {declared.mode} do not go together")


def configure(app: Flask) -> None:
    """Stand before every request."""
    app.before_request(enforce)


def enforce() -> ResponseReturnValue | None:
    """Let in or refuse; then open the transaction that the view declared."""
    if request.endpoint is None or request.routing_exception is not None:
        return None
    declared = declaration(current_app, request.endpoint)
    if declared is None:
        raise Undeclared(request.endpoint)
    answer = _admit(declared.gate)
    if answer is None and declared.mode is Mode.WRITES and request.method == "POST":
        begin_write()
    return answer


def _admit(gate: Gate) -> ResponseReturnValue | None:
    if gate.kind is Kind.PUBLIC:
        return None
    if not current_user.is_authenticated:
        raise Unauthorized
    if gate.kind is Kind.ARRIVED:
        return None
    if current_user.must_change:
        return redirect(url_for("session.password"))
    if gate.capabilities and not any(current_user.can(capability) for capability in gate.capabilities):
        raise Forbidden(request.endpoint or "", who=gate.capabilities)
    return None
