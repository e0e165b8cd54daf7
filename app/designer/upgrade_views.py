"""A type compared with the one that comes with the product, and its upgrade as a draft."""

from collections.abc import Iterable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.definitions.schema import Capability
from app.designer import answers, pages, starting, words
from app.designer.exchange import merging, upgrading
from app.designer.exchange.merging import Difference, Who
from app.designer.exchange.upgrading import Upgrade
from app.errors import Conflict, Fault, Invalid
from app.extensions import db
from app.web.gates import holds, reads, writes
from app.web.language import language
from app.web.toasts import toast

bp = Blueprint("upgrade", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)
TAKE = "take-"


@bp.app_template_test("shipped")
def is_shipped(key: str) -> bool:
    """Does a type of this key come with the product?"""
    return key in starting.shipped()


@bp.get("/designer/<type_key>/shipped")
@reads(DESIGN)
def compare(type_key: str) -> str:
    """What is different, and who changed it."""
    return _page(upgrading.compared(type_key))


@bp.post("/designer/<type_key>/shipped")
@writes(DESIGN)
def take(type_key: str) -> ResponseReturnValue:
    """The ticked parts into the draft."""
    given, upgrade = request.form.to_dict(), upgrading.compared(type_key)
    names = {name.removeprefix(TAKE) for name in given if name.startswith(TAKE)}
    try:
        upgrading.take(upgrade, names, answers.turn(given))
    except Invalid as invalid:
        db.session.rollback()
        return _page(upgrading.compared(type_key), invalid.faults), 422
    except Conflict as changed:
        db.session.rollback()
        return answers.stale(type_key, changed, said=gettext("采用随产品提供的版本"), given=given)
    db.session.commit()
    toast(gettext("已放进草稿，检查后再发布"))
    return redirect(url_for("designer.fields", type_key=type_key))


def _page(upgrade: Upgrade, faults: Iterable[Fault] = ()) -> str:
    groups = [
        (Who.SHIPPED, gettext("产品改了，这里没有改过"), True),
        (Who.BOTH, gettext("两边都改了，默认留这里的"), False),
        (Who.UNKNOWN, gettext("和随产品提供的不同，默认留这里的"), False),
        (Who.OWN, gettext("这里改的，产品没有改"), False),
    ]
    facts = {
        "upgrade": upgrade,
        "groups": [(title, takes, upgrade.by(who)) for who, title, takes in groups if upgrade.by(who)],
        "said": lambda each: _said(each, upgrade),
        "given": request.form,
        "faults": tuple(faults),
    }
    return render_template("designer/exchange/shipped.html", tab="", **facts, **pages.bar(upgrade.standing))


def _said(each: Difference, upgrade: Upgrade) -> tuple[str, str, list[str]]:
    """What a part is called, what taking it in would do, and which of its properties differ."""
    kind = str((each.shipped or each.own or {}).get("type", "")) if each.kind == merging.FIELD else ""
    label = upgrade.label_of(each, language()) or words.name_of("type", each.key)
    deed = gettext("去掉") if each.shipped is None else gettext("新增") if each.own is None else gettext("修改")
    return label, deed, [words.name_of(kind, name) for name in each.properties]
