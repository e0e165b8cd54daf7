"""Rules without typing: the builder, what is offered while a rule is typed, and its trial. Nothing is changed here."""

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict

from app.definitions.schema import Capability, RecordType
from app.designer import rule_panel, rule_words, service
from app.designer.grounds import has_rule
from app.records.current import desk as current_desk
from app.web.gates import asks, holds

bp = Blueprint("rules", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)


@bp.app_template_global("takes_rule")
def takes_rule(definition: RecordType, at: str, name: str) -> bool:
    """Is there a builder for this property of what stands at this place?"""
    return has_rule(definition, at, name)


@bp.post("/designer/<type_key>/rule")
@asks(DESIGN)
def build(type_key: str) -> str:
    """条件: the rows of a rule, the rule that comes of them, and how it comes out on a record."""
    given = _given(request.form)
    here = rule_panel.place(service.standing(type_key).definition, given)
    made = rule_panel.panel(here, given, desk=current_desk())
    is_part = request.form.get("part") == "outcome"
    facts = {"panel": made, "type_key": type_key, "words": rule_words, "beside": rule_panel.subjects_beside}
    template = "designer/rules/_outcome.html" if is_part else "designer/rules/_panel.html"
    return render_template(template, is_part=is_part, **facts)


@bp.post("/designer/<type_key>/rule/typed")
@asks(DESIGN)
def typed(type_key: str) -> str:
    """What may be meant at the cursor, and what is wrong with the rule so far."""
    given = _given(request.form)
    here = rule_panel.place(service.standing(type_key).definition, given)
    text = request.form.get("rule", "")
    cursor = request.form.get("cursor", "", type=str)
    at = min(int(cursor), len(text)) if cursor.isdecimal() and len(cursor) < 6 else len(text)
    found, faults, meaning = rule_panel.typed(here, text, at)
    return render_template("designer/rules/_typed.html", offers=found, faults=faults, meaning=meaning, words=rule_words)


def _given(form: MultiDict[str, str]) -> dict[str, list[str]]:
    return form.to_dict(flat=False)
