"""Administration of people: users, their roles, departments."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import pinyin
from app.accounts import (
    passwords,
    paste,
    queries,
    service,
    told,  # noqa: F401 - tells the audit what people and departments are called
)
from app.accounts.current import current_actor
from app.accounts.forms import DepartmentForm, PasteForm, UserForm, of_user
from app.accounts.models import Department, User
from app.accounts.queries import UserSearch
from app.accounts.tree import Tree
from app.definitions.schema import Capability
from app.extensions import db
from app.web import clock, navigation
from app.web.database import begin_write
from app.web.failures import name_people
from app.web.gates import asks, holds, reads, writes, writes_late
from app.web.ids import asked
from app.web.language import language
from app.web.navigation import Group, Item
from app.web.paging import Paging, page_number
from app.web.toasts import toast

bp = Blueprint("accounts", __name__)
MANAGE = holds(Capability.MANAGE_USERS)


@navigation.sidebar(order=90, lasting=True)
def menu() -> list[Group]:
    """管理, for those who may."""
    if not current_actor().can(Capability.MANAGE_USERS):
        return []
    items = (
        Item(gettext("用户"), url_for("accounts.users"), "users"),
        Item(gettext("部门"), url_for("accounts.departments"), "sitemap"),
        Item(gettext("角色"), url_for("accounts.roles"), "id-badge-2"),
    )
    return [Group(gettext("管理"), items, "settings")]


@name_people
def holders(keys: tuple[str, ...]) -> list[str]:
    """Whom to ask for what was refused."""
    users = {
        user.id: user.name
        for key in keys
        for user in (
            *queries.capable_users(key, today=clock.today()),
            *queries.holders(key, today=clock.today()),
        )
    }
    return list(users.values())[:5]


@bp.get("/users")
@reads(MANAGE)
def users() -> str:
    """All users."""
    given = request.args
    search = UserSearch(
        words=given.get("q", ""),
        role=given.get("role", ""),
        within=asked("within"),
        active={"off": False, "all": None}.get(given.get("state", ""), True),
    )
    number = page_number()
    found = queries.find_users(search, page=number)
    facts = {"search": search, "tree": _tree(), "roles": queries.roles(), "state": given.get("state", "")}
    return render_template("accounts/users.html", found=found, paging=Paging(number, found.total), **facts)


@bp.get("/users/new")
@reads(MANAGE)
def new_user() -> str:
    """A user to be filled in."""
    asked_for = {"department": request.args.get("department", 0, type=int)}
    return _user_page("accounts/new_user.html", _user_form(UserForm(formdata=None, data=asked_for)))


@bp.post("/users/new")
@writes_late(MANAGE)
def create_user() -> Any:
    """Make the user and show the one-time password, once."""
    form = _user_form(UserForm())
    if not form.login.data and form.name.data:
        form.login.data = pinyin.propose_login(form.name.data, queries.logins())
    if not form.validate():
        return _user_page("accounts/new_user.html", form), 422
    password = passwords.one_time()
    password_hash = passwords.hashed(password)
    begin_write()
    person, actor, now = form.person(), current_actor(), clock.now()
    user = form.attempt(lambda: service.create_user(person, password_hash=password_hash, actor=actor, now=now))
    if user is None:
        return _user_page("accounts/new_user.html", form), 422
    db.session.commit()
    return _slips([(user, password)])


@bp.get("/users/<int:user_id>")
@reads(MANAGE)
def edit_user(user_id: int) -> str:
    """A user as a form."""
    user = queries.user(user_id)
    return _user_page("accounts/edit_user.html", _user_form(UserForm(formdata=None, data=of_user(user)), user), user)


@bp.post("/users/<int:user_id>")
@writes(MANAGE)
def change_user(user_id: int) -> Any:
    """Write the changes."""
    user, actor = queries.user(user_id), current_actor()
    form = _user_form(UserForm(), user)
    person = form.person()

    def change() -> bool:
        service.change_user(user, person, actor=actor, today=clock.today())
        return True

    if not form.validate() or not form.attempt(change):
        return _user_page("accounts/edit_user.html", form, queries.user(user_id)), 422
    return _done(gettext("已保存：%(name)s", name=person.name), url_for("accounts.users"))


@bp.post("/users/<int:user_id>/reset")
@writes_late(MANAGE)
def reset_password(user_id: int) -> str:
    """A fresh one-time password, shown once."""
    password = passwords.one_time()
    password_hash = passwords.hashed(password)
    begin_write()
    user = queries.user(user_id)
    service.reset_password(user, password_hash=password_hash, actor=current_actor(), now=clock.now())
    db.session.commit()
    return _slips([(user, password)])


@bp.post("/users/<int:user_id>/unlock")
@writes(MANAGE)
def unlock(user_id: int) -> Response:
    """End a lock."""
    user = queries.user(user_id)
    service.unlock(user, actor=current_actor())
    return _done(gettext("已解除锁定：%(name)s", name=user.name), url_for("accounts.edit_user", user_id=user_id))


@bp.post("/users/<int:user_id>/deactivate")
@writes(MANAGE)
def deactivate(user_id: int) -> Response:
    """Nobody works under this name any more."""
    user = queries.user(user_id)
    service.deactivate(user, actor=current_actor(), today=clock.today())
    undo = url_for("accounts.reactivate", user_id=user_id)
    return _done(gettext("已停用：%(name)s", name=user.name), url_for("accounts.users"), undo=undo)


@bp.post("/users/<int:user_id>/reactivate")
@writes(MANAGE)
def reactivate(user_id: int) -> Response:
    """The user may work again."""
    user = queries.user(user_id)
    service.reactivate(user, actor=current_actor())
    return _done(gettext("已恢复：%(name)s", name=user.name), url_for("accounts.edit_user", user_id=user_id))


@bp.get("/users/paste")
@reads(MANAGE)
def paste_users() -> str:
    """Users from a spreadsheet."""
    return _paste_page(PasteForm(formdata=None, make_departments=True))


@bp.post("/users/paste")
@asks(MANAGE)
def look_over() -> Any:
    """What would become of the pasted lines."""
    form = PasteForm()
    rows = form.attempt(lambda: _rows(form)) if form.validate() else None
    return _paste_page(form, rows), 200 if rows else 422


@bp.post("/users/paste/create")
@writes_late(MANAGE)
def create_pasted() -> Any:
    """Make the pasted users and show their one-time passwords, once."""
    form, actor = PasteForm(), current_actor()
    rows = form.attempt(lambda: _rows(form)) if form.validate() else None
    if not rows or any(row.faults for row in rows):
        return _paste_page(form, rows), 422
    given = [passwords.one_time() for _ in rows]
    hashes = [passwords.hashed(password) for password in given]
    begin_write()
    made = form.attempt(lambda: paste.create(rows, password_hashes=hashes, actor=actor, now=clock.now()))
    if made is None:
        return _paste_page(form, rows), 422
    db.session.commit()
    return _slips(list(zip(made, given, strict=True)))


@bp.get("/departments")
@reads(MANAGE)
def departments() -> str:
    """The tree."""
    return _department_page(DepartmentForm(formdata=None, parent=request.args.get("parent", type=int)))


@bp.post("/departments")
@writes(MANAGE)
def add_department() -> Any:
    """A new one in the tree."""
    form, actor = DepartmentForm(), current_actor()
    form.offer(_tree())

    def add() -> Department:
        parent = queries.department(form.parent.data)
        return service.add_department(form.name.data or "", parent=parent, actor=actor, name_en=form.name_en.data or "")

    if not form.validate() or not form.attempt(add):
        return _department_page(form), 422
    return _done(gettext("已新建部门：%(name)s", name=form.name.data), url_for("accounts.departments"))


@bp.get("/departments/<int:department_id>")
@reads(MANAGE)
def edit_department(department_id: int) -> str:
    """A department as a form."""
    department = queries.department(department_id)
    data = {"name": department.name, "name_en": department.name_en, "parent": department.parent_id}
    return _department_form(DepartmentForm(formdata=None, data=data), department)


@bp.post("/departments/<int:department_id>")
@writes(MANAGE)
def change_department(department_id: int) -> Any:
    """Rename and move."""
    department, form, actor = queries.department(department_id), DepartmentForm(), current_actor()
    form.offer(_tree())
    if department.parent_id is None:
        del form.parent

    def change() -> bool:
        service.rename_department(department, name=form.name.data or "", name_en=form.name_en.data or "", actor=actor)
        if "parent" in form:
            service.move_department(department, parent=queries.department(form.parent.data), actor=actor)
        return True

    if not form.validate() or not form.attempt(change):
        return _department_form(form, queries.department(department_id)), 422
    return _done(gettext("已保存：%(name)s", name=form.name.data), url_for("accounts.departments"))


@bp.post("/departments/<int:department_id>/close")
@writes(MANAGE)
def close_department(department_id: int) -> Response:
    """Not offered any more."""
    department = queries.department(department_id)
    service.close_department(department, actor=current_actor())
    undo = url_for("accounts.reopen_department", department_id=department_id)
    return _done(
        gettext("已停用部门：%(name)s", name=department.label(language())), url_for("accounts.departments"), undo=undo
    )


@bp.post("/departments/<int:department_id>/reopen")
@writes(MANAGE)
def reopen_department(department_id: int) -> Response:
    """Offered again."""
    department = queries.department(department_id)
    service.reopen_department(department, actor=current_actor())
    return _done(gettext("已恢复部门：%(name)s", name=department.label(language())), url_for("accounts.departments"))


@bp.get("/roles")
@reads(MANAGE)
def roles() -> str:
    """The roles of the office, what they give and who holds them."""
    held = {role.key: queries.holders(role.key, today=clock.today()) for role in queries.roles()}
    return render_template("accounts/roles.html", roles=queries.roles(), held=held)


def _tree() -> Tree:
    return Tree(queries.departments(), language())


def _done(words: str, to: str, *, undo: str = "") -> Response:
    """Keep what was done, say so, go on from there."""
    db.session.commit()
    toast(words, undo=undo)
    return redirect(to)


def _user_form(form: UserForm, user: User | None = None) -> UserForm:
    """The form with what may be chosen in it."""
    return form.offer(tree=_tree(), roles=queries.roles(), user=user)


def _user_page(template: str, form: UserForm, user: User | None = None) -> str:
    return render_template(template, form=form, user=user, now=clock.now())


def _slips(given: list[tuple[User, str]]) -> str:
    return render_template(
        "accounts/slips.html", given=given, tree=_tree(), institution=queries.institution(), hours=service.ONE_TIME
    )


def _paste_page(form: PasteForm, rows: list[paste.Row] | None = None) -> str:
    return render_template("accounts/paste_users.html", form=form, rows=rows, roles=queries.roles())


def _rows(form: PasteForm) -> list[paste.Row]:
    text = form.text.data or ""
    return paste.look_over(text, known=paste.Known.now(), make_departments=bool(form.make_departments.data))


def _department_page(form: DepartmentForm) -> str:
    tree = _tree()
    return render_template("accounts/departments.html", form=form.offer(tree), tree=tree, counts=queries.user_counts())


def _department_form(form: DepartmentForm, department: Department) -> str:
    if "parent" in form:
        form.offer(_tree())
    return render_template("accounts/edit_department.html", form=form, department=department)
