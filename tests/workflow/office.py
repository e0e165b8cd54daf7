"""A small office with every role, a type whose flow has every mode, its templates, and hands that press."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from flask import Flask

from app.accounts import queries, service
from app.accounts.actor import Actor
from app.accounts.service import Grant, Person
from app.definitions.schema import RecordType, Role
from app.definitions.service import publish
from app.definitions.types import Types
from app.extensions import db
from app.records import queries as records
from app.records import store
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.records.models import Record
from app.records.rules import settle
from app.web import clock
from app.workflow import service as workflow
from app.workflow.press import Performed, Press
from tests.conftest import NOW, make_user

ROLE_KEYS = ("staff", "head", "foreign_affairs", "finance", "security", "leader", "auditor")
TEMPLATES = {
    "呈批表.docx": (
        "{{ 团组名称 }} {{ 人数 }}人 {{ arrive_on }}",
        [["姓名", "国籍"], ["{{ 来访人员.姓名 }}", "{{ 来访人员.国籍 }}"]],
    ),
    "备案表.docx": (
        "{{ filing_no }} {{ 团组名称 }} {{ 状态 }}",
        "部门：{{ 部门审核意见 }}（{{ 部门审核签批人 }} {{ 部门审核日期 }}）",
        [
            ["环节", "签批人", "意见", "代录"],
            ["{{ 审批意见.环节 }}", "{{ 审批意见.签批人 }}", "{{ 审批意见.意见 }}", "{{ 审批意见.代录 }}"],
        ],
        [["姓名", "护照号"], ["{{ 来访人员.姓名 }}", "{{ 来访人员.护照号 }}"]],
    ),
    "来宾卡.docx": ("{{ name }} {{ 团组名称 }}",),
}

STATES = {
    "draft": {"label": "起草"},
    "returned": {"label": "退回修改"},
    "unit_review": {"label": "部门审核", "tasks": [{"role": "head", "of": "host_unit", "due": "1 workday"}]},
    "countersign": {
        "label": "会签",
        "mode": "all",
        "tasks": [
            {"role": "foreign_affairs"},
            {"role": "finance", "when": "cost > 0", "judges": ["visitors", "cost"]},
            {"role": "security"},
        ],
    },
    "chain": {"label": "依次审批", "mode": "order", "tasks": [{"role": "security"}, {"role": "finance"}]},
    "leader_review": {"label": "领导审批", "on_behalf": "scan", "tasks": [{"role": "leader", "when": "headcount > 1"}]},
    "approved": {"label": "已批准", "colour": "green"},
    "done": {"label": "已办结", "counts": True},
    "cancelled": {"label": "已取消"},
}
STEPS = (
    ("stan", "submit"),
    ("amy", "pass"),
    ("fay", "agree"),
    ("fin", "agree"),
    ("sec", "agree"),
    ("sec", "forward"),
    ("fin", "forward"),
    ("lee", "approve"),
)
"""Who presses what from the draft until it is approved."""
REVIEWS = ["unit_review", "countersign", "chain", "leader_review"]
MOVES: list[dict[str, Any]] = [
    {"key": "submit", "label": "提交", "from": ["draft", "returned"], "to": "unit_review", "makes": ["sign_sheet"]},
    {"key": "recall", "label": "撤回", "from": "unit_review", "to": "draft", "tone": "back"},
    {"key": "pass", "label": "同意", "from": "unit_review", "to": "countersign", "by": "task"},
    {"key": "agree", "label": "同意", "from": "countersign", "to": "chain", "by": "task", "when": "not quick"},
    {"key": "hurry", "label": "同意", "from": "countersign", "to": "leader_review", "by": "task", "when": "quick"},
    {"key": "forward", "label": "同意", "from": "chain", "to": "leader_review", "by": "task"},
    {
        "key": "approve",
        "label": "批准",
        "from": "leader_review",
        "to": "approved",
        "by": "task",
        "makes": ["filing_form"],
    },
    {
        "key": "send_back",
        "label": "退回",
        "from": REVIEWS,
        "to": "returned",
        "by": "task",
        "comment": "required",
        "tone": "back",
    },
    {"key": "finish", "label": "办结", "from": "approved", "to": "done", "by": ["owner", "foreign_affairs"]},
    {
        "key": "cancel",
        "label": "取消",
        "from": ["draft", "approved"],
        "to": "cancelled",
        "comment": "required",
        "tone": "stop",
    },
]
VISIT: dict[str, Any] = {
    "key": "visit",
    "label": "来访团组",
    "department_of": "host_unit",
    "year_of": "arrive_on",
    "title": "{{ name_of }}（{{ headcount }}人）",
    "sections": [
        {
            "key": "basic",
            "label": "基本情况",
            "fields": [
                {"key": "filing_no", "type": "serial", "label": "备案编号", "series": "visits"},
                {"key": "shown_no", "type": "text", "label": "对外编号", "compute": "filing_no"},
                {"key": "name_of", "type": "text", "label": "团组名称", "required": True},
                {"key": "headcount", "type": "integer", "label": "人数", "required": True},
                {"key": "cost", "type": "money", "label": "经费"},
                {"key": "quick", "type": "yesno", "label": "加急"},
                {"key": "host_unit", "type": "department", "label": "接待单位"},
                {"key": "arrive_on", "type": "date", "label": "抵达日期"},
                {
                    "key": "visitors",
                    "type": "table",
                    "label": "来访人员",
                    "columns": [
                        {"key": "name", "type": "text", "label": "姓名"},
                        {"key": "nation", "type": "text", "label": "国籍"},
                        {"key": "passport_no", "type": "text", "label": "护照号", "sensitive": 2},
                    ],
                },
                {
                    "key": "actual",
                    "type": "integer",
                    "label": "实到人数",
                    "needed_for": "done",
                    "visible": "state == 'approved' or state == 'done'",
                },
            ],
        }
    ],
    "checks": [{"key": "few", "rule": "headcount <= 20", "level": "warn", "at": "headcount", "say": "人数较多"}],
    "series": {"visits": {"pattern": "外来备〔{{ year }}〕{{ n }}号", "take": "approved"}},
    "rights": [
        {"role": "staff", "see": "own_department", "create": True, "change": ["draft", "returned", "approved"]},
        {"role": "head", "see": "own_department"},
        {"role": "foreign_affairs", "see": "all", "change": ["approved"]},
        {"role": "leader", "see": "all"},
        {"role": "auditor", "see": "all"},
        {"fields": ["visitors.passport_no"], "see": ["staff", "foreign_affairs"], "others": "masked"},
    ],
    "workflow": {"start": "draft", "states": STATES, "transitions": MOVES},
    "views": [{"key": "all", "label": "全部", "columns": ["filing_no", "name_of", "arrive_on", "headcount", "state"]}],
    "documents": [
        {"key": "sign_sheet", "label": "来访呈批表", "template": "呈批表.docx", "states": REVIEWS, "scan": True},
        {
            "key": "filing_form",
            "label": "来访备案表",
            "template": "备案表.docx",
            "states": ["approved", "done"],
            "filename": "{{ filing_no }}_{{ name_of }}",
        },
        {"key": "badge", "label": "来宾卡", "template": "来宾卡.docx", "each": "visitors"},
    ],
    "notify": [{"on": "state", "state": "approved", "to": "foreign_affairs"}],
}


@dataclass
class Office:
    """Ids of people by name, and of departments."""

    people: dict[str, int] = field(default_factory=dict)
    college: int = 0
    section: int = 0
    other: int = 0

    def __getattr__(self, name: str) -> int:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def desk(self, name: str, *, now: datetime = NOW) -> Desk:
        """The desk of one of them; inside an application context."""
        moment = now.astimezone(clock.zone())
        actor: Actor = queries.actor_of(self.people[name], today=moment.date())
        types, session = Types(), db.session()
        viewer = Viewer.of(actor, types.all().values(), today=moment.date())
        return Desk(session, actor, moment, types, DatabaseLookups(session, viewer, types.lists, types))

    def visit(self, name: str = "stan", **values: Any) -> Record:
        """A draft of somebody's."""
        desk = self.desk(name)
        compiled = desk.types.current("visit")
        stored = {
            "name_of": "慕尼黑大学代表团",
            "headcount": 2,
            "arrive_on": "2024-04-01",
            "host_unit": {"id": self.section, "label": "留学生办公室"},
            "visitors": [
                {"_id": 1, "name": "穆勒", "nation": "德国", "passport_no": "C01X00T47"},
                {"_id": 2, "name": "施密特", "nation": "德国", "passport_no": "C01X00T48"},
            ],
            **values,
        }
        settled = settle(
            compiled, {key: value for key, value in stored.items() if value is not None}, desk.world(compiled)
        )
        return store.save(
            desk.session,
            None,
            compiled,
            stored=settled.stored,
            state=compiled.start,
            actor=desk.actor,
            now=desk.now,
            why="created",
            lookups=desk.lookups,
        )

    def press(self, record: Record, name: str, transition: str, comment: str = "", **more: Any) -> Performed:
        """Somebody presses."""
        return workflow.perform(record, Press(transition, comment=comment, **more), desk=self.desk(name))

    def offers(self, record: Record, name: str) -> list[str]:
        """What somebody is offered."""
        return [offer.transition.key for offer in workflow.offered(record, desk=self.desk(name))]

    def reload(self, record: Record, name: str = "stan") -> Record:
        """The record as it is kept."""
        desk = self.desk(name)
        return records.get(desk.session, record.id, viewer=desk.viewer)

    def walk(self, record: Record, *, to: str) -> Record:
        """Through the flow, each step by who may, until a state is reached."""
        for name, transition in STEPS:
            if record.state == to:
                break
            if transition in self.offers(record, name):
                record = self.press(record, name, transition).record
        assert record.state == to
        return record


PEOPLE: Mapping[str, tuple[str, ...]] = {
    "stan": ("staff",),
    "amy": ("head",),
    "fay": ("foreign_affairs",),
    "fin": ("finance",),
    "sec": ("security",),
    "lee": ("leader",),
    "olga": ("auditor",),
    "eve": (),
}


def docx(*blocks: str | Sequence[Sequence[str]]) -> bytes:
    """A template of paragraphs and tables."""
    document = Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for row, texts in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture(scope="session")
def shelf(application: Flask) -> Path:
    """The office's own templates."""
    folder = application.config["SETTINGS"].instance / "templates"
    folder.mkdir(exist_ok=True)
    for name, blocks in TEMPLATES.items():
        (folder / name).write_bytes(docx(*blocks))
    return folder


@pytest.fixture
def cast(app: Flask, shelf: Path) -> Office:
    """The office, with the type published; Solo holds every role, Oto belongs to another department."""
    with app.app_context():
        book = [{"key": key, "label": key} for key in ROLE_KEYS]
        book.append({"key": "admin", "label": "系统管理员", "can": ["manage_users", "manage_types"]})
        service.set_roles([Role.model_validate(role) for role in book])
        institution = service.found_institution("东湖大学", name_en="East Lake University")
        college = service.add_department("国际教育学院", parent=institution, actor=None)
        section = service.add_department("留学生办公室", parent=college, actor=None)
        other = service.add_department("医学院", parent=institution, actor=None)
        made = Office(college=college.id, section=section.id, other=other.id)
        homes = {"stan": section.id, "amy": college.id}
        for name, roles in PEOPLE.items():
            home = homes.get(name, institution.id)
            grants = tuple(Grant(role, homes.get(name)) for role in roles)
            made.people[name] = make_user(Person(name.title(), name, home, grants)).id
        made.people["ada"] = make_user(Person("Ada", "ada", institution.id, (Grant("admin"),))).id
        made.people["oto"] = make_user(
            Person("Oto", "oto", other.id, (Grant("staff", other.id), Grant("head", other.id)))
        ).id
        every = tuple(Grant(role) for role in ROLE_KEYS if role != "auditor")
        made.people["solo"] = make_user(Person("Solo", "solo", section.id, every)).id
        publish(RecordType.model_validate(VISIT), actor=None, now=NOW)
        db.session.commit()
    return made


@pytest.fixture
def office(cast: Office, context: Flask) -> Office:
    """The same, inside the application."""
    return cast
