"""Pages of examples: kept from records and previews, run, renamed, deleted; red ones at publishing."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.queries import AuditSearch, find
from app.definitions import codec, queries
from app.definitions.schema import RecordType
from app.designer import service as designer
from app.designer.examples import queries as examples
from app.designer.examples.models import TypeExample
from app.designer.service import Turn
from app.extensions import db
from tests.conftest import NOW
from tests.workflow.office import Office

from .conftest import field

Login = Callable[[str], FlaskClient]
Change = Callable[..., None]
Publish = Callable[..., tuple[int, str]]


@pytest.fixture
def record_id(app: Flask, cast: Office) -> int:
    with app.app_context():
        record = cast.visit()
        db.session.commit()
        return record.id


@pytest.fixture
def kept(app: Flask, record_id: int, login: Login) -> TypeExample:
    """An example of a visit of two."""
    assert login("dora").post(f"/records/{record_id}/example", data={"_name": "两人来访"}).status_code == 302
    return the_example(app)


def the_example(app: Flask) -> TypeExample:
    """The only one."""
    with app.app_context():
        (row,) = examples.of_type("visit")
        return row


@pytest.fixture
def change(app: Flask, cast: Office) -> Change:
    """Change a field of the draft."""

    def made(key: str, **changed: object) -> None:
        with app.app_context():
            standing = designer.standing("visit")
            data = codec.plain_data(standing.definition)
            field(data, key).update(changed)
            source = codec.dump(RecordType.model_validate(data))
            designer.write("visit", source, Turn(standing.lock, cast.desk("dora").actor, NOW))
            db.session.commit()

    return made


def deeds(app: Flask) -> list[str]:
    """What was done to the type."""
    with app.app_context():
        return [each.deed for each in find(AuditSearch(about="type:visit")).entries]


@pytest.fixture
def publish(app: Flask, login: Login) -> Publish:
    """Publish as Dora, accepting these."""

    def made(*accepted: str) -> tuple[int, str]:
        with app.app_context():
            lock = designer.standing("visit").lock
        data = {"lock": str(lock), "accept": list(accepted)}
        answer = login("dora").post("/designer/visit/publish", data=data)
        return answer.status_code, answer.text

    return made


def test_a_record_offers_it_to_who_designs_and_sees_it(record_id: int, login: Login) -> None:
    assert f"/records/{record_id}/example" in login("dora").get(f"/records/{record_id}").text
    assert f"/records/{record_id}/example" not in login("stan").get(f"/records/{record_id}").text


def test_the_page_says_what_is_replaced_and_who_will_read_it(record_id: int, login: Login) -> None:
    page = login("dora").get(f"/records/{record_id}/example").text
    assert "来访人员 · 护照号" in page
    assert "所有能设计事项的人都会看到" in page
    assert "C01X00T47" not in page


@pytest.mark.parametrize(("name", "status"), [("ada", 404), ("stan", 403)])
def test_who_may_not_see_the_record_or_not_design_keeps_nothing(
    app: Flask, record_id: int, login: Login, name: str, status: int
) -> None:
    assert login(name).get(f"/records/{record_id}/example").status_code == status
    assert login(name).post(f"/records/{record_id}/example", data={"_name": "x"}).status_code == status
    with app.app_context():
        assert examples.count("visit") == 0


def test_keeping_is_audited(app: Flask, kept: TypeExample) -> None:
    assert "example.kept" in deeds(app)


@pytest.mark.parametrize("name", ["", "  ", "长" * 61, "两人来访"])
def test_a_name_that_is_missing_too_long_or_taken_is_refused(
    app: Flask, kept: TypeExample, record_id: int, login: Login, name: str
) -> None:
    answer = login("dora").post(f"/records/{record_id}/example", data={"_name": name})
    assert answer.status_code == 422
    assert "名称" in answer.text
    with app.app_context():
        assert examples.count("visit") == 1


def test_the_list_runs_each_by_the_draft(kept: TypeExample, change: Change, publish: Publish, login: Login) -> None:
    assert "和原来一样" in login("dora").get("/designer/visit/examples").text
    change("cost", required=True)
    assert "1 处和原来不一样" in login("dora").get("/designer/visit/examples").text


def test_one_is_opened_renamed_and_deleted(kept: TypeExample, login: Login) -> None:
    browser, address = login("dora"), f"/designer/visit/examples/{kept.id}"
    page = browser.get(address).text
    assert "慕尼黑大学代表团" in page
    assert "到“部门审核”" in page
    browser.post(f"{address}/rename", data={"_name": "两人"})
    assert ">两人<" in browser.get(address).text
    assert browser.post(f"{address}/rename", data={"_name": ""}).status_code == 422
    browser.post(f"{address}/remove")
    assert browser.get(address).status_code == 404


def test_an_example_of_another_type_is_not_found(kept: TypeExample, login: Login) -> None:
    assert login("dora").get(f"/designer/other/examples/{kept.id}").status_code == 404


def test_a_red_one_has_to_be_accepted_or_mended(
    app: Flask, kept: TypeExample, change: Change, publish: Publish, login: Login
) -> None:
    change("headcount", min=3)
    page = login("dora").get("/designer/visit/publish").text
    assert "以后应当如此" in page
    status, said = publish()
    assert (status, "样例“两人来访”的结果和原来不一样" in said) == (422, True)
    with app.app_context():
        assert queries.current("visit").number == 1  # type: ignore[union-attr]


def test_accepting_is_kept_with_the_publishing_and_audited(
    app: Flask, kept: TypeExample, change: Change, publish: Publish, login: Login
) -> None:
    change("headcount", min=3)
    page = login("dora").get("/designer/visit/publish").text
    mark = page.split('name="accept" value="')[1].split('"')[0]
    assert publish(mark)[0] == 302
    row = the_example(app)
    assert row.accepted_at is not None
    assert [each["place"] for each in row.expected["faults"]] == ["headcount"]
    assert "example.accepted" in deeds(app)
    assert "和原来一样" in login("dora").get("/designer/visit/examples").text


def test_what_is_accepted_is_what_was_seen(kept: TypeExample, change: Change, publish: Publish, login: Login) -> None:
    change("headcount", min=3)
    page = login("dora").get("/designer/visit/publish").text
    mark = page.split('name="accept" value="')[1].split('"')[0]
    change("cost", required=True)
    assert publish(mark)[0] == 422


def test_a_green_one_asks_nothing(kept: TypeExample, change: Change, publish: Publish, login: Login) -> None:
    change("cost", label="预算")
    assert publish()[0] == 302


def test_a_preview_is_kept_with_what_is_wrong_in_it(app: Flask, cast: Office, login: Login) -> None:
    data = {"_name": "写错的", "name_of": "代表团", "headcount": "许多", "visitors.0.name": "穆勒"}
    answer = login("dora").post("/designer/visit/examples", data=data)
    assert answer.status_code == 302
    row = the_example(app)
    assert row.given["typed"]["headcount"] == "许多"
    assert "headcount" in [each["place"] for each in row.expected["faults"]]


def test_a_preview_without_a_name_asks_for_it_and_loses_nothing(cast: Office, login: Login) -> None:
    answer = login("dora").post("/designer/visit/examples", data={"_name": "", "name_of": "代表团"})
    assert answer.status_code == 422
    assert 'name="name_of" value="代表团"' in answer.text


def test_a_type_has_at_most_fifty(app: Flask, kept: TypeExample, record_id: int, login: Login) -> None:
    with app.app_context():
        for number in range(49):
            copy = {"type_key": "visit", "name": str(number), "given": kept.given, "expected": kept.expected}
            db.session.add(TypeExample(**copy, kept_by=1, kept_at=NOW))
        db.session.commit()
    answer = login("dora").post(f"/records/{record_id}/example", data={"_name": "再一个"})
    assert (answer.status_code, "最多留 50 个样例" in answer.text) == (422, True)


def test_carrying_records_over_asks_for_red_ones_too(
    app: Flask, kept: TypeExample, change: Change, login: Login
) -> None:
    change("cost", required=True)
    browser = login("dora")
    page = browser.get("/designer/visit/records").text
    mark = page.split('name="accept" value="')[1].split('"')[0]
    assert 'form="dz-carry"' in page
    lock = page.split('name="lock" value="')[1].split('"')[0]
    state = page.split('name="state" value="')[1].split('"')[0]
    data = {"lock": lock, "state": state, "reason": "试试"}
    refused = browser.post("/designer/visit/records/carry", data=data)
    assert (refused.status_code, "结果和原来不一样" in refused.text) == (422, True)
    assert browser.post("/designer/visit/records/carry", data={**data, "accept": mark}).status_code == 302
    assert "example.accepted" in deeds(app)
