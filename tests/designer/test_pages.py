"""The pages of the designer: what they show, what a deed answers, two people on one draft, publishing."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.definitions import codec, queries
from app.definitions import service as definitions
from app.designer import properties, service, words
from app.extensions import db
from app.fields import FIELD_TYPES
from app.web.words import catalogue
from tests.conftest import NOW, Cast

from .conftest import SOURCE

PART = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def visit(app: Flask, cast: Cast) -> None:
    """A type in force."""
    with app.app_context():
        definitions.publish(codec.load(SOURCE), actor=None, now=NOW, source=SOURCE)
        db.session.commit()


@pytest.fixture
def ada(login: Callable[[str], FlaskClient]) -> FlaskClient:
    return login("ada")


def lock(browser: FlaskClient) -> str:
    found = re.search(r'id="dz-lock" value="(\d+)"', browser.get("/designer/visit/fields").text)
    assert found is not None
    return found[1]


def do(browser: FlaskClient, deed: str, *, at_lock: str = "", part: bool = True, **given: str) -> TestResponse:
    sent = {"lock": at_lock or lock(browser), **given}
    return browser.post(f"/designer/visit/do/{deed}", data=sent, headers=PART if part else {})


def test_all_types_are_listed_with_their_drafts(ada: FlaskClient) -> None:
    assert "有草稿" not in ada.get("/designer").text
    do(ada, "add-section")
    page = ada.get("/designer").text
    assert "有草稿" in page
    assert "第 1 版" in page


def test_a_new_type_is_begun_blank_and_published(ada: FlaskClient, app: Flask) -> None:
    begun = ada.post("/designer/new", data={"label": "来信登记", "start": "blank", "fill": "staff", "see": "admin"})
    assert begun.location == "/designer/lxdj/fields"
    page = ada.get("/designer/lxdj/publish").text
    found = re.search(r'id="dz-lock" value="(\d+)"', page)
    assert found is not None
    assert "没有发现问题" in page
    ada.post("/designer/lxdj/publish", data={"lock": found[1]})
    with app.app_context():
        assert queries.current("lxdj") is not None


@pytest.mark.parametrize("start", ["type:visit", "shipped:visiting_delegation"])
def test_a_new_type_begins_as_a_copy(ada: FlaskClient, app: Flask, start: str) -> None:
    assert ada.post("/designer/new", data={"label": "接待", "key": "hosting", "start": start}).status_code == 302
    with app.app_context():
        made = service.standing("hosting").definition
        assert (made.key, made.label.zh, made.version) == ("hosting", "接待", 1)
        assert all(key.startswith("hosting_") for key in made.series)
        assert "#" in service.standing("hosting").source


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        pytest.param({"label": "", "start": "blank", "fill": "staff"}, "请填写这一项", id="no name"),
        pytest.param({"label": "来信", "start": "blank"}, "请选择谁来填写", id="nobody"),
        pytest.param({"label": "来信", "key": "A-1", "start": "blank", "fill": "staff"}, "小写字母", id="no key"),
        pytest.param({"label": "？？", "start": "blank", "fill": "staff"}, "写一个键", id="nothing to make a key of"),
        pytest.param({"label": "来信", "key": "visit", "start": "blank", "fill": "staff"}, "已经有键", id="taken"),
    ],
)
def test_what_is_missing_for_a_new_type_is_said(ada: FlaskClient, sent: dict[str, str], said: str) -> None:
    answer = ada.post("/designer/new", data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{sent["label"]}"' in answer.text


def test_the_page_offers_every_type_and_shows_the_form(ada: FlaskClient) -> None:
    page = ada.get("/designer/visit/fields?at=headcount").text
    assert all(f'name="type" value="{name}"' in page for name in FIELD_TYPES.names())
    assert 'data-path="visitors.person"' in page
    assert 'id="p-min" name="min" value="0"' in page


def test_every_type_of_field_has_its_properties(ada: FlaskClient) -> None:
    for kind in FIELD_TYPES:
        answer = do(ada, "add-field", type=kind.name, to="basic")
        assert answer.status_code == 200, kind.name
        for each in properties.of_field(kind.name):
            assert f'id="p-{each.name}' in answer.text, (kind.name, each.name)


@pytest.mark.parametrize("kind", [each.name for each in FIELD_TYPES])
def test_types_and_their_options_have_words(context: Flask, kind: str) -> None:
    assert catalogue()[f"designer.type.{kind}"].startswith(FIELD_TYPES.get(kind).label)
    unnamed = [each.name for each in properties.of_field(kind) if words.name_of(kind, each.name) == each.name]
    assert unnamed == []


def test_a_deed_answers_with_the_parts_that_changed(ada: FlaskClient) -> None:
    answer = do(ada, "add-field", type="date", to="basic", before="headcount")
    assert answer.status_code == 200
    assert all(f'id="{part}" hx-swap-oob="true"' in answer.text for part in ("dz-bar", "dz-tools", "dz-canvas"))
    assert 'data-focus="date"' in answer.text
    assert answer.text.index('data-path="date"') < answer.text.index('data-path="headcount"')


def test_without_a_script_a_deed_leads_back_to_the_page(ada: FlaskClient) -> None:
    answer = do(ada, "add-field", part=False, type="date", to="basic")
    assert answer.location == "/designer/visit/fields?at=date"


def test_setting_a_property_leaves_the_inputs_alone(ada: FlaskClient) -> None:
    answer = do(ada, "set-field", **{"at": "name", "label-zh": "团组名称", "max": "50"})
    assert "团组名称" in answer.text
    assert 'id="dz-properties"' not in answer.text


def test_the_head_of_the_panel_follows_the_name(ada: FlaskClient) -> None:
    answer = do(ada, "set-field", **{"at": "name", "label-zh": "团组名称"})
    assert re.search(r'id="dz-name"[^>]*hx-swap-oob="true">团组名称</p>', answer.text)


def test_names_of_fields_and_states_are_ticked_and_every_width_has_words(ada: FlaskClient) -> None:
    ticked = {each.name: each.source for each in properties.of_field("text") if each.widget == "many"}
    assert ticked == {"needed_for": "states"}
    page = ada.get("/designer/visit/fields?at=name").text
    assert 'name="suggest-when-headcount"' in page
    assert "满足条件时" in page
    width = page.partition('id="p-width"')[2].partition("</select>")[0]
    assert not re.search(r">\d+</option>", width)


def test_only_a_new_field_is_named_next(ada: FlaskClient) -> None:
    assert "data-names" in do(ada, "add-field", type="date", to="basic").text
    assert "data-names" not in do(ada, "copy-field", at="headcount").text


def test_twin_options_are_told_beside_the_options(ada: FlaskClient) -> None:
    do(ada, "add-field", type="choice", to="basic")
    rows = {"choices-0-value": "a", "choices-0-label-zh": "甲", "choices-1-value": "b", "choices-1-label-zh": "甲"}
    answer = do(ada, "set-field", **{"at": "choice", "label-zh": "选择"}, **rows)
    assert answer.status_code == 422
    fault = re.search(r'id="p-choices-fault"[^>]*>(.*?)</div>\s*<div class="dz-told"', answer.text, re.DOTALL)
    assert fault is not None
    assert "写了两次" in fault[1]


def test_a_fault_stands_beside_its_input_and_the_draft_stays(ada: FlaskClient) -> None:
    answer = do(ada, "set-field", **{"at": "headcount", "label-zh": "总人数", "min": "许多"})
    assert answer.status_code == 422
    fault = re.search(r'id="p-min-fault"[^>]*>(.*?)</div>\s*<div class="dz-told"', answer.text, re.DOTALL)
    assert fault is not None
    assert "这里应当是数字，现在是“许多”" in fault[1]
    assert "总人数" not in ada.get("/designer/visit/fields").text


def test_rules_are_shown_with_labels(ada: FlaskClient) -> None:
    do(ada, "set-field", **{"at": "arrive_on", "label-zh": "抵达日期", "visible": "人数 > 3"})
    do(ada, "set-field", **{"at": "headcount", "label-zh": "来访人数"})
    page = ada.get("/designer/visit/fields?at=arrive_on").text
    assert re.search(r'name="visible"\s+value="来访人数 &gt; 3"', page)
    assert "visible: headcount &gt; 3" in ada.get("/designer/visit/yaml").text


def test_what_makes_no_sense_is_kept_and_told(ada: FlaskClient) -> None:
    answer = do(ada, "set-field", **{"at": "headcount", "label-zh": "人数", "visible": "没有的字段 > 1"})
    assert answer.status_code == 200
    assert re.search(r'id="p-visible-fault".*?没有的字段', answer.text, re.DOTALL)
    assert "1 处要改" in answer.text


def test_undo_and_redo_by_their_buttons(ada: FlaskClient) -> None:
    do(ada, "add-field", type="date", to="basic")
    back = ada.post("/designer/visit/step/undo", data={"lock": lock(ada)}, headers=PART)
    assert 'data-path="date"' not in back.text
    again = ada.post("/designer/visit/step/redo", data={"lock": lock(ada)}, headers=PART)
    assert 'data-path="date"' in again.text


@pytest.mark.parametrize("part", [True, False], ids=["in the page", "as a page"])
def test_two_on_one_draft_see_both_versions(ada: FlaskClient, *, part: bool) -> None:
    old = lock(ada)
    do(ada, "set-field", **{"at": "name", "label-zh": "对方的名称"})
    answer = do(ada, "set-field", part=part, at_lock=old, **{"at": "headcount", "label-zh": "我的人数"})
    assert answer.status_code == 409
    assert "对方的名称" in answer.text
    assert "我的人数" in answer.text
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    assert again["label-zh"] == "我的人数"
    done = ada.post("/designer/visit/do/set-field", data=again, headers=PART)
    assert done.status_code == 200
    assert "我的人数" in done.text
    assert "对方的名称" in done.text


def test_a_stale_text_is_not_lost(ada: FlaskClient) -> None:
    old = lock(ada)
    do(ada, "set-field", **{"at": "name", "label-zh": "对方的名称"})
    mine = SOURCE.replace("label: 人数", "label: 我的人数")
    answer = ada.post("/designer/visit/yaml", data={"lock": old, "text": mine})
    assert answer.status_code == 409
    assert "对方的名称" in answer.text
    assert "label: 我的人数, min: 0}" in answer.text
    assert ada.post("/designer/visit/yaml", data={"lock": lock(ada), "text": mine}).status_code == 302
    assert "label: 我的人数" in ada.get("/designer/visit/yaml").text


def test_all_faults_of_a_text_are_told_and_the_text_stays(ada: FlaskClient) -> None:
    wrong = SOURCE.replace("max: 80", "max: many").replace("min: 0", "mim: 0")
    answer = ada.post("/designer/visit/yaml", data={"lock": lock(ada), "text": wrong})
    assert answer.status_code == 422
    assert "第 12 行第 65 列" in answer.text
    assert "不认识的键“mim”" in answer.text
    assert "max: many" in answer.text
    assert "max: many" not in ada.get("/designer/visit/yaml").text


def test_the_preview_shows_the_form_with_examples(ada: FlaskClient) -> None:
    assert 'src="/designer/visit/preview/form"' in ada.get("/designer/visit/preview?phone=1").text
    frame = ada.get("/designer/visit/preview/form")
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]
    assert 'value="名称示例"' in frame.text
    assert ada.get("/designer/visit/preview").headers["X-Frame-Options"] == "DENY"


def test_rules_speak_in_the_preview(ada: FlaskClient) -> None:
    do(ada, "set-field", **{"at": "arrive_on", "label-zh": "抵达日期", "visible": "headcount > 3"})
    hidden = r'data-path="arrive_on"[^>]* hidden'
    assert re.search(hidden, ada.post("/designer/visit/preview/form", data={"headcount": "2"}).text)
    assert not re.search(hidden, ada.post("/designer/visit/preview/form", data={"headcount": "4"}).text)


def test_a_row_of_endless_number_is_none_in_the_preview(ada: FlaskClient) -> None:
    for number in ("9" * 5000, "x"):
        assert ada.post("/designer/visit/preview/form", data={f"visitors.{number}.person": "安娜"}).status_code == 200


def test_a_preview_that_cannot_be_drawn_says_why(ada: FlaskClient) -> None:
    do(ada, "set-field", **{"at": "headcount", "label-zh": "人数", "visible": "没有的字段 > 1"})
    assert "没有的字段" in ada.get("/designer/visit/preview/form").text


def test_faults_block_publishing_and_lead_to_their_field(ada: FlaskClient, app: Flask) -> None:
    do(ada, "set-field", **{"at": "headcount", "label-zh": "人数", "visible": "没有的字段 > 1"})
    page = ada.get("/designer/visit/publish").text
    assert "1 处要先改好才能发布" in page
    assert 'href="/designer/visit/fields?at=headcount"' in page
    answer = ada.post("/designer/visit/publish", data={"lock": lock(ada)})
    assert answer.status_code == 422
    with app.app_context():
        assert queries.draft("visit") is not None


def test_the_plan_is_told_in_words(ada: FlaskClient) -> None:
    do(ada, "add-field", type="date", to="basic")
    do(ada, "retire-field", at="headcount")
    page = ada.get("/designer/visit/publish").text
    assert re.search(r"新增字段</dt><dd>日期</dd>", page)
    assert re.search(r"停用字段</dt><dd>人数</dd>", page)


def test_a_draft_is_thrown_away(ada: FlaskClient, app: Flask) -> None:
    do(ada, "add-section")
    found = re.search(r'name="lock" value="(\d+)"', ada.get("/designer").text)
    assert found is not None
    assert ada.post("/designer/visit/discard", data={"lock": found[1]}).location == "/designer"
    with app.app_context():
        assert queries.draft("visit") is None
        assert queries.current("visit") is not None


def test_a_draft_that_a_colleague_changed_meanwhile_is_not_thrown_away(ada: FlaskClient) -> None:
    do(ada, "add-section")
    old = lock(ada)
    do(ada, "set-field", **{"at": "name", "label-zh": "对方的名称"})
    answer = ada.post("/designer/visit/discard", data={"lock": old})
    assert answer.status_code == 409
    assert "对方的名称" in answer.text
    assert "对方的名称" in ada.get("/designer/visit/fields").text
    again = re.search(r'action="/designer/visit/discard".*?name="lock" value="(\d+)"', answer.text, re.DOTALL)
    assert again is not None
    assert ada.post("/designer/visit/discard", data={"lock": again[1]}).location == "/designer"


def test_who_describes_no_types_has_no_designer(login: Callable[[str], FlaskClient]) -> None:
    stan = login("stan")
    assert stan.get("/designer").status_code == 403
    assert "事项设计" not in stan.get("/").text


def test_texts_of_a_type_are_read_with_labels_and_kept_with_keys(ada: FlaskClient, app: Flask) -> None:
    assert "{{ 名称 }}</textarea>" in ada.get("/designer/visit/fields").text
    do(ada, "set-type", **{"label-zh": "来访", "title": "{{ 名称 }}（{{ 人数 }}人）", "brief": "{{ 没有的 }}"})
    with app.app_context():
        made = service.standing("visit").definition
    assert (made.title, made.brief) == ("{{ name }}（{{ headcount }}人）", "{{ 没有的 }}")
