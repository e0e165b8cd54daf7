"""Deeds that reach further than the field they are done to: they lead to the page that shows how far, and asks."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.designer import retiring, service
from app.designer.deeds import Given


def page_of(type_key: str, deed: str, given: Given) -> str | None:
    """The page that asks first, where one does; columns are named by their table alone."""
    at = given.get("at", "")
    if "." in at:
        return None
    if deed == "rename-key":
        key, is_used = given.get("key", "").strip(), at in service.uses(type_key).paths
        return url_for("rename.look", type_key=type_key, at=at, key=key) if is_used and key != at else None
    if deed == "retire-field" and retiring.is_named(service.standing(type_key), at):
        return url_for("retire.look", type_key=type_key, at=at)
    return None


def lead(address: str) -> ResponseReturnValue:
    """Go there, by script or without."""
    if "HX-Request" in request.headers:
        return Response(headers={"HX-Redirect": address})
    return redirect(address)
