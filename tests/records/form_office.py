"""Types for the tests of the form: one with every widget and a flow, one register."""

from typing import Any

from app.definitions import service as definitions
from app.definitions.schema import ChoiceList, RecordType
from app.extensions import db
from tests.conftest import NOW

_CHOICES = [{"value": "m", "label": "男"}, {"value": "f", "label": "女"}]

PEOPLE: dict[str, Any] = {
    "key": "people",
    "label": "名单",
    "fields": [
        {
            "key": "visitors",
            "type": "table",
            "label": "来访人员",
            "max_rows": 3,
            "columns": [
                {"key": "name", "type": "text", "label": "姓名", "max": 20, "suggest": True},
                {"key": "nationality", "type": "choice", "label": "国籍", "list": "countries"},
                {"key": "langs", "type": "choice", "label": "语言", "list": "countries", "many": True},
                {"key": "sex", "type": "choice", "label": "性别", "choices": _CHOICES},
                {"key": "passport", "type": "passport", "label": "护照", "sensitive": 2},
                {"key": "fee", "type": "money", "label": "费用"},
                {"key": "double", "type": "money", "label": "两倍", "compute": "fee * 2"},
                {"key": "why", "type": "paragraph", "label": "说明", "visible": "is_head", "required": "is_head"},
                {"key": "is_head", "type": "yesno", "label": "团长"},
                {"key": "born", "type": "date", "label": "生日"},
                {"key": "guide", "type": "person", "label": "陪同"},
                {"key": "scan", "type": "file", "label": "扫描件"},
            ],
        }
    ],
}

TRIP: dict[str, Any] = {
    "key": "trip",
    "label": {"zh": "团组", "en": "Trip"},
    "help": "每次来访填一张",
    "department_of": "unit",
    "title": "{{ name }}（{{ headcount }}人）",
    "sections": [
        {
            "key": "basic",
            "label": "基本情况",
            "fields": [
                {"key": "number", "type": "serial", "label": "编号", "series": "trips"},
                {"key": "hint", "type": "note", "label": "请注意", "help": "涉密内容不要填", "tone": "warning"},
                {
                    "key": "name",
                    "type": "text",
                    "label": "名称",
                    "required": True,
                    "max": 40,
                    "index": True,
                    "suggest": True,
                },
                {
                    "key": "headcount",
                    "type": "integer",
                    "label": "人数",
                    "required": True,
                    "unit": "人",
                    "help": "可先填",
                },
                {"key": "countries", "type": "choice", "label": "国家", "list": "countries", "many": True},
                {"key": "home", "type": "choice", "label": "来自", "list": "countries"},
                {"key": "kind", "type": "choice", "label": "类别", "style": "dropdown", "choices": _CHOICES},
                {"key": "radio", "type": "choice", "label": "性质", "style": "radio", "choices": _CHOICES},
                {
                    "key": "goals",
                    "type": "choice",
                    "label": "目的",
                    "many": True,
                    "style": "checkboxes",
                    "choices": _CHOICES,
                },
                {"key": "unit", "type": "department", "label": "单位", "default": "actor.department"},
                {"key": "host", "type": "person", "label": "联系人"},
                {"key": "before", "type": "record", "label": "上一次", "of": "trip"},
                {"key": "arrive_on", "type": "date", "label": "抵达"},
                {"key": "leave_on", "type": "date", "label": "离开"},
                {"key": "days", "type": "integer", "label": "天数", "compute": "days(arrive_on, leave_on) + 1"},
                {"key": "span", "type": "date_range", "label": "期间"},
                {"key": "in_month", "type": "month", "label": "月份"},
                {"key": "in_year", "type": "year", "label": "年份"},
                {"key": "phone", "type": "phone", "label": "电话"},
                {"key": "rate", "type": "percent", "label": "比例"},
                {"key": "cost", "type": "money", "label": "经费"},
                {"key": "media", "type": "yesno", "label": "有媒体"},
                {"key": "media_note", "type": "paragraph", "label": "媒体", "visible": "media", "required": "media"},
                {"key": "old", "type": "text", "label": "旧栏", "retired": True},
                {"key": "fixed", "type": "text", "label": "固定", "read_only": True, "default": "'照旧'"},
                {"key": "inner", "type": "text", "label": "内部"},
                {"key": "secret", "type": "text", "label": "密号", "sensitive": 2},
                {
                    "key": "papers",
                    "type": "file",
                    "label": "材料",
                    "many": True,
                    "max_size": 1,
                    "kinds": ["pdf", "txt"],
                },
                {"key": "proof", "type": "text", "label": "凭证", "needed_for": ["review"]},
            ],
        },
        PEOPLE,
    ],
    "checks": [
        {"key": "order", "rule": "leave_on >= arrive_on", "at": "leave_on", "say": "离开不能早于抵达"},
        {"key": "long", "rule": "days <= 30", "level": "warn", "at": "leave_on", "say": "超过30天，请核对"},
    ],
    "series": {"trips": {"pattern": "团{{ n }}号", "take": "review", "restart": "never"}},
    "rights": [
        {"role": "staff", "see": "own_department", "create": True, "change": ["draft", "returned"]},
        {"role": "head", "see": "own_department", "create": True, "change": ["draft", "returned", "review"]},
        {"role": "auditor", "see": "all"},
        {"fields": ["inner"], "see": ["staff"], "others": "hidden"},
        {"fields": ["secret", "visitors.passport"], "see": ["staff"], "others": "masked"},
    ],
    "workflow": {
        "start": "draft",
        "states": {
            "draft": {"label": "起草"},
            "returned": {"label": "退回"},
            "review": {"label": "审核", "tasks": [{"role": "head", "of": "unit"}]},
            "done": {"label": "办结"},
        },
        "transitions": [
            {"key": "submit", "label": "提交", "from": ["draft", "returned"], "to": "review"},
            {"key": "drop", "label": "取消", "from": ["draft"], "to": "done", "comment": "required", "tone": "stop"},
            {"key": "agree", "label": "同意", "from": ["review"], "to": "done", "by": "task"},
            {"key": "back", "label": "退回", "from": ["review"], "to": "returned", "by": "task", "tone": "back"},
        ],
    },
}

CITY: dict[str, Any] = {
    "key": "city",
    "label": "友城",
    "title": "{{ name }}",
    "one_per": ["name"],
    "sections": [
        {
            "key": "basic",
            "label": "基本情况",
            "fields": [
                {"key": "name", "type": "text", "label": "名称", "required": True, "index": True},
                {"key": "since", "type": "date", "label": "结好日期", "precision": "year"},
            ],
        }
    ],
    "rights": [{"role": "staff", "see": "all", "create": True, "change": True}],
}


def publish(*changes: dict[str, Any]) -> None:
    """Put the list and the types into force; inside an application context."""
    countries = [{"value": f"X{at}", "label": f"第{at}国"} for at in range(70)]
    entries = [{"value": "DE", "label": {"zh": "德国", "en": "Germany"}}, {"value": "JP", "label": "日本"}, *countries]
    book = ChoiceList.model_validate({"key": "countries", "label": "国家", "entries": entries})
    definitions.publish_list(book, actor=None, now=NOW)
    for each in (TRIP, CITY, *changes):
        definitions.publish(RecordType.model_validate(each), actor=None, now=NOW)
    db.session.commit()
