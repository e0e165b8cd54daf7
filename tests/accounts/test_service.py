"""Users, roles and departments: what may be changed, and what a role reaches."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts import queries, service
from app.accounts.service import Grant, Person
from app.accounts.tree import Tree
from app.definitions.schema import Role
from app.errors import Invalid, NotFound
from app.extensions import db
from tests.conftest import NOW, ROLES, Cast, make_user

TODAY = NOW.date()


def codes(deed: Callable[[], object]) -> list[str]:
    with pytest.raises(Invalid) as caught:
        deed()
    return [fault.code for fault in caught.value.faults]


def test_an_actor_knows_the_departments_below(context: Flask, cast: Cast) -> None:
    amy = cast.actor("amy")
    assert amy.departments == {cast.college, cast.section}
    assert amy.roles == {"head"}


def test_a_role_counts_in_its_department_and_below(context: Flask, cast: Cast) -> None:
    amy, stan, ada = (cast.actor(name) for name in ("amy", "stan", "ada"))
    assert amy.has("head")
    assert amy.has("head", cast.college)
    assert amy.has("head", cast.section)
    assert not amy.has("head", cast.office)
    assert not amy.has("head", cast.institution)
    assert not stan.has("staff", cast.college)
    assert ada.has("admin", cast.section)
    assert amy.reach("head") == {cast.college, cast.section}
    assert ada.reach("admin") is None


def test_capabilities_come_from_roles(context: Flask, cast: Cast) -> None:
    assert cast.actor("ada").can("manage_users")
    assert not cast.actor("ada").can("see_audit")
    assert not cast.actor("eve").can("manage_users")


@pytest.mark.parametrize(("since", "until", "held"), [(-1, 1, True), (0, 0, True), (1, None, False), (None, -1, False)])
def test_a_role_is_held_from_and_until_a_day(
    context: Flask, cast: Cast, since: int | None, until: int | None, held: bool
) -> None:
    days = [None if shift is None else TODAY + timedelta(days=shift) for shift in (since, until)]
    user = make_user(Person("临时", "temp", cast.office, (Grant("staff", None, *days),)))
    actor = queries.actor_of(user.id, today=TODAY)
    assert actor.has("staff") is held
    assert (user in queries.holders("staff", today=TODAY)) is held


def test_holders_of_a_department_are_those_at_or_above_it(context: Flask, cast: Cast) -> None:
    def logins(department_id: int) -> list[str]:
        return [user.login for user in queries.holders("head", department_id=department_id, today=TODAY)]

    assert logins(cast.section) == ["amy"]
    assert logins(cast.office) == []


def test_a_role_that_left_the_book_gives_nothing_but_is_kept(context: Flask, cast: Cast) -> None:
    service.set_roles([Role.model_validate(role) for role in ROLES if role["key"] != "auditor"])
    db.session.flush()
    assert not cast.actor("olga").can("see_audit")
    service.set_roles([Role.model_validate(role) for role in ROLES])
    db.session.flush()
    assert cast.actor("olga").can("see_audit")


def test_faults_of_a_user_are_told_together(context: Flask, cast: Cast) -> None:
    grants = (Grant("staff", None, TODAY, TODAY - timedelta(days=1)),)
    person = Person(" ", "Ada", cast.office, grants)
    assert codes(lambda: make_user(person)) == ["user.name", "user.login_taken", "assignment.order"]
    assert codes(lambda: make_user(Person("x", "ü", None))) == ["user.login_form"]


def test_unknown_roles_and_departments_are_refused(context: Flask, cast: Cast) -> None:
    with pytest.raises(NotFound):
        make_user(Person("x", "xx", cast.office, (Grant("emperor"),)))
    db.session.rollback()
    with pytest.raises(NotFound):
        make_user(Person("x", "xx", 999_999))


def test_nobody_changes_their_own_roles(context: Flask, cast: Cast) -> None:
    ada, actor = queries.user(cast.ada), cast.actor("ada")
    more = Person(ada.name, "ada", cast.office, (Grant("admin"), Grant("auditor")))
    assert codes(lambda: service.change_user(ada, more, actor=actor, today=TODAY)) == ["user.own_role"]


def test_the_last_who_manages_users_stays(context: Flask, cast: Cast) -> None:
    ada, actor = queries.user(cast.ada), cast.actor("ada")
    assert codes(lambda: service.deactivate(ada, actor=actor, today=TODAY)) == ["user.last_admin"]
    db.session.rollback()
    other = make_user(Person("副手", "deputy", cast.office, (Grant("admin"),)))
    service.deactivate(queries.user(cast.ada), actor=queries.actor_of(other.id, today=TODAY), today=TODAY)


def test_users_are_found_by_name_pinyin_and_login(context: Flask, cast: Cast) -> None:
    make_user(Person("欧阳修", "xiu99", cast.office))
    for words in ("欧阳", "ouyang", "oyx", "xiu99", "OUYANG XIU"):
        found = queries.find_users(queries.UserSearch(words=words)).users
        assert [user.login for user in found] == ["xiu99"], words
    assert queries.find_users(queries.UserSearch(words="%")).total == 0


def test_users_are_found_below_a_department(context: Flask, cast: Cast) -> None:
    found = queries.find_users(queries.UserSearch(within=cast.college)).users
    assert {user.login for user in found} == {"amy", "stan"}


def test_a_moved_department_takes_all_below_along(context: Flask, cast: Cast) -> None:
    college, office = queries.department(cast.college), queries.department(cast.office)
    service.move_department(college, parent=office, actor=cast.actor("ada"))
    db.session.flush()
    assert Tree(queries.departments()).path(cast.section) == "国际交流合作处 / 国际教育学院 / 留学生办公室"
    assert cast.section in cast.actor("eve").departments


def test_a_department_does_not_move_below_itself(context: Flask, cast: Cast) -> None:
    college, section = queries.department(cast.college), queries.department(cast.section)
    assert codes(lambda: service.move_department(college, parent=section, actor=cast.actor("ada"))) == [
        "department.circle"
    ]


def test_sisters_have_different_names(context: Flask, cast: Cast) -> None:
    institution = queries.department(cast.institution)
    add = service.add_department
    assert codes(lambda: add("国际教育学院", parent=institution, actor=None)) == ["department.name_taken"]
    assert codes(lambda: add("a/b", parent=institution, actor=None)) == ["department.slash"]
    assert codes(lambda: add(" ", parent=institution, actor=None)) == ["department.name"]
    add("国际教育学院", parent=queries.department(cast.office), actor=None)


def test_a_department_with_people_is_not_closed(context: Flask, cast: Cast) -> None:
    ada = cast.actor("ada")
    college = queries.department(cast.college)
    assert codes(lambda: service.close_department(college, actor=ada)) == ["department.in_use"]
    for name in ("amy", "stan"):
        service.deactivate(queries.user(getattr(cast, name)), actor=ada, today=TODAY)
    service.close_department(college, actor=ada)
    tree = Tree(queries.departments())
    assert cast.section not in dict(tree.choices())
    assert cast.section in dict(tree.choices(keep=cast.section))
