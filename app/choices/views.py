"""选项表: all lists, one list with its entries, where it is used, its versions, its file."""

from flask import Blueprint, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.accounts.current import current_actor
from app.audit import details
from app.choices import pages, service, sheets, shipped, uses
from app.choices.answers import MANAGE
from app.definitions import queries
from app.definitions.lists import columns_of
from app.definitions.schema import Capability
from app.exports import FORMATS
from app.web import clock, navigation
from app.web.gates import reads
from app.web.language import N_, language
from app.web.navigation import Group, Item
from app.web.paging import Paging, page_number

bp = Blueprint("lists", __name__)

details.call(entries_added=N_("加了几项"), entries_changed=N_("改了几项"))


@navigation.sidebar(order=87, lasting=True)
def menu() -> list[Group]:
    """选项表, for who looks after lists."""
    if not current_actor().can(Capability.MANAGE_LISTS):
        return []
    return [Group(gettext("管理"), (Item(gettext("选项表"), url_for("lists.index"), "list-details"),), "settings")]


@bp.get("/lists")
@reads(MANAGE)
def index() -> str:
    """Every list."""
    words = request.args.get("q", "")[:80]
    versions = queries.list_versions()
    names = accounts.names(each.published_by for each in versions if each.published_by)
    found = pages.cards(versions, dict(uses.counts()), words)
    return render_template("choices/index.html", found=found, names=names, words=words)


@bp.get("/lists/<key>")
@reads(MANAGE)
def show(key: str) -> str:
    """The entries of a list."""
    version, book = service.current(key)
    words, state = request.args.get("q", "")[:80], request.args.get("state", pages.IN_USE)
    found = pages.lines(book, words, state, clock.today())
    paging = Paging(page_number(), len(found))
    shown = found[paging.first - 1 : paging.last] if found else []
    facts = {"lines": shown, "columns": pages.columns(book), "words": words, "state": state, "paging": paging}
    facts |= {"offer": shipped.offered(book), "following": pages.following(key, current_actor().id)}
    return render_template("choices/show.html", **pages.head(version, book, "entries"), **facts)


@bp.get("/lists/<key>/uses")
@reads(MANAGE)
def used(key: str) -> str:
    """Where a list is used."""
    version, book = service.current(key)
    found, named = uses.of_list(key)
    facts = {
        "uses": found,
        "namings": named,
        "labels": {each.key: each.label for each in columns_of(book)},
        "entries": {each.value: each.label for each in book.entries},
        "may_design": current_actor().can(Capability.MANAGE_TYPES),
    }
    return render_template("choices/uses.html", **pages.head(version, book, "uses"), **facts)


@bp.get("/lists/<key>/versions")
@reads(MANAGE)
def versions(key: str) -> str:
    """What a list was before."""
    version, book = service.current(key)
    known = queries.list_history(key)
    names = accounts.names(each.published_by for each in known if each.published_by)
    facts = {"versions": known, "names": names, "is_shipped": shipped.shipped(key) is not None}
    return render_template("choices/versions.html", **pages.head(version, book, "versions"), **facts)


@bp.get("/lists/<key>/file/<kind>")
@reads(MANAGE)
def export(key: str, kind: str) -> Response:
    """The list as a file, which can be sent again."""
    _version, book = service.current(key)
    written = FORMATS.get(kind)
    name = f"{book.label.text(language())}.{written.extension}"
    return send_file(
        sheets.file(book, written, language()), mimetype=written.mime, as_attachment=True, download_name=name
    )
