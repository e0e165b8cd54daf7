"""Forms of the pages about people."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from app.accounts.models import Role, User
from app.accounts.service import Grant, Person
from app.accounts.setup import Beginning
from app.accounts.tree import Tree
from app.web.forms import BaseForm
from app.web.language import language

NEW, CURRENT = {"autocomplete": "new-password"}, {"autocomplete": "current-password"}
EVERYWHERE = 0
"""In the menu of departments: the whole institution."""


def language_choices() -> dict[str, str]:
    """Languages of the screens."""
    return {"": str(_("随系统")), "zh": "中文", "en": "English"}


def _menu(departments: Iterable[tuple[int, str]]) -> dict[str, str]:
    return {str(department_id): path for department_id, path in departments}


class LoginForm(BaseForm):
    """Log-in."""

    login = StringField(_("登录名"), [DataRequired(_("请填写登录名")), Length(max=80)])
    password = PasswordField(_("密码"), [DataRequired(_("请填写密码")), Length(max=200)])
    next = HiddenField()


class SetupForm(BaseForm):
    """First start."""

    code = StringField(_("设置码"), [DataRequired(_("请填写设置码"))])
    institution = StringField(_("单位名称"), [DataRequired(_("请填写单位名称")), Length(max=80)])
    department = StringField(_("您所在的部门"), [DataRequired(_("请填写部门")), Length(max=80)])
    name = StringField(_("您的姓名"), [DataRequired(_("请填写姓名")), Length(max=80)])
    login = StringField(_("登录名"), [DataRequired(_("请填写登录名")), Length(max=40)])
    password = PasswordField(_("密码"), [DataRequired(_("请填写密码")), Length(max=200)], render_kw=NEW)

    def beginning(self) -> Beginning:
        """What was filled in."""
        return Beginning(
            institution=self.institution.data or "",
            department=self.department.data or "",
            name=self.name.data or "",
            login=self.login.data or "",
            password=self.password.data or "",
        )


class PasswordForm(BaseForm):
    """One's own new password."""

    old = PasswordField(_("现在的密码"), [DataRequired(_("请填写现在的密码")), Length(max=200)], render_kw=CURRENT)
    new = PasswordField(_("新密码"), [DataRequired(_("请填写新密码")), Length(max=200)], render_kw=NEW)
    again = PasswordField(_("再输一次新密码"), [DataRequired(_("请再输一次新密码")), Length(max=200)], render_kw=NEW)


class GrantForm(Form):
    """A role of a user. A row without a role is no row."""

    role = SelectField(_("角色"), [Optional()], validate_choice=True)
    department = SelectField(_("范围"), coerce=int, default=EVERYWHERE)
    since = DateField(_("从"), [Optional()])
    until = DateField(_("到"), [Optional()])

    def grant(self) -> Grant | None:
        """What the row says."""
        if not self.role.data:
            return None
        return Grant(self.role.data, self.department.data or None, self.since.data, self.until.data)


class UserForm(BaseForm):
    """A user."""

    name = StringField(_("姓名"), [DataRequired(_("请填写姓名")), Length(max=80)])
    login = StringField(_("登录名"), [Length(max=40)])
    department = SelectField(_("部门"), coerce=int)
    email = StringField(_("接收邮箱"), [Length(max=254)], render_kw={"inputmode": "email"})
    language = RadioField(_("界面语言"), choices=language_choices, default="")
    grants = FieldList(FormField(GrantForm), min_entries=1, max_entries=20)

    def offer(self, *, tree: Tree, roles: Iterable[Role], user: User | None = None) -> "UserForm":
        """Fill the menus; what the user has stays in them even when it is not offered any more."""
        keep = user.department_id if user else None
        self.department.choices = {"0": str(_("（无）")), **_menu(tree.choices(keep=keep))}
        held = [assignment.role for assignment in user.assignments] if user else []
        offered = {"": "—", **{role.key: role.label(language()) for role in (*roles, *held)}}
        for row in self.grants:
            row.form.role.choices = offered
            places = _menu(tree.choices(keep=row.form.department.data)[1:])
            row.form.department.choices = {str(EVERYWHERE): str(_("全单位")), **places}
        return self

    def person(self) -> Person:
        """What was filled in."""
        rows = [row.form.grant() for row in self.grants]
        return Person(
            name=self.name.data or "",
            login=self.login.data or "",
            department_id=self.department.data or None,
            grants=tuple(grant for grant in rows if grant),
            language=self.language.data or "",
            email=self.email.data or "",
        )


def of_user(user: User) -> dict[str, Any]:
    """What the form shows of a user."""
    grants = [
        {
            "role": held.role_key,
            "department": held.department_id or EVERYWHERE,
            "since": held.since,
            "until": held.until,
        }
        for held in user.assignments
    ]
    return {
        "name": user.name,
        "login": user.login,
        "department": user.department_id or 0,
        "email": user.email,
        "language": user.language,
        "grants": [*grants, {"role": "", "department": EVERYWHERE}],
    }


class PasteForm(BaseForm):
    """Users from a spreadsheet."""

    text = TextAreaField(_("从 Excel 复制的内容"), [Length(max=200_000)])
    make_departments = BooleanField(_("自动新建还没有的部门"))


class DepartmentForm(BaseForm):
    """A department."""

    name = StringField(_("名称"), [DataRequired(_("请填写部门名称")), Length(max=80)])
    name_en = StringField(_("英文名称"), [Length(max=200)])
    parent = SelectField(_("上级部门"), coerce=int)

    def offer(self, tree: Tree) -> "DepartmentForm":
        """Fill the menu."""
        self.parent.choices = _menu(tree.choices(keep=self.parent.data))
        return self
