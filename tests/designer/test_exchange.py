"""A type leaves as a zip and arrives elsewhere: the same bytes, a plan first, a draft and no more, nothing hostile."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actor import Actor
from app.audit.models import AuditEntry
from app.definitions import codec, lookups, queries
from app.definitions import service as definitions
from app.definitions.models import ListVersion, TypeVersion
from app.definitions.types import Types
from app.designer import service
from app.designer.examples import queries as kept
from app.designer.examples.schema import Portable
from app.designer.exchange import bundle as bundles
from app.designer.exchange import leaving, taking
from app.designer.exchange.bundle import Bundle, pack, unpack
from app.designer.exchange.taking import Taken
from app.designer.service import Turn
from app.documents.models import IN_FORCE, TemplateFile
from app.errors import Conflict, Forbidden, Invalid
from app.extensions import db
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.web.words import catalogue
from tests.conftest import NOW, Cast
from tests.word.build import template

from . import zips

ALL = {"list-colours": "on", "template-来宾表.docx": "on"}


@pytest.fixture
def ada(context: Flask, cast: Cast) -> Actor:
    return cast.actor("ada")


def desk(actor: Actor) -> Desk:
    types, session = Types(), db.session()
    viewer = Viewer.of(actor, types.all().values(), today=NOW.date())
    return Desk(session, actor, NOW, types, DatabaseLookups(session, viewer, types.lists, types, UTC))


def take(actor: Actor, given: dict[str, str], made: Bundle | None = None) -> Taken:
    """Take it in as its page was shown just now."""
    arrival = taking.planned(made or zips.bundle(), desk=desk(actor))
    return taking.take(arrival, {"basis": arrival.basis, **given}, Turn(0, actor, NOW), desk=desk(actor))


def publish(actor: Actor) -> TypeVersion:
    return service.publish("guest_visit", Turn(service.standing("guest_visit").lock, actor, NOW), types=Types())


def with_label(old: str, new: str) -> Bundle:
    source = zips.SOURCE.replace(old, new)
    whole = zips.bundle()
    return Bundle(codec.load(source), source, whole.lists, whole.templates, whole.roles)


def with_list(text: str) -> Bundle:
    return replace(zips.bundle(), lists={"colours": zips.choices(text)})


def counted() -> tuple[int, ...]:
    """Everything that an import could have written."""
    return tuple(len(db.session.scalars(select(each)).all()) for each in (TypeVersion, ListVersion, TemplateFile))


def test_the_same_type_gives_the_same_bytes() -> None:
    assert pack(zips.bundle()) == pack(zips.bundle())


def test_what_leaves_arrives_with_its_comments() -> None:
    assert unpack(pack(zips.bundle())) == zips.bundle()
    assert "# about name" in unpack(pack(zips.bundle())).source


def test_a_type_takes_along_its_lists_templates_and_the_names_of_its_roles(ada: Actor) -> None:
    take(ada, ALL)
    publish(ada)
    made = leaving.bundle_of("guest_visit", session=db.session())
    assert made.definition == lookups.definition(queries.current("guest_visit"))  # type: ignore[arg-type]
    assert list(made.lists) == ["colours"]
    assert made.templates == {"来宾表.docx": zips.document()}
    assert [(role.key, role.label.zh, role.label.en) for role in made.roles] == [("staff", "经办人", "Staff")]
    assert "# about name" in made.source


def test_a_role_leaves_with_its_name_and_never_with_its_powers(ada: Actor) -> None:
    take(ada, ALL)
    assert b"manage_" not in pack(leaving.bundle_of("guest_visit", session=db.session()))


@pytest.mark.parametrize("name", zips.HOSTILE)
def test_a_hostile_zip_is_refused_with_reason_and_place(name: str) -> None:
    make, code = zips.HOSTILE[name]
    data = make()
    if not data:
        return  # the page says so, for there is no file
    with pytest.raises(Invalid) as refused:
        unpack(data)
    assert refused.value.faults
    codes = {fault.code for fault in refused.value.faults}
    assert any(each.startswith(code) for each in codes)
    assert codes <= catalogue().keys()


def test_faults_of_all_texts_are_told_at_once_each_at_its_line() -> None:
    files = {
        **zips.parts(pack(zips.bundle())),
        "type.yaml": zips.SOURCE.replace("type: text", "type: shell").encode(),
        "lists/colours.yaml": zips.LIST.replace("value: g", "value: r").encode(),
    }
    with pytest.raises(Invalid) as refused:
        unpack(zips.zipped(zips.listed(files)))
    places = [fault.place for fault in refused.value.faults]
    assert any(re.match(r"type\.yaml:11:\d+ ", place) for place in places)
    assert any(re.match(r"lists/colours\.yaml:5:\d+ ", place) for place in places)


def test_a_plan_says_what_is_new_and_changes_nothing(ada: Actor) -> None:
    before = counted()
    arrival = taking.planned(zips.bundle(), desk=desk(ada))
    assert arrival.standing is None
    assert arrival.lists[0].is_new
    assert arrival.templates[0].is_new
    assert counted() == before


def test_a_type_arrives_as_a_draft_and_is_not_in_force(ada: Actor) -> None:
    assert take(ada, ALL) == Taken("guest_visit", ("colours",), ("来宾表.docx",))
    assert queries.current("guest_visit") is None
    standing = service.standing("guest_visit")
    assert standing.draft is not None
    assert "# about name" in standing.source
    assert publish(ada).number == 1


def test_a_template_that_nothing_waited_for_serves_at_once(ada: Actor) -> None:
    take(ada, ALL)
    assert db.session.scalars(select(TemplateFile)).one().state == IN_FORCE


def test_a_template_that_is_here_already_becomes_a_draft_of_the_shelf(ada: Actor) -> None:
    take(ada, ALL)
    publish(ada)
    whole = zips.bundle()
    other = Bundle(whole.definition, whole.source, {}, {"来宾表.docx": template("来宾 {{ 名称 }}")}, whole.roles)
    arrival = taking.planned(other, desk=desk(ada))
    assert not arrival.templates[0].is_new
    take(ada, ALL, other)
    assert [
        each.state == IN_FORCE for each in db.session.scalars(select(TemplateFile).order_by(TemplateFile.number))
    ] == [True, False]


def test_a_template_with_faulty_tags_is_told_and_does_not_serve(ada: Actor) -> None:
    whole = zips.bundle()
    faulty = Bundle(whole.definition, whole.source, whole.lists, {"来宾表.docx": template("{{ 名称 ")}, whole.roles)
    assert taking.planned(faulty, desk=desk(ada)).templates[0].faults
    take(ada, ALL, faulty)
    assert db.session.scalars(select(TemplateFile)).one().state != IN_FORCE


def test_a_type_that_is_here_gets_its_changes_as_a_draft_that_can_be_undone(ada: Actor) -> None:
    take(ada, ALL)
    publish(ada)
    take(ada, {}, with_label("label: 名称", "label: 来宾名称"))
    standing = service.standing("guest_visit")
    assert standing.definition.field("name").label.zh == "来宾名称"  # type: ignore[union-attr]
    service.undo("guest_visit", Turn(standing.lock, ada, NOW))
    assert service.standing("guest_visit").definition.field("name").label.zh == "名称"  # type: ignore[union-attr]


def test_the_same_again_makes_no_draft(ada: Actor) -> None:
    take(ada, ALL)
    publish(ada)
    take(ada, ALL)
    assert service.standing("guest_visit").draft is None


def test_a_list_says_what_is_new_changed_and_retired_and_waits_for_a_tick(ada: Actor) -> None:
    take(ada, ALL)
    text = zips.LIST.replace("label: 红", "label: 大红").replace("value: g, label: 绿", "value: b, label: 蓝")
    plan = taking.planned(with_list(text), desk=desk(ada)).lists[0]
    assert [[each.zh for each in part] for part in (plan.added, plan.changed, plan.retired)] == [
        ["蓝"],
        ["大红"],
        ["绿"],
    ]
    take(ada, {}, with_list(text))
    assert queries.list_number("colours") == 1
    take(ada, ALL, with_list(text))
    assert queries.list_number("colours") == 2


def test_a_list_that_others_choose_from_is_not_proposed(ada: Actor) -> None:
    take(ada, ALL)
    publish(ada)
    source = zips.SOURCE.replace("guest_visit", "other_visit")
    other = Bundle(codec.load(source), source, {"colours": zips.choices(zips.LIST.replace("红", "白"))})
    plan = taking.planned(other, desk=desk(ada)).lists[0]
    assert [label.zh for label in plan.used_by] == ["来宾"]
    assert not plan.is_offered


def test_lists_are_for_who_may_change_lists(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk(ada)
    arrival = taking.planned(zips.bundle(), desk=whole)
    without = replace(arrival, may_lists=False)
    with pytest.raises(Forbidden):
        taking.take(without, {"basis": without.basis, **ALL}, Turn(0, ada, NOW), desk=whole)


def test_a_role_that_the_site_lacks_is_told_and_another_one_takes_its_part(ada: Actor) -> None:
    source = zips.SOURCE.replace("role: staff", "role: porter")
    whole = zips.bundle()
    roles = (bundles.RoleName.model_validate({"key": "porter", "label": "门卫"}),)
    made = Bundle(codec.load(source), source, whole.lists, whole.templates, roles)
    assert [role.key for role in taking.planned(made, desk=desk(ada)).roles] == ["porter"]
    take(ada, {**ALL, "role-porter": "head"}, made)
    standing = service.standing("guest_visit")
    assert standing.definition.rights[0].role == "head"
    assert "# about name" in standing.source


def test_a_type_of_the_same_key_that_is_another_one_can_arrive_under_a_key_of_its_own(ada: Actor) -> None:
    take(ada, ALL)
    made = with_label("label: 来宾\n", "label: 访客\n")
    assert taking.planned(made, desk=desk(ada)).other.zh == "来宾"  # type: ignore[union-attr]
    assert take(ada, {"key": "guest_visit_2"}, made).key == "guest_visit_2"
    assert service.standing("guest_visit").definition.label.zh == "来宾"


def test_under_another_key_it_gets_a_name_of_its_own_so_that_no_two_are_the_same_in_the_menu(ada: Actor) -> None:
    take(ada, ALL)
    name = service.standing("guest_visit").definition.label.zh
    for key, given, wanted in (("a_2", {}, f"{name} 2"), ("a_3", {}, f"{name} 3"), ("a_4", {"name": " 外宾 "}, "外宾")):
        take(ada, {"key": key, **given})
        assert service.standing(key).definition.label.zh == wanted
    assert service.standing("guest_visit").definition.label.zh == name


def test_a_plan_that_is_no_longer_true_is_refused(ada: Actor) -> None:
    arrival = taking.planned(zips.bundle(), desk=desk(ada))
    take(ada, ALL)
    later = taking.planned(zips.bundle(), desk=desk(ada))
    with pytest.raises(Conflict):
        taking.take(later, {"basis": arrival.basis, **ALL}, Turn(0, ada, NOW), desk=desk(ada))


def test_examples_travel_and_are_kept_by_the_draft(ada: Actor) -> None:
    example = Portable(name="一位来宾", typed={"name": "王敏", "colour": "红"}, at=NOW)
    made = replace(zips.bundle(), examples=(example,))
    assert unpack(pack(made)).examples == (example,)
    assert take(ada, ALL, made).left == 0
    row = kept.of_type("guest_visit")[0]
    assert kept.content(row).given.typed == {"name": "王敏", "colour": "红"}
    assert not kept.content(row).expected.faults
    take(ada, {}, made)
    assert kept.count("guest_visit") == 1
    assert leaving.bundle_of("guest_visit", session=db.session()).examples == (example,)


def test_two_types_that_would_draw_from_one_register_are_told(ada: Actor) -> None:
    series = 'series:\n  book: {pattern: "{{ year }}-{{ n }}"}\n'
    number = "      - {key: number, type: serial, label: 编号, series: book}\nrights:"
    source = zips.SOURCE.replace("rights:", number) + series
    definitions.publish(
        codec.load(
            source.replace("guest_visit", "first_visit").replace(
                ", list: colours", ", choices: [{value: a, label: 甲}]"
            )
        ),
        actor=ada,
        now=NOW,
    )
    arrival = taking.planned(Bundle(codec.load(source), source), desk=desk(ada))
    assert [key for key, _label in arrival.series] == ["book"]


# -- the pages


@pytest.fixture
def browser(login: Callable[[str], FlaskClient]) -> FlaskClient:
    return login("ada")


def send(browser: FlaskClient, data: bytes, name: str = "来宾.zip") -> Any:
    answer = browser.post("/designer/import", data={"file": (io.BytesIO(data), name)})
    answer.request.environ["wsgi.input"].close()  # a file, where it is long
    return answer


def basis(page: str) -> str:
    return re.search(r'name="basis" value="(\w+)"', page)[1]  # type: ignore[index]


def test_a_zip_goes_from_page_to_page_into_a_draft_and_out_again(browser: FlaskClient) -> None:
    sent = send(browser, pack(zips.bundle()))
    page = browser.get(sent.location).text
    assert "会新建一份草稿" in page
    taken = browser.post(sent.location, data={"basis": basis(page), **ALL})
    assert taken.location == "/designer/guest_visit/fields"
    again = browser.get("/designer/guest_visit/export")
    assert again.mimetype == "application/zip"
    assert "filename=guest_visit.zip" in again.headers["Content-Disposition"]
    assert "filename*=UTF-8''%" in again.headers["Content-Disposition"]
    assert unpack(again.data).templates == {"来宾表.docx": zips.document()}
    assert again.data == browser.get("/designer/guest_visit/export").data


def test_sent_twice_it_is_taken_once(browser: FlaskClient, app: Flask) -> None:
    sent = send(browser, pack(zips.bundle()))
    page = browser.get(sent.location).text
    browser.post(sent.location, data={"basis": basis(page), **ALL})
    twice = browser.post(sent.location, data={"basis": basis(page), **ALL})
    assert twice.status_code == 409
    assert "请再看一遍" in twice.text
    with app.app_context():
        assert queries.list_number("colours") == 1


@pytest.mark.parametrize("name", zips.HOSTILE)
def test_a_refused_zip_changes_nothing_and_is_in_the_audit(name: str, browser: FlaskClient, app: Flask) -> None:
    with app.app_context():
        before = counted()
    data = zips.HOSTILE[name][0]()
    answer = send(browser, data)
    assert answer.status_code == 422
    assert "没有接受，什么都没有改动" in answer.text
    assert "请检查（" not in answer.text
    with app.app_context():
        assert counted() == before
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "type.refused")).one()
        assert entry.about == "file:来宾.zip"


def test_a_file_that_waits_is_its_senders_alone(browser: FlaskClient, login: Callable[[str], FlaskClient]) -> None:
    sent = send(browser, pack(zips.bundle()))
    assert login("stan").get(sent.location).status_code == 403
    assert browser.get("/designer/import/nothing").status_code == 422
