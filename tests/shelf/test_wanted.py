"""A place of a blank form wants a field that its type lacks: one press makes it in the draft and chooses it."""

import html
import re
from collections.abc import Callable
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient

from app.definitions import codec
from app.definitions.schema import Document
from app.designer import service, starting
from app.designer.service import Turn
from app.extensions import db
from tests.conftest import NOW
from tests.shelf.test_places import AT, ids, put
from tests.workflow.office import Office, docx

Login = Callable[[str], FlaskClient]
NEW = docx([["接待车牌号", ""], ["团组名称", ""], ["住宿标准", "□三星 □四星 □五星"]], "签订日期：    年  月  日")


def fields(app: Flask) -> dict[str, tuple[str, str]]:
    """Key and type of the draft's fields by label."""
    with app.test_request_context():
        return {each.label.zh: (each.key, each.type) for each in service.standing("visit").definition.fields()}


def chosen(page: str) -> dict[str, str]:
    """What stands in the inputs of places where another field was chosen."""
    return {
        known: html.unescape(text) for known, text in re.findall(r'name="o\.([^"]+)" value="([^"]*)"', page) if text
    }


def make(browser: FlaskClient, place: str, **given: str) -> tuple[int, str]:
    answer = browser.post(f"{AT}/places/{quote(place)}/field", data=given)
    return answer.status_code, answer.text


def test_one_press_makes_the_field_at_the_end_of_the_draft_and_chooses_its_tag(
    app: Flask, cast: Office, login: Login
) -> None:
    browser = login("ada")
    put(browser, NEW)
    page = browser.get(f"{AT}/places").text
    place = ids(page)["接待车牌号"]
    assert f"/places/{place}/field" in page
    status, page = make(browser, place)
    assert status == 200
    assert fields(app)["接待车牌号"] == ("jdcph", "text")
    assert chosen(page) == {place: "{{ 接待车牌号 }}"}
    assert "已加进事项的草稿" in page
    assert "接待车牌号" not in browser.get("/records/visit/new").text


def test_the_field_has_the_type_and_the_options_of_the_place(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser, NEW)
    known = ids(browser.get(f"{AT}/places").text)
    _status, page = make(browser, known["住宿标准"])
    assert fields(app)["住宿标准"][1] == "choice"
    assert chosen(page)[known["住宿标准"]] == "{{ 住宿标准 | 勾选 }}"
    with app.test_request_context():
        field = next(each for each in service.standing("visit").definition.fields() if each.label.zh == "住宿标准")
    assert [choice.label.zh for choice in field.options.choices] == ["三星", "四星", "五星"]  # type: ignore[attr-defined]
    _status, page = make(browser, known["签订日期"])
    assert fields(app)["签订日期"][1] == "date"
    assert chosen(page)[known["签订日期"]] == "{{ 签订日期 | 年月日 }}"


def test_pressed_again_it_is_the_same_field_and_what_was_chosen_elsewhere_stays(
    app: Flask, cast: Office, login: Login
) -> None:
    browser = login("ada")
    put(browser, NEW)
    known = ids(browser.get(f"{AT}/places").text)
    given = {f"p.{known['团组名称']}": "{{ 团组名称 }}", f"o.{known['签订日期']}": "人数"}
    make(browser, known["接待车牌号"])
    _status, page = make(browser, known["接待车牌号"], **given)
    assert [label for label in fields(app) if label.startswith("接待车牌号")] == ["接待车牌号"]
    assert re.search(r'value="\{\{ 团组名称 \}\}"[^>]* checked', page)
    assert chosen(page)[known["签订日期"]] == "人数"


def test_the_chosen_tag_is_written_and_the_template_waits_for_the_type(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser, NEW)
    place = ids(browser.get(f"{AT}/places").text)["接待车牌号"]
    _status, page = make(browser, place)
    sent = {f"p.{place}": "other", f"o.{place}": chosen(page)[place]}
    assert browser.post(f"{AT}/places", data=sent).status_code == 302
    assert "接待车牌号" in browser.get(f"/templates/{quote('备案表.docx')}?v=2").text


def test_a_place_that_is_not_there_or_says_nothing_makes_no_field(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser, NEW)
    before = fields(app)
    assert make(browser, "t9r9c9")[0] == 404
    assert browser.post(f"{AT}/places/x/field", data={"of": "gone.paper"}).status_code in (404, 422)
    assert fields(app) == before


def test_who_does_not_manage_types_makes_no_field(app: Flask, cast: Office, login: Login) -> None:
    put(login("ada"), NEW)
    before = fields(app)
    assert make(login("stan"), "any")[0] == 403
    assert fields(app) == before


def test_a_tag_of_a_field_that_is_in_the_draft_only_is_told_with_the_way_to_publish_it(
    app: Flask, cast: Office, login: Login
) -> None:
    browser = login("ada")
    put(browser, NEW)
    place = ids(browser.get(f"{AT}/places").text)["接待车牌号"]
    _status, page = make(browser, place)
    browser.post(f"{AT}/places", data={f"p.{place}": "other", f"o.{place}": chosen(page)[place]})
    page = browser.get(f"/templates/{quote('备案表.docx')}?v=2").text
    assert "有没发布的草稿" in page
    assert "/designer/visit/publish" in page


def begun(app: Flask, cast: Office, *documents: dict[str, str]) -> None:
    """A type that was never in force."""
    definition, source = starting.blank("car", "派车", fill=["staff"], see=["staff"])
    if documents:
        definition = definition.model_copy(update={"documents": tuple(map(Document.model_validate, documents))})
        source = codec.dump(definition, previous_text=source)
    with app.test_request_context():
        service.begin(definition, source, Turn(0, cast.desk("ada").actor, NOW))
        db.session.commit()


def test_a_blank_serves_a_type_that_is_only_a_draft_from_its_places_to_its_first_publishing(
    app: Flask, cast: Office, login: Login
) -> None:
    begun(app, cast, {"key": "slip", "label": "派车单", "template": "派车单.docx"})
    browser = login("ada")
    put(browser, docx([["名称", ""]]), name="派车单.docx")
    at = f"/templates/{quote('派车单.docx')}"
    page = browser.get(f"{at}/versions/1/places").text
    place = ids(page)["名称"]
    assert 'value="{{ 名称 }}" data-same' in page
    browser.post(f"{at}/versions/1/places", data={f"p.{place}": "{{ 名称 }}"})
    assert browser.post(f"{at}/versions/2/force", data={"expected": "0"}).status_code == 302
    with app.test_request_context():
        lock = service.standing("car").lock
    assert browser.post("/designer/car/publish", data={"lock": str(lock)}).status_code == 302


def test_a_draft_may_be_what_a_template_is_meant_for(app: Flask, cast: Office, login: Login) -> None:
    begun(app, cast)
    browser = login("ada")
    assert 'value="car"' in browser.get("/templates/new").text
    put(browser, docx([["名称", ""], ["车牌号", ""]]), name="空白单.docx", type="car")
    assert "/designer/car/tab/papers" in browser.get(f"/templates/{quote('空白单.docx')}?v=1").text
    at = f"/templates/{quote('空白单.docx')}/versions/1"
    known = ids(browser.get(f"{at}/places").text)
    answer = browser.post(f"{at}/places/{known['车牌号']}/field")
    assert chosen(answer.text) == {known["车牌号"]: "{{ 车牌号 }}"}
    with app.test_request_context():
        assert "车牌号" in {each.label.zh for each in service.standing("car").definition.fields()}
