"""Parts of pages that are drawn once: what they may read, and what they differ by."""

import re

import pytest
from flask import Flask, g
from jinja2 import meta

from app.config import ROOT
from app.web.lasting import lasting
from app.web.navigation import Item

CALL = re.compile(r'lasting\(\s*"([^"]+)"([^)]*)')
KNOWN = {"_", "ngettext", "url_for", "asset", "has_endpoint", "language"}
"""What says the same at every request of one language."""


def calls() -> dict[str, set[str]]:
    """Each part that is drawn once, with the facts that it is given."""
    paths = [*(ROOT / "app" / "templates").rglob("*.html"), ROOT / "app" / "web" / "navigation.py"]
    texts = (path.read_text("utf-8") for path in paths)
    found: dict[str, set[str]] = {}
    for template, facts in (call for text in texts for call in CALL.findall(text)):
        found.setdefault(template, set()).update(re.findall(r"(\w+)=", facts))
    return found


@pytest.mark.parametrize("template", sorted(calls()))
def test_a_part_that_is_drawn_once_reads_its_facts_and_nothing_of_the_request(app: Flask, template: str) -> None:
    source = (ROOT / "app" / "templates" / template).read_text("utf-8")
    tree = app.jinja_env.parse(source)
    assert meta.find_undeclared_variables(tree) <= calls()[template] | KNOWN
    assert not list(meta.find_referenced_templates(tree))


def test_a_part_speaks_the_language_of_the_request(app: Flask) -> None:
    with app.test_request_context():
        g.language = "zh"
        chinese = lasting("web/_talk.html")
        g.language = "en"
        assert "网络断开了" in chinese
        assert "网络断开了" not in lasting("web/_talk.html")


def test_a_part_leads_to_where_the_site_lies(app: Flask) -> None:
    with app.test_request_context(environ_overrides={"SCRIPT_NAME": "/office"}):
        assert 'href="/office/static/' in lasting("web/_styles.html")
    with app.test_request_context():
        assert 'href="/static/' in lasting("web/_styles.html")


def test_a_part_of_other_facts_is_another_one(app: Flask) -> None:
    with app.test_request_context():
        menus = [lasting("web/_begin.html", items=(Item(label, "/x"),)) for label in ("<a>", "<b>", "<a>")]
    assert "&lt;a&gt;" in menus[0]
    assert "&lt;b&gt;" in menus[1]
    assert menus[0] is menus[2]
