"""The tabs of a draft: what each shows, what its deeds answer, where faults count, what two people do to one draft."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.definitions import codec
from app.definitions import service as definitions
from app.designer import properties, service, words
from app.designer.parts import PARTS
from app.designer.tabs.registry import TABS, tab_of
from app.extensions import db
from app.numbers.models import Register
from app.records.models import Record
from tests.conftest import NOW, Cast

from .test_parts import WHOLE

PART = {"HX-Request": "true"}
MINE = ("views", "papers", "registers", "messages", "checks")


@pytest.fixture(autouse=True)
def visit(app: Flask, cast: Cast) -> None:
    """A type in force."""
    with app.app_context():
        definitions.publish(codec.load(WHOLE), actor=None, now=NOW, source=WHOLE)
        db.session.commit()


@pytest.fixture
def ada(login: Callable[[str], FlaskClient]) -> FlaskClient:
    return login("ada")


def page(browser: FlaskClient, tab: str, at: str = "") -> str:
    answer = browser.get(f"/designer/visit/tab/{tab}", query_string={"at": at} if at else {})
    assert answer.status_code == 200
    return answer.text


def lock(browser: FlaskClient) -> str:
    found = re.search(r'id="dz-lock" value="(\d+)"', browser.get("/designer/visit/yaml").text)
    assert found is not None
    return found[1]


def do(browser: FlaskClient, deed: str, *, at_lock: str = "", **given: str) -> TestResponse:
    sent = {"lock": at_lock or lock(browser), **given}
    return browser.post(f"/designer/visit/do/{deed}", data=sent, headers=PART)


def draft(browser: FlaskClient) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", browser.get("/designer/visit/yaml").text, re.DOTALL)
    assert found is not None
    return found[1]


def test_every_kind_but_tasks_of_a_state_stands_on_one_tab() -> None:
    for kind in PARTS:
        assert len([tab.name for tab in TABS if kind.name in tab.kinds]) <= 1
    assert {tab_of(name) for name in ("view", "document", "series", "notify", "remind", "check")} == set(MINE)


@pytest.mark.parametrize("kind", ["view", "document", "series", "notify", "remind", "check"])
def test_parts_their_properties_and_values_have_words(context: Flask, kind: str) -> None:
    assert words.part(kind) != kind
    assert words.adding(kind) != kind
    for each in PARTS.get(kind).properties:
        assert words.name_of(kind, each.name) != each.name
        assert all(label != value for value, label in words.values_of(kind, each)), (kind, each.name)


@pytest.mark.parametrize("tab", MINE)
def test_a_tab_shows_its_parts_and_the_properties_of_the_first(ada: FlaskClient, tab: str) -> None:
    shown = page(ada, tab)
    for kind in TABS.get(tab).kinds:
        assert f'id="dz-add-{kind}"' in shown
    first = PARTS.get(TABS.get(tab).kinds[0])
    for each in first.properties:
        assert f'id="p-{each.name}-fault"' in shown, each.name
    assert 'aria-current="page"' in shown
    assert "elsewhere" not in {each.widget for each in first.properties}


def test_what_is_chosen_has_its_properties_beside(ada: FlaskClient) -> None:
    shown = page(ada, "messages", "remind/0")
    assert 'data-at="remind/0"' in shown
    assert re.search(r'name="before-n" value="7"', shown)
    assert re.search(r'<option value="days" selected>', shown)


def test_a_tab_that_is_none_is_not_found(ada: FlaskClient) -> None:
    assert ada.get("/designer/visit/tab/nothing").status_code == 404


@pytest.mark.parametrize("kind", ["view", "document", "series", "notify", "remind", "check"])
def test_a_part_is_added_and_chosen(ada: FlaskClient, kind: str) -> None:
    answer = do(ada, "add-part", part=kind, tab=tab_of(kind))
    assert answer.status_code == 200
    assert all(f'id="{part}" hx-swap-oob="true"' in answer.text for part in ("dz-tabs", "dz-tools", "dz-canvas"))
    at = re.search(r'data-focus="([^"]+)"', answer.text)
    assert at is not None
    assert at[1].startswith(f"{kind}/")
    assert f'id="dz-properties" hx-swap-oob="true" data-at="{at[1]}"' in answer.text


def test_without_a_script_a_deed_leads_back_to_its_tab(ada: FlaskClient) -> None:
    plain = ada.post("/designer/visit/do/add-part", data={"lock": lock(ada), "part": "view", "tab": "views"})
    assert plain.location.startswith("/designer/visit/tab/views?at=view/")


def test_setting_a_property_leaves_the_inputs_alone(ada: FlaskClient) -> None:
    given = {"part": "view", "at": "soon", "tab": "views", "label-zh": "马上来", "columns-0-of": "headcount"}
    answer = do(ada, "set-part", **given)
    assert answer.status_code == 200
    assert "马上来" in answer.text
    assert 'id="dz-properties"' not in answer.text
    assert "label: 马上来, columns: [headcount]" in draft(ada)


def test_a_fault_of_shape_stands_beside_its_input_and_the_draft_stays(ada: FlaskClient) -> None:
    given = {"part": "series", "at": "filing", "tab": "registers", "pattern": "{{ year }}{{ n }}", "start": "许多"}
    answer = do(ada, "set-part", **given)
    assert answer.status_code == 422
    fault = re.search(r'id="p-start-fault"[^>]*>(.*?)</div>\s*<div class="dz-told"', answer.text, re.DOTALL)
    assert fault is not None
    assert "这里应当是数字，现在是“许多”" in fault[1]
    assert "{{ year }}-{{ n }}" in draft(ada)


def test_rules_are_kept_with_keys_and_shown_with_labels(ada: FlaskClient) -> None:
    do(ada, "set-part", part="check", at="some", tab="checks", only="rule,when", rule="人数 > 3", when="名称 == 'a'")
    assert "rule: headcount &gt; 3" in draft(ada)
    do(ada, "set-field", **{"at": "headcount", "label-zh": "来访人数", "min": "0"})
    assert re.search(r'name="rule" value="来访人数 &gt; 3"', page(ada, "checks"))


def test_texts_with_tags_are_kept_with_keys_and_shown_with_labels(ada: FlaskClient) -> None:
    do(ada, "set-part", part="document", at="form", tab="papers", only="filename", filename="{{ 名称 }}备案")
    assert "filename: &#34;{{ name }}备案&#34;" in draft(ada)
    assert 'value="{{ 名称 }}备案"' in page(ada, "papers")
    assert "{{ 年份 }}-{{ 序号数 }}" in page(ada, "registers")


def test_what_makes_no_sense_is_told_at_the_input_counted_at_the_tab_and_led_to(ada: FlaskClient) -> None:
    answer = do(ada, "set-part", part="view", at="soon", tab="views", only="where", where="没有的字段 > 1")
    assert answer.status_code == 200
    assert re.search(r'id="p-where-fault".*?没有的字段', answer.text, re.DOTALL)
    shown = page(ada, "messages")
    assert re.search(r'href="/designer/visit/tab/views">常用筛选 <b class="dz-faults"[^>]*>1</b>', shown)
    check = ada.get("/designer/visit/publish").text
    assert 'href="/designer/visit/tab/views?at=view/soon"' in check


def test_a_step_back_and_on_stays_on_the_tab(ada: FlaskClient) -> None:
    do(ada, "remove-part", part="view", at="soon", tab="views")
    sent = {"lock": lock(ada), "tab": "views", "at": "view/soon"}
    back = ada.post("/designer/visit/step/undo", data=sent, headers=PART)
    assert 'data-at="view/soon"' in back.text
    again = ada.post("/designer/visit/step/redo", data={**sent, "lock": lock(ada)}, headers=PART)
    assert 'data-path="view/soon"' not in again.text


def test_a_step_on_an_old_draft_meets_the_part_it_was_meant_for(ada: FlaskClient) -> None:
    old = lock(ada)
    do(ada, "remove-part", part="notify", at="0", tab="messages")
    answer = do(ada, "set-part", at_lock=old, part="notify", at="1", tab="messages", on="returned", to="head")
    assert answer.status_code == 409
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    assert (again["part"], again["at"], again["tab"]) == ("notify", "0", "messages")
    assert ada.post("/designer/visit/do/set-part", data=again, headers=PART).status_code == 200
    assert "{on: returned, to: head}" in draft(ada)


def test_a_part_of_endless_number_on_an_old_draft_is_nowhere(ada: FlaskClient) -> None:
    old = lock(ada)
    do(ada, "remove-part", part="notify", at="0", tab="messages")
    answer = do(ada, "remove-part", at_lock=old, part="notify", at="9" * 5000, tab="messages")
    assert answer.status_code == 409


def test_the_next_number_is_shown(ada: FlaskClient, app: Flask) -> None:
    given = {"part": "series", "at": "filing", "tab": "registers", "pattern": "备{{ n }}号", "restart": "never"}
    answer = do(ada, "set-part", **given, start="7", width="3")
    assert "备007号" in answer.text
    assert 'href="/designer/visit/fields?at=no"' in answer.text
    with app.app_context():
        db.session.add(Register(series="filing", period="", last=41))
        db.session.commit()
    assert "备042号" in page(ada, "registers")


def test_a_register_with_numbers_is_kept(ada: FlaskClient, app: Flask) -> None:
    with app.app_context():
        db.session.add(Register(series="filing", period="2024", last=1))
        db.session.commit()
    assert 'id="dz-remove-part"' not in page(ada, "registers")
    answer = do(ada, "remove-part", part="series", at="filing", tab="registers")
    assert answer.status_code == 422
    assert "已经用过" in answer.text
    assert "filing:" in draft(ada)


def test_a_state_with_records_blocks_publishing_without_it(ada: FlaskClient, app: Flask) -> None:
    with app.app_context():
        version = service.standing("visit").live
        assert version is not None
        facts = {"state": "review", "title": "", "data": {}, "lock_version": 1, "created_at": NOW, "updated_at": NOW}
        db.session.add(Record(type_key="visit", version_id=version.id, **facts))
        db.session.commit()
    typed = WHOLE.replace("    review: {label: 审核, tasks: [{role: head}, {role: admin}]}\n", "").replace(
        "review", "approved"
    )
    ada.post("/designer/visit/yaml", data={"lock": lock(ada), "text": typed})
    check = ada.get("/designer/visit/publish").text
    assert "还有记录停在状态“审核”" in check
    assert ada.post("/designer/visit/publish", data={"lock": lock(ada)}).status_code == 422


def test_a_template_leads_to_its_page(ada: FlaskClient) -> None:
    assert re.search(r'id="dz-beside".*?href="/templates/[^"]+">去看模板', page(ada, "papers"), re.DOTALL)
    answer = do(ada, "set-part", part="document", at="form", tab="papers", only="template", template="没有的.docx")
    assert re.search(r'模板里还没有：\s*<span lang="zh-CN">没有的.docx</span>', answer.text)


def test_a_template_that_is_not_there_yet_is_uploaded_for_this_type(ada: FlaskClient) -> None:
    answer = do(ada, "set-part", part="document", at="form", tab="papers", only="template", template="没有的.docx")
    assert 'href="/templates/new?type=visit">上传模板' in answer.text
    assert '<option value="visit" selected>' in ada.get("/templates/new?type=visit").text


def test_inputs_that_only_the_file_sets_are_none() -> None:
    own = {name for tab in MINE for name in TABS.get(tab).kinds}
    assert {each.widget for name in own for each in PARTS.get(name).properties} <= {
        "label", "order", "rule", "sorts", "key", "totals", "many", "pattern", "tick", "pick", "number", "span",
    }  # fmt: skip
    assert properties.of_section()


def test_who_describes_no_types_sees_no_tab(login: Callable[[str], FlaskClient]) -> None:
    stan = login("stan")
    assert stan.get("/designer/visit/tab/views").status_code == 403
    assert do(stan, "add-part", at_lock="0", part="view", tab="views").status_code == 403
