"""The tabs of a draft beside its fields: one route for all; deeds on parts are posted as all deeds of the designer."""

from flask import Blueprint, render_template, request

from app.definitions.schema import Capability
from app.designer import answers, pages, service
from app.designer.tabs.registry import TABS
from app.web.gates import holds, reads

bp = Blueprint("designer_tabs", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)


@bp.get("/designer/<type_key>/tab/<name>")
@reads(DESIGN)
def show(type_key: str, name: str) -> str:
    """A tab: its middle, and the properties of what is chosen."""
    at = request.args.get("at", "")
    shown = pages.tab_facts(service.standing(type_key), TABS.get(name), at)
    if "HX-Request" in request.headers:
        return answers.parts(shown, focus=at)
    return render_template("designer/tab.html", **shown)
