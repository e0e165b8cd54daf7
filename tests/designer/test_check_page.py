"""检查与发布 on one page: what blocks, what does not, each with a link to where it is put right."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import service as accounts
from app.definitions import codec
from app.definitions.schema import RecordType, Role
from app.designer import service
from app.designer.service import Turn
from app.extensions import db
from tests.conftest import NOW, ROLES, Cast

FIELDS: list[dict[str, Any]] = [
    {"key": "name", "type": "text", "label": "名称", "visible": "headcuont > 1"},
    {"key": "one", "type": "integer", "label": "甲数", "compute": "two + 1"},
    {"key": "two", "type": "integer", "label": "乙数", "compute": "one + 1"},
    {"key": "headcount", "type": "integer", "label": "人数"},
    {"key": "passport", "type": "text", "label": "护照号", "sensitive": 2},
    {"key": "salary", "type": "money", "label": "酬金"},
    {"key": "old", "type": "text", "label": "旧字段", "retired": True},
]
STATES = {
    "draft": {"label": "起草"},
    "review": {"label": "审核", "tasks": [{"role": "finance"}]},
    "stuck": {"label": "卡住", "tasks": [{"role": "head"}]},
    "island": {"label": "孤岛"},
}
MOVES = [
    {"key": "submit", "label": "提交", "from": ["draft"], "to": "review"},
    {"key": "agree", "label": "同意", "from": ["review"], "to": "stuck", "by": ["task"]},
]
TYPE: dict[str, Any] = {
    "key": "visit",
    "label": "来访",
    "title": "{{ headcount }}",
    "sections": [{"key": "basic", "label": "基本情况", "fields": FIELDS}],
    "rights": [
        {"role": "staff", "see": "own", "create": True, "change": ["draft"]},
        {"role": "head", "see": "all"},
        {"fields": ["passport"], "see": ["head"]},
        {"fields": ["salary"], "see": ["auditor"]},
    ],
    "workflow": {"start": "draft", "states": STATES, "transitions": MOVES},
    "views": [{"key": "all", "label": "老台账", "columns": ["old"]}],
    "documents": [
        {"key": "sheet", "label": "呈批表", "template": "检查页模板"},
        {"key": "gone", "label": "备案表", "template": "没有这个文件"},
    ],
}
FINANCE = {"key": "finance", "label": "财务"}
BLOCKING = ["headcuont", "甲数 → 乙数", "孤岛", "卡住"]
TOLD = ["“护照号”谁也填不了", "“酬金”谁也看不到", "“老台账”没有可以显示的列", "要等“财务”办理"]


@pytest.fixture
def template(application: Flask) -> Iterator[Path]:
    """A template with a tag that means nothing here."""
    folder = application.config["SETTINGS"].instance / "templates"
    folder.mkdir(exist_ok=True)
    document, out = Document(), io.BytesIO()
    document.add_paragraph("{{ 人数 }}人，{{ 没有的字段 }}")
    document.save(out)
    path = folder / "检查页模板.docx"
    path.write_bytes(out.getvalue())
    yield path
    path.unlink()


@pytest.fixture
def browser(app: Flask, cast: Cast, login: Callable[[str], FlaskClient]) -> FlaskClient:
    with app.app_context():
        accounts.set_roles([Role.model_validate(role) for role in (*ROLES, FINANCE)])
        definition = RecordType.model_validate(TYPE)
        service.begin(definition, codec.dump(definition), Turn(0, cast.actor("ada"), NOW))
        db.session.commit()
    return login("ada")


def told(page: str, kind: str) -> str:
    """The faults that block, or the warnings."""
    found = re.search(rf'<div class="dz-{kind}".*?</ul></div>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_what_makes_no_sense_blocks(browser: FlaskClient) -> None:
    block = told(browser.get("/designer/visit/publish").text, "block")
    assert [words for words in BLOCKING if words not in block] == []


def test_what_is_only_odd_is_told_and_does_not_block(browser: FlaskClient) -> None:
    page = browser.get("/designer/visit/publish").text
    assert [words for words in TOLD if words not in told(page, "warn")] == []
    assert [words for words in TOLD if words in told(page, "block")] == []


def mended(app: Flask, cast: Cast) -> None:
    """The draft without what blocks."""
    with app.app_context():
        standing = service.standing("visit")
        fields = [{**FIELDS[0], "visible": "headcount > 1"}, {**FIELDS[1], "compute": "headcount"}, *FIELDS[2:]]
        flow = {"start": "draft", "states": {key: STATES[key] for key in ("draft", "review")}}
        moves = [MOVES[0], {**MOVES[1], "to": "draft"}]
        data = {
            **TYPE,
            "sections": [{**TYPE["sections"][0], "fields": fields}],
            "workflow": {**flow, "transitions": moves},
        }
        source = codec.dump(RecordType.model_validate(data))
        service.write("visit", source, Turn(standing.lock, cast.actor("ada"), NOW))
        db.session.commit()


def test_a_template_that_cannot_be_filled_in_leads_to_itself(
    app: Flask, cast: Cast, template: Path, browser: FlaskClient
) -> None:
    mended(app, cast)
    warnings = told(browser.get("/designer/visit/publish").text, "warn")
    assert "没有的字段" in warnings
    assert '/templates/检查页模板.docx"' in warnings or "/templates/%E6" in warnings
    assert "没有这个文件" in warnings


def test_every_fault_leads_to_its_place(browser: FlaskClient) -> None:
    page = browser.get("/designer/visit/publish").text
    for kind in ("block", "warn"):
        for address in re.findall(r'<li><a href="([^"]+)"', told(page, kind)):
            assert browser.get(address.replace("&amp;", "&")).status_code == 200, address


def test_what_only_is_told_is_published(app: Flask, cast: Cast, browser: FlaskClient) -> None:
    mended(app, cast)
    with app.app_context():
        lock = service.standing("visit").lock
    assert browser.post("/designer/visit/publish", data={"lock": str(lock)}).status_code == 302
