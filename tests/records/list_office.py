"""Types and records for the tests of lists, pages, exports and ledgers: a flow with closed fields, and a register."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask

from app.accounts import queries, service
from app.accounts.models import RoleAssignment
from app.definitions import service as definitions
from app.definitions.schema import ChoiceList, RecordType, Role
from app.extensions import db
from app.records import desks, store
from app.records.models import Record
from tests.conftest import NOW, ROLES, Cast

OFFICER = {"key": "officer", "label": "外事专办员", "can": ["import_past"]}

VISIT: dict[str, Any] = {
    "key": "visit",
    "label": {"zh": "来访", "en": "Visits"},
    "help": "外宾来访先审批、后接待",
    "group": {"zh": "来访", "en": "Inbound"},
    "icon": "plane-arrival",
    "year_of": "arrive_on",
    "department_of": "unit",
    "title": "{{ name }}（{{ headcount }}人）",
    "brief": "{{ name }}一行{{ headcount }}人{{ inner }}",
    "sections": [
        {
            "key": "basic",
            "label": {"zh": "基本情况", "en": "Basics"},
            "fields": [
                {"key": "filing_no", "type": "serial", "label": "备案编号", "series": "visits"},
                {
                    "key": "name",
                    "type": "text",
                    "label": {"zh": "团组名称", "en": "Name"},
                    "required": True,
                    "index": True,
                    "needed_for": ["review"],
                },
                {"key": "headcount", "type": "integer", "label": "人数", "required": True, "index": True},
                {"key": "countries", "type": "choice", "label": "国家", "list": "countries", "many": True},
                {
                    "key": "kind",
                    "type": "choice",
                    "label": "类别",
                    "default": "'civil'",
                    "choices": [{"value": "gov", "label": "官方"}, {"value": "civil", "label": "民间"}],
                },
                {"key": "unit", "type": "department", "label": "接待单位", "default": "actor.department"},
                {"key": "arrive_on", "type": "date", "label": "抵达日期", "index": True, "precision": "year"},
                {"key": "leave_on", "type": "date", "label": "离开日期"},
                {"key": "has_media", "type": "yesno", "label": "有媒体"},
                {"key": "media_note", "type": "text", "label": "媒体情况", "visible": "has_media"},
                {"key": "cost", "type": "money", "label": "经费"},
                {"key": "note", "type": "paragraph", "label": "说明"},
                {"key": "inner", "type": "text", "label": "内部意见"},
                {"key": "code", "type": "text", "label": "暗号"},
                {"key": "passport", "type": "passport", "label": "护照号", "sensitive": 2},
                {"key": "partner", "type": "record", "label": "合作方", "of": "partner"},
                {"key": "papers", "type": "file", "label": "附件", "many": True},
                {"key": "inner_papers", "type": "file", "label": "内部附件", "many": True},
                {"key": "proof", "type": "text", "label": "邀请函号", "needed_for": ["review"]},
                {
                    "key": "visitors",
                    "type": "table",
                    "label": "来访人员",
                    "columns": [
                        {"key": "who", "type": "text", "label": "姓名"},
                        {"key": "passport_no", "type": "passport", "label": "证件号", "sensitive": 2},
                    ],
                },
            ],
        },
        {
            "key": "result",
            "label": "办结情况",
            "visible": "state == 'done'",
            "fields": [{"key": "outcome", "type": "text", "label": "成果"}],
        },
    ],
    "checks": [{"key": "order", "rule": "leave_on >= arrive_on", "at": "leave_on", "say": "离开不能早于抵达"}],
    "series": {"visits": {"pattern": "外来备〔{{ year }}〕{{ n }}号", "take": "review"}},
    "rights": [
        {"role": "staff", "see": "own_department", "create": True, "change": ["draft"]},
        {"role": "officer", "see": "all", "create": True, "change": ["draft", "review"]},
        {"role": "auditor", "see": "all"},
        {"fields": ["inner", "inner_papers"], "see": ["officer"], "others": "hidden"},
        {"fields": ["code", "passport", "visitors.passport_no"], "see": ["officer"], "others": "masked"},
    ],
    "workflow": {
        "start": "draft",
        "states": {
            "draft": {"label": {"zh": "起草", "en": "Draft"}, "colour": "grey"},
            "review": {"label": "审核", "colour": "blue"},
            "done": {"label": "已办结", "colour": "green", "counts": True},
        },
        "transitions": [
            {"key": "submit", "label": "提交", "from": ["draft"], "to": "review"},
            {"key": "finish", "label": "办结", "from": ["review"], "to": "done"},
        ],
    },
    "views": [
        {
            "key": "large",
            "label": "大团",
            "columns": ["name", "headcount", "state"],
            "where": "headcount >= 10",
            "sort": ["-headcount"],
        },
        {
            "key": "all",
            "label": {"zh": "全部", "en": "All"},
            "columns": [
                *["filing_no", "name", "countries", "arrive_on", "headcount", "cost", "inner", "code", "unit", "owner"],
                "state",
            ],
            "sort": ["-arrive_on"],
            "totals": {"headcount": "sum", "cost": "avg"},
        },
    ],
}

PARTNER: dict[str, Any] = {
    "key": "partner",
    "label": "合作方",
    "title": "{{ name }}",
    "one_per": ["name"],
    "sections": [
        {
            "key": "basic",
            "label": "基本情况",
            "fields": [
                {"key": "name", "type": "text", "label": "名称", "required": True, "index": True},
                {"key": "since", "type": "date", "label": "起始日期"},
                {"key": "site", "type": "url", "label": "网站"},
            ],
        }
    ],
    "rights": [
        {"role": "staff", "see": "all", "create": True, "change": True},
        {"role": "officer", "see": "all", "create": True, "change": True},
    ],
}


def furnish(app: Flask, cast: Cast) -> None:
    """The types in force; Ada and Amy are officers."""
    with app.app_context():
        service.set_roles([Role.model_validate(role) for role in (*ROLES, OFFICER)])
        entries = [{"value": "DE", "label": {"zh": "德国", "en": "Germany"}}, {"value": "JP", "label": "日本"}]
        book = ChoiceList.model_validate({"key": "countries", "label": "国家", "entries": entries})
        definitions.publish_list(book, actor=None, now=NOW)
        for each in (PARTNER, VISIT):
            definitions.publish(RecordType.model_validate(each), actor=None, now=NOW)
        db.session.add_all(RoleAssignment(user_id=who, role_key="officer") for who in (cast.ada, cast.amy))
        db.session.commit()


def keep(app: Flask, login: str, *, key: str = "visit", state: str = "", **values: Any) -> int:
    """A record of somebody, settled values as given; its id."""
    with app.app_context():
        user = queries.user_by_login(login)
        assert user is not None
        desk = desks.of_user(user.id)
        compiled = desk.types.current(key)
        base: Mapping[str, Any] = {"name": "慕尼黑大学", "headcount": 3, "arrive_on": "2024-03-05"}
        stored = values if key != "visit" else {**base, **values}
        kept = store.save(
            desk.session,
            None,
            compiled,
            stored={name: value for name, value in stored.items() if value is not None},
            state=state or compiled.start,
            actor=desk.actor,
            now=desk.now,
            why="created",
            lookups=desk.lookups,
        )
        db.session.commit()
        return kept.id


def change(app: Flask, login: str, record_id: int, *, at: datetime | None = None, **values: Any) -> None:
    """Another revision."""
    with app.app_context():
        user = queries.user_by_login(login)
        assert user is not None
        desk = desks.of_user(user.id)
        record = db.session.get_one(Record, record_id)
        store.save(
            desk.session,
            record,
            desk.compiled(record),
            stored={**record.data, **values},
            state=record.state,
            actor=desk.actor,
            now=at or desk.now,
            why="changed",
            lookups=desk.lookups,
        )
        db.session.commit()
