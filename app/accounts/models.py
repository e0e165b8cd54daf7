"""Tables of people: users, departments, roles, who holds them, and open sessions."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.fields.model import Label
from app.web.database import Moment


class Role(Model):
    """A role of the office, as the role book in force says; holders are kept when the book changes."""

    __tablename__ = "role"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    label_zh: Mapped[str] = mapped_column(String(400))
    label_en: Mapped[str] = mapped_column(String(800), default="")
    help_zh: Mapped[str] = mapped_column(String(400), default="")
    help_en: Mapped[str] = mapped_column(String(800), default="")
    can: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    #: Not in the book any more: keeps its holders, gives nothing.
    active: Mapped[bool] = mapped_column(default=True)

    def label(self, language: str) -> str:
        """The name of the role."""
        return called(self.label_zh, self.label_en, language)


def called(zh: str, en: str, language: str) -> str:
    """The name in a language; Chinese stands in for a missing English."""
    return (en or zh) if language.startswith("en") else zh


class Department(Model):
    """A unit of the institution. The one without a parent is the institution itself."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("parent_id", "name", name="uq_department_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    #: Order among its sisters.
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    #: Ids from the institution down to here, "/1/4/": what is below starts with it.
    path: Mapped[str] = mapped_column(String(200), default="", index=True)

    def label(self, language: str) -> str:
        """The name; Chinese stands in for a missing English."""
        return (self.name_en or self.name) if language.startswith("en") else self.name

    @property
    def called(self) -> Label:
        """The name in both languages, for sentences."""
        return Label(zh=self.name, en=self.name_en)

    def __repr__(self) -> str:
        return f"<Department {self.id}>"


class User(Model):
    """Somebody with a log-in name. Users are never deleted, they are deactivated."""

    __tablename__ = "user"
    __table_args__ = (CheckConstraint("login = lower(login)", name="ck_user_login_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    #: For search and order: the name in pinyin.
    name_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    language: Mapped[str] = mapped_column(String(2), default="")
    #: Where mail goes; who has none gets none.
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    must_change: Mapped[bool] = mapped_column(default=False)
    #: Until when a one-time password may be used.
    password_until: Mapped[datetime | None] = mapped_column(Moment)
    #: Wrong passwords since the last right one.
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    #: Counted up to end every session of this user at once.
    epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)

    department: Mapped[Department | None] = relationship()
    assignments: Mapped[list["RoleAssignment"]] = relationship(back_populates="user", cascade="all, delete-orphan")

    def __repr__(self) -> str:
        return f"<User {self.id}>"


class RoleAssignment(Model):
    """A user holds a role: in a department and below it, or everywhere; for a time, or until further notice."""

    __tablename__ = "role_assignment"
    __table_args__ = (CheckConstraint("since <= until", name="ck_role_assignment_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role_key: Mapped[str] = mapped_column(ForeignKey("role.key"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    #: First and last day, both included.
    since: Mapped[date | None]
    until: Mapped[date | None]

    user: Mapped[User] = relationship(back_populates="assignments")
    role: Mapped[Role] = relationship()
    department: Mapped[Department | None] = relationship()


class LoginSession(Model):
    """An open session: the browser holds the token, we hold its hash."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    epoch: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ip: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship()
