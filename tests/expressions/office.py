"""The names and values that the tests of expressions speak about: one visiting delegation."""

from datetime import date
from decimal import Decimal

from app.expressions import Coded, Kind, Name, PartialDate, Row, Scope, Value

COUNTRIES = {"DE": "德国", "FR": "法国", "JP": "日本"}
PAYERS = {"us": "我方", "them": "外方"}
LEVELS = {"minister": "部级", "bureau": "厅局级", "division": "处级"}

VISITORS = (
    Name("name_zh", "中文译名", Kind.TEXT),
    Name("age", "年龄", Kind.NUMBER),
    Name("is_head", "团长", Kind.YESNO),
    Name("nationality", "国籍（地区）", Kind.TEXT, choices=COUNTRIES),
    Name("born", "出生日期", Kind.DATE),
    Name("languages", "语言", Kind.LIST, item=Kind.TEXT),
)
COSTS = (
    Name("item", "项目", Kind.TEXT),
    Name("amount", "金额（元）", Kind.NUMBER),
    Name("payer", "承担方", Kind.TEXT, choices=PAYERS),
)

SCOPE = Scope(
    (
        Name("filing_no", "备案编号", Kind.TEXT),
        Name("delegation_name", "团组名称", Kind.TEXT),
        Name("countries", "出访国家/地区", Kind.LIST, item=Kind.TEXT, choices=COUNTRIES),
        Name("host_unit", "接待单位", Kind.TEXT, members=(Name("phone", "电话", Kind.TEXT),)),
        Name("arrive_on", "抵达日期", Kind.DATE),
        Name("leave_on", "离开日期", Kind.DATE),
        Name("since", "建立时间", Kind.DATE),
        Name("headcount", "人数", Kind.NUMBER, aliases=("people",)),
        Name("has_media", "有媒体随行", Kind.YESNO),
        Name("media_note", "媒体情况", Kind.TEXT),
        Name("level", "级别", Kind.TEXT, choices=LEVELS),
        Name("visitors", "来访人员", Kind.ROWS, members=VISITORS),
        Name("costs", "经费", Kind.ROWS, members=COSTS),
        Name("contact", "联系人（电话）", Kind.TEXT),
        Name("annex", "1号附件", Kind.TEXT),
        Name("area", "面积㎡", Kind.NUMBER),
        Name("head_job", "团长-职务", Kind.TEXT),
        Name("anything", "其他", Kind.ANY),
    )
)

VALUES: dict[str, Value] = {
    "filing_no": "外来备〔2024〕3号",
    "delegation_name": "德国青年代表团",
    "countries": [Coded("DE", "德国"), Coded("FR", "法国")],
    "host_unit": Coded("7", "国际处", {"phone": "0572-1"}),
    "arrive_on": date(2024, 3, 5),
    "leave_on": date(2024, 3, 9),
    "since": PartialDate.of(date(1999, 10, 1), "month"),
    "headcount": Decimal(12),
    "has_media": False,
    "media_note": None,
    "level": Coded("bureau", "厅局级"),
    "visitors": [
        {
            "name_zh": "安娜",
            "age": Decimal(30),
            "is_head": True,
            "nationality": Coded("DE", "德国"),
            "languages": ["德语", "英语"],
        },
        {"name_zh": "皮埃尔", "age": None, "is_head": None, "nationality": Coded("FR", "法国"), "languages": ["法语"]},
        {
            "name_zh": "卡尔",
            "age": Decimal(61),
            "is_head": False,
            "nationality": Coded("DE", "德国"),
            "languages": None,
        },
    ],
    "costs": [
        {"item": "住宿", "amount": Decimal("1409.50"), "payer": Coded("us", "我方")},
        {"item": "机票", "amount": Decimal(8000), "payer": Coded("them", "外方")},
        {"item": "餐饮", "amount": None, "payer": Coded("us", "我方")},
    ],
    "contact": "王（8001）",
    "annex": "名单",
    "area": Decimal("88.5"),
    "head_job": "主席",
    "anything": None,
    "today": date(2024, 12, 1),
    "now": "2024-12-01 09:30",
    "state": "approved",
    "actor": {"name": "小李", "department": Coded("7", "国际处"), "roles": ["staff"]},
    "loop": {"index": Decimal(2), "first": False, "last": True},
}

NOTHING: Row = {}
